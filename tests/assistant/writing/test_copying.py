from __future__ import annotations

import random

import pytest

from assistant.writing.canon import canonical, pairs, share
from assistant.writing.copying import restates

LINE = "合同到期终止，单位应当付经济补偿，但单位提高条件续签、您不同意的除外。"


@pytest.mark.parametrize(
    "sentence",
    [
        LINE,
        "合同到期终止的，单位必须付经济补偿；但单位提高条件续签、您不同意的，除外",
        "合同到期终止，单位应该付经济补偿，但单位提高条件续签，您不同意的除外！",
    ],
)
def test_the_same_but_for_signs_and_words_of_style_is_the_same(sentence: str) -> None:
    assert restates(sentence, LINE)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("农民工生孩子有98天产假。", "女职工生孩子有98天产假。"),
        ("向仲裁委提出。", "向仲裁庭提出。"),
        ("缴满一年的可以休。", "干满一年的可以休。"),
        ("家属可以申请。", "近亲属可以申请。"),
        ("您辞退您。", "公司辞退您。"),
        ("应当提前通知。", "应当事先通知。"),
    ],
)
def test_words_that_are_only_near_each_other_are_not_the_same(sentence: str, source: str) -> None:
    assert not restates(sentence, source)


@pytest.mark.parametrize(
    "sentence",
    [
        "合同到期终止，单位应当付经济补偿。",
        "合同到期终止，单位可以付经济补偿，但单位提高条件续签、您不同意的除外。",
        "合同到期终止，单位不用付经济补偿，但单位提高条件续签、您不同意的除外。",
        "合同到期终止，您应当付经济补偿，但单位提高条件续签、您不同意的除外。",
        "合同到期终止，单位应当付经济补偿，但单位降低条件续签、您不同意的除外。",
        "合同到期终止，单位应当付经济补偿，但单位提高条件续签、您同意的除外。",
        "合同解除，单位应当付经济补偿，但单位提高条件续签、您不同意的除外。",
        "合同到期终止，单位应当付二倍的经济补偿，但单位提高条件续签、您不同意的除外。",
        "合同到期终止，单位应当付经济补偿，但单位提高条件续签、单位不同意的除外。",
        f"{LINE}一定能赢。",
        f"不管怎样，{LINE}",
        f"您{LINE}",
        "",
    ],
)
def test_whatever_else_it_says_or_leaves_out_it_is_not_the_same(sentence: str) -> None:
    assert not restates(sentence, LINE)


def test_any_one_letter_that_is_taken_out_or_doubled_shows_unless_it_is_one_of_style() -> None:
    seed = 20261126
    dice = random.Random(seed)
    source = "拖欠超过三十日的，单位应当加付百分之五十以上百分之一百以下的赔偿金"
    style = set("的，")
    for _ in range(200):
        at = dice.randrange(len(source))
        if source[at] in "应当":  # 应 is 应当
            continue
        for changed in (source[:at] + source[at + 1 :], source[: at + 1] + source[at:]):
            assert restates(changed, source) is (source[at] in style), f"seed {seed}: {changed}"


def test_lay_and_legal_words_become_one() -> None:
    assert canonical("老板要给付您工钱") == canonical("单位要支付劳动者工资")
    assert canonical("2倍") == canonical("双倍")
    assert "发生" in canonical("发生事故")
    assert pairs(canonical("的了也都")) == frozenset()
    assert share(canonical("拖欠工资"), "拖欠工资超过一个月") == 1.0
    assert share("", "养老保险") == 0.0
