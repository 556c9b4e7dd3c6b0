"""A text as references are read in it: one width, simplified characters, no space and no break inside a sentence."""

from __future__ import annotations

import re
import unicodedata

from ..text import simplify

__all__ = ["BREAK", "Skeleton", "paragraph_ends"]

BREAK = "\n"
"""Stands where a paragraph ends; a break inside a sentence is left out."""

_KEEP = {
    "《": "《",
    "》": "》",
    "〈": "《",
    "〉": "》",
    "﹝": "〔",
    "﹞": "〕",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
}
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_ENDS = "。；：！？;:!?.…”』」)）"
_OPENS = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百零〇\d]{1,6}[章节编][^条款项]|[#>*\-•·]"
)

_HEAD = re.compile(r"^[ \t\u3000]*第[一二三四五六七八九十百零〇\d]{1,6}条[ \t\u3000:：]", re.MULTILINE)
_NUMBERED = 3  # lines that begin 第…条 and a space: a contract or rules with numbers of their own


class Skeleton:
    """A text and the way back to it.

    Attributes:
        text: What is searched; every character stands for one of the original.
        origin: ``origin[i]`` is the place of ``text[i]`` in the original.
        source: The original.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        kept: list[str] = []
        origin: list[int] = []
        breaks = paragraph_ends(source)
        for at, char in enumerate(source):
            if char == "\n":
                if at in breaks:
                    kept.append(BREAK)
                    origin.append(at)
                continue
            if char.isspace() or _INVISIBLE.match(char):
                continue
            for one in _KEEP.get(char) or unicodedata.normalize("NFKC", char):
                if not one.isspace():
                    kept.append(one)
                    origin.append(at)
        text = "".join(kept)
        simple = simplify(text)
        self.text = simple if len(simple) == len(text) else text
        self.origin = origin

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of ``text[start:end]``, which must not be empty."""
        return self.origin[start], self.origin[end - 1] + 1

    def spaced(self, at: int) -> bool:
        """Whether the original has white space before ``text[at]``, or ends there."""
        if at >= len(self.text):
            return True
        place = self.origin[at]
        return place > 0 and self.source[place - 1].isspace()


def paragraph_ends(text: str) -> frozenset[int]:
    """The line breaks that end a paragraph: after a finished sentence, a blank line, or before a heading or a list.

    Where the text numbers its own paragraphs (第一条 …), each number begins one.
    """
    ends = set()
    numbered = len(_HEAD.findall(text)) >= _NUMBERED
    at, line = text.find("\n"), 0
    while at >= 0:
        before = text[line:at].rstrip(" \t\u3000\r")[-1:]
        after = text[at + 1 : at + 40].lstrip(" \t\u3000\r")
        opens = _OPENS.match(after) or (numbered and _HEAD.match(after))
        if not before or before in _ENDS or not after or after[0] == "\n" or opens:
            ends.add(at)
        line = at + 1
        at = text.find("\n", line)
    return frozenset(ends)
