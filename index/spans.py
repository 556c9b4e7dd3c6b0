"""Where words stand: every short run of letters of every article, for finding the place of a quotation."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.library import Library
from knowledge.records import Article

__all__ = ["SpanHit", "SpanIndex", "letters"]

_PRIME = np.uint32(0x01000193)
_HIGHEST = 0x10000  # characters beyond are letters that no statute has
_AT_ONCE = 1 << 18  # characters whose runs are worked out together


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


@dataclass(frozen=True, slots=True)
class _Runs:
    """Which articles hold a run.

    Attributes:
        grams: uint32 (n_runs,), sorted, each once.
        bounds: uint32 (n_runs + 1,), where the owners of each begin, and the end.
        owners: unsigned (n_pairs,), numbers of articles, ascending for each run; as narrow as the numbers allow.
    """

    grams: npt.NDArray[np.uint32]
    bounds: npt.NDArray[np.uint32]
    owners: npt.NDArray[np.unsignedinteger[Any]]

    def spans(self, grams: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """int64 (len(grams),) twice: where the owners of each run begin, and how many it has."""
        if not self.grams.size:
            return np.zeros(len(grams), np.int64), np.zeros(len(grams), np.int64)
        at = np.minimum(np.searchsorted(self.grams, grams), self.grams.size - 1)
        first = self.bounds[at].astype(np.int64)
        return first, np.where(self.grams[at] == grams, self.bounds[at + 1] - first, 0)


_NO_RUNS = _Runs(np.empty(0, np.uint32), np.zeros(1, np.uint32), np.empty(0, np.uint8))


class SpanIndex:
    """An inverted index over runs of letters; made when it is first asked, in half a second.

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
        self._runs = _NO_RUNS

    def find(self, words: str, limit: int = 10) -> list[SpanHit]:
        """The articles that hold most of the words' runs, best first; none for words shorter than a run."""
        grams = np.unique(_grams(letters(words), self._size))
        if not grams.size:
            return []
        self._make()
        first, counts = self._runs.spans(grams)
        weights = 1.0 / np.log2(2.0 + counts)
        known = counts > 0
        if not known.any():
            return []
        first, counts, worth = first[known], counts[known], weights[known]
        owners = np.concatenate([self._runs.owners[at : at + n] for at, n in zip(first, counts, strict=True)])
        scores = _sums(owners, np.repeat(worth, counts), len(self._articles))
        total = float(weights.sum())
        return [SpanHit(self._articles[at], float(scores[at]) / total) for at in _highest(scores, limit)]

    def share(self, words: str, text: str) -> float:
        """How much of the words' runs a text holds, 0 to 1, with the weights of this index."""
        grams = np.unique(_grams(letters(words), self._size))
        if not grams.size:
            return 0.0
        self._make()
        weights = 1.0 / np.log2(2.0 + self._runs.spans(grams)[1])
        return float(weights[np.isin(grams, _grams(letters(text), self._size))].sum() / weights.sum())

    def _make(self) -> None:
        with self._lock:
            if self._made:
                return
            self._articles = [article for document in self._library.documents() for article in document.articles]
            self._runs = _index(self._articles, self._size)
            self._made = True


def _sums(
    numbers: npt.NDArray[np.unsignedinteger[Any]], worth: npt.NDArray[np.float64], size: int
) -> npt.NDArray[np.float64]:
    """float64 (size,): what the entries of each number are worth together."""
    sums: npt.NDArray[Any] = np.bincount(numbers, worth, minlength=size)
    return sums


def _highest(scores: npt.NDArray[np.float64], limit: int) -> npt.NDArray[np.intp]:
    """intp (at most limit,): where the highest scores above 0 stand, best first, equal ones in their order."""
    found = np.flatnonzero(scores)
    if len(found) > limit > 0:
        least = np.partition(scores[found], -limit)[-limit]
        found = found[scores[found] >= least]
    return found[np.argsort(-scores[found], kind="stable")][:limit]


def _index(articles: Sequence[Article], size: int) -> _Runs:
    """The runs of articles; little at once, for what is made on the way would be several times as large."""
    pairs = np.empty(sum(len(article.text) for article in articles), np.uint64)
    end = 0
    for first, texts in _batches(articles):
        part = _pairs(first, texts, size)
        pairs[end : end + len(part)] = part
        end += len(part)
    pairs = pairs[:end]
    if not end:
        return _NO_RUNS
    pairs.sort()
    owners = pairs.astype(np.min_scalar_type(len(articles)))  # the low bits
    pairs >>= np.uint64(32)
    starts = np.flatnonzero(_changes(pairs))
    return _Runs(pairs[starts].astype(np.uint32), np.append(starts, end).astype(np.uint32), owners)


def _batches(articles: Sequence[Article]) -> Iterator[tuple[int, list[str]]]:
    """The texts in their order, as many together as make :data:`_AT_ONCE` characters, and the number of the first."""
    texts: list[str] = []
    length = 0
    for at, article in enumerate(articles):
        texts.append(article.text)
        length += len(article.text)
        if length >= _AT_ONCE or at + 1 == len(articles):
            yield at + 1 - len(texts), texts
            texts, length = [], 0


def _pairs(first: int, texts: Sequence[str], size: int) -> npt.NDArray[np.uint64]:
    """uint64 (n,): runs in the high half, numbers of texts, from ``first`` on, in the low; sorted, each once."""
    codes = _codes("".join(texts))
    owners = np.repeat(np.arange(first, first + len(texts), dtype=np.uint64), list(map(len, texts)))
    kept = _kept()[codes]
    codes, owners = codes[kept], owners[kept]
    grams = _grams(codes, size)
    inside = owners[: len(grams)] == owners[size - 1 :] if len(grams) else np.empty(0, np.bool_)
    pairs: npt.NDArray[np.uint64] = grams[inside].astype(np.uint64) << np.uint64(32) | owners[: len(grams)][inside]
    pairs.sort()  # np.unique takes four times as long
    return pairs[_changes(pairs)]


def _changes(ascending: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """bool (n,): whether a value is another one than that before it."""
    return np.append(True, ascending[1:] != ascending[:-1])[: len(ascending)]


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
