from __future__ import annotations

import json
from datetime import date

import pytest
from assistant_fakes import DAY, DOUBTFUL, OLD, RULES, WAGES
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checking import Checked, Checker, Verdict
from knowledge.library import Library


def only(checker: Checker, text: str, day: date = DAY) -> Checked:
    (checked,) = checker.check(text, day)
    return checked


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"依据《{WAGES}》第二条。", Verdict.OK),
        (f"依据{WAGES}第2条第二款。", Verdict.OK),
        (f"依据《中华人民共和国{WAGES}》第二条。", Verdict.OK),
        ("依据示工法第二条。", Verdict.OK),
        (f"《{WAGES}》第二条：“老板应当在每月十日前把工资交到工友手里”。", Verdict.OK),
        (f"《{WAGES}》第二条规定“老板应当在每月十五日前把工资交到工友手里”。", Verdict.QUOTE_MISMATCH),
        (f"《{WAGES}》第二条第二款：“老板应当在每月十日前把工资交到工友手里”。", Verdict.QUOTE_MISMATCH),
        (f"《{WAGES}》第九百条。", Verdict.NO_SUCH_ARTICLE),
        (f"《{WAGES}》第二条第三款。", Verdict.NO_SUCH_ARTICLE),
        (f"《{WAGES}》第四条第（九）项。", Verdict.NO_SUCH_ARTICLE),
        ("《量子工钱法》第一条。", Verdict.NO_SUCH_LAW),
        ("《量子工钱法》。", Verdict.NO_SUCH_LAW),
        (f"《{OLD}》第一条。", Verdict.NOT_IN_FORCE),
        (f"《{OLD}》。", Verdict.NOT_IN_FORCE),
        (f"《{RULES}》第一条第一款。", Verdict.NOT_IN_FORCE),
        (f"《{RULES}》第一条第二款。", Verdict.OK),
        (f"《{RULES}》第一条。", Verdict.UNCONFIRMED),
        (f"《{DOUBTFUL}》第一条。", Verdict.UNCONFIRMED),
        (f"《{DOUBTFUL}》。", Verdict.UNCONFIRMED),
        ("第三条规定。", Verdict.UNCONFIRMED),
        (f"《{WAGES}》。", Verdict.OK),
    ],
)
def test_each_verdict(checker: Checker, text: str, verdict: Verdict) -> None:
    checked = only(checker, text)
    assert checked.verdict is verdict, checked.detail
    assert checked.detail
    assert "\n" not in checked.detail


def test_the_same_reference_counts_on_another_day(checker: Checker) -> None:
    text = f"《{OLD}》第一条"
    assert only(checker, text, date(2019, 12, 31)).verdict is Verdict.OK
    assert only(checker, text, date(2020, 1, 1)).verdict is Verdict.NOT_IN_FORCE
    assert only(checker, text, date(2000, 1, 1)).verdict is Verdict.NOT_IN_FORCE
    assert only(checker, f"《{RULES}》第一条第一款", date(2023, 12, 31)).verdict is Verdict.OK


def test_what_replaced_a_repealed_law_is_named(checker: Checker) -> None:
    assert f"已由{WAGES}取代" in only(checker, f"《{OLD}》第一条").detail


def test_a_quotation_under_the_wrong_paragraph_is_told_so(checker: Checker) -> None:
    text = f"《{WAGES}》第二条第二款：“老板应当在每月十日前把工资交到工友手里”。"
    assert "款号" in only(checker, text).detail


def test_width_and_space_in_a_quotation_do_not_matter(checker: Checker) -> None:
    text = f"《{WAGES}》第二条：“老板应当在每月十日前\n把工资 交到工友手里”"
    assert only(checker, text).verdict is Verdict.OK


def test_each_quotation_is_held_against_the_reference_before_it(checker: Checker) -> None:
    text = (
        f"《{WAGES}》第一条：“老板应当每月发工资，不许拖欠工资”，"
        f"《{WAGES}》第二条：“老板应当每月发工资，不许拖欠工资”。"
    )
    verdicts = [one.verdict for one in checker.check(text, DAY)]
    assert verdicts == [Verdict.OK, Verdict.QUOTE_MISMATCH]


def test_a_short_term_in_quotation_marks_is_no_quotation(checker: Checker) -> None:
    assert only(checker, f"《{WAGES}》第二条所说的“试用期”").verdict is Verdict.OK


def test_a_chain_gives_one_verdict_for_each(checker: Checker) -> None:
    checked = checker.check(f"依据《{WAGES}》第一条、第二条和第九十九条", DAY)
    assert [(one.article, one.verdict.value) for one in checked] == [
        ("第一条", "ok"),
        ("第二条", "ok"),
        ("第九十九条", "no_such_article"),
    ]


def test_the_json_of_a_reference_is_the_contract(checker: Checker) -> None:
    text = f"我看《{WAGES}》第2条第二款就够了"
    row = only(checker, text).to_json()
    contract = {"raw", "law", "article", "paragraph", "verdict", "detail", "start", "end"}
    assert set(row) == contract | {"item", "layers", "differences", "suggestions"}
    assert list(row["layers"]) == ["law", "article", "force", "quote", "claim"]
    assert all(set(one) == {"state", "detail"} for one in row["layers"].values())
    assert json.loads(json.dumps(row, ensure_ascii=False)) == row
    assert (row["law"], row["article"], row["paragraph"], row["verdict"]) == (WAGES, "第二条", "第二款", "ok")
    assert text[row["start"] : row["end"]] == row["raw"] == f"《{WAGES}》第2条第二款"


@pytest.mark.parametrize("text", ["今天天气很好。", "", "\x00"])
def test_a_text_without_references_has_no_verdicts(checker: Checker, text: str) -> None:
    assert checker.check(text, DAY) == []


@pytest.mark.parametrize("number", ["百百", "十百", "99999999999999999999"])
def test_a_number_that_makes_no_sense_is_no_such_article(checker: Checker, number: str) -> None:
    assert only(checker, f"《{WAGES}》第{number}条").verdict is Verdict.NO_SUCH_ARTICLE


LAWS = (f"《{WAGES}》", WAGES, f"《{OLD}》", "《没有的法》", "本法")
NUMBERS = ("第二条", "第三条第四款", "第九百条", "第一条之一", "第2条", "(一)项")
BETWEEN = ("、", "和", "根据", "。", "\n", "《", "》", "“", "“老板应当在每月十日前把工资交到工友手里”")
WORDS = st.sampled_from((*LAWS, *NUMBERS, *BETWEEN))


@settings(deadline=None, max_examples=150)
@given(words=st.lists(WORDS, min_size=1, max_size=15))
def test_any_text_gets_its_verdicts_in_order_at_the_right_places(checker: Checker, words: list[str]) -> None:
    text = f"《{WAGES}》第一条" + "".join(words)
    checked = checker.check(text, DAY)
    assert checked
    for one in checked:
        assert text[one.reference.start : one.reference.end] == one.reference.raw
    starts = [one.reference.start for one in checked]
    assert starts == sorted(starts)


@pytest.mark.parametrize(("law", "article"), [("劳动合同法", "第八十二条"), ("劳动争议调解仲裁法", "第二十七条")])
def test_the_stored_text_of_national_law_matches_itself_and_no_edit_of_it(
    national: Library, national_checker: Checker, law: str, article: str
) -> None:
    version = national.version(law, DAY)
    sentence = national.article(version.id, article).text.split("。")[0]
    assert only(national_checker, f"《{law}》{article}：“{sentence}”").verdict is Verdict.OK
    for at, char in enumerate(sentence):
        edited = sentence[:at] + ("乙" if char == "甲" else "甲") + sentence[at + 1 :]
        assert only(national_checker, f"《{law}》{article}：“{edited}”").verdict is Verdict.QUOTE_MISMATCH, at


def test_an_article_that_was_inserted_later_is_known(national_checker: Checker) -> None:
    assert only(national_checker, "刑法第二百七十六条之一").verdict is Verdict.OK
    assert only(national_checker, "刑法第二百七十六条之九").verdict is Verdict.NO_SUCH_ARTICLE


@pytest.mark.library
def test_the_interpretation_that_lost_a_paragraph(whole_checker: Checker) -> None:
    text = "《最高人民法院关于审理劳动争议案件适用法律问题的解释（一）》第三十二条{}"
    after, before = date(2025, 9, 1), date(2025, 8, 31)
    assert only(whole_checker, text.format("第一款"), after).verdict is Verdict.NOT_IN_FORCE
    assert only(whole_checker, text.format("第一款"), before).verdict is Verdict.OK
    assert only(whole_checker, text.format("第二款"), after).verdict is Verdict.OK
    assert only(whole_checker, text.format(""), after).verdict is Verdict.UNCONFIRMED
