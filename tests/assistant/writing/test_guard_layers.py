"""Each layer of the guard on its own: what it stops, and what it lets pass."""

from __future__ import annotations

import random
import time

import pytest

from assistant.writing.amounts import bare_numbers, torn, wrong_amount
from assistant.writing.canon import canonical, pairs
from assistant.writing.grounding import absolute, cut_short, share
from assistant.writing.polarity import turned
from assistant.writing.roles import amount_of_another, swapped
from assistant.writing.turning import other_event, other_order, reversed_word

PAY = "用人单位应当每月至少支付一次工资，拖欠超过三十日的，加付百分之五十以上百分之一百以下的赔偿金。"
GRADES = "一次性补助金：七级13个月、八级11个月、九级9个月、十级7个月的本人工资。"


def test_lay_and_legal_words_become_one() -> None:
    assert canonical("老板要给您发工钱") == canonical("单位要给劳动者支付工资")
    assert canonical("2倍") == canonical("双倍")
    assert "发生" in canonical("发生事故")
    assert pairs(canonical("的了也都")) == frozenset()


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("拖欠超过三十日的，加付百分之五十以上百分之一百以下的赔偿金。", ""),
        ("拖欠超过30天，加付50%以上的赔偿金。", ""),
        ("拖欠超过三十个工作日的，加付赔偿金。", "三十个工作日"),
        ("拖欠超过三十日的，加付二倍的赔偿金。", "二倍"),
        ("拖欠三十日以内的，加付赔偿金。", "三十日"),
        ("加付百分之一百以上的赔偿金。", "百分之一百"),
        ("您三个月没拿到工资，可以要赔偿金。", ""),
        ("工资三个月支付一次。", "三个月"),
        ("拖欠超过一半的，加付赔偿金。", ""),
    ],
)
def test_an_amount_must_stand_in_the_ground_with_its_bound_or_be_what_the_worker_told(
    sentence: str, wrong: str
) -> None:
    assert wrong_amount(sentence, PAY, "我三个月没拿到工资") == wrong


def test_an_amount_of_another_case_is_found() -> None:
    assert torn("十级的一次性补助金是7个月本人工资。", GRADES) == ""
    assert torn("十级的一次性补助金是9个月本人工资。", GRADES) == "9个月"
    assert torn("鉴定为十级的，补助金为九个月的本人工资", GRADES) == "九个月"


def test_digits_that_nobody_gave_are_found() -> None:
    assert bare_numbers("请打12351。", "工会热线12351", "") == ""
    assert bare_numbers("请打66668888。", "工会热线12351", "") == "66668888"
    assert bare_numbers("《某法》第12条", "", "") == ""


@pytest.mark.parametrize(
    ("sentence", "ground", "stops"),
    [
        ("单位要支付加班费。", "用人单位应当支付加班费。", False),
        ("单位可以支付加班费。", "用人单位应当支付加班费。", True),
        ("单位不用支付加班费。", "用人单位应当支付加班费。", True),
        ("单位不能扣押您的身份证。", "用人单位不得扣押劳动者的身份证。", False),
        ("单位可以扣押您的身份证。", "用人单位不得扣押劳动者的身份证。", True),
        ("单位应当扣押您的身份证。", "用人单位不得扣押劳动者的身份证。", True),
        ("您可以要求单位支付加班费。", "用人单位应当支付加班费。", False),
        ("申请鉴定不用缴纳费用。", "申请鉴定应当缴纳费用。", True),
        ("您必须先把宿舍腾出来。", "用人单位应当支付加班费。", True),
    ],
)
def test_must_may_and_not_are_those_of_the_ground(sentence: str, ground: str, stops: bool) -> None:
    assert bool(turned(canonical(sentence), canonical(ground))) is stops


@pytest.mark.parametrize(
    ("sentence", "ground", "stops"),
    [
        ("鉴定费由单位承担。", "鉴定费由用人单位承担。", False),
        ("鉴定费由您承担。", "鉴定费由用人单位承担。", True),
        ("由工会举证。", "由用人单位举证。", True),
        ("单位要出具证明。", "用人单位应当出具证明。", False),
        ("法院应当发出支付令。", "人民法院应当发出支付令。", False),
        ("劳动监察大队应当发出支付令。", "人民法院应当发出支付令。", True),
        ("单位要缴纳保险费。", "保险费依法缴纳。", True),
    ],
)
def test_who_acts_is_who_acts_in_the_ground(sentence: str, ground: str, stops: bool) -> None:
    assert bool(swapped(canonical(sentence), canonical(ground))) is stops


def test_a_party_does_not_get_the_time_of_another() -> None:
    ground = canonical("劳动者十五日内起诉，用人单位三十日内申请撤销。")
    assert not amount_of_another(canonical("您十五日内起诉。"), ground)
    assert amount_of_another(canonical("您三十日内起诉。"), ground)


@pytest.mark.parametrize(
    ("sentence", "ground", "stops"),
    [
        ("从知道权利被侵害那天起算一年。", "自知道或者应当知道其权利被侵害之日起一年。", False),
        ("从入职那天起算一年。", "自知道或者应当知道其权利被侵害之日起一年。", True),
        ("从用工之日起算二倍工资。", "自用工之日起满一个月的次日起支付二倍工资。", True),
        ("算到离职那天为止。", "从次日算起，算到补签合同的前一日。", True),
    ],
)
def test_a_time_runs_from_and_to_the_events_of_the_ground(sentence: str, ground: str, stops: bool) -> None:
    assert bool(other_event(canonical(sentence), canonical(ground))) is stops


def test_before_and_after_and_or_and_other_opposites_are_not_exchanged() -> None:
    assert other_order("解除以后通知工会", "应当事先通知工会") == "以后"
    assert other_order("应当事先通知工会", "应当事先通知工会") == ""
    assert other_order("二十人以上并且占百分之十", "二十人以上或者占百分之十") == "并且"
    assert reversed_word("每周三十六小时", "每月三十六小时") == "每周"
    assert reversed_word("每月三十六小时", "每周四十小时，每月三十六小时") == ""


def test_words_for_all_cases_need_such_words_in_the_ground() -> None:
    assert absolute("任何情况下都要支付", "没签合同的应当支付") == "任何"
    assert absolute("不论什么原因都要支付", "无论何种原因应当支付") == ""
    assert absolute("只有工会才能申请", "工会可以申请") == "只有"
    assert absolute("一定能赢", "可以申请仲裁") == "一定"
    assert absolute("一定期限内", "可以申请仲裁") == ""


def test_an_exception_is_not_left_out() -> None:
    ground = canonical("合同到期终止，单位应当付补偿，但劳动者不同意续签的除外。")
    assert cut_short(canonical("合同到期终止，单位应当付补偿。"), ground)
    assert not cut_short(canonical("合同到期终止，单位应当付补偿，您自己不续签的除外。"), ground)


def test_a_share_is_counted_over_the_sentence() -> None:
    assert share(canonical("拖欠工资"), ["拖欠工资超过一个月"]) == 1.0
    assert share(canonical("拖欠工资"), ["养老保险"]) == 0.0
    assert share("", ["养老保险"]) == 0.0


def test_no_layer_takes_long_over_any_text() -> None:
    seed = 20261126
    dice = random.Random(seed)
    letters = "用人单位劳动者不得可以应当支付工资三十日内百分之五从自那天起之但除外或者并且，。；12%《》第条"
    for _ in range(60):
        sentence = "".join(dice.choice(letters) for _ in range(160))
        ground = "".join(dice.choice(letters) for _ in range(800))
        own, held = canonical(sentence), canonical(ground)
        started = time.perf_counter()
        for layer in (turned, swapped, amount_of_another, other_event, other_order, reversed_word, absolute, cut_short):
            layer(own, held)
        wrong_amount(sentence, ground, sentence)
        torn(sentence, ground)
        assert time.perf_counter() - started < 2, f"seed {seed}: {sentence}"
