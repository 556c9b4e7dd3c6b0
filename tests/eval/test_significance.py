from __future__ import annotations

import pytest

from eval.significance import paired_p_value, wilson_interval


def test_identical_systems_do_not_differ() -> None:
    assert paired_p_value([1, 0, 1], [1, 0, 1]) == 1.0
    assert paired_p_value([], []) == 1.0


def test_matches_the_exact_sign_test() -> None:
    # 10 differences of the same sign: of 2**10 sign patterns 2 are as extreme.
    assert paired_p_value([1] * 10 + [0] * 5, [0] * 15) == pytest.approx(2 / 1024, abs=0.001)
    # 3 against 1: |sum| >= 2 holds for all patterns but the 6 balanced ones of 16.
    assert paired_p_value([1, 1, 1, 0], [0, 0, 0, 1]) == pytest.approx(10 / 16, abs=0.02)


def test_is_symmetric_and_repeatable() -> None:
    ours, theirs = [1, 1, 0, 1, 1, 0, 1], [0, 1, 0, 0, 0, 1, 0]
    assert paired_p_value(ours, theirs) == paired_p_value(theirs, ours) == paired_p_value(ours, theirs)
    assert 0 < paired_p_value([1] * 300, [0] * 300) <= 1e-4


def test_refuses_systems_of_different_length() -> None:
    with pytest.raises(ValueError, match="got 1 and 2"):
        paired_p_value([1], [1, 0])


def test_wilson_interval_worked_by_hand() -> None:
    # (0.5 + 0.19208) / 1.38416 -+ 1.96 * sqrt(0.025 + 0.009604) / 1.38416
    assert wilson_interval(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson_interval(1.0, 5)[1] == 1.0
    with pytest.raises(ValueError, match="at least one"):
        wilson_interval(0.5, 0)
