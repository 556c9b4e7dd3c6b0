"""How the guard is measured, and what it must hold: no false law, and not much that is true is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from eval_fakes import make_document

from assistant.writing import Fault, Guard
from eval.guard import GuardCase, GuardReport, judge, load_cases, offered
from knowledge.citations import ReferenceFinder
from knowledge.errors import ReferenceError_
from knowledge.lessons import Lesson, load_lessons
from knowledge.library import Library

DAY = date(2026, 5, 1)
FIRST = "老板应当每月发工资，不许拖欠工资。"
SECOND = "晚交超过五天的，每晚一天加付百分之一。\n工棚漏雨的，老板应当三天内修好。"
LONG = "老板把每一笔工钱都记在账上，工友随时可以看。" * 30
INVENTED = ("unknown_law", "wrong_article", "quote", "multiple", "figure", "deadline")
"""Kinds of false sentences that make up law: a false citation, an altered quotation, number or limit."""
MOST_LOST = 0.05
SETS = ("dev", "test")


def load(name: str) -> tuple[GuardCase, ...]:
    return load_cases(Path(str(resources.files("eval"))) / f"writing/{name}.jsonl")


@pytest.fixture(scope="module")
def held() -> Library:
    return Library([make_document("示例工资法", {"第一条": FIRST, "第二条": SECOND, "第三条": LONG})], {})


@pytest.fixture(scope="module")
def guard(held: Library) -> Guard:
    return Guard(held, ReferenceFinder(held))


def case(text: str, rests: str = "示例工资法 第一条", *, true: bool = True, also: tuple[str, ...] = ()) -> GuardCase:
    return GuardCase("甲", "老板不发工资怎么办", also, text, (rests,), true, "faithful")


def test_a_case_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    row = {"id": "甲", "question": "问", "sources": ["示例工资法 第二条"], "text": "话", "rests": ["示例工资法 第一条"]}
    rows = [row | {"label": label, "kind": "faithful"} for label in ("true", "false")]
    path.write_text("\n\n".join(json.dumps(one, ensure_ascii=False) for one in rows), "utf-8")
    one, other = load_cases(path)
    assert one == GuardCase("甲", "问", ("示例工资法 第二条",), "话", ("示例工资法 第一条",), True, "faithful")
    assert not other.true


@pytest.mark.parametrize(
    ("spec", "texts"),
    [
        ("示例工资法 第一条", [FIRST]),
        ("示例工资法 第二条", SECOND.split("\n")),
        ("示例工资法 第二条 2", SECOND.split("\n")[1:]),
    ],
)
def test_an_article_is_offered_by_its_paragraphs(held: Library, spec: str, texts: list[str]) -> None:
    found = dict(offered(held, {}, spec, DAY))
    assert [one.text for one in found.values()] == texts
    assert all(name == one.id and one.own == "" for name, one in found.items())


def test_what_the_library_lacks_cannot_be_offered(held: Library) -> None:
    with pytest.raises(ReferenceError_):
        list(offered(held, {}, "示例工资法 第九条", DAY))


@pytest.mark.library
def test_a_lesson_is_offered_by_its_lines(all_texts: Library, lessons: Mapping[str, Lesson]) -> None:
    lines = dict(offered(all_texts, lessons, "pay-arrears", date.today()))
    (summary,) = dict(offered(all_texts, lessons, "pay-arrears 一句话", date.today())).values()
    assert lines[summary.id] == summary
    assert len(lines) > 3
    assert summary.own == lessons["pay-arrears"].summary.text
    assert summary.rules


def test_a_true_sentence_is_shown_replaced_or_lost(guard: Guard, held: Library) -> None:
    said, free = case(FIRST), case("老板任何时候都要每月发工资。")
    long = case("老板把工钱都记在账上。", "示例工资法 第三条")
    report = judge([said, free, long], guard, held, DAY)
    assert list(report.faults) == [(free, Fault.EDITED), (long, Fault.EDITED)]
    assert report.lost == (long,)
    assert report.shown == ()
    assert len(report.ms) == 3


def test_a_false_sentence_is_shown_if_any_of_the_offered_texts_helps_it(guard: Guard, held: Library) -> None:
    wrong = case("老板可以每月发工资。", true=False)
    other = case("工棚漏雨的，老板应当三天内修好。", true=False, also=("示例工资法 第二条",))
    alone = case("工棚漏雨的，老板应当三天内修好。", true=False)
    report = judge([wrong, other, alone], guard, held, DAY)
    assert report.shown == (other,)
    assert report.faults == ()


@pytest.fixture(scope="module")
def lessons() -> Mapping[str, Lesson]:
    return {one.id: one for one in load_lessons()}


@pytest.fixture(scope="module")
def reports(all_texts: Library) -> Mapping[str, GuardReport]:
    """What the guard does with the true sentences of the sets, and with those that make up law."""
    guard = Guard(all_texts, ReferenceFinder(all_texts))
    cases = {name: [one for one in load(name) if one.true or one.kind in INVENTED] for name in SETS}
    return {name: judge(own, guard, all_texts, date.today()) for name, own in cases.items()}


@pytest.mark.library
@pytest.mark.parametrize("name", SETS)
def test_no_made_up_law_is_shown(reports: Mapping[str, GuardReport], name: str) -> None:
    false = [one for one in reports[name].cases if not one.true]
    assert {one.kind for one in false} == set(INVENTED)
    assert len(false) >= 40
    assert [one.id for one in reports[name].shown] == []


@pytest.mark.library
@pytest.mark.parametrize("name", SETS)
def test_few_true_sentences_are_lost(reports: Mapping[str, GuardReport], name: str) -> None:
    true = [one for one in reports[name].cases if one.true]
    assert len(true) >= 200
    assert len(reports[name].lost) <= MOST_LOST * len(true), [one.id for one in reports[name].lost]
