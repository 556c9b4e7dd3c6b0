"""The classroom over one library: lessons with the words of the law beside them, the lesson of the day, the contest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.errors import LessonError, ReferenceError_
from knowledge.grounds import rule_of
from knowledge.lessons import SITUATIONS, TOPICS, Lesson, Statement
from knowledge.library import Library
from knowledge.text import fold

from .lesson_view import LessonView, QuizView, Source, Viewer

__all__ = ["Classroom", "ContestQuestion"]

CONTEST = 10
_SHUFFLE = 20260501


@dataclass(frozen=True)
class ContestQuestion:
    """A question of the contest with the lesson that it comes from."""

    lesson: Lesson
    quiz: QuizView
    sources: tuple[Source, ...]


class Classroom:
    """Lessons over one library; safe to share between threads."""

    def __init__(self, library: Library, lessons: Sequence[Lesson], asked: Mapping[str, int] | None = None) -> None:
        """Leave out the lessons whose lead rests on a text that the library lacks.

        Args:
            asked: How many ways of asking each lesson has; what is asked in most ways comes first in lists.
        """
        self.library = library
        self._asked = asked or {}
        today = date.today()
        self.lessons = tuple(one for one in lessons if self._resolves(one.summary, today))
        self._by_id = {one.id: one for one in self.lessons}

    def lesson(self, name: str) -> Lesson:
        """The lesson with this id.

        Raises:
            LessonError: There is none.
        """
        if name not in self._by_id:
            raise LessonError(f"没有“{name[:40]}”这一课，请回到学法小课堂选一课。")
        return self._by_id[name]

    def lesson_of_day(self, day: date) -> Lesson:
        """The same lesson for everybody on one day; every lesson once before any comes again."""
        if not self.lessons:
            raise LessonError("还没有可以看的课，请先装入法规文本，再打开学法小课堂。")
        order = sorted(self.lessons, key=lambda one: one.id)
        random.Random(_SHUFFLE).shuffle(order)  # noqa: S311  # no secret: everybody gets the same
        return order[day.toordinal() % len(order)]

    def by_topic(self) -> Mapping[str, int]:
        """Topics that have lessons with their number, in the usual order."""
        return {name: count for name in TOPICS if (count := sum(one.topic == name for one in self.lessons))}

    def by_situation(self) -> Mapping[str, int]:
        """Situations that have lessons with their number, in the usual order."""
        return {name: count for name in SITUATIONS if (count := sum(name in one.situations for one in self.lessons))}

    def browse(self, topic: str = "", situation: str = "") -> list[Lesson]:
        """The lessons of a topic and a situation, all where these are empty; the most asked first."""
        found = [
            one
            for one in self.lessons
            if (not topic or one.topic == topic) and (not situation or situation in one.situations)
        ]
        return sorted(found, key=lambda one: -self._asked.get(one.id, 0))

    def search(self, query: str, ranked: Iterable[str]) -> list[Lesson]:
        """Lessons for a search: ``ranked`` (ids) first, then those whose title, lead or topic has all its words."""
        words = [fold(word) for word in query.split()]
        having = [one.id for one in self.browse() if words and all(word in fold(_searched(one)) for word in words)]
        ids = dict.fromkeys((*ranked, *having))
        return [self._by_id[name] for name in ids if name in self._by_id]

    def related(self, lesson: Lesson) -> list[Lesson]:
        """The other lessons that it points to."""
        return [self._by_id[name] for name in lesson.related if name in self._by_id]

    def view(self, lesson: Lesson, day: date) -> LessonView:
        """The lesson with the words of the law as they stand on ``day``."""
        return Viewer(self.library, day).view(lesson)

    def contest(self, number: int, day: date) -> list[ContestQuestion]:
        """Ten questions of ten lessons, the same for everybody with the same number."""
        lessons = [one for one in self.lessons if one.quiz]
        dice = random.Random(number)  # noqa: S311  # no secret: everybody gets the same
        chosen = dice.sample(lessons, min(CONTEST, len(lessons)))
        questions = []
        for lesson in chosen:
            viewer = Viewer(self.library, day)
            quizzes = viewer.quizzes(lesson)
            if quizzes:
                questions.append(ContestQuestion(lesson, dice.choice(quizzes), viewer.sources()))
        return questions

    def _resolves(self, statement: Statement, day: date) -> bool:
        try:
            return bool([rule_of(self.library, ground, day) for ground in statement.grounds])
        except ReferenceError_:
            return False


def _searched(lesson: Lesson) -> str:
    return " ".join((lesson.title, lesson.summary.text, lesson.topic, *lesson.situations, *lesson.themes))
