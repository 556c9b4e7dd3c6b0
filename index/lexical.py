"""Keyword search: BM25 over jieba words and character bigrams."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
import rjieba

from knowledge.text import fold

__all__ = ["KeywordIndex", "tokenise"]

_WORD = re.compile(r"[0-9a-z\u4e00-\u9fff]")
_RUN = re.compile(r"[\u4e00-\u9fff]+")
# Lucene's variant of BM25 with its usual constants.
K1, B = 1.2, 0.75


def tokenise(text: str) -> list[str]:
    """Words and, for what segmentation gets wrong in mistyped text, all pairs of neighbouring characters."""
    folded = fold(text)
    words = [word for word in rjieba.cut(folded) if _WORD.search(word)]
    pairs = [run[at : at + 2] for run in _RUN.findall(folded) for at in range(len(run) - 1)]
    return words + pairs


class KeywordIndex:
    """BM25 scores of every passage for a query."""

    def __init__(self, bm25: bm25s.BM25, size: int) -> None:
        self._bm25, self._size = bm25, size

    @classmethod
    def build(cls, texts: Sequence[str]) -> KeywordIndex:
        """Index ``texts``; their order gives the passage numbers."""
        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        bm25.index([tokenise(text) or ["\u0000"] for text in texts], show_progress=False)
        return cls(bm25, len(texts))

    def scores(self, query: str) -> npt.NDArray[np.float32]:
        """float32 ``(n_passages,)``; zeros where the query shares no term with the collection."""
        known = self._bm25.vocab_dict
        terms = [term for term in tokenise(query) if term in known]
        if not terms:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._bm25.get_scores(terms), np.float32)

    def best(self, query: str, top_k: int, allowed: npt.NDArray[np.bool_] | None = None) -> list[tuple[int, float]]:
        """(passage number, score), best first, only those that share a term and are ``allowed``."""
        scores = self.scores(query)
        if allowed is not None:
            scores = np.where(allowed, scores, 0.0)
        order = np.argsort(-scores, kind="stable")[:top_k]
        return [(int(row), float(scores[row])) for row in order if scores[row] > 0]

    def save(self, folder: Path) -> None:
        """Write into ``folder``, which must exist."""
        self._bm25.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> KeywordIndex:
        """Read what :meth:`save` wrote."""
        return cls(bm25s.BM25.load(str(folder), show_progress=False), size)
