"""Where words stand: every short run of letters of every article, for finding the place of a quotation."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.library import Library
from knowledge.records import Article

__all__ = ["SpanHit", "SpanIndex", "letters"]

_PRIME = np.uint32(0x01000193)
_HIGHEST = 0x10000  # characters beyond are letters that no statute has


@dataclass(frozen=True, slots=True)
class SpanHit:
    """An article that holds runs of the words.

    Attributes:
        share: How much of the words' runs it holds, 0 to 1; rare runs weigh more (inverse document frequency).
    """

    article: Article
    share: float


def letters(text: str) -> npt.NDArray[np.uint32]:
    """uint32 (n,): the letters and digits of a text in order; punctuation and space are left out, widths are one."""
    codes = _codes(text)
    return codes[_kept()[codes]]


def _codes(text: str) -> npt.NDArray[np.uint32]:
    """uint32 (len(text),): one code a character, full width as half; letters beyond the basic plane are 0."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    codes = np.where((codes >= 0xFF01) & (codes <= 0xFF5E), codes - np.uint32(0xFEE0), codes)
    return np.where(codes < _HIGHEST, codes, np.uint32(0))


class SpanIndex:
    """An inverted index over runs of letters; made when it is first asked, in one or two seconds.

    Safe to share between threads.
    """

    def __init__(self, library: Library, size: int = 4) -> None:
        """Cover a library.

        Args:
            size: Letters of a run: four find the place of words, two measure what a paraphrase has in common.
        """
        self._library, self._size = library, size
        self._articles: list[Article] = []
        self._lock = threading.Lock()
        self._made = False
        self._grams: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self._owners: npt.NDArray[np.uint32] = np.empty(0, np.uint32)

    def find(self, words: str, limit: int = 10) -> list[SpanHit]:
        """The articles that hold most of the words' runs, best first; none for words shorter than a run."""
        grams = np.unique(_grams(letters(words), self._size))
        if not grams.size:
            return []
        self._make()
        first = np.searchsorted(self._grams, grams, "left")
        last = np.searchsorted(self._grams, grams, "right")
        counts = last - first
        weights = 1.0 / np.log2(2.0 + counts)
        known = counts > 0
        if not known.any():
            return []
        owners = np.concatenate([self._owners[a:b] for a, b in zip(first[known], last[known], strict=True)])
        worth = np.repeat(weights[known], counts[known])
        scores = np.bincount(owners, worth, minlength=len(self._articles))
        best = np.argsort(-scores, kind="stable")[:limit]
        total = float(weights.sum())
        return [SpanHit(self._articles[at], float(scores[at]) / total) for at in best if scores[at] > 0]

    def share(self, words: str, text: str) -> float:
        """How much of the words' runs a text holds, 0 to 1, with the weights of this index."""
        grams = np.unique(_grams(letters(words), self._size))
        if not grams.size:
            return 0.0
        self._make()
        counts = np.searchsorted(self._grams, grams, "right") - np.searchsorted(self._grams, grams, "left")
        weights = 1.0 / np.log2(2.0 + counts)
        return float(weights[np.isin(grams, _grams(letters(text), self._size))].sum() / weights.sum())

    def _make(self) -> None:
        with self._lock:
            if self._made:
                return
            self._articles = [article for document in self._library.documents() for article in document.articles]
            self._grams, self._owners = _index(self._articles, self._size)
            self._made = True


def _index(articles: Sequence[Article], size: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """uint32 (n,) sorted runs and uint32 (n,) the article of each; each pair once."""
    texts = [article.text for article in articles]
    codes = _codes("".join(texts))
    owners = np.repeat(np.arange(len(texts), dtype=np.uint32), list(map(len, texts)))
    kept = _kept()[codes]
    codes, owners = codes[kept], owners[kept]
    grams = _grams(codes, size)
    inside = owners[: len(grams)] == owners[size - 1 :] if len(grams) else np.empty(0, np.bool_)
    pairs = grams[inside].astype(np.uint64) << np.uint64(32) | owners[: len(grams)][inside]
    pairs.sort()
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs
    return (pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32)


def _grams(codes: npt.NDArray[np.uint32], size: int) -> npt.NDArray[np.uint32]:
    """uint32 (max(n - size + 1, 0),): a hash of each run (FNV-1 on whole letters, 32 bits)."""
    count = len(codes) - size + 1
    if count <= 0:
        return np.empty(0, np.uint32)
    value = np.full(count, 0x811C9DC5, np.uint32)
    for at in range(size):
        value = (value * _PRIME) ^ codes[at : at + count]
    return value


_table: list[npt.NDArray[np.bool_]] = []


def _kept() -> npt.NDArray[np.bool_]:
    """bool (65536,): which characters are letters or digits."""
    if not _table:
        _table.append(np.array([chr(code).isalnum() for code in range(_HIGHEST)]))
    return _table[0]
