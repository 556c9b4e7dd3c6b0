"""Days, months and years in running text, as spans of days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .numerals import to_int

__all__ = ["Period", "find_periods"]

_DIGITS = str.maketrans("〇零一二三四五六七八九０１２３４５６７８９", "00123456789" + "0123456789")
_FIGURE = "0-9０-９〇零一二三四五六七八九"
_DATE = re.compile(
    rf"(?<![{_FIGURE}])(?P<year>(?:19|20|１９|２０|一九|二[〇零])[{_FIGURE}]{{2}})\s*"
    r"(?:年(?:\s*(?P<month>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:\s*(?P<day>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*[日号])?)?"
    r"|[-./](?P<month2>[0-9]{1,2})(?:[-./](?P<day2>[0-9]{1,2}))?(?![0-9]))"
)
# 19年 alone is as often a length of time: it is a year only with a month behind it or with an event that follows.
_SHORT = re.compile(
    r"(?<![0-9了满近快约共有第])(?P<year>[0-2][0-9])年(?:(?P<month>[0-9]{1,2})月|(?=年?[初底]|被|春节|过年|我))"
)
_BACK = re.compile(r"(?P<word>大前年|前年|去年)(?:(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月)?")
# 08年以前 is a year, not eight years ago.
_AGO = re.compile(
    r"(?P<n>(?<![0-9])[1-9][0-9]?"
    r"|(?<![一二两三四五六七八九十])(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]{1,2}))年(?:多)?(?:以)?前"
)
_YEARS_BACK = {"去年": 1, "前年": 2, "大前年": 3}
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days that a text names.

    Attributes:
        start, end: Its words are ``text[start:end]``.
        first, last: The days it may mean, both included.
    """

    start: int
    end: int
    first: date
    last: date


def find_periods(text: str, today: date) -> tuple[Period, ...]:
    """The periods that a text names, in order; impossible dates are left out.

    Args:
        today: What 去年 and 三年前 count from.
    """
    found: list[Period] = []
    for period in _all(text, today):
        if all(period.end <= other.start or other.end <= period.start for other in found):
            found.append(period)
    return tuple(sorted(found, key=lambda period: period.start))


def _all(text: str, today: date) -> Iterator[Period]:
    for match in _DATE.finditer(text):
        year = int(match["year"].translate(_DIGITS))
        yield from _period(match, year, match["month"] or match["month2"], match["day"] or match["day2"])
    for match in _SHORT.finditer(text):
        yield from _period(match, _CENTURY + int(match["year"]), match["month"])
    for match in _BACK.finditer(text):
        yield from _period(match, today.year - _YEARS_BACK[match["word"]], match["month"])
    for match in _AGO.finditer(text):
        words = match["n"].replace("两", "二")
        between = len(words) == 2 and "十" not in words and not words.isdigit()  # 七八年前
        counts = [to_int(one) for one in words] if between else [to_int(words)]
        first, last = today.year - max(counts), today.year - min(counts)
        yield Period(match.start(), match.end(), date(first, 1, 1), date(last, 12, 31))


def _period(match: re.Match[str], year: int, month: str | None = None, day: str | None = None) -> Iterator[Period]:
    try:
        months = (to_int(month), to_int(month)) if month else (1, 12)
        first = date(year, months[0], to_int(day) if day else 1)
        last = first if day else date(year, months[1], calendar.monthrange(year, months[1])[1])
    except ValueError:
        return
    yield Period(match.start(), match.end(), first, last)
