"""Which words of lessons a question shares: of each line, of what a line answers, of a lesson as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.counted import CountedTexts
from knowledge.lessons import Lesson

from .lesson_vectors import heads_of, texts_of

__all__ = ["LessonWords", "Shares"]

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shares:
    """BM25 scores as shares of the best one, 0 to 1; all zero where no word is shared.

    Attributes:
        lines, heads: float32 ``(n_lines,)``, for each of the texts and of their heads.
        lessons: float32 ``(n_lessons,)``, for all texts of a lesson together.
    """

    lines: Scores
    heads: Scores
    lessons: Scores


class LessonWords:
    """Keywords of what lessons say; safe to share between threads. Nothing of a question is kept."""

    def __init__(self, lessons: Sequence[Lesson], counted: CountedTexts) -> None:
        """``counted`` may hold their texts, heads included: only others are cut into terms."""
        texts = [texts_of(one) for one in lessons]
        ends = np.cumsum([len(some) for some in texts]).tolist()
        self._rows = {one.id: slice(end - len(some), end) for one, some, end in zip(lessons, texts, ends, strict=True)}
        self._places = {one.id: at for at, one in enumerate(lessons)}
        self._owners = (
            np.repeat(np.arange(len(lessons)), [len(some) for some in texts]) if lessons else np.zeros(0, int)
        )
        self._lines = counted.keywords([text for some in texts for text in some])
        self._heads = counted.keywords([head for one in lessons for head in heads_of(one)])
        self._lessons = self._lines.grouped(self._owners.tolist(), len(lessons))

    def rows(self, lesson: Lesson) -> slice:
        """Where a lesson's lines stand in :class:`Shares`, in the order of :func:`texts_of`."""
        return self._rows[lesson.id]

    def place(self, lesson: Lesson) -> int:
        """Where a lesson stands in :attr:`Shares.lessons`."""
        return self._places[lesson.id]

    def shares(self, text: str) -> Shares:
        """What a text has in common with all lessons."""
        found = (_shares(one.scores(text)) for one in (self._lines, self._heads, self._lessons))
        return Shares(*found)


def _shares(scores: Scores) -> Scores:
    return scores / max(float(scores.max(initial=0.0)), 1e-9)
