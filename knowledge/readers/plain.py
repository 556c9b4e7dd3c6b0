"""Plain text and Markdown: which encoding, and whether the lines are paragraphs or were wrapped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ..errors import UnreadableFile
from ..records import RawText
from .characters import clean, heading, is_wide
from .contents import contents_in
from .limits import Limits, TooMuchText
from .paragraphs import paragraphs_of
from .shapes import Line

__all__ = ["decode", "read_plain", "without_comments"]

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Bytes that a character may lack at the end of a file that was cut off.
_CUT = 4
_ODD = re.compile(
    r"[^\u4e00-\u9fff\u3400-\u4dbf\u3000-\u303f\uff00-\uffef\x20-\x7e\s\u2010-\u2027\u2030-\u205e\u00a0-\u00ff\u2100-\u22ff\u2460-\u24ff\u2500-\u25ff]"
)
MOST_ODD = 0.1
# Text of so many lines, most of them of nearly one length and without a stop at their end, was wrapped.
LEAST_WRAPPED = 6
_STOPS = tuple("。；：！？”）)…")


def read_plain(path: Path, kind: str, limits: Limits) -> RawText:
    """The text of a plain or Markdown file.

    Raises:
        UnreadableFile: It is in no encoding that we know, or not text at all.
        TooMuchText: It is too long.
    """
    text, doubts = decode(path.read_bytes(), path.name)
    if len(text) > limits.characters:
        raise TooMuchText
    own = [line.rstrip() for line in re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text)]
    if kind == "md":
        own = re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", without_comments(text))
        return RawText(path.name, "md", tuple(line for one in own if (line := one.strip())), tuple(doubts))
    if width := _wrapped_at(own):
        lines, has_contents = paragraphs_of(_as_lines(own, width))
        doubts.append(f"每行在约 {width} 个字处断开，已接成段落")
    else:
        cleaned = [line for one in own if (line := clean(one))]
        contents = contents_in(cleaned)
        lines, has_contents = (
            [heading(one) or one for at, one in enumerate(cleaned) if at not in contents],
            bool(contents),
        )
    if has_contents:
        doubts.append("目录已略去")
    return RawText(path.name, "txt", tuple(lines), tuple(doubts))


def without_comments(text: str) -> str:
    """Markdown without what its readers never see."""
    return _COMMENT.sub("", text)


def decode(content: bytes, name: str) -> tuple[str, list[str]]:
    """The text in UTF-8, UTF-16, UTF-32 or GB18030, and what was odd about it.

    Raises:
        UnreadableFile: None of them gives text.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _plausible(_tolerant(content, encoding, name), name)
    if b"\x00" in content[:4096]:
        for encoding in ("utf-16-le", "utf-16-be"):
            try:
                return _plausible(_tolerant(content, encoding, name), name)
            except UnreadableFile:
                continue
    for encoding in ("utf-8", "gb18030"):
        try:
            return _plausible(_tolerant(content, encoding, name), name)
        except UnreadableFile:
            continue
    raise UnreadableFile(f"{name}：不是文字，或编码无法识别；请另存为 UTF-8 编码的文本")


def _tolerant(content: bytes, encoding: str, name: str) -> tuple[str, list[str]]:
    """Decoded, with a few bytes of a cut-off last character left out."""
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError as error:
        if error.start < len(content) - _CUT:
            raise UnreadableFile(f"{name}：不是 {encoding} 编码的文本") from None
        return content[: error.start].decode(encoding), ["文件末尾不完整，最后一个字已略去"]
    except UnicodeError:
        raise UnreadableFile(f"{name}：不是 {encoding} 编码的文本") from None


def _plausible(found: tuple[str, list[str]], name: str) -> tuple[str, list[str]]:
    text = found[0]
    if len(_ODD.findall(text)) > MOST_ODD * max(len(text), 1):
        raise UnreadableFile(f"{name}：不是中文文本")
    return found


def _wrapped_at(lines: Sequence[str]) -> int:
    """The width in characters at which the lines were wrapped, 0 where each line is a paragraph."""
    widths = [_width(line) for line in lines if line.strip()]
    if len(widths) < LEAST_WRAPPED:
        return 0
    widest = sorted(widths)[-max(len(widths) // 50, 1)]
    full = [line for line in lines if _width(line) >= widest - 2.5]
    going_on = sum(1 for line in full if not line.endswith(_STOPS))
    if widest <= 60 and len(full) >= 0.3 * len(widths) and going_on >= 0.6 * len(full):
        return round(widest)
    return 0


def _width(text: str) -> float:
    return sum(1.0 if is_wide(one) else 0.5 for one in text)


def _as_lines(lines: Sequence[str], width: int) -> list[Line]:
    """Lines of text as lines on one long page, one unit a character."""
    found: list[Line] = []
    height = 1.5 * len(lines) + 1
    for at, line in enumerate(lines):
        text = line.lstrip(" \u3000\t")
        if text:
            indent = _width(line[: len(line) - len(text)])
            found.append(Line(text, 1, 0, indent, indent + _width(text), height - 1.5 * at, 1.0, width, height))
    return found
