"""The numbers of a reference: 第…条之…第…款第（…）项, alone, in lists (第三十九、四十条) and in ranges (第三至五项)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..numerals import CN_DIGITS, article_label, to_int

__all__ = ["LINK", "NO_SUCH_NUMBER", "NUMERAL", "Unit", "article_name", "number_of", "read_units"]

NO_SUCH_NUMBER = 9999
"""A numeral that makes no sense is larger than any text has."""

Level = Literal["条", "款", "项", "目"]
NUMERAL = rf"(?:[{CN_DIGITS}]{{1,16}}|[0-9]{{1,24}})"
LINK = re.compile(r"(?:、|,|，|;|；|和|及|以及|与|或者|或|并|至|到|-|—|–|~)+")
_ONE = re.compile(rf"(?P<di>第)?(?P<open>[（(])?(?P<no>{NUMERAL})(?P<close>[）)])?")
_LEVEL = re.compile(r"[条款项目](?!件|前|目|的[数]|人数)")
_SUFFIX = re.compile(
    rf"之(?P<no>[{CN_DIGITS}]{{1,2}}|[0-9]{{1,2}})(?![{CN_DIGITS}0-9倍年月日天]|[般个种间后前内外上下])"
)
_NOT_ARTICLE = re.compile(r"[年月日版号元个名人天岁%.]")  # 劳动合同法2012年修正版
_NEAR = 3  # characters of a link between two numbers
_MOST = 40  # numbers of one list


@dataclass(frozen=True, slots=True)
class Unit:
    """One number with its level, ``text[start:end]``.

    Attributes:
        number: 82 of 第八十二条.
        suffix: 1 of 之一, else 0.
        written: The numeral as it stands.
    """

    level: Level
    number: int
    suffix: int
    start: int
    end: int
    written: str


def number_of(written: str) -> int:
    """The number that a numeral stands for."""
    try:
        return min(to_int(written), NO_SUCH_NUMBER)
    except ValueError:
        return NO_SUCH_NUMBER


def article_name(unit: Unit) -> str:
    """第八十二条; a numeral that is none (第百百条) stays as written, and no law has an article of that name."""
    try:
        return article_label(to_int(unit.written), unit.suffix)
    except ValueError:
        return f"第{unit.written}条"


def read_units(text: str, at: int, bare: bool = False) -> list[Unit]:
    """The units of one number or list of numbers that begins at ``at``; none if none does.

    第三十九、四十条 and 第（一）至（三）项 are lists: their numbers share the level at the end.

    Args:
        bare: Whether arabic numbers without 第 count, as directly after the name of a law (劳动法44条, 劳动法 44).
    """
    numbers: list[re.Match[str]] = []
    position = at
    while len(numbers) < _MOST and (match := _ONE.match(text, position)):
        if not (match["di"] or match["open"] or numbers or (bare and match["no"].isdigit())):
            break
        if bool(match["open"]) != bool(match["close"]):
            break
        numbers.append(match)
        end = match.end()
        level = _LEVEL.match(text, end)
        if level:
            return list(_with_level(text, numbers, level))
        link = LINK.match(text, end)
        if link and link.end() - link.start() <= _NEAR:
            position = link.end()
        elif match["open"] and text[end : end + 1] in "（(":
            position = end  # 第（一）（二）项
        else:
            break
    if bare and numbers and numbers[0]["no"].isdigit() and not numbers[0]["open"]:
        first = numbers[0]
        if _NOT_ARTICLE.match(text, first.end()):
            return []
        return [Unit("条", number_of(first["no"]), 0, first.start(), first.end(), first["no"])]
    return []


def _with_level(text: str, numbers: list[re.Match[str]], level: re.Match[str]) -> Iterator[Unit]:
    name: Level = level[0]  # type: ignore[assignment]
    if name == "条" and any(match["open"] for match in numbers):
        return
    for match in numbers:
        last = match is numbers[-1]
        end, suffix = (level.end() if last else match.end()), 0
        if last and name == "条" and (more := _SUFFIX.match(text, end)):
            suffix, end = number_of(more["no"]), more.end()
        yield Unit(name, number_of(match["no"]), suffix, match.start(), end, match["no"])
