from __future__ import annotations

from typing import Any

import pytest

from eval.gate import FLOORS, QUESTIONS, Floor, failures

FLOOR = Floor(("a",), (("retrieval", "hit@5", 0.9), ("citations", "valid", 1.0)), most_refused=0.03)
TEXTS = Floor(FLOOR.sets, FLOOR.lowest, FLOOR.most_refused, needs_texts=True)


def figures(
    hit: float | None = 0.95, valid: float | None = 1.0, refused: float | None = 0.0, taught: float | None = 0.0
) -> dict[str, Any]:
    return {
        "n": 10,
        "retrieval": {"hit@5": hit},
        "citations": {"valid": valid},
        "refusal": {"false": refused},
        "lessons": {"out_of_scope": taught},
        "declined": [{}] * (10 if hit is None else 0),
    }


def test_figures_at_their_floors_pass() -> None:
    assert failures(FLOOR, figures(0.9, 1.0, 0.03, 0.02)) == []
    assert failures(FLOOR, figures(taught=None)) == []  # a set without questions that are not ours


@pytest.mark.parametrize(
    "fallen", [{"hit": 0.89}, {"valid": 0.999}, {"refused": 0.031}, {"taught": 0.021}, {"hit": None}, {"refused": None}]
)
def test_a_figure_below_its_floor_or_without_a_case_fails(fallen: dict[str, Any]) -> None:
    (line,) = failures(FLOOR, figures(**fallen))
    assert next(iter(fallen.values())) is None or str(next(iter(fallen.values()))) in line


def test_where_the_texts_are_missing_only_retrieval_may_be_unscored() -> None:
    assert failures(TEXTS, figures(hit=None)) == []
    assert failures(TEXTS, figures(hit=None, valid=0.5)) != []
    assert failures(TEXTS, figures(hit=0.5)) != []


def test_every_own_set_has_its_floors() -> None:
    assert sorted(name for floor in FLOORS for name in floor.sets) == sorted(
        path.stem for path in QUESTIONS.glob("*.jsonl")
    )
