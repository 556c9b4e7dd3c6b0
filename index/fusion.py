"""Reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

__all__ = ["fuse"]

# Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet (SIGIR 2009).
CONSTANT = 60
Key = TypeVar("Key", bound=Hashable)


def fuse(rankings: Iterable[tuple[Sequence[Key], float]]) -> Mapping[Key, float]:
    """score(d) = sum over rankings of weight / (60 + rank of d), ranks from 1.

    Args:
        rankings: Each a sequence of keys, best first, and its weight.
    """
    scores: dict[Key, float] = {}
    for ranking, weight in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (CONSTANT + rank)
    return scores
