"""Which lines of lessons say what a question asks: the nearest by meaning, so that nobody has to look for them."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.encoders import Encoder, Vectors
from knowledge.lessons import FollowUp, Lesson, Statement

__all__ = ["Focus"]

Vector = npt.NDArray[np.float32]
# A line is shown if it is nearer than the lead by so much, in cosines.
NEARER = 0.015
KEPT = 512
# A question of a lesson is like the one that was asked from this cosine on; so many are shown.
ALIKE, MOST_ALIKE = 0.84, 2


class Focus:
    """Finds the lines; each lesson is embedded when it first answers, and kept. Safe to share between threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encode: Callable[[Sequence[str]], Vectors] = encoder.encode_passages
        self._encode_questions: Callable[[Sequence[str]], Vectors] = encoder.encode_queries
        self._questions = functools.lru_cache(maxsize=KEPT)(self._compute_questions)
        self._vectors = functools.lru_cache(maxsize=KEPT)(self._compute)
        self._lock = threading.Lock()

    def lines(self, lesson: Lesson, vector: Vector) -> list[Statement]:
        """The point or correction of a lesson that is nearest to a question; none if its lead says it as well.

        Args:
            vector: float32 ``(dim,)``, the question's L2-normalised vector.
        """
        with self._lock:
            vectors = self._vectors(lesson)
        scores = vectors @ vector
        best = int(scores[1:].argmax())
        return [lesson.lines()[best]] if scores[1 + best] >= scores[0] + NEARER else []

    def alike(self, lessons: Sequence[Lesson], vector: Vector) -> list[FollowUp]:
        """The single points of lessons whose questions are like the one that was asked, the most alike first."""
        found: list[tuple[float, FollowUp]] = []
        for lesson in (one for one in lessons if one.followups):
            with self._lock:
                scores = self._questions(lesson) @ vector
            found += [(float(score), one) for score, one in zip(scores, lesson.followups, strict=True)]
        found.sort(key=lambda pair: -pair[0])
        return [one for score, one in found if score >= ALIKE][:MOST_ALIKE]

    def _compute_questions(self, lesson: Lesson) -> Vectors:
        """float32 ``(n_followups, dim)``: the question of each single point."""
        return self._encode_questions([one.question for one in lesson.followups])

    def _compute(self, lesson: Lesson) -> Vectors:
        """float32 ``(1 + n_lines, dim)``: the lead, then each line, all under the title."""
        texts = [lesson.summary.text, *(_text(lesson, one) for one in lesson.lines())]
        return self._encode([f"{lesson.title}\n{text}" for text in texts])


def _text(lesson: Lesson, line: Statement) -> str:
    """A correction is looked for by the belief that it corrects, too."""
    belief = next((one.belief for one in lesson.mistakes if one.right is line), "")
    return f"{belief}{line.text}"
