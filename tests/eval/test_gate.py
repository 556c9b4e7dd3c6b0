from __future__ import annotations

from typing import Any

import pytest

from assistant.settings import ModelSettings, Settings
from eval import gate
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


def test_no_model_and_no_judge_has_a_part_in_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ModelSettings(model="示例模型", base_url="http://127.0.0.1:9/v1")
    opened: list[Settings] = []
    asked: list[dict[str, Any]] = []

    class Built:
        def build(self, reporter: object) -> None: ...

    def evaluated(assistant: object, files: object, **own: Any) -> dict[str, Any]:
        asked.append(own)
        groups = {group: {} for floor in FLOORS for group, _, _ in floor.lowest}
        for floor in FLOORS:
            for group, name, lowest in floor.lowest:
                groups[group][name] = max(lowest, groups[group].get(name, 0.0))
        groups["refusal"]["false"], groups["lessons"], groups["latency_ms"] = 0.0, {"out_of_scope": 0.0}, {}
        # Whatever a model and its judge say, the gate does not look at it.
        return {"n": 1, "declined": [], **groups, "llm": {"supported": 0}, "judge": {"n": 9, "wrong": 9}}

    monkeypatch.setattr(gate, "load_settings", lambda: Settings(llm=model, judge=model))
    monkeypatch.setattr(gate, "builder_for", lambda settings, say: Built())
    monkeypatch.setattr(gate.Assistant, "open", opened.append)
    monkeypatch.setattr(gate, "evaluate", evaluated)
    assert gate.main() == 0
    assert [(one.llm, one.judge) for one in opened] == [(ModelSettings(), ModelSettings())]
    assert asked == [{}] * len(FLOORS)
