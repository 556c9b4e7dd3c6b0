"""A lesson with the words of the law beside each line, as they stand on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.errors import LessonError, ReferenceError_
from knowledge.grounds import Ground, Rule, rule_of
from knowledge.lessons import Lesson, Statement
from knowledge.library import Library

from .quoting import quotes_of

__all__ = ["LessonView", "Line", "QuizView", "Source", "Viewer"]


@dataclass(frozen=True, slots=True)
class Source:
    """Words of the law that lines of a lesson rest on.

    Attributes:
        n: The number of its mark, from 1.
        paragraph: 第二款, or empty where the whole article is meant.
        text: Verbatim.
    """

    n: int
    law: str
    article: str
    paragraph: str
    text: str
    level: str
    region: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a lesson with the numbers of its sources."""

    text: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuizView:
    """A quiz question; ``right`` is the 0-based number of the right option."""

    question: str
    options: tuple[str, ...]
    right: int
    why: Line


@dataclass(frozen=True)
class LessonView:
    """A lesson as it can be shown: each line with its sources, lines without one left out.

    Attributes:
        incomplete: Whether something was left out because the library lacks the text that it rests on.
    """

    lesson: Lesson
    summary: Line
    points: tuple[Line, ...]
    steps: tuple[Line, ...]
    cases: tuple[tuple[str, tuple[tuple[str, Line], ...]], ...]
    evidence: tuple[str, ...]
    evidence_marks: tuple[int, ...]
    mistakes: tuple[tuple[str, Line], ...]
    followups: tuple[tuple[str, Line], ...]
    notes: tuple[tuple[str, Line], ...]
    quiz: tuple[QuizView, ...]
    sources: tuple[Source, ...]
    incomplete: bool


class Viewer:
    """Numbers the sources of one lesson in the order in which its lines need them."""

    def __init__(self, library: Library, day: date) -> None:
        self._library, self._day = library, day
        self._sources: dict[tuple[str, str, str], Source] = {}
        self._left_out = False

    def sources(self) -> tuple[Source, ...]:
        return tuple(self._sources.values())

    def view(self, lesson: Lesson) -> LessonView:
        summary = self._line(lesson.summary)
        if summary is None:
            raise LessonError(f"“{lesson.title}”这一课依据的文件没有装入，请看别的课。")
        return LessonView(
            lesson=lesson,
            summary=summary,
            points=self._lines(lesson.points),
            steps=self._lines(lesson.steps),
            cases=tuple(
                (case.question, options)
                for case in lesson.cases
                if (options := self._paired([(option.label, option.statement) for option in case.options]))
            ),
            evidence=lesson.evidence,
            evidence_marks=self._marks(lesson.evidence_grounds),
            mistakes=self._paired([(one.belief, one.right) for one in lesson.mistakes]),
            followups=self._paired([(one.question, one.answer) for one in lesson.followups]),
            notes=self._paired([(one.region, one.statement) for one in lesson.notes]),
            quiz=self.quizzes(lesson),
            sources=self.sources(),
            incomplete=self._left_out,
        )

    def quizzes(self, lesson: Lesson) -> tuple[QuizView, ...]:
        lines = [(quiz, self._line(quiz.why)) for quiz in lesson.quiz]
        return tuple(QuizView(quiz.question, quiz.options, quiz.right, line) for quiz, line in lines if line)

    def _paired(self, pairs: Sequence[tuple[str, Statement]]) -> tuple[tuple[str, Line], ...]:
        lines = [(name, self._line(statement)) for name, statement in pairs]
        return tuple((name, line) for name, line in lines if line is not None)

    def _lines(self, statements: Sequence[Statement]) -> tuple[Line, ...]:
        return tuple(line for line in map(self._line, statements) if line is not None)

    def _line(self, statement: Statement) -> Line | None:
        marks = self._marks(statement.grounds)
        if not marks:
            self._left_out = True
        return Line(statement.text, marks) if marks else None

    def _marks(self, grounds: Sequence[Ground]) -> tuple[int, ...]:
        try:
            rules = [rule_of(self._library, ground, self._day) for ground in grounds]
        except ReferenceError_:
            return ()
        cited = ((rule, label, text) for rule in rules for label, text in quotes_of(rule))
        return tuple(dict.fromkeys(self._source(rule, label, text) for rule, label, text in cited))

    def _source(self, rule: Rule, paragraph: str, text: str) -> int:
        law, key = rule.law, (rule.law.title, rule.article.number, paragraph)
        if key not in self._sources:
            number = len(self._sources) + 1
            self._sources[key] = Source(number, law.title, rule.article.number, paragraph, text, law.level, law.region)
        return self._sources[key].n
