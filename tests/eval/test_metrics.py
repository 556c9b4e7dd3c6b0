from __future__ import annotations

import math
from dataclasses import replace

import pytest
from eval_fakes import TODAY, make_answer, make_citation, make_document

from assistant.records import Outcome
from eval.metrics import (
    citation_figures,
    cited_gold_figure,
    latency_figures,
    lesson_figures,
    mean_figures,
    place_figure,
    refusal_figures,
    retrieval_by_case,
)
from knowledge.library import Library

A, B, C = ("劳动法", "第一条"), ("劳动法", "第二条"), ("工会法", "第一条")
ZERO = {"hit@1": 0.0, "hit@5": 0.0, "recall@10": 0.0, "recall@20": 0.0, "mrr": 0.0, "ndcg@10": 0.0}


def others(count: int) -> list[tuple[str, str]]:
    return [("民法典", f"第{number}条") for number in range(count)]


def test_retrieval_worked_by_hand() -> None:
    gold = {"x": [A, B], "y": [C], "z": [A]}
    rankings = {"x": [C, A, *others(10), B], "y": [C], "z": []}
    found = retrieval_by_case(gold, rankings)
    ideal = 1 / math.log2(2) + 1 / math.log2(3)
    # x: first gold at rank 2, the other at rank 13.
    expected = {"hit@1": 0, "hit@5": 1, "recall@10": 0.5, "recall@20": 1, "mrr": 1 / 2}
    assert found["x"] == pytest.approx(expected | {"ndcg@10": 1 / math.log2(3) / ideal})
    assert found["y"] == dict.fromkeys(ZERO, 1.0)
    assert found["z"] == ZERO
    means = mean_figures(found)
    assert means["hit@5"] == pytest.approx(2 / 3, abs=1e-6)
    assert means["mrr"] == pytest.approx(0.5)


def test_an_article_listed_twice_counts_at_its_first_rank() -> None:
    found = retrieval_by_case({"x": [A, A, B]}, {"x": [C, C, C, A, A, B]})
    assert found["x"]["mrr"] == 0.5
    assert found["x"]["recall@10"] == 1.0


def test_ties_keep_the_order_of_the_hits() -> None:
    ranking = others(19)
    for at in range(20):
        found = retrieval_by_case({"x": [A]}, {"x": [*ranking[:at], A, *ranking[at:]]})
        assert found["x"]["mrr"] == pytest.approx(1 / (at + 1))


def test_nothing_to_score_is_null_not_zero() -> None:
    assert retrieval_by_case({}, {}) == {}
    assert set(mean_figures({}).values()) == {None}
    assert refusal_figures([]) == {"out_of_scope": None, "false": None}
    assert latency_figures([]) == {"p50": None, "p95": None}


def test_citations_worked_by_hand(library: Library) -> None:
    good = make_citation("劳动合同法", "第八十二条", "每月支付二倍的工资。", "二倍的工资")
    misquoted = make_citation("劳动合同法", "第八十二条", "每月支付二倍的工资。", "三倍的工资")
    changed = make_citation("劳动合同法", "第八十二条", "每月支付三倍的工资。", "工资。")
    repealed = make_citation("旧办法", "第一条", "已经废止的规定。")
    invented = make_citation("劳动合同法", "第九百条", "随便。")
    unknown = make_citation("不存在法", "第一条", "随便。")
    answers = [make_answer(citations=[good, misquoted]), make_answer(), make_answer(citations=[changed, repealed])]
    assert citation_figures(answers, library) == {"valid": 0.75, "verbatim": 0.25}
    assert citation_figures([make_answer(citations=[invented, unknown])], library) == {"valid": 0.0, "verbatim": 0.0}
    assert citation_figures([make_answer()], library) == {"valid": None, "verbatim": None}


def test_a_repealed_paragraph_is_not_valid() -> None:
    text = {"第九条": "第一款。\n第二款。"}
    document = make_document("工会法", text, repealed_paragraphs=(2,), repealed_from=TODAY)
    library = Library([document], {})
    first = make_citation("工会法", "第九条", "第一款。\n第二款。", "第一款。", "第一款")
    second = make_citation("工会法", "第九条", "第一款。\n第二款。", "第二款。", "第二款")
    assert citation_figures([make_answer(citations=[first, second])], library)["valid"] == 0.5


def test_refusal_worked_by_hand() -> None:
    pairs = [
        ("out", Outcome.OUT_OF_SCOPE),
        ("out", Outcome.NO_EVIDENCE),
        ("out", Outcome.NEED_FACTS),
        ("out", None),
        ("in", Outcome.OUT_OF_SCOPE),
        ("in", Outcome.NO_EVIDENCE),
        ("in", Outcome.ANSWERED),
        ("in", None),
    ]
    assert refusal_figures(pairs) == {"out_of_scope": 0.5, "false": 0.25}


def test_whether_an_answer_rests_on_a_right_article_worked_by_hand() -> None:
    right, other = make_citation("劳动法", "第一条", "一。"), make_citation("工会法", "第一条", "一。")
    cited = [([A, B], [other, right]), ([B], [right]), ([A], []), ([C], [other])]
    assert cited_gold_figure(cited) == 0.5
    assert cited_gold_figure([]) is None


def test_lessons_given_worked_by_hand() -> None:
    pairs = [("in", True), ("in", True), ("in", False), ("in", False), ("out", True), ("out", False)]
    assert lesson_figures(pairs) == {"given": 0.5, "out_of_scope": 0.5}
    assert lesson_figures([]) == {"given": None, "out_of_scope": None}


def test_latency_worked_by_hand() -> None:
    assert latency_figures([10, 20, 30, 40, 50]) == {"p50": 30.0, "p95": 48.0}


def test_a_rule_of_another_place_is_out_of_place() -> None:
    national = make_citation("劳动法", "第一条", "甲")
    henan, city = (replace(national, region=region) for region in ("河南省", "河南省/郑州市"))
    assert place_figure([([national, henan, city], "河南省/郑州市")]) == 1.0
    assert place_figure([([national, henan], "河南省"), ([henan, city], "浙江省")]) == 0.5
    assert place_figure([([city], "河南省")]) == 0.0
    assert place_figure([([henan], "全国")]) == 0.0
    assert place_figure([([], "河南省")]) is None
