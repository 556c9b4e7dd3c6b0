"""Which lines of a lesson say what a question asks: the nearest by meaning, so that nobody has to look for them."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.encoders import Encoder, Vectors
from knowledge.lessons import Lesson, Statement

__all__ = ["Focus"]

Vector = npt.NDArray[np.float32]
# A line is shown if it is nearer than the lead by so much, in cosines.
NEARER = 0.015
KEPT = 512


class Focus:
    """Finds the lines; each lesson is embedded when it first answers, and kept. Safe to share between threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encode: Callable[[Sequence[str]], Vectors] = encoder.encode_passages
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

    def _compute(self, lesson: Lesson) -> Vectors:
        """float32 ``(1 + n_lines, dim)``: the lead, then each line, all under the title."""
        texts = [lesson.summary.text, *(_text(lesson, one) for one in lesson.lines())]
        return self._encode([f"{lesson.title}\n{text}" for text in texts])


def _text(lesson: Lesson, line: Statement) -> str:
    """A correction is looked for by the belief that it corrects, an answer by its question, too."""
    before = [one.belief for one in lesson.mistakes if one.right is line]
    before += [one.question for one in lesson.followups if one.answer is line]
    return f"{''.join(before[:1])}{line.text}"
