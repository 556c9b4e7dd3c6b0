"""The frozen records of a lesson."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..grounds import Ground

__all__ = ["Case", "FollowUp", "Lesson", "Mistake", "Option", "QuizQuestion", "RegionNote", "Statement"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of a lesson and what it rests on.

    Attributes:
        text: Plain Chinese as it is shown.
        grounds: What it rests on, never empty.
        checked: The same line with a □ for each assumed or computed number, for comparing figures.
        assumed: Numbers of the line that are only an example, as written.
        sums: Sums whose value the line shows.
    """

    text: str
    grounds: tuple[Ground, ...]
    checked: str
    assumed: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to the question of a case, and what it means.

    Attributes:
        months: (from, below) in months where the option is a span of time; ``None`` below is without end.
        words: What in a question shows this option, ``None`` if nothing is known to.
    """

    label: str
    statement: Statement
    months: tuple[float, float | None] | None = None
    words: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A fact on which the answer depends, as a question with two to four options."""

    question: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What people often believe, and what is right."""

    belief: str
    right: Statement


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A single point that workers ask in this situation, and its answer, which stands on its own."""

    question: str
    answer: Statement


@dataclass(frozen=True, slots=True)
class RegionNote:
    """What is different in one place (河南省 or 河南省/郑州市)."""

    region: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question with its options, the 0-based number of the right one, and why it is right."""

    question: str
    options: tuple[str, ...]
    right: int
    why: Statement


@dataclass(frozen=True)
class Lesson:
    """One situation that workers meet.

    Attributes:
        id: ASCII, part of addresses; the name of the file.
        topic, situations: Words of :mod:`knowledge.lessons.vocabulary`.
        themes: Ids of the assistant's topics that this lesson belongs to.
        where: Ids of the assistant's channels, the most useful first.
        related: Ids of other lessons.
        cue: What in a message shows that this lesson is (also) about it, ``None`` if nothing is known to.
        before: Ids of lessons about an earlier step or another case: where the cue is found they come behind this one.
        summary: The answer to the title in one or two sentences.
        evidence: What to collect; ``evidence_grounds`` is why.
    """

    id: str
    title: str
    topic: str
    situations: tuple[str, ...]
    themes: tuple[str, ...]
    where: tuple[str, ...]
    related: tuple[str, ...]
    reviewed: date
    summary: Statement
    points: tuple[Statement, ...]
    steps: tuple[Statement, ...]
    cases: tuple[Case, ...]
    evidence: tuple[str, ...]
    evidence_grounds: tuple[Ground, ...]
    mistakes: tuple[Mistake, ...]
    followups: tuple[FollowUp, ...]
    notes: tuple[RegionNote, ...]
    quiz: tuple[QuizQuestion, ...]
    cue: re.Pattern[str] | None = None
    before: tuple[str, ...] = ()

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """Every statement with the name of its section."""
        yield "一句话", self.summary
        yield from (("要点", one) for one in self.points)
        yield from (("怎么做", one) for one in self.steps)
        yield from (("看情况", option.statement) for case in self.cases for option in case.options)
        yield from (("常见误区", one.right) for one in self.mistakes)
        yield from (("追问", one.answer) for one in self.followups)
        yield from (("各地不同", one.statement) for one in self.notes)
        yield from (("小测验", one.why) for one in self.quiz)

    def lines(self) -> tuple[Statement, ...]:
        """Points and corrections: the lines that may be what somebody asks.

        No steps: one says nothing out of its order. No answers to single points: each is of its own question, and
        without it would be taken for the answer to another one.
        """
        return (*self.points, *(one.right for one in self.mistakes))

    def grounds(self) -> tuple[Ground, ...]:
        """Everything that it rests on, each once, in the order of the text."""
        found = [ground for _, one in self.statements() for ground in one.grounds]
        return tuple(dict.fromkeys((*found, *self.evidence_grounds)))
