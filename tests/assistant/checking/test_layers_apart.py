"""The words of the mission: check in layers, never mixing them; what cannot be decided is never ok."""

from __future__ import annotations

import itertools

import pytest
from assistant_fakes import DAY, DOUBTFUL, OLD, RULES, WAGES
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checking import Checked, Checker, Layer, State, Verdict
from assistant.checking.words import VERDICT_WORDS
from knowledge.library import Library

FIRST = "老板应当每月发工资，不许拖欠工资。"
SECOND = "老板应当在每月十日前把工资交到工友手里。"
INVENTED = "老板可以随便什么时候发工资也可以不发。"


def states(checked: Checked) -> dict[Layer, State]:
    return {one.layer: one.state for one in checked.findings}


@pytest.mark.parametrize(
    ("cited", "verdict"),
    [
        (f"《{OLD}》第一条", Verdict.NOT_IN_FORCE),
        (f"《{RULES}》第一条第一款", Verdict.NOT_IN_FORCE),
        ("《量子工钱法》第一条", Verdict.NO_SUCH_LAW),
        (f"《{WAGES}》第九百条", Verdict.NO_SUCH_ARTICLE),
        (f"《{WAGES}》第二条第九款", Verdict.NO_SUCH_ARTICLE),
        (f"《{WAGES}》（2000年版）第一条", Verdict.NOT_IN_FORCE),
        (f"《{WAGES}》（2031年修正）第一条", Verdict.UNCONFIRMED),
        (f"《{DOUBTFUL}》第一条", Verdict.UNCONFIRMED),
        (f"《{RULES}》第一条", Verdict.UNCONFIRMED),
        ("《关于工钱的通知》第一条", Verdict.UNCONFIRMED),
    ],
)
@pytest.mark.parametrize(
    "said", ["", f"规定：“{FIRST}”", f"规定：“{INVENTED}”", "规定晚交超过九十九天才加付", "规定老板可以不发工资"]
)
def test_no_later_layer_changes_what_an_earlier_one_found(
    checker: Checker, cited: str, verdict: Verdict, said: str
) -> None:
    (checked,) = checker.check(f"{cited}{said}。", DAY)
    assert checked.verdict is verdict
    (alone,) = checker.check(f"{cited}。", DAY)
    assert checked.detail == alone.detail
    assert checked.findings[: len(alone.findings) - 2] == alone.findings[: len(alone.findings) - 2]


def test_a_wrong_quotation_under_a_law_that_ended_is_told_in_its_own_layer(checker: Checker) -> None:
    (checked,) = checker.check(f"《{OLD}》第一条规定：“{FIRST}”。", DAY)
    assert checked.verdict is Verdict.NOT_IN_FORCE
    assert states(checked)[Layer.FORCE] is State.FAIL
    assert states(checked)[Layer.QUOTE] is State.FAIL
    assert "废止" in checked.detail or "取代" in checked.detail


def test_a_right_quotation_under_a_law_that_ended_does_not_save_it(checker: Checker) -> None:
    (checked,) = checker.check(f"《{OLD}》第一条规定：“工资可以用粮票折算。”", DAY)
    assert checked.verdict is Verdict.NOT_IN_FORCE
    assert states(checked)[Layer.QUOTE] is State.OK


def test_a_claim_makes_nothing_wrong_and_a_quotation_does(checker: Checker) -> None:
    (doubt,) = checker.check(f"根据《{WAGES}》第二条，晚交超过九天的要加付。", DAY)
    assert (doubt.verdict, states(doubt)[Layer.CLAIM]) == (Verdict.UNCONFIRMED, State.UNKNOWN)
    (both,) = checker.check(f"《{WAGES}》第二条规定：“{FIRST}”，就是说晚交超过九天的要加付。", DAY)
    assert both.verdict is Verdict.QUOTE_MISMATCH


def test_one_reference_does_not_spoil_the_next(checker: Checker) -> None:
    text = f"《{OLD}》第一条规定：“{INVENTED}”。《{WAGES}》第一条规定：“{FIRST}”。《{WAGES}》第九十条。"
    verdicts = [one.verdict for one in checker.check(text, DAY)]
    assert verdicts == [Verdict.NOT_IN_FORCE, Verdict.OK, Verdict.NO_SUCH_ARTICLE]


def test_each_verdict_has_words_for_readers() -> None:
    assert set(VERDICT_WORDS) == set(Verdict)
    assert len(set(VERDICT_WORDS.values())) == len(Verdict)


CITED = (
    f"《{WAGES}》第一条",
    f"《{WAGES}》第二条第二款",
    f"《{WAGES}》第四条第（三）项",
    f"《{WAGES}》第四条第（八）项",
    f"《{OLD}》第一条",
    f"《{RULES}》第一条",
    f"《{DOUBTFUL}》第一条",
    f"《{WAGES}》（2000年）第一条",
    "《没有的法》第三条",
    "《没有的通知》第三条",
    "第二条",
    "第五款",
    "该法第三条",
    "该条例第三条",
    "前款",
    "示工法第1、2条",
    f"《{WAGES}》",
    f"《{OLD}》",
)
SAID = (
    f"规定：“{FIRST}”",
    f"规定：“{SECOND}”",
    f"规定“{INVENTED}”",
    f"“{FIRST}”（",
    "）",
    "老板说：“以后再发给你们吧”",
    "，晚交超过九天的要加付",
    "，老板可以每月发工资",
    "，老板应当每月发工资",
    "、",
    "和",
    "至",
    "。",
    "；",
    "\n",
    "，见",
    "根据",
    "申请人干了八年",
    "百分之三百",
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from((*CITED, *SAID)), min_size=1, max_size=10).map("".join))
def test_nothing_with_a_layer_that_failed_or_is_open_is_ever_ok(
    checker: Checker, tiny_library: Library, text: str
) -> None:
    for checked in checker.check(text, DAY):
        found = [one.state for one in checked.findings]
        order = [list(Layer).index(one.layer) for one in checked.findings]
        assert order == sorted(set(order)), "each layer once, in order"
        assert checked.detail.endswith("。")
        assert text[checked.quote_start : checked.quote_end].strip("“”") or not checked.quote_end
        if checked.verdict is Verdict.OK:
            assert State.FAIL not in found
            assert State.UNKNOWN not in found
            law = tiny_library.law(checked.law_id)
            assert law.title == checked.law
            if checked.reference.article:
                assert checked.text in tiny_library.article(law.id, checked.article).text
        else:
            assert State.FAIL in found or State.UNKNOWN in found
        failed = next((one for one in checked.findings if one.state in {State.FAIL, State.UNKNOWN}), None)
        if failed and failed.layer is Layer.QUOTE:
            assert checked.verdict is Verdict.QUOTE_MISMATCH
        if failed and failed.layer is Layer.CLAIM:
            assert checked.verdict is Verdict.UNCONFIRMED


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from((*CITED, *SAID)), min_size=1, max_size=8).map("".join))
def test_the_same_draft_gets_the_same_verdicts(checker: Checker, text: str) -> None:
    first, again = checker.check(text, DAY), checker.check(text, DAY)
    assert first == again
    assert all(one.reference.end <= other.reference.start for one, other in itertools.pairwise(first))
