"""When a text says that it takes effect and ends: 本条例自2008年1月1日起施行, 自公布之日起施行, 有效期五年."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .dates import DATE, parse_date
from .history import hide_quotes
from .numerals import to_int

__all__ = ["Commencement", "read_commencement", "read_expiry"]

_KIND = "法|条例|规定|办法|细则|规则|解释|决定|通知|意见|指引|章程|制度|规程|标准|方案|规范|决议|公告|批复|通告|准则"
_SELF = rf"本(?:实施|暂行|试行|若干|修订|指导)?(?:{_KIND})"
_VERB = r"(?:正式)?(?:施行|实施|执行|生效|试行|实行)"
_NUMBER = "[0-9０-９]+|[一二两三四五六七八九十]+"
_ON_A_DAY = re.compile(rf"(?P<day>{DATE})\s*(?:起)?\s*(?:开始)?{_VERB}(?!的|前|后|以)")
_AT_ONCE = re.compile(
    r"(?:公布|发布|颁布|通过|印发|下发|签发|批准|公告|发文)之日(?:起)?"
    rf"(?:满?(?P<days>{_NUMBER})[日天](?:后|起)?)?\s*(?:开始)?{_VERB}(?!的)"
)
# What may stand between the text's own name, or nothing, and the date.
_OWN = re.compile(rf"(?:^|[，,\s）)条]|{_SELF})[^，,》]{{0,6}}?(?:自|从|于|由)?$")
_CLAUSE = 40
_LIFE = re.compile(
    rf"(?:{_VERB}[，,；]?(?:试行期|有效期)|{_SELF}(?:的)?有效期)(?:限)?(?:为)?"
    rf"(?:[至到](?P<day>{DATE})|(?P<years>{_NUMBER})年)"
)


@dataclass(frozen=True, slots=True)
class Commencement:
    """One statement that a text takes effect.

    Attributes:
        day: The day, or ``None`` where it follows publication.
        days_after: With ``day`` ``None``: this many days after publication.
    """

    day: date | None
    days_after: int = 0


def read_commencement(lines: Sequence[str]) -> tuple[Commencement, ...]:
    """What lines say about the taking effect of their own text, each different statement once, in order."""
    return tuple(dict.fromkeys(one for line in lines for one in _statements(line)))


def read_expiry(lines: Sequence[str], effective: date | None) -> date | None:
    """The first day on which the text no longer applies, if it limits its own life."""
    for line in lines:
        match = _LIFE.search(hide_quotes(line))
        if match is None:
            continue
        if match["day"]:
            day = parse_date(match["day"])
            return day + timedelta(days=1) if day else None
        if effective:
            year = effective.year + to_int(match["years"])
            leap = (effective.month, effective.day) == (2, 29)
            return effective.replace(year=year, day=28 if leap else effective.day)
    return None


def _statements(line: str) -> Iterator[Commencement]:
    text = hide_quotes(line)
    found: list[tuple[int, Commencement]] = []
    for match in _ON_A_DAY.finditer(text):
        day = parse_date(match["day"])
        before = re.split("[。；]", text[max(0, match.start() - _CLAUSE) : match.start()])[-1]
        if day and _OWN.search(before):
            found.append((match.start("day"), Commencement(day)))
    for match in _AT_ONCE.finditer(text):
        found.append((match.start(), Commencement(None, to_int(match["days"]) if match["days"] else 0)))
    yield from (one for _, one in sorted(found, key=lambda pair: pair[0]))
