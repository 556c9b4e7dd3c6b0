"""Normalising what people type and what sources contain, for comparison and for search."""

from __future__ import annotations

import functools
import re
import unicodedata

from opencc import OpenCC

__all__ = ["clean_input", "fold", "short_title", "simplify"]

_CONTROL = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e01ef]"
)
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_PUNCTUATION = str.maketrans(
    {"〈": "《", "〉": "》", "﹝": "〔", "﹞": "〕", "［": "[", "］": "]", "“": '"', "”": '"', "‘": "'", "’": "'"}
)


@functools.cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters to simplified ones (資遣費 to 资遣费)."""
    return str(_converter().convert(text))


def clean_input(text: str) -> str:
    """What a person typed, without control and bidirectional characters and with single spaces."""
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip()


def fold(text: str) -> str:
    """A form for comparison: NFKC width, lower case, simplified characters, no white space."""
    folded = unicodedata.normalize("NFKC", text.translate(_PUNCTUATION))
    return simplify(re.sub(r"\s+", "", _CONTROL.sub("", folded))).lower()


def short_title(title: str) -> str:
    """The name of a law as our output carries it: no 中华人民共和国 in front, no 《》 around."""
    name = title.strip().strip("《》").strip()
    return name.removeprefix("中华人民共和国") if name != "中华人民共和国" else name
