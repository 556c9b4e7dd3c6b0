"""The day that matters for a question, and what has changed between that day and today.

A date in a question decides which version of the law is asked about only if it is the day of the event:
not when the person started work, and not the year in the name of a law or document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from index.search import Hit
from knowledge.errors import ReferenceError_
from knowledge.library import Library, article_status, ended_paragraphs
from knowledge.periods import Period, find_periods
from knowledge.records import Article, Status

from .records import Citation

__all__ = ["changed_since", "decides", "event_period", "holds_version", "later_texts", "spoken"]

_CLAUSE = re.compile(r"[，。；！？,;!?\n]")
_BEGINNING = re.compile(
    r"入职|进(?:厂|公司|单位|工地|入)|参加工作|毕业|成立|出生|退伍|参保|买(?:的|了)?(?:社|保)|开始|至今|到现在|以来|^(?:份|左右)?起(?!诉)"
    r"|来(?:公司|厂|单位|这)|到(?:公司|厂|单位)|签(?:了|的|订)?.{0,8}(?:合同|协议)|干到|做到"
)
# What can happen in the same clause to one who began then.
_EVENT = re.compile(
    r"辞退|开除|解雇|解聘|解除|终止|离职|辞职|走人|裁|受伤|摔|砸|工伤|事故|出事|死|去世|拖欠|欠|没发|不发|没给|怀孕|流产|退休|扣|调岗|降薪|停工"
)
_DOCUMENT = re.compile(
    r"^(?:[^，。；]{0,12}(?:发布|公布|颁布|出台|修订|修正|修改|制定|通过|实施|施行|版))"
    r"|工作(?:要点|总结|报告|计划)|总工会|工会[^，。]{0,12}(?:要点|总结|报告)"
)
# Texts that are named in a notice; a long list hides the answer.
MOST_NAMED = 2


def event_period(text: str, today: date) -> Period | None:
    """The past period in which what the question is about happened, or ``None``.

    Of several the last counts. A year within 《》 or before 发布, 修正 and the like names a text.
    """
    found = [period for period in find_periods(text, today) if period.first < today and _is_event(text, period)]
    return max(found, key=lambda period: period.last, default=None)


def _is_event(text: str, period: Period) -> bool:
    before, after = text[: period.start], text[period.end :]
    if before.count("《") > before.count("》") or _DOCUMENT.search(after[:40]):
        return False
    behind = _CLAUSE.split(after)[0]
    if _BEGINNING.search(behind[:12]):
        return False
    return not _BEGINNING.search(behind) or bool(_EVENT.search(_CLAUSE.split(before)[-1] + behind))


def spoken(period: Period) -> str:
    """The period as people say it: 2019年, 2019年9月, 2019年9月3日, 2018到2019年."""
    first, last = period.first, period.last
    if first.year != last.year:
        return f"{first.year}到{last.year}年"
    if first == last:
        return f"{first.year}年{first.month}月{first.day}日"
    return f"{first.year}年{first.month}月" if first.month == last.month else f"{first.year}年"


def holds_version(library: Library, title: str, day: date) -> bool:
    """Whether the library holds the text of a law that applied on ``day``."""
    return library.version(title, day).status_on(day) is Status.IN_FORCE


def decides(library: Library, then: Sequence[Hit], now: Sequence[Hit], day: date, today: date) -> bool:
    """Whether the law of ``day`` is known to be another one than today's, for the articles that lead.

    Where the library lacks what some of today's leading laws said then, only the first article counts: else
    an answer of that day would leave out the law that matters most.

    Args:
        then, now: The first articles that were found under the law of ``day`` and of ``today``.
    """
    changed = [_changed(library, hit.law.title, hit.article, day, today) for hit in then]
    complete = all(holds_version(library, hit.law.title, day) for hit in now)
    return any(changed if complete else changed[:1])


def _changed(library: Library, title: str, then: Article, day: date, today: date) -> bool:
    now = library.version(title, today)
    try:
        article = library.article(now.id, then.number)
    except ReferenceError_:
        return True
    if article.text != then.text or article_status(now, article, today) is not Status.IN_FORCE:
        return True
    return ended_paragraphs(article, today) != ended_paragraphs(then, day)


def changed_since(library: Library, citations: Iterable[Citation], day: date, today: date) -> Iterator[str]:
    """A sentence for each cited text of which an article reads differently today or no longer applies."""
    told: set[str] = set()
    for one in citations:
        then, now = library.version(one.law, day), library.version(one.law, today)
        if one.law in told or not _changed(library, one.law, library.article(then.id, one.article), day, today):
            continue
        told.add(one.law)
        end = then.expires - timedelta(days=1) if then.expires else None
        until = f"（施行到{_words(end)}）" if end else ""
        if now.status_on(today) is not Status.IN_FORCE:
            instead = f"，现在看{now.superseded_by}" if now.superseded_by else ""
            yield f"《{one.law}》{one.article}今天已经不再适用{until}{instead}；它只管当时的事。"
        elif now.id != then.id:
            begin = f"，{_words(now.effective)}起施行新文本" if now.effective else ""
            yield f"《{one.law}》后来改过{begin}；这里引用的是{_words(day)}有效的文本{until}。今天发生的事要看新文本。"
        else:
            note = library.article(now.id, one.article).note
            yield f"《{one.law}》{one.article}有一部分今天已经不再适用{f'：{note}' if note else ''}；它只管当时的事。"


def later_texts(library: Library, titles: Iterable[str], day: date, today: date) -> str:
    """A clause that names the texts of which the library holds only later versions than ``day``; empty if none.

    The first ones: each citation says itself since when its text is in force.

    Whether an earlier text was there cannot be told from a later one, so nothing is said of that.
    """
    later = []
    for title in dict.fromkeys(titles):
        now = library.version(title, today)
        if now.effective and now.effective > day and not holds_version(library, title, day):
            later.append(f"《{title}》（{_words(now.effective)}起施行）")
    named = "、".join(later) if len(later) <= MOST_NAMED else f"{'、'.join(later[:MOST_NAMED])}等{len(later)}部"
    return f"{named}在本库中只有后来的文本" if later else ""


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
