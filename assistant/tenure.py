"""How long somebody has worked, in everyday words: 干了八个月, 来厂里两年半, 快一年."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.figures import figures

__all__ = ["bare_tenure", "tenures"]

# Every repetition has a bound: the text comes from anybody.
_NUMBER = r"(?:[一二两三四五六七八九十]{1,3}|\d{1,2}(?:\.\d)?)"
_MONTHS = rf"{_NUMBER}个(?:多|半)?月(?:多)?"
_SPAN = rf"(?:{_NUMBER}年(?!级|月|\d{{1,2}}月)(?:零?{_NUMBER}个月|半|多)?|半年多?|{_MONTHS}|{_NUMBER}年半)"
_FILL = r"[都也已经刚好整大概才满够了有约]{0,6}(?:差不多)?"
_NEARLY = r"(?P<nearly>快要?|不到|将近|不满|还没到|差几天)?"
_WORKED = re.compile(
    r"(?<!没)(?<!没有)(?:在(?:这|这家|这个|本|我们?|咱们?)?(?:公司|单位|厂|店)里?|在(?:我们|咱们?|他们)(?:这|那)(?:里|儿|边)?|在(?:这里|这儿|这边|那里|那边)|干|工作|上班|入职|待|呆|做|在职|工龄|就职|进(?:厂|公司|单位)|来(?:厂里?|公司|单位|这里|这儿|工地|店里?))"
    rf"(?:活|这里|这儿)?{_FILL}{_NEARLY}(?P<span>{_SPAN})(?!前|里|内|中|间|期间)"
)
_BARE = re.compile(rf"(?:我?(?:干|工作|上班|做)?{_FILL})?{_NEARLY}(?P<span>{_SPAN})(?:了|吧|左右)?[。.！!]?")
_NOT_QUITE = 0.1


def tenures(text: str) -> Iterator[float]:
    """How long somebody has worked, in months, each time a text says so; 快一年 is a little less than 12."""
    for match in _WORKED.finditer(text):
        yield _months(match)


def bare_tenure(text: str) -> float | None:
    """The months of a message that is nothing but a span of time (两年, 干了8个月了), ``None`` if it is more."""
    match = _BARE.fullmatch(text.strip())
    return _months(match) if match else None


def _months(match: re.Match[str]) -> float:
    span = match["span"]
    total = sum(float(figure.value) * (12 if figure.unit == "年" else 1) for figure, _ in figures(span))
    if "年半" in span:
        total += 6
    elif "个半月" in span:
        total += float(next(figures(span.replace("半月", "月")))[0].value) + 0.5 - total
    elif "多" in span:
        total += _NOT_QUITE
    return total - (_NOT_QUITE if match["nearly"] else 0.0)
