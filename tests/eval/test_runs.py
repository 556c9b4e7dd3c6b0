from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from eval_fakes import FakeAssistant, make_answer

from eval.cases import Case
from eval.runs import CaseResult, run_cases
from eval.scoring import _place, score
from knowledge.library import Library

TEN, EIGHTY_TWO = ("劳动合同法", "第十条"), ("劳动合同法", "第八十二条")


def test_gold_is_resolved_and_what_is_not_held_is_declined(assistant: FakeAssistant) -> None:
    assistant.script = {"a": make_answer([TEN, EIGHTY_TWO, TEN]), "b": make_answer([TEN])}
    cases = [
        Case("1", "a", (("劳合法", "82"), ("劳动合同法", "第八十二条"))),
        Case("2", "b", (TEN, ("四川省规定", "第一条"), ("劳动法", "第九百条"))),
        Case("3", "b", (), region="四川省"),
    ]
    steps: list[tuple[int, int]] = []
    run = run_cases(assistant, cases, lambda done, total: steps.append((done, total)))
    first, second, third = run.results
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert assistant.asked[2] == ("b", "四川省", None)
    assert first.gold == (EIGHTY_TWO,)
    assert first.ranking == (TEN, EIGHTY_TWO)
    assert [one.case.id for one in run.scored] == ["1"]
    assert run.declined == [second]
    assert second.declined == "库中没有标准条文：《四川省规定》第一条、《劳动法》第九百条"
    assert not third.declined
    evaluation = score(run, assistant.index.library)
    assert evaluation.retrieval["mrr"] == 0.5
    assert list(evaluation.by_case) == ["1"]


def test_a_case_is_asked_under_its_day(assistant: FakeAssistant) -> None:
    day = date(2021, 9, 1)
    run = run_cases(assistant, [Case("1", "a", (), as_of=day), Case("2", "a", ()), Case("3", "太长", (), as_of=day)])
    assert [as_of for _, _, as_of in assistant.asked] == [day, None, day]
    assert run.results[2].day == day, "what a baseline is asked under when our own system failed"


def test_a_case_that_fails_counts_as_not_found(assistant: FakeAssistant) -> None:
    run = run_cases(assistant, [Case("1", "太长了", (TEN,)), Case("2", "太长", (), "out")])
    assert [one.error for one in run.failed] == ["问题太长。"] * 2
    evaluation = score(run, assistant.index.library)
    assert evaluation.retrieval["hit@5"] == 0.0
    assert evaluation.refusal == {"out_of_scope": 0.0, "false": 0.0}


@pytest.mark.parametrize(
    ("chosen", "understood", "place"),
    [
        ("河南省", "河南省/郑州市", "河南省/郑州市"),  # the question names a city within it
        ("河南省", "四川省", "河南省"),
        ("河南省", "全国", "河南省"),
        ("河南省/郑州市", "河南省", "河南省/郑州市"),
    ],
)
def test_a_case_plays_where_it_was_put_or_in_a_city_within(chosen: str, understood: str, place: str) -> None:
    case = Case("1", "问", (), region=chosen)
    result = CaseResult(case, (), replace(make_answer(), region=understood), 1.0)
    assert _place(result, Library([], {})) == place
