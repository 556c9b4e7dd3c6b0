"""Claims that are about another provision than the one they name."""

from __future__ import annotations

import pytest
from assistant_fakes import DAY, WAGES

from assistant import Assistant
from assistant.checking import Checker, Layer, State, Verdict

LAW = f"《{WAGES}》"


def test_words_of_another_article_leave_a_reference_unconfirmed(checker: Checker) -> None:
    (checked,) = checker.check(f"工资要交到工友手里，晚交的还要加付，见{LAW}第五条。", DAY)
    assert checked.verdict is Verdict.UNCONFIRMED
    assert [(one.law, one.article) for one in checked.suggestions] == [(WAGES, "第二条")]
    assert (checked.findings[-1].layer, checked.findings[-1].state) == (Layer.CLAIM, State.UNKNOWN)
    assert "第二条" in checked.detail


def test_words_of_the_article_itself_confirm_it(checker: Checker) -> None:
    (checked,) = checker.check(f"工资要交到工友手里，晚交的还要加付，见{LAW}第二条。", DAY)
    assert checked.verdict is Verdict.OK
    assert checked.suggestions == ()


def test_words_of_another_paragraph(checker: Checker) -> None:
    said = "晚交超过五天的，每晚一天都要加付百分之一"
    (wrong,) = checker.check(f"{said}，见{LAW}第二条第一款。", DAY)
    (right,) = checker.check(f"{said}，见{LAW}第二条第二款。", DAY)
    assert (wrong.verdict, right.verdict) == (Verdict.UNCONFIRMED, Verdict.OK)


def test_words_that_no_article_has_prove_nothing(checker: Checker) -> None:
    (checked,) = checker.check(f"乌鸦喝水的故事人人都听说过，见{LAW}第二条。", DAY)
    assert checked.suggestions == ()


def test_of_a_chain_one_article_that_fits_is_enough(checker: Checker) -> None:
    text = f"工资要交到工友手里，晚交的还要加付，见{LAW}第五条、第二条。"
    assert [one.verdict for one in checker.check(text, DAY)] == [Verdict.OK, Verdict.OK]


@pytest.mark.real
@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("怀孕、生孩子、喂奶期间，公司不能随便把女工辞退，依据是《劳动合同法》第八十二条。", Verdict.UNCONFIRMED),
        ("一直不签书面合同的，公司每个月要付两倍的工资，依据是《劳动合同法》第八十二条。", Verdict.OK),
    ],
)
def test_a_paraphrase_is_held_against_the_real_index(assistant: Assistant, text: str, verdict: Verdict) -> None:
    (checked,) = assistant.checker.check(text, DAY)
    assert checked.verdict is verdict, checked.detail
