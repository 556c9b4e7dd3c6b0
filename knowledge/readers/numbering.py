"""The numbers that Word writes in front of paragraphs: 第一条, （一）, 1. — they are not in the text of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from ..numerals import article_label

__all__ = ["Numbering", "in_format"]

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_DIGITS = "〇一二三四五六七八九"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "japaneseDigitalTenThousand",
    "taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting",
}  # fmt: skip
# After 第一条 and 1 a blank, after （一） and 一、 nothing: as statutes are printed.
_WORD = re.compile(r".*[条章节编款篇\w]$")


@dataclass(slots=True)
class _Level:
    """How one level of a list counts and looks."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class _List:
    """One list definition and how far it has counted."""

    levels: list[_Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Counts as Word does while the paragraphs go by in order."""

    def __init__(self, element: Any | None) -> None:
        """Take the definitions of ``numbering.xml``, or none."""
        self._definitions: dict[str, _List] = {}
        self._lists: dict[str, tuple[_List, dict[int, int]]] = {}
        self._started: set[tuple[str, int]] = set()
        self._styles: dict[str, int] = {}
        if element is not None:
            self._read(element)

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a style stands for in a list."""
        return self._styles.get(f"{number}:{style}", 0)

    def label(self, number: str, level: int) -> str:
        """What stands in front of the next paragraph of this list and level, with the blank after it."""
        found = self._lists.get(number)
        if found is None or not 0 <= level < _LEVELS:
            return ""
        own, restarts = found
        if level in restarts and (number, level) not in self._started:
            own.counts[level] = restarts[level] - 1
        self._started.add((number, level))
        shape = own.levels[level]
        current = own.counts[level]
        own.counts[level] = shape.start if current is None else current + 1
        self._restart_below(own, level)
        return self._rendered(own, level)

    @staticmethod
    def _restart_below(own: _List, level: int) -> None:
        for lower in range(level + 1, _LEVELS):
            limit = own.levels[lower].restart
            if limit is None or (limit > 0 and level < limit):
                own.counts[lower] = None

    @staticmethod
    def _rendered(own: _List, level: int) -> str:
        shape = own.levels[level]
        if shape.format in {"bullet", "none"} and not _PLACE.search(shape.text):
            return ""

        def value(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = own.levels[at]
            count = own.counts[at]
            shown = of.format if not shape.legal or of.format == "none" else "decimal"
            return in_format(of.start if count is None else count, shown)

        text = _PLACE.sub(value, shape.text)
        return f"{text} " if text and shape.suffix != "nothing" and _WORD.match(text) else text

    def _read(self, element: Any) -> None:
        linked: dict[str, str] = {}
        for definition in element.iterchildren(qn("w:abstractNum")):
            key = str(definition.get(qn("w:abstractNumId")))
            levels = [_Level() for _ in range(_LEVELS)]
            for one in definition.iterchildren(qn("w:lvl")):
                _read_level(one, levels)
            self._definitions[key] = _List(levels)
            if link := _value(definition, "w:styleLink"):
                linked[link] = key
        for definition in element.iterchildren(qn("w:abstractNum")):
            if (link := _value(definition, "w:numStyleLink")) and link in linked:
                self._definitions[str(definition.get(qn("w:abstractNumId")))] = self._definitions[linked[link]]
        for number in element.iterchildren(qn("w:num")):
            self._read_number(number)
        self._read_styles(element)

    def _read_number(self, number: Any) -> None:
        base = self._definitions.get(str(_value(number, "w:abstractNumId")))
        if base is None:
            return
        key = str(number.get(qn("w:numId")))
        restarts: dict[int, int] = {}
        own = base
        for override in number.iterchildren(qn("w:lvlOverride")):
            level = _integer(override.get(qn("w:ilvl")), 0)
            if (start := _value(override, "w:startOverride")) is not None:
                restarts[level] = _integer(start, 1)
            for one in override.iterchildren(qn("w:lvl")):
                if own is base:
                    own = _List(list(base.levels))
                own.levels[level] = _Level()
                _read_level(one, own.levels)
        self._lists[key] = own, restarts

    def _read_styles(self, element: Any) -> None:
        for number in element.iterchildren(qn("w:num")):
            for definition in element.iterchildren(qn("w:abstractNum")):
                if definition.get(qn("w:abstractNumId")) != _value(number, "w:abstractNumId"):
                    continue
                for one in definition.iterchildren(qn("w:lvl")):
                    if style := _value(one, "w:pStyle"):
                        level = _integer(one.get(qn("w:ilvl")), 0)
                        self._styles[f"{number.get(qn('w:numId'))}:{style}"] = level


def in_format(number: int, name: str) -> str:
    """``number`` in one of Word's number formats; those we do not know are written in digits."""
    if name in _CHINESE:
        return article_label(number).removeprefix("第").removesuffix("条") if number else "零"
    if name in {"chineseLegalSimplified", "ideographLegalTraditional"}:
        plain = in_format(number, "chineseCounting")
        table = str.maketrans("零一二三四五六七八九十百千", _LEGAL + "拾佰仟")
        return ("一" + plain if plain.startswith("十") else plain).translate(table)
    if name == "ideographDigital":
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if name == "ideographTraditional" and 1 <= number <= len(_STEMS):
        return _STEMS[number - 1]
    if name.startswith("decimalEnclosedCircle") and 1 <= number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if name == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if name == "decimalZero":
        return f"{number:02d}"
    if name.endswith("Roman"):
        return _roman(number, upper=name.startswith("upper"))
    if name.endswith("Letter") and number >= 1:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if name.startswith("upper") else letter
    return "" if name in {"bullet", "none"} else str(number)


def _roman(number: int, *, upper: bool) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text.upper() if upper else text


def _read_level(element: Any, levels: list[_Level]) -> None:
    at = _integer(element.get(qn("w:ilvl")), 0)
    if not 0 <= at < len(levels):
        return
    restart = _value(element, "w:lvlRestart")
    levels[at] = _Level(
        start=_integer(_value(element, "w:start"), 0),
        format=_value(element, "w:numFmt") or "decimal",
        text=_value(element, "w:lvlText") or "",
        suffix=_value(element, "w:suff") or "tab",
        restart=None if restart is None else _integer(restart, 0),
        legal=_on(element, "w:isLgl"),
    )


def _value(element: Any, name: str) -> str | None:
    child = element.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def _on(element: Any, name: str) -> bool:
    child = element.find(qn(name))
    return child is not None and child.get(qn("w:val")) not in {"0", "false", "off"}


def _integer(value: str | None, otherwise: int) -> int:
    try:
        return int(value) if value is not None else otherwise
    except ValueError:
        return otherwise
