from __future__ import annotations

import pytest

from assistant.checking.modality import wrong_modality

MUST = "老板应当每月发放工资，不得拖欠工钱。"
MAY = "工友可以随时停工。"
NOT = "工友不缴纳工棚管理费，由老板缴纳。"


@pytest.mark.parametrize(
    ("claim", "stored"),
    [
        ("老板必须每月发放工资", MUST),
        ("老板不能拖欠工钱", MUST),
        ("老板每月发放工资", MUST),
        ("工友有权随时停工", MAY),
        ("工友可以要求老板每月发放工资", MUST),
        ("仲裁委应当支持这一请求", MUST),
        ("工友无需缴纳工棚管理费", NOT),
        ("", MUST),
        ("老板应该知道，工友可能停工", MAY),
    ],
)
def test_what_agrees(claim: str, stored: str) -> None:
    assert wrong_modality(claim, stored) == ""


@pytest.mark.parametrize(
    ("claim", "stored", "said", "theirs"),
    [
        ("老板可以每月发放工资", MUST, "可以每月", "应当"),
        ("老板可以拖欠工钱", MUST, "可以拖欠", "不得"),
        ("工友应当随时停工", MAY, "应当随时", "可以"),
        ("工友不得随时停工", MAY, "不得随时", "可以"),
        ("老板无需每月发放工资", MUST, "无需每月", "应当"),
    ],
)
def test_what_does_not(claim: str, stored: str, said: str, theirs: str) -> None:
    problem = wrong_modality(claim, stored)
    assert said in problem
    assert f"“{theirs}”" in problem
    assert problem.endswith("。")


def test_an_exception_that_the_provision_has_not() -> None:
    assert "例外" in wrong_modality("老板可以不支付高温津贴", "发工资按月计算。")
    assert wrong_modality("老板可以不支付高温津贴", "工棚有空调的，不支付高温钱。") == ""
