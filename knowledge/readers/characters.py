"""Characters that file formats put in place of the ones that were meant."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "garbled_share", "heading", "is_wide"]

# Invisible: controls, zero-width marks, soft hyphens, directions, byte order marks.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
# Some fonts map 用 to the radical ⽤; to search and to people they are the same character.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_BLANKS = {0x00A0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x202F: " ", 0x0009: " "}
_TABLE = {**_RADICALS, **_BLANKS}
_GARBLED = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_HEADING = re.compile(r"(第[零〇一二三四五六七八九十百]+(?:分编|编|章|节))[ \u3000]*([^。；：，！？]{1,60})")
_VERB = re.compile(r"的?规定|第|所称|至第|执行")


def clean(text: str) -> str:
    """``text`` without invisible characters, with plain blanks and without blanks at its ends."""
    return _INVISIBLE.sub("", text.translate(_TABLE)).strip(" \u3000\r\n")


def garbled_share(text: str) -> float:
    """The share of characters that stand for nothing, 0 to 1: a font without a table of its characters."""
    visible = [one for one in text if not one.isspace()]
    return len(_GARBLED.findall(text)) / len(visible) if visible else 0.0


def heading(line: str) -> str | None:
    """第一章 总则 for 第一章　总　则; ``None`` for a line that is no heading of a part, chapter or section."""
    match = _HEADING.fullmatch(line.strip(" \u3000"))
    if match is None or _VERB.match(match[2].strip(" \u3000")):
        return None
    name = match[2].strip(" \u3000")
    if re.fullmatch(r"[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff]){1,5}", name):
        name = re.sub(r"[ \u3000]+", "", name)
    return f"{match[1]} {re.sub(r'[ 　]+', ' ', name)}"


def is_wide(char: str) -> bool:
    """Whether a character is as wide as it is high."""
    return unicodedata.east_asian_width(char) in "WFA"
