from __future__ import annotations

from fractions import Fraction

import pytest

from knowledge.figures import Figure, calculate, figures, operands


def found(text: str) -> list[tuple[float, str]]:
    return [(float(figure.value), figure.unit) for figure, _ in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自用工之日起一个月内", [(1, "月")]),
        ("十五日内向人民法院起诉", [(15, "日")]),
        ("五个工作日内", [(5, "工作日")]),
        ("工资的百分之八十", [(80, "%")]),
        ("缴费的百分之零点五", [(0.5, "%")]),
        ("差额的三分之二", [(float(Fraction(2, 3)), "分")]),
        ("按日加收万分之五的滞纳金", [(0.0005, "分")]),
        ("千分之三", [(0.003, "分")]),
        ("百分之五十至百分之一百", [(50, "%"), (100, "%")]),
        ("每周工作40小时", [(40, "小时")]),
        ("月计薪天数21.75天", [(21.75, "日")]),
        ("满十六周岁", [(16, "岁")]),
        ("一级至四级伤残", [(1, "级"), (4, "级")]),
        ("２０万元以下", [(200000, "元")]),
        ("半年以后", [(6, "月")]),
        ("裁减二十人以上", [(20, "人")]),
        ("2025年1月1日", [(2025, "年"), (1, "月"), (1, "日")]),
    ],
)
def test_a_figure_is_its_number_and_its_unit(text: str, expected: list[tuple[float, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30天", "三十日"),
        ("三倍", "百分之三百"),
        ("6个月", "半年"),
        ("2名", "二人"),
        ("80%", "百分之八十"),
        ("万分之五", "千分之零点五"),
    ],
)
def test_figures_that_mean_the_same_are_equal(one: str, other: str) -> None:
    assert [figure for figure, _ in figures(one)] == [figure for figure, _ in figures(other)]


@pytest.mark.parametrize(
    ("one", "other"), [("十日", "十个工作日"), ("一年", "一个月"), ("两倍", "百分之二"), ("5级", "5岁")]
)
def test_figures_of_another_unit_are_not(one: str, other: str) -> None:
    assert [figure for figure, _ in figures(one)] != [figure for figure, _ in figures(other)]


@pytest.mark.parametrize(
    "text", ["第二天", "第十二天起", "一次性伤残补助金", "当场一次告知", "三四个月", "十几天", "万一", "一起去"]
)
def test_what_is_no_quantity_is_left_out(text: str) -> None:
    assert found(text) == []


def test_a_figure_comes_with_its_words() -> None:
    assert [words for _, words in figures("干了八个月，每天10小时")] == ["八个月", "10小时"]


def test_sums_are_exact() -> None:
    assert calculate("(8-1)*0.1") == Fraction(7, 10)
    assert calculate("4350/21.75") == 200
    assert operands("4350/21.75-1") == (4350, Fraction("21.75"), 1)


@pytest.mark.parametrize(
    "expression", ["", "1+", "a", "__import__('os')", "2**9", "1/0", "'a'*3", "True", "-1", "1,2", "f(1)"]
)
def test_what_is_no_sum_of_numbers_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="not a sum"):
        calculate(expression)


def test_multiples_are_kept_as_percentages() -> None:
    assert next(figures("二倍"))[0] == Figure(Fraction(200), "%")
