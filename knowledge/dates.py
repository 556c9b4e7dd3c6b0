"""Dates in prose: 2008年1月1日, 一九九五年三月二十六日, ２０１０年７月２９日, 2020-01-01."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .numerals import to_int

__all__ = ["DATE", "FoundDate", "find_dates", "parse_date"]

_YEAR_DIGITS = "〇零○◯ＯO一二三四五六七八九"
_NUMBER = "[0-9０-９]{1,2}|[元一二三四五六七八九十]{1,3}"
# One date, without named groups, so that other patterns can contain it.
DATE = (
    rf"(?:(?:[0-9０-９]{{4}}|[{_YEAR_DIGITS}]{{4}})\s*年\s*(?:{_NUMBER})\s*月\s*(?:{_NUMBER})\s*日"
    r"|(?<![0-9])[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9]))"
)
_PATTERN = re.compile(DATE)
_PARTS = re.compile(r"(.+?)[年\-./](.+?)[月\-./](.+?)日?")
_CHINESE_YEAR = str.maketrans(dict(zip(_YEAR_DIGITS, "000000123456789", strict=True)))


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands: ``text[start:end]``."""

    day: date
    start: int
    end: int


def find_dates(text: str) -> Iterator[FoundDate]:
    """Every date of a text that the calendar has, in order."""
    for match in _PATTERN.finditer(text):
        if day := parse_date(match[0]):
            yield FoundDate(day, match.start(), match.end())


def parse_date(words: str) -> date | None:
    """The day that exactly these words name, ``None`` where the calendar has no such day."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", words))
    parts = _PARTS.fullmatch(plain)
    if parts is None:
        return None
    try:
        return date(
            int(parts[1].translate(_CHINESE_YEAR)), *(to_int(part.replace("元", "一")) for part in (parts[2], parts[3]))
        )
    except ValueError:
        return None
