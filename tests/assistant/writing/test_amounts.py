from __future__ import annotations

import pytest

from assistant.writing.amounts import bare_numbers, wrong_amount

PAY = "用人单位应当每月至少支付一次工资，拖欠超过三十日的，加付百分之五十以上百分之一百以下的赔偿金。"


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("拖欠超过三十日的，加付百分之五十以上百分之一百以下的赔偿金。", ""),
        ("拖欠超过30天，加付50%以上的赔偿金。", ""),
        ("拖欠超过三十个工作日的，加付赔偿金。", "三十个工作日"),
        ("拖欠超过三十日的，加付三倍的赔偿金。", "三倍"),
        ("拖欠三十日以内的，加付赔偿金。", "三十日"),
        ("加付百分之一百以上的赔偿金。", "百分之一百"),
        ("您三个月没拿到工资，可以要赔偿金。", ""),
        ("工资六个月支付一次。", "六个月"),
        ("拖欠超过一半的，加付赔偿金。", ""),
    ],
)
def test_an_amount_stands_in_the_ground_with_its_bound_or_the_worker_told_it(sentence: str, wrong: str) -> None:
    assert wrong_amount(sentence, PAY, "我三个月没拿到工资") == wrong


def test_digits_that_nobody_gave_are_found() -> None:
    assert bare_numbers("请打12351。", "工会热线12351", "") == ""
    assert bare_numbers("请打66668888。", "工会热线12351", "") == "66668888"
    assert bare_numbers("《某法》第12条", "", "") == ""
