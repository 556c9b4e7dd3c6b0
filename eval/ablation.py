"""What each component is worth: our own search with one of them left out, and the usual way of fusing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from index.ranking import COSINES, SCORES, SHARES
from index.search import Candidates, Hit, Query
from knowledge.library import Library

from .cases import Key
from .runs import DEPTH

__all__ = ["PlainFusion", "Searcher", "WithoutWays", "ablations"]

# Ways in (see index.ranking.Way) that stand or fall together, and what people call them.
COMPONENTS = (
    ("vectors", "条文的向量", frozenset({"dense"})),
    ("keywords", "条文的关键词", frozenset({"keywords"})),
    ("topics", "常见问题类型（用语和常用条文）", frozenset({"terms", "topic"})),
    ("glossary", "俗语词表", frozenset({"glossary"})),
    ("asked", "相似问法：意思", frozenset({"asked", "votes_near", "votes_wide"})),
    ("asked_words", "相似问法：用词", frozenset({"asked_words", "votes_words"})),
    ("gist", "条文的全部问法合在一起", frozenset({"gist"})),
    (
        "bank",
        "全部写好的问法",
        frozenset({"asked", "votes_near", "votes_wide", "asked_words", "votes_words", "gist"}),
    ),
    (
        "all-but-vectors",
        "条文向量以外的一切",
        frozenset({"keywords", "terms", "topic", "glossary", "named", *COSINES, *SCORES, *SHARES} - {"dense"}),
    ),
)
# Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet (SIGIR 2009).
RRF_CONSTANT = 60


class _Index(Protocol):
    @property
    def library(self) -> Library: ...

    def search(self, query: Query, top_k: int = ...) -> list[Hit]: ...

    def candidates(self, query: Query, vector: object) -> Candidates: ...

    def embed(self, text: str) -> object: ...


class Searcher(Protocol):
    """What an ablation needs of ``assistant.Assistant``."""

    @property
    def index(self) -> _Index: ...

    def query(self, question: str, day: date, region: str) -> Query:
        """What a question makes the index search for."""
        ...


class WithoutWays:
    """Our search without some of its ways in; the ranker's weights stay."""

    def __init__(self, searcher: Searcher, name: str, title: str, ways: frozenset[str]) -> None:
        self._searcher, self._ways = searcher, ways
        self.name, self.title = f"without-{name}", f"不用：{title}"

    def rank(self, question: str, day: date, region: str) -> list[Key]:
        query = replace(self._searcher.query(question, day, region), without=self._ways)
        hits = self._searcher.index.search(query, top_k=DEPTH)
        return [(hit.law.title, hit.article.number) for hit in hits]

    def holds(self, key: Key) -> bool:  # noqa: ARG002 - it searches the same articles
        return True


class PlainFusion:
    """The same ways in, each with the same weight, fused by reciprocal rank instead of the fitted ranker."""

    name, title = "plain-fusion", "不学权重：各路名次倒数相加（RRF）"

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def rank(self, question: str, day: date, region: str) -> list[Key]:
        index, query = self._searcher.index, self._searcher.query(question, day, region)
        found = index.candidates(query, index.embed(query.text))
        scores: dict[Key, float] = {}
        for way in found.ways:
            for key, rank in way.ranks.items():
                scores[key] = scores.get(key, 0.0) + 1.0 / (RRF_CONSTANT + rank)
        best = sorted(scores, key=lambda key: -scores[key])[:DEPTH]
        return [(index.library.law(law).title, number) for law, number in best]

    def holds(self, key: Key) -> bool:  # noqa: ARG002 - it searches the same articles
        return True


def ablations(searcher: Searcher) -> Iterator[WithoutWays | PlainFusion]:
    """One system for each component that is left out, and plain fusion."""
    components: Sequence[tuple[str, str, frozenset[str]]] = COMPONENTS
    for name, title, ways in components:
        yield WithoutWays(searcher, name, title, ways)
    yield PlainFusion(searcher)
