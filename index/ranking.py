"""Ranking: what every way in says of an article, weighed by a linear model that was fitted to written questions.

The model is a conditional logit (McFadden 1974; in ranking: ListNet with top-one probabilities, Cao et
al. 2007): P(article) = exp(w . x) / sum over the candidates of exp(w . x). ``assistant/ranking_training.py``
fits it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

import numpy as np
import numpy.typing as npt

__all__ = ["COSINES", "FEATURES", "LEVELS", "SCORES", "SHARES", "Ranker", "Way", "features", "load_ranker"]

Key = tuple[str, str]
Matrix = npt.NDArray[np.float32]

# Ways whose scores are cosines, and ways whose scores are BM25 or of that kind.
COSINES = ("dense", "asked", "gist")
SCORES = ("keywords", "terms", "glossary", "asked_words")
SHARES = ("votes_near", "votes_wide", "votes_words")
LEVELS = ("法律", "行政法规", "司法解释", "部门规章")
FEATURES = (
    *(f"{way}{kind}" for way in (*COSINES, *SCORES) for kind in ("", "_rank")),
    *SHARES,
    "topic",
    "topic_any",
    *LEVELS,
)
# A cosine this far below the best of its way says nothing any more.
COSINE_SPAN = 0.12
# Constant of reciprocal ranks, as in reciprocal rank fusion (Cormack, Clarke, Büttcher 2009).
RANK_CONSTANT = 60


@dataclass(frozen=True)
class Way:
    """What one way in found.

    Attributes:
        name: dense, keywords, terms, glossary, named, local, topic, asked, asked_words, gist, or votes_*.
        scores: Article to its score, best first.
        passages: Article to its passages as (款 number, score), for ways that find passages.
    """

    name: str
    scores: Mapping[Key, float]
    passages: Mapping[Key, Sequence[tuple[int, float]]] = field(default_factory=dict)

    @functools.cached_property
    def ranks(self) -> Mapping[Key, int]:
        """Article to its rank, from 1."""
        return {key: rank for rank, key in enumerate(self.scores, start=1)}


def features(ways: Sequence[Way], keys: Sequence[Key], levels: Sequence[str]) -> Matrix:
    """float32 ``(len(keys), len(FEATURES))``; what a way did not find is 0.

    Args:
        levels: For each of ``keys`` the level of its law.
    """
    by_name = {way.name: way for way in ways}
    columns: dict[str, Sequence[float]] = {name: [float(level == name) for level in levels] for name in LEVELS}
    for name in (*COSINES, *SCORES):
        way = by_name.get(name)
        columns[name] = _relative(way, keys, cosine=name in COSINES)
        columns[f"{name}_rank"] = _reciprocal_ranks(way, keys)
    for name in SHARES:
        columns[name] = _shares(by_name.get(name), keys)
    topic = by_name.get("topic")
    columns["topic"] = [topic.scores.get(key, 0.0) if topic else 0.0 for key in keys]
    columns["topic_any"] = [float(value > 0) for value in columns["topic"]]
    return np.array([columns[name] for name in FEATURES], np.float32).reshape(len(FEATURES), len(keys)).T


def _relative(way: Way | None, keys: Sequence[Key], *, cosine: bool) -> list[float]:
    """Each score beside the best of its way: 1 for the best, 0 for what it did not find."""
    if way is None or not way.scores:
        return [0.0] * len(keys)
    top = max(way.scores.values())
    if not cosine:
        return [max(0.0, way.scores.get(key, 0.0)) / top if top > 0 else 0.0 for key in keys]
    return [max(0.0, 1.0 - (top - way.scores.get(key, -1.0)) / COSINE_SPAN) for key in keys]


def _reciprocal_ranks(way: Way | None, keys: Sequence[Key]) -> list[float]:
    ranks = way.ranks if way else {}
    return [RANK_CONSTANT / (RANK_CONSTANT + ranks[key]) if key in ranks else 0.0 for key in keys]


def _shares(way: Way | None, keys: Sequence[Key]) -> list[float]:
    """The square root of each article's share of all votes."""
    total = sum(way.scores.values()) if way else 0.0
    if way is None or total <= 0:
        return [0.0] * len(keys)
    return [(way.scores.get(key, 0.0) / total) ** 0.5 for key in keys]


@dataclass(frozen=True)
class Ranker:
    """A fitted linear model.

    Attributes:
        weights: float32 ``(len(FEATURES),)``.
    """

    weights: npt.NDArray[np.float32]

    def logits(self, matrix: Matrix) -> npt.NDArray[np.float32]:
        """float32 ``(n,)`` for a feature matrix ``(n, len(FEATURES))``; larger is better."""
        values: npt.NDArray[np.float32] = matrix @ self.weights
        return values


@functools.cache
def load_ranker() -> Ranker:
    """The weights that ship with the package."""
    raw = json.loads(resources.files(__package__).joinpath("data/ranking.json").read_text("utf-8"))
    return Ranker(np.array([raw["weights"].get(name, 0.0) for name in FEATURES], np.float32))
