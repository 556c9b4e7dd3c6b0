"""Which single points of lessons say what a question asks, so that nobody looks for them.

A point's score is its cosine with the question, and a little for the words that it shares: of 859 messages whose point
is known, the right one of all points is the first for .69 and among three for .85 (by cosine alone .59 and .78). The
two weights were chosen with these figures in sight; on the other 876 messages they are .69 and .84 (.65 and .79).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoders import Vectors
from knowledge.lessons import FollowUp, Lesson, Mistake

from .lesson_vectors import LessonVectors
from .lesson_words import LessonWords, Shares

__all__ = ["BESIDE", "MOST_LIKE", "Asked", "Focus", "Question"]

Vector = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Asked = tuple[Lesson, FollowUp]
"""A single point and the lesson that it is of."""
# What words in common with a line, and with the question that it answers, add to its cosine.
LINE_WORDS, HEAD_WORDS = 0.05, 0.03
ALIKE = 0.8
# How far a point is ahead of its lesson's other lines says more of whether it is meant than how near it is: of 4,434
# messages that ask for a point in other words than its own, a point ahead by the first is shown for 51 %, right for
# 72 % of those (with a floor of cosine .8 for 26 %, 79 %); of 1,155 messages that other lines answer, for 21 %. By the
# second, of at most two: the right one for 60 % (from a score of .865 on: 19 %), of the others 0.8 points are shown.
AHEAD, BESIDE = 0.04, 0.02
LIKELIER, LEAST = 0.01, 1e-3
# Of 836 messages of eight authors whose best point of all has this score or more, it is the known one for 45 %, and
# that is among three for 61 % (without the chances of lessons).
MOST_LIKE = 0.88


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as a vector, float32 ``(dim,)``, and by the words that it shares with the lessons."""

    vector: Vector
    shares: Shares


class Focus:
    """Finds the single points; safe to share between threads."""

    def __init__(self, vectors: LessonVectors, words: LessonWords, lessons: Sequence[Lesson]) -> None:
        """``lessons`` are those among whose points is looked; ``words`` are of the same lessons."""
        self._vectors, self._words, self._lessons = vectors, words, tuple(lessons)

    def near_to(self, text: str, vector: Vector) -> Question:
        """A question, for looking for what it asks.

        Args:
            vector: float32 ``(dim,)``, its L2-normalised vector.
        """
        return Question(vector, self._words.shares(text))

    def point(self, lesson: Lesson, question: Question) -> FollowUp | None:
        """The single point of a lesson that most likely is what was asked.

        It must be nearer to the question than the lead and every other line of the lesson by :data:`AHEAD`.
        """
        scores = self._scored(lesson, question)[1]
        first = 1 + len(lesson.lines())
        others, points = scores[:first], scores[first:]
        if not len(points):
            return None
        best = int(points.argmax())
        return lesson.followups[best] if points[best] >= others.max() + AHEAD else None

    def asked(self, lessons: Iterable[Lesson], question: Question, ahead: float | None = None) -> list[Asked]:
        """The single points and corrections of lessons, those nearest to the question first.

        Args:
            ahead: Only those that are nearer than the lead and the points of their lesson by so much.
        """
        found: list[tuple[float, Asked]] = []
        for lesson in lessons:
            scores = self._scored(lesson, question)[1]
            said, own = scores[: 1 + len(lesson.points)], scores[1 + len(lesson.points) :]
            least = -np.inf if ahead is None else said.max() + ahead
            pairs = zip(own, _points_of(lesson), strict=True)
            found += [(float(score), (lesson, one)) for score, one in pairs if score >= least]
        found.sort(key=lambda pair: -pair[0])
        return [one for _, one in found]

    def nearest(
        self,
        question: Question,
        chances: Mapping[str, float],
        most: int,
        least: float = 0.0,
        without: Collection[str] = (),
    ) -> list[Asked]:
        """The points and corrections of all lessons that are most like the question, at most ``most``.

        Args:
            chances: How likely it is that a lesson answers, by id; a point of a likelier one counts a little more.
            least: Only those with this score or more.
            without: Ids of lessons that are left out.
        """
        points, vectors, rows, owners = self._everything
        if not points:
            return []
        likely = np.array([chances.get(one.id, 0.0) for one in self._lessons], np.float32)
        cosines = vectors @ question.vector
        scores = cosines + _for_words(question.shares, rows)
        scores += LIKELIER * np.log(likely + LEAST)[owners]
        fitting = (cosines >= ALIKE) & (scores >= least)
        order = (int(at) for at in np.argsort(-scores) if fitting[at] and points[at][0].id not in without)
        return [points[at] for at in itertools.islice(order, most)]

    def _scored(self, lesson: Lesson, question: Question) -> tuple[Vector, Vector]:
        """float32 ``(n,)`` each: the cosines of a lesson's texts, and their scores."""
        cosines = self._vectors.of(lesson) @ question.vector
        return cosines, cosines + _for_words(question.shares, self._words.rows(lesson))

    @functools.cached_property
    def _everything(self) -> tuple[list[Asked], Vectors, Rows, Rows]:
        """The points of all lessons that need no embedding now, and for each its vector, row of words, and lesson.

        Vectors are float32 ``(n, dim)``, the others int64 ``(n,)``.
        """
        points: list[Asked] = []
        parts: list[Vectors] = []
        rows: list[int] = []
        owners: list[int] = []
        for number, lesson in enumerate(self._lessons):
            held = self._vectors.held(lesson)
            if held is not None:
                own = [(lesson, one) for one in _points_of(lesson)]
                points += own
                owners += [number] * len(own)
                parts.append(held[1 + len(lesson.points) :])
                place = self._words.rows(lesson)
                rows += range(place.start + 1 + len(lesson.points), place.stop)
        vectors = np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)
        return points, vectors, np.array(rows, np.int64), np.array(owners, np.int64)


def _for_words(shares: Shares, rows: slice | Rows) -> Vector:
    found: Vector = LINE_WORDS * shares.lines[rows] + HEAD_WORDS * shares.heads[rows]
    return found


def _points_of(lesson: Lesson) -> list[FollowUp]:
    """Corrections and single points, in the order of their texts."""
    return [*map(_as_point, lesson.mistakes), *lesson.followups]


def _as_point(mistake: Mistake) -> FollowUp:
    """A correction with its belief as the question."""
    return FollowUp(f"“{mistake.belief.rstrip('。！')}”，对吗？", mistake.right)
