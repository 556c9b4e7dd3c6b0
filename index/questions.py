"""The question bank as a way in: a question finds the questions it resembles, and they name articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from knowledge.questions import BankQuestion

from .dense import DenseIndex
from .encoders import Vectors
from .lexical import KeywordIndex
from .postings import Postings

__all__ = ["QuestionIndex", "Reference", "bank_bytes"]

Reference = tuple[str, str]
"""(title, number) of an article."""
# An article's gist is made of the questions for which it is among the first so many.
GIST_GOLD = 2


class QuestionIndex:
    """Vectors and keywords of written questions, and of all questions of an article together (its gist)."""

    def __init__(
        self,
        bank: Sequence[BankQuestion],
        vectors: Vectors,
        known: Postings | None = None,
        rows: Mapping[str, int] | None = None,
    ) -> None:
        """Index ``bank``.

        Args:
            vectors: float32 ``(len(bank), dim)``, rows L2-normalised.
            known, rows: Counts of the terms of questions, and which number each of these has there.
        """
        self.bank = tuple(bank)
        self.vectors = vectors
        if not self.bank:
            return
        self._gather()
        self._words = KeywordIndex.build([one.question for one in self.bank], known, rows)

    def _gather(self) -> None:
        self._all = np.ones(len(self.bank), np.bool_)
        self._dense = DenseIndex(self.vectors)
        self.vectors = self._dense.vectors()  # not twice in memory
        self.references = tuple(dict.fromkeys(ref for one in self.bank for ref in one.gold))
        self._gists = DenseIndex(_means(self.bank, self.vectors, self.references))
        self._every = np.ones(len(self.references), np.bool_)
        self._linked = np.array([bool(one.lesson) for one in self.bank], np.bool_)

    def by_meaning(self, vector: npt.NDArray[np.float32], top_k: int) -> list[tuple[int, float]]:
        """(question number, cosine), best first."""
        return self._dense.search(vector, self._all, top_k) if self.bank else []

    def by_words(self, text: str, top_k: int, linked: bool = False) -> list[tuple[int, float]]:
        """(question number, BM25 score), best first, only those that share a term.

        Args:
            linked: Only questions that a lesson answers.
        """
        return self._words.best(text, top_k, self._linked if linked else None) if self.bank else []

    def words_of(self, groups: Sequence[int], size: int) -> KeywordIndex:
        """Keywords of groups of questions, those of one group as one text.

        Args:
            groups: For each question the number of its group, below ``size``; -1 leaves it out.
        """
        return self._words.grouped(groups, size)

    def gists(self, vector: npt.NDArray[np.float32], top_k: int) -> list[tuple[Reference, float]]:
        """(article, cosine with the mean of its questions), best first."""
        if not self.bank:
            return []
        return [(self.references[row], score) for row, score in self._gists.search(vector, self._every, top_k)]

    def without(self, sources: Iterable[str]) -> QuestionIndex:
        """The same without the questions of some files: what an author's own questions are judged by."""
        left_out = frozenset(sources)
        rows = [row for row, one in enumerate(self.bank) if one.source not in left_out]
        numbers = {one.question: row for row, one in enumerate(self.bank)}
        counts = self._words.counts() if self.bank else None
        return QuestionIndex([self.bank[row] for row in rows], self.vectors[rows], counts, numbers)

    def save(self, folder: Path) -> None:
        """Write into ``folder``, which is made."""
        folder.mkdir()
        (folder / "bank.json").write_bytes(bank_bytes(self.bank))
        if self.bank:
            np.save(folder / "vectors.npy", self.vectors)
            (folder / "keywords").mkdir()
            self._words.save(folder / "keywords")

    @classmethod
    def load(cls, folder: Path) -> QuestionIndex:
        """Read what :meth:`save` wrote."""
        bank = tuple(_bank(folder / "bank.json"))
        index = cls((), np.zeros((0, 0), np.float32))
        if bank:
            index.bank, index.vectors = bank, np.load(folder / "vectors.npy")
            index._gather()
            index._words = KeywordIndex.load(folder / "keywords", len(bank))
        return index


def bank_bytes(bank: Sequence[BankQuestion]) -> bytes:
    """The questions as they are stored; the same bytes are the same questions in the same order."""
    return orjson.dumps([[one.question, one.gold, one.source, one.lesson] for one in bank])


def _weights(one: BankQuestion) -> Mapping[Reference, float]:
    return {ref: 1.0 / place for place, ref in enumerate(one.gold[:GIST_GOLD], start=1)}


def _means(bank: Sequence[BankQuestion], vectors: Vectors, references: Sequence[Reference]) -> Vectors:
    """float32 ``(len(references), dim)``: the normalised weighted mean of each article's questions."""
    rows = {ref: row for row, ref in enumerate(references)}
    sums = np.zeros((len(references), vectors.shape[1]), np.float32)
    for one, vector in zip(bank, vectors, strict=True):
        for ref, weight in _weights(one).items():
            sums[rows[ref]] += weight * vector
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    means: Vectors = np.divide(sums, norms, out=np.zeros_like(sums), where=norms > 0)
    return means


def _bank(path: Path) -> Iterator[BankQuestion]:
    for question, gold, source, lesson in orjson.loads(path.read_bytes()):
        yield BankQuestion(question, tuple((law, number) for law, number in gold), source, lesson)
