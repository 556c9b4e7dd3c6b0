"""Which lessons words of a message put first, and which they show beside."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.lesson_order import put_first, shown_by_words, with_shown


def lesson(name: str, cue: str = "", before: tuple[str, ...] = ()) -> Any:
    return SimpleNamespace(id=name, cue=re.compile(cue) if cue else None, before=before)


def test_only_a_cue_that_occurs_shows_its_lesson() -> None:
    known = [lesson("file"), lesson("enforce", "赢了", ("file",)), lesson("old", "年前")]
    assert [one.id for one in shown_by_words(known, "仲裁赢了")] == ["enforce"]
    assert shown_by_words(known, "想去仲裁") == []


@pytest.mark.parametrize(
    ("chances", "raised"),
    [
        ({"file": 0.84, "enforce": 0.2}, {"enforce": 0.84, "file": 0.84}),
        # Hardly a chance of its own: first among the cards, but it does not lead.
        ({"file": 0.84, "enforce": 0.02}, {"enforce": 0.49, "file": 0.84}),
        ({"file": 0.3}, {"enforce": 0.3, "file": 0.3}),
    ],
)
def test_words_put_a_lesson_first_as_far_as_it_has_a_chance(
    chances: dict[str, float], raised: dict[str, float]
) -> None:
    found, behind = put_first([lesson("enforce", "赢了", ("file",))], chances)
    assert (found, behind) == (raised, {"file"})
    assert list(found) == list(raised)


def test_without_words_the_likeliest_stays_first() -> None:
    assert put_first([lesson("old", "年前")], {"file": 0.3, "old": 0.1}) == ({"file": 0.3, "old": 0.1}, set())


def test_a_chain_is_followed_to_its_end() -> None:
    shown = [lesson("b", "批", ("a",)), lesson("c", "多久", ("b",))]
    raised, behind = put_first(shown, {"a": 0.84, "b": 0.1, "c": 0.1})
    assert next(iter(raised)) == "c"
    assert raised["c"] == 0.84
    assert behind == {"a", "b"}


@pytest.mark.parametrize(
    ("chances", "order"),
    [
        ({"file": 0.84, "other": 0.6}, ["late", "cued", "other"]),
        ({"other": 0.6}, ["other", "late", "cued"]),  # there is nothing that it comes before
        ({"other": 0.3}, ["late", "cued", "other"]),  # words say more than a low chance
    ],
)
def test_what_comes_before_something_likely_is_the_first_card(chances: dict[str, float], order: list[str]) -> None:
    shown = [lesson("cued", "年前"), lesson("late", "摔", ("file", "cued"))]
    assert with_shown(shown, ["other"], chances, {"file", "cued"}, sure=False) == order


def test_beside_a_sure_lesson_words_come_first_and_two_at_most() -> None:
    shown = [lesson(name, "年前") for name in ("a", "b", "c")]
    assert with_shown(shown, ["other", "b"], {"other": 0.9, "b": 0.2, "c": 0.3}, (), sure=True) == ["c", "b", "other"]
