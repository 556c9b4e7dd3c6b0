"""What happened to a text and when: passed, approved, published, amended, taking effect.

Laws carry it below the title (题注): （2007年6月29日第十届…会议通过 根据2012年…《关于修改…的决定》修正）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .dates import find_dates

__all__ = ["Event", "Happened", "History", "hide_quotes", "read_history"]

# Bounded, so that marks that never close cost little.
_QUOTED = re.compile(r"《(?:[^《》]|《[^《》]{0,100}》){0,200}》|[〈<＜][^〈〉<>＜＞]{0,200}[〉>＞]")
_NOTE_WORDS = re.compile(r"通过|批准|公布|发布|颁布|公告|修正|修订|[施实执]行|印发")
# A line of running text speaks of other laws' dates too; only these forms speak of the text itself.
_OWN_STORY = re.compile(r"现予[公发]布|现将.{0,60}[公发]布|已[于经].{0,80}(?:通过|批准)")
_TITLE_LINE = re.compile(r"^[^。；]{0,120}$")
_EFFECT = re.compile(r"\s*(?:起)?(?:正式)?(?:施行|实施|执行|生效|试行)(?!的|前|后|以)")
_AT_ONCE = re.compile(r"(?:自|从)?(?:公布|发布|颁布|通过|印发|下发)之日起?(?:施行|实施|执行|生效)")


class Happened:
    """The kinds of events; plain strings, because an event may be several at once."""

    PASSED, APPROVED, PUBLISHED, AMENDED, REVISED, EFFECT = "通过", "批准", "公布", "修正", "修订", "施行"


_KINDS = (
    (Happened.PASSED, re.compile(r"通过|制定")),
    (Happened.APPROVED, re.compile(r"批准")),
    (Happened.PUBLISHED, re.compile(r"(?<!现予)(?:公布|发布|颁布|公告|印发)")),
    (Happened.AMENDED, re.compile(r"修正|修改")),
    (Happened.REVISED, re.compile(r"修订")),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One dated step.

    Attributes:
        kinds: What happened on the day, see :class:`Happened`.
        words: The words behind the date up to the next one, without quoted titles.
    """

    day: date
    kinds: frozenset[str]
    words: str


@dataclass(frozen=True, slots=True)
class History:
    """The events of a text in the order in which it tells them, and whether it takes effect when published."""

    events: tuple[Event, ...] = ()
    at_once: bool = False

    def days(self, *kinds: str) -> tuple[date, ...]:
        """The days on which any of ``kinds`` happened, in order of time."""
        return tuple(sorted(event.day for event in self.events if event.kinds & set(kinds)))

    @property
    def passed(self) -> date | None:
        """When the text was first passed."""
        return next((event.day for event in self.events if Happened.PASSED in event.kinds), None)

    @property
    def changes(self) -> tuple[date, ...]:
        """When it was amended, revised or passed again, each once, in order."""
        again = self.days(Happened.PASSED)[1:]
        return tuple(sorted({*self.days(Happened.AMENDED, Happened.REVISED), *again}))

    @property
    def latest(self) -> date | None:
        """The last day on which the text as it stands was decided or made public."""
        days = self.days(Happened.PASSED, Happened.APPROVED, Happened.PUBLISHED, Happened.AMENDED, Happened.REVISED)
        return days[-1] if days else None


def read_history(lines: Sequence[str]) -> History:
    """The history that the lines around a title tell.

    Args:
        lines: What stands before the first chapter or article, title and 题注 included.
    """
    notes = [line for line in lines if _speaks_of_itself(line)]
    events = [event for line in notes for event in _events(line)]
    return History(tuple(_settle(events)), any(_AT_ONCE.search(line) for line in notes))


def hide_quotes(text: str) -> str:
    """``text`` with 《》 for each title in it: their words (修改) and dates say nothing about the text itself."""
    return _QUOTED.sub("《》", text)


def _speaks_of_itself(line: str) -> bool:
    if not _NOTE_WORDS.search(line):
        return False
    return line.startswith(("（", "(")) or bool(_OWN_STORY.search(line)) or bool(_TITLE_LINE.match(line))


def _events(line: str) -> Iterator[Event]:
    found = list(find_dates(text := hide_quotes(line)))
    for one, following in zip(found, [*found[1:], None], strict=False):
        words = re.sub(r"\s", "", text[one.end : following.start if following else len(text)])
        kinds = {kind for kind, pattern in _KINDS if pattern.search(words)}
        if _EFFECT.match(words):
            kinds = {Happened.EFFECT}
        elif _AT_ONCE.match(words):
            kinds = set()
        if kinds:
            yield Event(one.day, frozenset(kinds), words)


def _settle(events: Sequence[Event]) -> Iterator[Event]:
    """A passing that is followed by the approval of an amendment passed the amendment, not the text."""
    seen_passing = False
    for event, following in zip(events, [*events[1:], None], strict=False):
        if Happened.PASSED in event.kinds and following is not None and Happened.APPROVED in following.kinds:
            amending = following.kinds & {Happened.AMENDED, Happened.REVISED}
            if amending and seen_passing:
                continue
        seen_passing = seen_passing or Happened.PASSED in event.kinds
        yield event
