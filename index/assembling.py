"""The searchable files of one build, as much as possible taken over from the build before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from knowledge.questions import BankQuestion
from knowledge.records import Passage

from .cache import VectorCache
from .counted import CountedTexts
from .dense import DenseIndex
from .encoders import Encoder, Vectors
from .lexical import KeywordIndex, recipe
from .lines import LineIndex
from .previous import RECIPE_FILE, PreviousBuild
from .questions import QuestionIndex
from .snapshot import save_passages

__all__ = ["Assembly", "Reporter"]


class Reporter(Protocol):
    """Receives the progress of a build."""

    def stage(self, text: str, total: int | None = None) -> None:
        """A new stage begins, with so many steps if known."""
        ...

    def advance(self, steps: int) -> None:
        """So many steps of the stage are done."""
        ...


class Assembly:
    """Passages, written questions and lines of lessons on their way into a build: embedded first, then written.

    What the previous build holds is copied or linked from there. So a change costs what it touches: only new
    passages are embedded and cut into terms, and the model is loaded only if there is one.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        bank: Sequence[BankQuestion],
        previous: PreviousBuild | None,
        lines: Sequence[str] = (),
        counted: Sequence[str] = (),
    ) -> None:
        """Args: lines: Texts that are embedded. counted: Texts whose terms are counted."""
        self._passages, self._bank, self._previous = list(passages), tuple(bank), previous
        self._lines, self._counted = tuple(dict.fromkeys(lines)), tuple(dict.fromkeys(counted))
        self._texts = [passage.for_encoder for passage in passages]
        self._same_bank = previous is not None and previous.holds_bank(self._bank)
        self._same_lines = previous is not None and previous.holds_lines(self._lines)
        self._asked: Vectors = np.zeros((0, 0), np.float32)
        self._vectors: Vectors = np.zeros((0, 0), np.float32)
        self._said: Vectors = np.zeros((0, 0), np.float32)

    @property
    def dim(self) -> int:
        """Length of a vector, once :meth:`embed` has run."""
        return int(self._vectors.shape[1])

    def embed(self, cache: VectorCache, load_encoder: Callable[[], Encoder], reporter: Reporter) -> None:
        """Find or compute all vectors.

        Args:
            load_encoder: Called only if a vector is wanted that the previous build does not hold.
        """
        reporter.stage("生成向量", len(self._texts) + len(self._bank) + len(self._lines))
        missing = list(range(len(self._texts)))
        if self._previous is not None:
            self._vectors, missing = self._previous.vectors_of(self._texts)
        held = (len(self._bank) if self._same_bank else 0) + (len(self._lines) if self._same_lines else 0)
        reporter.advance(len(self._texts) - len(missing) + held)
        if self._previous is not None and self._same_bank and self._same_lines and not missing:
            return
        encoder = load_encoder()
        if self._previous is None:
            self._vectors = np.zeros((len(self._texts), encoder.dim), np.float32)
        self._vectors[missing] = cache.embed(encoder, [self._texts[row] for row in missing], reporter.advance)
        if not self._same_bank:
            questions = [one.question for one in self._bank]
            self._asked = cache.embed(encoder, questions, reporter.advance, as_queries=True)
        if not self._same_lines:
            self._said = cache.embed(encoder, self._lines, reporter.advance)

    def write(self, folder: Path, reporter: Reporter) -> None:
        """Fill the folder of a new build."""
        reporter.stage("建立关键词索引")
        (folder / "keywords").mkdir()
        self._keywords().save(folder / "keywords")
        (folder / RECIPE_FILE).write_text(recipe(), "utf-8")
        reporter.stage("保存检索库")
        DenseIndex(self._vectors).save(folder / "vectors.faiss")
        if self._previous is not None and self._same_bank:
            self._previous.link_questions(folder / "questions")
        else:
            QuestionIndex(self._bank, self._asked).save(folder / "questions")
        if self._previous is not None and self._same_lines:
            self._previous.link_lines(folder / "lines")
        else:
            LineIndex(self._lines, self._said).save(folder / "lines")
        if self._previous is not None and self._previous.counted(self._counted):
            self._previous.link_counted(folder / "counted")
        else:
            CountedTexts.count(self._counted).save(folder / "counted")
        save_passages(self._passages, folder / "passages.json")

    def tidy(self, cache: VectorCache, model: str) -> None:
        """Let the cache forget what no build needs any more."""
        if self._previous is not None and self._same_bank and self._same_lines:
            gone = {one.for_encoder for one in self._previous.passages}.difference(self._texts, self._lines)
            cache.forget(model, gone)
        else:
            cache.keep_only(model, [*self._texts, *self._lines], [one.question for one in self._bank])

    def _keywords(self) -> KeywordIndex:
        texts = [passage.for_keywords for passage in self._passages]
        return KeywordIndex.build(texts) if self._previous is None else self._previous.keywords(texts)
