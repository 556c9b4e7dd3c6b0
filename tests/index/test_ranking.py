from __future__ import annotations

import json
import math
from importlib import resources

import numpy as np
import pytest

from index.ranking import COSINES, FEATURES, LEVELS, SCORES, SHARES, Ranker, Way, features, load_ranker

A, B, C, D = (("甲法@2020-01-01", f"第{number}条") for number in "一二三四")
NO_LEVEL = [""] * 4


def column(name: str, ways: list[Way]) -> list[float]:
    """One feature of the four articles."""
    matrix = features(ways, [A, B, C, D], NO_LEVEL)
    return [float(value) for value in matrix[:, FEATURES.index(name)]]


@pytest.mark.parametrize("name", COSINES)
def test_cosines_count_from_the_best_down_worked_by_hand(name: str) -> None:
    way = Way(name, {B: 0.90, A: 0.84, C: 0.70})
    assert column(name, [way]) == pytest.approx([1 - 0.06 / 0.12, 1.0, 0.0, 0.0], abs=1e-5)
    assert column(f"{name}_rank", [way]) == pytest.approx([60 / 62, 60 / 61, 60 / 63, 0.0])


@pytest.mark.parametrize("name", SCORES)
def test_scores_count_beside_the_best_worked_by_hand(name: str) -> None:
    way = Way(name, {C: 8.0, A: 2.0})
    assert column(name, [way]) == pytest.approx([0.25, 0.0, 1.0, 0.0])
    assert column(f"{name}_rank", [way]) == pytest.approx([60 / 62, 0.0, 60 / 61, 0.0])


@pytest.mark.parametrize("name", SHARES)
def test_votes_count_as_the_root_of_their_share_worked_by_hand(name: str) -> None:
    # Votes of articles that are no candidates count in the total.
    way = Way(name, {A: 4.0, B: 1.0, ("乙法@2020-01-01", "第一条"): 20.0})
    assert column(name, [way]) == pytest.approx([0.4, 0.2, 0.0, 0.0])


def test_a_topic_counts_by_its_weight_and_by_being_there() -> None:
    way = Way("topic", {B: 1.0, D: 0.25})
    assert column("topic", [way]) == [0.0, 1.0, 0.0, 0.25]
    assert column("topic_any", [way]) == [0.0, 1.0, 0.0, 1.0]


def test_each_level_has_its_column_and_others_none() -> None:
    matrix = features([], [A, B, C, D], ["法律", "部门规章", "地方性法规", "法律"])
    first = FEATURES.index(LEVELS[0])
    assert matrix[:, first:].tolist() == [[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0], [1, 0, 0, 0]]


def test_what_no_way_found_is_zero() -> None:
    assert not features([], [A, B], ["", ""]).any()
    empty = [Way(name, {}) for name in (*COSINES, *SCORES, *SHARES, "topic")]
    assert not features(empty, [A, B], ["", ""]).any()
    found = [Way(name, {A: 0.8}) for name in (*COSINES, *SCORES, *SHARES, "topic")]
    matrix = features(found, [A, B], ["", ""])
    ways = len(FEATURES) - len(LEVELS)
    assert (matrix[0, :ways] > 0).all()
    assert not matrix[1].any()


def test_ways_that_only_bring_candidates_are_no_features() -> None:
    assert not features([Way("named", {A: 0.9}), Way("local", {B: 0.9})], [A, B], ["", ""]).any()


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize("top", [0.0, -1.0])
def test_scores_that_are_not_above_zero_count_for_nothing(name: str, top: float) -> None:
    assert column(name, [Way(name, {A: top})]) == [0.0] * 4


def test_no_votes_at_all_are_no_share() -> None:
    assert column("votes_near", [Way("votes_near", {A: 0.0})]) == [0.0] * 4


def test_the_matrix_has_a_row_for_each_article_in_order() -> None:
    way = Way("dense", {A: 0.9, B: 0.85})
    forth, back = features([way], [A, B], ["法律", ""]), features([way], [B, A], ["", "法律"])
    np.testing.assert_array_equal(forth, back[::-1])
    assert forth.shape == (2, len(FEATURES))
    assert forth.dtype == np.float32
    assert features([way], [], []).shape == (0, len(FEATURES))


def test_ranks_count_from_one_in_the_order_of_the_scores() -> None:
    assert Way("dense", {C: 0.9, A: 0.8, B: 0.8}).ranks == {C: 1, A: 2, B: 3}


def test_logits_are_weighted_sums_and_the_larger_is_better() -> None:
    weights = np.zeros(len(FEATURES), np.float32)
    weights[FEATURES.index("dense")], weights[FEATURES.index("法律")] = 2.0, -0.5
    matrix = features([Way("dense", {A: 0.90, B: 0.87, C: 0.84})], [A, B, C, D], ["法律", "", "", ""])
    logits = Ranker(weights).logits(matrix)
    assert logits.tolist() == pytest.approx([2 - 0.5, 1.5, 1.0, 0.0], abs=1e-4)
    assert logits.shape == (4,)
    assert logits.dtype == np.float32


def test_the_weights_that_ship_are_those_of_the_features() -> None:
    raw = json.loads(resources.files("index").joinpath("data/ranking.json").read_text("utf-8"))
    assert list(raw["weights"]) == list(FEATURES)
    assert all(math.isfinite(value) for value in raw["weights"].values())
    assert load_ranker().weights.tolist() == pytest.approx(list(raw["weights"].values()))
    assert load_ranker().weights.dtype == np.float32
    assert raw["examples"] > 1000


def test_each_feature_has_a_name_of_its_own() -> None:
    assert len(set(FEATURES)) == len(FEATURES)


def test_the_weights_that_ship_prefer_what_every_way_found_best() -> None:
    ways = [Way(name, {A: 0.9, B: 0.8, C: 0.79}) for name in (*COSINES, *SCORES, *SHARES)]
    logits = load_ranker().logits(features(ways, [C, B, A], ["法律"] * 3))
    assert logits.argmax() == 2
