"""Keyword search: BM25 over jieba words and character bigrams."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.text import fold

from .postings import Postings, count_terms

# The dictionary and what bm25s builds on take 45 MiB and a third of a second; checking a draft needs neither.
if TYPE_CHECKING:
    import bm25s

__all__ = ["KeywordIndex", "recipe", "terms_of", "tokenise"]

_WORD = re.compile(r"[0-9a-z\u4e00-\u9fff]")
_RUN = re.compile(r"[\u4e00-\u9fff]+")
# Lucene's variant of BM25 with its usual constants.
K1, B = 1.2, 0.75
# Raised when :func:`tokenise` or :func:`knowledge.text.fold` gives other terms for the same text.
_TERMS = 1
# What a text without a single term counts as; no query has it.
_NOTHING = "\u0000"
_COUNTS = "counts.npy"


@functools.cache
def recipe() -> str:
    """What a stored keyword index depends on beside its texts; what was made by another one is not taken over."""
    made_by = " ".join(f"{name} {version(name)}" for name in ("rjieba", "opencc", "bm25s"))
    return f"terms {_TERMS}, k1 {K1}, b {B}, {made_by}"


def tokenise(text: str) -> list[str]:
    """Words and, for what segmentation gets wrong in mistyped text, all pairs of neighbouring characters."""
    import rjieba

    folded = fold(text)
    words = [word for word in rjieba.cut(folded) if _WORD.search(word)]
    pairs = [run[at : at + 2] for run in _RUN.findall(folded) for at in range(len(run) - 1)]
    return words + pairs


def terms_of(text: str) -> list[str]:
    """What a text counts as: its terms, or one that no query has."""
    return tokenise(text) or [_NOTHING]


class KeywordIndex:
    """BM25 scores of every passage for a query."""

    def __init__(
        self, bm25: bm25s.BM25, size: int, postings: Postings | None = None, folder: Path | None = None
    ) -> None:
        """Args: postings: What it was computed from. folder: Where it was read from, without them."""
        self._bm25, self._size, self._postings, self._folder = bm25, size, postings, folder

    @classmethod
    def build(
        cls, texts: Sequence[str], known: Postings | None = None, rows: Mapping[str, int] | None = None
    ) -> KeywordIndex:
        """Index ``texts``; their order gives the passage numbers.

        Args:
            known: Counts of another index under the same :func:`recipe`; its texts are not cut into terms again.
            rows: Each of its texts to the number it has there.
        """
        held = rows if known is not None and rows is not None else {}
        numbers = [held.get(text, -1) for text in texts]
        fresh = (terms_of(text) for text, row in zip(texts, numbers, strict=True) if row < 0)
        postings = count_terms(numbers, fresh, known)
        return cls(_scored(postings), len(texts), postings)

    def grouped(self, groups: Sequence[int], size: int) -> KeywordIndex:
        """The same with the texts of a group as one text.

        Args:
            groups: For each text the number of its group, below ``size``; -1 leaves a text out.
        """
        postings = self.counts()
        if postings is None:
            raise ValueError("an index that was stored without its counts cannot be grouped")
        return KeywordIndex(_scored(postings.grouped(groups, size)), size)

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
        if self._postings is not None:
            counts = self._postings.counts
            np.save(folder / _COUNTS, counts.astype(np.min_scalar_type(int(counts.max(initial=0)))))

    @classmethod
    def load(cls, folder: Path, size: int) -> KeywordIndex:
        """Read what :meth:`save` wrote."""
        import bm25s

        return cls(bm25s.BM25.load(str(folder), show_progress=False), size, folder=folder)

    def counts(self) -> Postings | None:
        """What this index was computed from; ``None`` if it was stored without."""
        if self._folder is None:
            return self._postings
        path = self._folder / _COUNTS
        if not path.is_file():
            return None
        stored = self._bm25.scores
        bounds = np.asarray(stored["indptr"], np.int64)
        terms = np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(bounds))
        vocabulary = tuple(self._bm25.vocab_dict)[: len(bounds) - 1]  # bm25s puts an empty term behind them
        return Postings(vocabulary, self._size, stored["indices"], terms, np.load(path).astype(np.int32))


def _scored(postings: Postings) -> bm25s.BM25:
    """BM25 over counts: what ``bm25s`` computes itself text by text, here for all at once and equal to the last bit."""
    import bm25s

    bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
    lengths, frequencies = postings.lengths(), postings.frequencies()
    idf = np.array([math.log(1 + (postings.size - df + 0.5) / (df + 0.5)) for df in frequencies.tolist()], np.float32)
    tf = postings.counts.astype(np.float64)
    norm = K1 * ((1 - B) + B * lengths / lengths.mean()) if postings.size else lengths.astype(np.float64)
    scores = idf[postings.terms] * (tf / (norm[postings.texts] + tf))
    bm25.scores = {
        "data": scores.astype(np.float32),
        "indices": postings.texts,
        "indptr": postings.bounds(),
        "num_docs": postings.size,
    }
    bm25.vocab_dict = {term: at for at, term in enumerate((*postings.vocabulary, ""))}
    bm25.unique_token_ids_set = set(bm25.vocab_dict.values())
    bm25.nonoccurrence_array = None
    return bm25
