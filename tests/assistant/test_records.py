from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest
from assistant_fakes import WAGES, make_citation

from assistant.records import Answer, Block, HitSummary, Outcome, Section, SectionKind
from knowledge.library import Library


@pytest.fixture
def answer(tiny_library: Library) -> Answer:
    citation = make_citation(tiny_library, WAGES, "第二条")
    return Answer(
        question="老板不发工资怎么办",
        status=Outcome.ANSWERED,
        sections=(
            Section(SectionKind.CARE, "请先照顾好自己", (Block("一句安慰。"),)),
            Section(SectionKind.LEAD, "法律怎么说", (Block("规定：", (1,)), Block(citation.text, (1,), quoted=True))),
            Section(SectionKind.WHERE, "可以找谁", (Block("12351"), Block("12333", (1, 2)))),
            Section(SectionKind.NOTICE, "", (Block("不是律师意见。"),)),
        ),
        citations=(citation,),
        hits=(HitSummary(WAGES, "第二条", 0.123456789, {"dense": 1}),),
        region="河南省",
        as_of=date(2026, 5, 1),
        took_ms=12.345,
        dropped=1,
    )


def test_the_json_of_an_answer_has_the_fields_of_the_contract(answer: Answer) -> None:
    row = json.loads(json.dumps(answer.to_json(), ensure_ascii=False))
    assert set(row) == {
        "question",
        "status",
        "answer",
        "citations",
        "hits",
        "lessons",
        "near",
        "region",
        "as_of",
        "took_ms",
    }
    assert (row["status"], row["region"], row["as_of"], row["took_ms"]) == ("answered", "河南省", "2026-05-01", 12.3)
    assert row["hits"] == [{"law": WAGES, "article": "第二条", "score": 0.123457}]


def test_the_json_of_a_citation_has_the_fields_of_the_contract_and_the_whole_text(answer: Answer) -> None:
    (row,) = answer.to_json()["citations"]
    contract = {"n", "law", "article", "paragraph", "quote", "status", "effective", "level", "region", "source"}
    assert contract <= set(row)
    assert row["quote"] in row["text"]
    assert (row["law"], row["status"], row["effective"]) == (WAGES, "现行有效", "2010-01-01")


def test_the_markdown_keeps_the_order_the_marks_and_every_line_of_a_quotation(answer: Answer) -> None:
    text = answer.answer
    places = [text.index(part) for part in ("请先照顾好自己", "法律怎么说", "可以找谁", "不是律师意见")]
    assert places == sorted(places)
    first, second = answer.citations[0].text.split("\n")
    assert f"> {first}\n> {second} [1]" in text
    assert "- 12333[1][2]" in text
    assert "**法律怎么说**" in text
    assert "****" not in text


def test_outcomes_are_those_of_the_contract() -> None:
    assert {outcome.value for outcome in Outcome} == {"answered", "out_of_scope", "no_evidence", "need_facts"}


def test_nobody_changes_an_answer_after_it_was_verified(answer: Answer) -> None:
    for record in (answer, answer.citations[0], answer.sections[0], answer.sections[0].blocks[0], answer.hits[0]):
        with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
            setattr(record, dataclasses.fields(record)[0].name, "别的")


def test_an_answer_without_sections_is_an_empty_text(answer: Answer) -> None:
    assert dataclasses.replace(answer, sections=()).answer == ""
