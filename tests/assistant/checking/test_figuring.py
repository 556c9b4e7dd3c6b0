from __future__ import annotations

import pytest

from assistant.checking.figuring import wrong_figure

LATE = "老板晚交工资超过五天的，每晚一天加付百分之一，合计不超过三个月工资。"
GRADES = "一级伤残的付九个月工资；十级伤残的付三个月工资。"
OVERTIME = "夜里干活的，付百分之一百五十的工钱；节日干活的，付百分之三百的工钱。"


@pytest.mark.parametrize(
    ("claim", "stored"),
    [
        ("晚交超过五天的要加付", LATE),
        ("晚交超过5日的，每天加付1%", LATE),
        ("晚交工资要加付", LATE),
        ("节日干活应当付三倍的工钱", OVERTIME),
        ("夜里干活应付1.5倍工钱", OVERTIME),
        ("节日干活应当付二倍工钱", "付二倍的工钱。"),
        ("应付双倍工钱", "付二倍的工钱。"),
        ("应当在十二个月内提出", "应当在一年内提出。"),
        ("应当在7日内提出", "应当在一周内提出。"),
        ("除原来的以外另加百分之五十", OVERTIME),
        ("", LATE),
    ],
)
def test_figures_that_the_provision_has(claim: str, stored: str) -> None:
    assert wrong_figure(claim, stored) == ""


@pytest.mark.parametrize(
    ("claim", "stored", "named"),
    [
        ("晚交超过十天的要加付", LATE, "十天"),
        ("每晚一天应当加付百分之二", LATE, "百分之二"),
        ("节日干活应当付二倍的工钱", OVERTIME, "二倍"),
        ("应当在两年内提出", "应当在一年内提出。", "两年"),
        ("应当在一个月内提出", "应当在一年内提出。", "一个月"),
        ("应当在十个工作日内提出", "应当在十日内提出。", "十个工作日"),
        ("老板应当每季度发一次工资", "老板应当每月发一次工资。", "每季度"),
    ],
)
def test_figures_that_it_has_not(claim: str, stored: str, named: str) -> None:
    problem = wrong_figure(claim, stored)
    assert named in problem
    assert problem.endswith("。")
    assert "\n" not in problem


@pytest.mark.parametrize(
    "claim",
    [
        "申请人2019年3月8日入职，晚交超过五天",
        "公司拖欠三个月工资，晚交已经超过五天",
        "申请人月薪6000元，老板应当加付",
        "他干了八年，晚交超过五天的应当加付",
        "本案申请人工作六年零九个月",
        "2024年5月1日起晚交工资",
        "公司已经拖欠工资四十天",
    ],
)
def test_what_happened_is_no_figure_of_the_law(claim: str) -> None:
    assert wrong_figure(claim, LATE) == ""


def test_a_sum_of_what_happened_is_none() -> None:
    assert wrong_figure("申请人工作了五年，因此应当支付五个月工资", "每干满一年，付一个月工资。") == ""


@pytest.mark.parametrize(
    ("claim", "torn"), [("十级伤残的付九个月", True), ("十级伤残的付三个月", False), ("一级伤残的付九个月", False)]
)
def test_figures_that_belong_to_different_cases_are_not_put_together(claim: str, torn: bool) -> None:
    assert bool(wrong_figure(claim, GRADES)) is torn


def test_beside_a_figure_of_its_own_a_claim_may_name_one_of_the_article() -> None:
    article = f"{LATE}\n满九十天的，另行处理。"
    assert wrong_figure("晚交超过五天加付，满九十天另行处理", LATE, article) == ""
    assert wrong_figure("晚交超过五天加付，满八十天另行处理", LATE, article)
    assert wrong_figure("满九十天的另行处理", LATE, article)
