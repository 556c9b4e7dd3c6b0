"""The question bank as a way in: a question finds the questions it resembles, and they name articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from knowledge.questions import BankQuestion

from .dense import DenseIndex
from .encoders import Vectors
from .lexical import KeywordIndex

__all__ = ["QuestionIndex"]

Key = tuple[str, str]


class QuestionIndex:
    """Vectors and keywords of written questions; may be empty."""

    def __init__(self, bank: Sequence[BankQuestion], dense: DenseIndex | None, keywords: KeywordIndex | None) -> None:
        self.bank = tuple(bank)
        self._dense, self._keywords = dense, keywords
        self._all = np.ones(len(self.bank), np.bool_)

    @classmethod
    def build(cls, bank: Sequence[BankQuestion], vectors: Vectors) -> QuestionIndex:
        """Index ``bank``; ``vectors`` is float32 ``(len(bank), dim)``, rows L2-normalised."""
        if not bank:
            return cls((), None, None)
        return cls(bank, DenseIndex(vectors), KeywordIndex.build([one.question for one in bank]))

    def by_meaning(self, vector: npt.NDArray[np.float32], top_k: int) -> list[tuple[int, float]]:
        """(question number, cosine), best first."""
        return self._dense.search(vector, self._all, top_k) if self._dense else []

    def by_words(self, text: str, top_k: int) -> list[tuple[int, float]]:
        """(question number, BM25 score), best first, only those that share a term."""
        if self._keywords is None:
            return []
        scores = self._keywords.scores(text)
        best = np.argsort(-scores, kind="stable")[:top_k]
        return [(int(row), float(scores[row])) for row in best if scores[row] > 0]

    def save(self, folder: Path) -> None:
        """Write into ``folder``, which is made."""
        folder.mkdir()
        rows = [[one.question, one.gold] for one in self.bank]
        (folder / "bank.json").write_bytes(orjson.dumps(rows))
        if self._dense and self._keywords:
            self._dense.save(folder / "vectors.faiss")
            (folder / "keywords").mkdir()
            self._keywords.save(folder / "keywords")

    @classmethod
    def load(cls, folder: Path) -> QuestionIndex:
        """Read what :meth:`save` wrote."""
        bank = tuple(_bank(folder / "bank.json"))
        if not bank:
            return cls((), None, None)
        dense = DenseIndex.load(folder / "vectors.faiss")
        return cls(bank, dense, KeywordIndex.load(folder / "keywords", len(bank)))


def _bank(path: Path) -> Iterator[BankQuestion]:
    for question, gold in orjson.loads(path.read_bytes()):
        yield BankQuestion(question, tuple((law, number) for law, number in gold))
