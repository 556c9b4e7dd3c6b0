"""What lessons say, as vectors: for finding which lesson a question is about, and which of its lines."""

from __future__ import annotations

import functools
import threading

from index.encoders import Encoder, Vectors
from index.lines import LineIndex
from knowledge.lessons import Lesson

__all__ = ["LessonVectors", "heads_of", "texts_of"]

KEPT = 512


class LessonVectors:
    """Vectors of the lessons' texts; safe to share between threads.

    A lesson that the index does not hold as it is now is embedded when it is first wanted, and kept.
    """

    def __init__(self, encoder: Encoder, held: LineIndex) -> None:
        self._encoder, self._held = encoder, held
        self._kept = functools.lru_cache(maxsize=KEPT)(self._compute)
        self._lock = threading.Lock()

    def of(self, lesson: Lesson) -> Vectors:
        """float32 ``(n, dim)``, L2-normalised: one row for each of :func:`texts_of`."""
        with self._lock:
            return self._kept(lesson)

    def held(self, lesson: Lesson) -> Vectors | None:
        """The same, ``None`` if something of it would have to be embedded."""
        return self._held.vectors_of(texts_of(lesson))

    def _compute(self, lesson: Lesson) -> Vectors:
        held = self.held(lesson)
        return self._encoder.encode_passages(texts_of(lesson)) if held is None else held


def texts_of(lesson: Lesson) -> list[str]:
    """What is embedded of a lesson: its lead, each line, and each single point with its question, all under the title.

    A correction is looked for by the belief that it corrects, too.
    """
    beliefs = {id(one.right): one.belief for one in lesson.mistakes}
    said = [lesson.summary.text, *(f"{beliefs.get(id(one), '')}{one.text}" for one in lesson.lines())]
    said += [f"{one.question}{one.answer.text}" for one in lesson.followups]
    return [f"{lesson.title}\n{text}" for text in said]


def heads_of(lesson: Lesson) -> list[str]:
    """For each of :func:`texts_of` the words in which somebody would ask: a single point's question, a belief."""
    beliefs = {id(one.right): one.belief for one in lesson.mistakes}
    said = [lesson.summary.text, *(beliefs.get(id(one), one.text) for one in lesson.lines())]
    return [*said, *(one.question for one in lesson.followups)]
