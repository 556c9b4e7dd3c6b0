from __future__ import annotations

from index.local import Fit, fits, merge
from index.ranking import Way

A, B, C = ("全国法", "第一条"), ("全国法", "第二条"), ("全国法", "第三条")
X, Y, Z = ("某省条例", "第一条"), ("某省条例", "第二条"), ("某省条例", "第三条")


def test_a_local_rule_is_measured_against_the_closest_national_one() -> None:
    ways = [Way("dense", {A: 0.8, X: 0.78, B: 0.7}, {}), Way("local", {X: 0.78, Y: 0.6}, {})]
    found = {fit.key: fit for fit in fits(ways, {X, Y})}
    assert round(found[X].gap, 6) == -0.02
    assert round(found[Y].gap, 6) == -0.2


def test_shared_words_decide_between_rules_that_are_as_close() -> None:
    ways = [Way("local", {X: 0.7, Y: 0.7}, {}), Way("local_words", {Y: 9.0, X: 3.0}, {})]
    assert [fit.key for fit in fits(ways, {X, Y})] == [Y, X]
    ways = [Way("local", {X: 0.7, Y: 0.7}, {}), Way("local_terms", {X: 5.0}, {})]
    assert [fit.key for fit in fits(ways, {X, Y})] == [X, Y]


def test_the_closest_of_all_leads_and_a_less_close_one_follows() -> None:
    assert merge([A, B], [Fit(X, 0.01, 0.5)], leading=False) == [X, A, B]
    assert merge([A, B], [Fit(X, -0.02, 0.5)], leading=False) == [A, X, B]
    assert merge([A, B], [Fit(X, -0.02, 0.5)], leading=True) == [X, A, B]


def test_rules_of_the_place_stand_between_national_ones() -> None:
    local = [Fit(X, -0.01, 0.4), Fit(Y, -0.02, 0.3), Fit(Z, -0.03, 0.2)]
    assert merge([A, B, C], local, leading=False) == [A, X, B, Y, C, Z]


def test_what_is_not_close_gets_no_place_even_if_the_question_is_about_the_place() -> None:
    for leading in (False, True):
        assert merge([A, B], [Fit(X, -0.3, 0.9)], leading=leading) == [A, B]
        assert merge([A, B], [Fit(X, 0.0, 1.2), Fit(Y, -0.05, 0.1)], leading=leading).count(Y) == 0


def test_without_national_articles_the_local_ones_remain() -> None:
    assert merge([], [Fit(X, 0.7, 7.0), Fit(Y, 0.6, 6.9)], leading=False) == [X, Y]
    assert merge([], [], leading=True) == []
