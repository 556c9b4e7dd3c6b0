"""How often each term stands in each text: BM25 is computed from it, and a build counts only new texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Postings", "count_terms"]

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Postings:
    """One entry for each pair of term and text, in the order of (term, text).

    Attributes:
        vocabulary: The terms; each stands in at least one text. The position is the term's number.
        size: Number of texts.
        texts, terms, counts: int32 ``(n_entries,)``, numbers of texts and terms, and how often.
    """

    vocabulary: tuple[str, ...]
    size: int
    texts: Numbers
    terms: Numbers
    counts: Numbers

    def bounds(self) -> npt.NDArray[np.int64]:
        """int64 ``(len(vocabulary) + 1,)``: where the entries of each term begin, and the end."""
        return _bounds(self.terms, len(self.vocabulary))

    def lengths(self) -> npt.NDArray[np.int64]:
        """int64 ``(size,)``: how many terms each text has, repeated ones included."""
        return np.bincount(self.texts, weights=self.counts, minlength=self.size).astype(np.int64)

    def frequencies(self) -> npt.NDArray[np.int64]:
        """int64 ``(len(vocabulary),)``: in how many texts each term stands."""
        return np.bincount(self.terms, minlength=len(self.vocabulary)).astype(np.int64)

    def grouped(self, groups: Sequence[int], size: int) -> Postings:
        """The same where the texts of a group are one text.

        Args:
            groups: For each text the number of its group, below ``size``; -1 leaves a text out.
        """
        numbers = np.asarray(groups, np.int64)[self.texts]
        kept = numbers >= 0
        pairs = (self.terms[kept].astype(np.int64) << 32) | numbers[kept]
        found, entries = np.unique(pairs, return_inverse=True)
        counts = np.bincount(entries, weights=self.counts[kept]).astype(np.int32)
        texts, terms = (found & 0xFFFFFFFF).astype(np.int32), (found >> 32).astype(np.int32)
        return _ordered(list(self.vocabulary), size, texts, terms, counts)


def count_terms(rows: Sequence[int], fresh: Iterable[Sequence[str]], known: Postings | None = None) -> Postings:
    """Count the terms of texts, those of known texts taken over.

    Args:
        rows: For each text its number in ``known``, or -1; a known text may be taken more than once.
        fresh: The terms of each text that has -1, in order.
        known: Where the other texts were counted.
    """
    numbers = {} if known is None else {term: at for at, term in enumerate(known.vocabulary)}
    source = np.asarray(rows, np.int64)
    parts = [] if known is None else [_taken(known, source)]
    parts.append(_counted(np.flatnonzero(source < 0), fresh, numbers))
    texts, terms, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _ordered(list(numbers), len(source), texts, terms, counts)


def _taken(known: Postings, source: npt.NDArray[np.int64]) -> tuple[Numbers, Numbers, Numbers]:
    """The entries of known texts under their new numbers."""
    by_text = np.argsort(known.texts, kind="stable")
    bounds = _bounds(known.texts[by_text], known.size)
    kept = np.flatnonzero(source >= 0)
    starts, ends = bounds[source[kept]], bounds[source[kept] + 1]
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    entries = by_text[np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))]
    return np.repeat(kept, lengths).astype(np.int32), known.terms[entries], known.counts[entries]


def _counted(
    rows: npt.NDArray[np.int64], fresh: Iterable[Sequence[str]], numbers: dict[str, int]
) -> tuple[Numbers, Numbers, Numbers]:
    """The entries of new texts; ``numbers`` gets the terms that it lacks."""
    texts: list[int] = []
    terms: list[int] = []
    counts: list[int] = []
    for row, own in zip(rows.tolist(), fresh, strict=True):
        for term, count in Counter(own).items():
            texts.append(row)
            terms.append(numbers.setdefault(term, len(numbers)))
            counts.append(count)
    return np.array(texts, np.int32), np.array(terms, np.int32), np.array(counts, np.int32)


def _ordered(vocabulary: list[str], size: int, texts: Numbers, terms: Numbers, counts: Numbers) -> Postings:
    """In the order of (term, text), without terms that no text has any more."""
    used = np.bincount(terms, minlength=len(vocabulary)) > 0
    renumbered = (np.cumsum(used) - 1).astype(np.int32)
    terms = renumbered[terms]
    order = np.argsort((terms.astype(np.int64) << 32) | texts)
    kept = tuple(term for term, is_used in zip(vocabulary, used.tolist(), strict=True) if is_used)
    return Postings(kept, size, texts[order], terms[order], counts[order])


def _bounds(ascending: Numbers, groups: int) -> npt.NDArray[np.int64]:
    ends = np.cumsum(np.bincount(ascending, minlength=groups))
    return np.concatenate([np.zeros(1, np.int64), ends.astype(np.int64)])
