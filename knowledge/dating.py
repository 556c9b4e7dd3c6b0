"""Which version of a text this is: when it was published, took effect, and what is uncertain about that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .commencement import Commencement, read_commencement, read_expiry
from .history import Happened, History

__all__ = ["Dating", "date_text"]


@dataclass(frozen=True, slots=True)
class Dating:
    """The dates of a text.

    Attributes:
        published: The day on which this version was made public; of an amended text the day of the amendment.
        effective: The day from which this version applies.
        basis: Where ``effective`` comes from, in Chinese.
        first_effective: The day on which the first version took effect, if it is another one.
        expires: The first day on which the text no longer applies, if it says so.
    """

    published: date | None
    effective: date | None
    basis: str
    first_effective: date | None
    expires: date | None
    doubts: tuple[str, ...]


def date_text(
    history: History, closing: Sequence[str], opening: Sequence[str] = (), signed: date | None = None
) -> Dating:
    """The dates that a text tells of itself.

    Args:
        history: What is told around the title.
        closing: The last lines of the text, where it says when it takes effect.
        opening: What stands before the text: orders, amending decisions.
        signed: The date under a signature, which is the day of publication where nothing else is.
    """
    published = _published(history, signed)
    closed = read_commencement(closing)
    elsewhere = () if closed else _noted(history) or read_commencement(opening)
    began, basis, doubts = _began(closed or elsewhere, history, published)
    if elsewhere and began:
        basis = "题注或公布文件所载施行日期"
        doubts.append(f"施行日期：正文没有施行条款，按题注或公布它的文件（{began.isoformat()}）")
    change = history.changes[-1] if history.changes else None
    if change is None or (began is not None and began >= change):
        doubts += _contradiction(history, began, change)
        return Dating(published, began, basis, None, read_expiry(closing, began), tuple(doubts))
    effective, basis, more = _of_amendment(history, change, opening)
    if began is None:
        more.append("施行日期：最初的施行日期没有找到")
    known = max([day for day in (published, change) if day is not None])
    return Dating(known, effective, basis, began, read_expiry(closing, effective), tuple(more))


def _noted(history: History) -> tuple[Commencement, ...]:
    days = history.days(Happened.EFFECT)
    if days:
        return (Commencement(days[-1]),)
    return (Commencement(None),) if history.at_once else ()


def _published(history: History, signed: date | None) -> date | None:
    """The publication of the text as it stands: one that an amendment followed was another text's."""
    days = history.days(Happened.PUBLISHED)
    change = history.changes[-1] if history.changes else None
    if days and (change is None or days[-1] >= change):
        return days[-1]
    return signed if change is None or (signed is not None and signed >= change) else None


def _began(
    stated: Sequence[Commencement], history: History, published: date | None
) -> tuple[date | None, str, list[str]]:
    """When the articles say that the text took effect, for the first time or since it was last rewritten."""
    if not stated:
        return None, "", ["施行日期：没有找到施行条款，也没有写明的施行日期"]
    doubts = []
    if len(stated) > 1:
        doubts.append(f"施行日期：正文有{len(stated)}种说法（{'、'.join(map(_say, stated))}），取第一种")
    first = stated[0]
    if first.day:
        return first.day, "正文所载施行日期", doubts
    if made_public := next(iter(history.days(Happened.PUBLISHED)), published):
        return made_public + timedelta(days=first.days_after), f"{_say(first)}，公布日期见正文", doubts
    decided = history.days(Happened.APPROVED) or history.days(Happened.PASSED)
    if decided:
        doubts.append(f"施行日期：{_say(first)}，但没有写公布日期，暂按{decided[0].isoformat()}通过（批准）的日期")
        return decided[0] + timedelta(days=first.days_after), f"{_say(first)}；没有公布日期，按通过日期", doubts
    return None, "", [*doubts, f"施行日期：{_say(first)}，但没有找到公布日期"]


def _of_amendment(history: History, change: date, opening: Sequence[str]) -> tuple[date, str, list[str]]:
    """When the last amendment took effect: what is said of it, else its own date, which is then a doubt."""
    later = [day for day in history.days(Happened.EFFECT) if day >= change]
    said = [one.day for one in read_commencement(opening) if one.day and one.day >= change]
    if later or said:
        return (later or said)[0], "修改决定所载施行日期", []
    doubt = (
        f"施行日期：正文所载是最初的施行日期，最近一次修改（{change.isoformat()}）从哪天起施行没有写明，暂按修改的日期"
    )
    return change, "最近一次修改的日期，修改后文本的施行日期未核实", [doubt]


def _contradiction(history: History, began: date | None, change: date | None) -> list[str]:
    noted = history.days(Happened.EFFECT)
    latest = history.latest
    if noted and began and began != noted[-1]:
        return [f"施行日期：有两个可能，题注写的是{noted[-1].isoformat()}，正文写的是{began.isoformat()}"]
    if began and latest and change is None and began < latest:
        return [
            f"施行日期：正文写的{began.isoformat()}早于公布（通过）的日期{latest.isoformat()}，可能是笔误或者还有修改"
        ]
    return []


def _say(one: Commencement) -> str:
    if one.day:
        return one.day.isoformat()
    return f"自公布之日起{one.days_after}日后施行" if one.days_after else "自公布之日起施行"
