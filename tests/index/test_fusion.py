from __future__ import annotations

import pytest

from index.fusion import fuse


def test_worked_by_hand() -> None:
    scores = fuse([(["甲", "乙", "丙"], 1.0), (["丙", "甲"], 2.0)])
    assert scores == pytest.approx({"甲": 1 / 61 + 2 / 62, "乙": 1 / 62, "丙": 1 / 63 + 2 / 61})
    assert sorted(scores, key=lambda key: -scores[key]) == ["丙", "甲", "乙"]


def test_agreement_of_two_rankings_beats_the_top_of_one() -> None:
    scores = fuse([(["甲", "乙"], 1.0), (["丙", "乙"], 1.0)])
    assert max(scores, key=lambda key: scores[key]) == "乙"


def test_nothing_in_nothing_out() -> None:
    assert fuse([]) == {}
    assert fuse([([], 1.0)]) == {}
