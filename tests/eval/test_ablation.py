from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from eval_fakes import TODAY, FakeAssistant, FakeIndex, make_document

from eval.ablation import COMPONENTS, PlainFusion, WithoutWays, ablations
from eval.runs import DEPTH
from index.ranking import COSINES, SCORES, SHARES, Way
from index.search import Candidates, Query
from knowledge.library import Library

TITLE = "示例法"
LAW = f"{TITLE}@2008-01-01"
A, B, C = ((LAW, f"第{number}条") for number in "一二三")
PLACE = "四川省"


class Searched:
    """An index that finds what a test says and remembers what it was asked."""

    def __init__(self, ways: Mapping[str, list[tuple[str, str]]]) -> None:
        self.library = Library([make_document(TITLE, {f"第{at}条": "文" for at in "一二三"})], {})
        self.ways = tuple(
            Way(name, {key: 1.0 - at / 100 for at, key in enumerate(keys)}) for name, keys in ways.items()
        )
        self.queries: list[tuple[Query, int]] = []
        self.embedded: list[str] = []

    def search(self, query: Query, top_k: int = 20) -> list[Any]:
        self.queries.append((query, top_k))
        keys = dict.fromkeys(key for way in self.ways if way.name not in query.without for key in way.scores)
        return [SimpleNamespace(law=self.library.law(law), article=self.library.article(law, at)) for law, at in keys]

    def embed(self, text: str) -> Any:
        self.embedded.append(text)
        return np.ones(2, np.float32)

    def candidates(self, query: Query, vector: Any) -> Candidates:
        keys = tuple(dict.fromkeys(key for way in self.ways for key in way.scores))
        return Candidates(self.ways, keys, np.zeros((len(keys), 0), np.float32))


class Asking:
    def __init__(self, ways: Mapping[str, list[tuple[str, str]]]) -> None:
        self.index = Searched(ways)

    def query(self, question: str, day: Any, region: str) -> Query:
        return Query(f"{question}！", day, region, terms=("工资",))


def titled(*keys: tuple[str, str]) -> list[tuple[str, str]]:
    return [(TITLE, number) for _, number in keys]


def test_a_search_without_a_way_is_the_same_in_all_else() -> None:
    searcher = Asking({"dense": [A, B], "asked": [C]})
    system = WithoutWays(searcher, "asked", "相似问法", frozenset({"asked", "votes_near"}))
    assert system.rank("问", TODAY, PLACE) == titled(A, B)
    query = Query("问！", TODAY, PLACE, terms=("工资",), without=frozenset({"asked", "votes_near"}))
    assert searcher.index.queries == [(query, DEPTH)]
    assert (system.name, system.title) == ("without-asked", "不用：相似问法")
    assert system.holds((TITLE, "第一条"))


def test_plain_fusion_worked_by_hand() -> None:
    # A: 1/61 + 1/62, B: 1/62 + 1/61 + 1/62, C: 1/61.
    searcher = Asking({"dense": [A, B], "keywords": [B, A], "asked": [C, B]})
    assert PlainFusion(searcher).rank("问", TODAY, PLACE) == titled(B, A, C)
    assert searcher.index.embedded == ["问！"]
    # B: 1/62 + 1/62 is a little less than C: 1/63 + 1/61.
    close = Asking({"dense": [A, B, C], "keywords": [C, B]})
    assert PlainFusion(close).rank("问", TODAY, PLACE) == titled(C, B, A)
    # One vote counts as much in any way: many low ranks beat one high rank.
    many = Asking({"dense": [A], "keywords": [C, B], "asked": [C, B], "gist": [C, B]})
    assert PlainFusion(many).rank("问", TODAY, PLACE) == titled(C, B, A)


def test_plain_fusion_hands_in_twenty_articles_at_most() -> None:
    searcher = Asking({})
    texts = {f"第{at}条": "文" for at in range(1, 60)}
    searcher.index.library = Library([make_document(TITLE, texts)], {})
    searcher.index.ways = (Way("dense", {(LAW, number): 1.0 for number in texts}),)
    found = PlainFusion(searcher).rank("问", TODAY, PLACE)
    assert found == [(TITLE, number) for number in list(texts)[:DEPTH]]
    assert PlainFusion(Asking({})).rank("问", TODAY, PLACE) == []


def test_each_component_is_left_out_once_and_fusion_comes_last() -> None:
    systems = list(ablations(Asking({"dense": [A]})))
    names = [system.name for system in systems]
    assert names == [*(f"without-{name}" for name, _, _ in COMPONENTS), "plain-fusion"]
    assert len(set(names)) == len(names)
    assert len({system.title for system in systems}) == len(systems)


def test_every_way_that_the_ranker_weighs_belongs_to_a_component() -> None:
    weighed = {*COSINES, *SCORES, *SHARES, "topic"}
    parts = {name: ways for name, _, ways in COMPONENTS}
    assert parts["all-but-vectors"] == {*weighed, "named"} - parts["vectors"]
    assert set().union(*(ways for name, ways in parts.items() if name != "all-but-vectors")) == weighed


def test_the_bank_is_all_its_components_together() -> None:
    parts = {name: ways for name, _, ways in COMPONENTS}
    assert parts["bank"] == parts["asked"] | parts["asked_words"] | parts["gist"]


@pytest.mark.parametrize("component", [ways for _, _, ways in COMPONENTS])
def test_without_a_component_only_its_ways_are_missing(component: frozenset[str]) -> None:
    every = {name: [A] for name in (*COSINES, *SCORES, *SHARES, "topic")}
    searcher = Asking(every)
    WithoutWays(searcher, "x", "某部分", component).rank("问", TODAY, PLACE)
    assert searcher.index.queries[0][0].without == component


def test_an_assistant_can_be_taken_apart(assistant: FakeAssistant) -> None:
    assert isinstance(assistant.index, FakeIndex)
    for system in ablations(assistant):
        assert isinstance(system.rank("加班的报酬", TODAY, "全国"), list)
