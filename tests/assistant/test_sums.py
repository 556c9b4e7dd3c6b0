from __future__ import annotations

from fractions import Fraction

import pytest

from assistant.sums import severance_line, severance_months
from knowledge.lessons import load_lessons


@pytest.mark.parametrize(
    ("months", "due"),
    [(1, "0.5"), (5.9, "0.5"), (6, "1"), (11.9, "1"), (12, "1"), (12.1, "1.5"), (39, "3.5"), (42, "4"), (144, "12")],
)
def test_months_of_wages_for_months_of_service(months: float, due: str) -> None:
    """Worked by hand from 劳动合同法第四十七条第一款."""
    assert severance_months(months) == Fraction(due)


def test_a_line_needs_a_lesson_on_compensation_and_one_length_of_service() -> None:
    lessons = {one.id: one for one in load_lessons()}
    about, other = [lessons["severance-amount"]], [lessons["arb-where"]]
    line = severance_line(about, "我在厂里干了3年3个月，被辞退了")
    assert line is not None
    assert "3.5个月工资" in line.text
    assert "7个月工资" in line.text
    assert severance_line(other, "我在厂里干了3年3个月") is None
    assert severance_line(about, "被辞退了能赔多少") is None
    assert severance_line(about, "干了三个月，又干了两年") is None
    for student in ("我是大四实习生，在公司干了三个月", "大三，暑假在厂里干了两个月", "签了三方，干了三个月"):
        assert severance_line(about, student) is None
    for worker in ("我在第三方劳务公司干了5年被辞退", "在培训机构教学生，干了3年被裁", "实习转正后干了五年被辞退"):
        assert severance_line(about, worker) is not None


def test_the_cap_is_told_with_the_sum() -> None:
    lessons = [one for one in load_lessons() if one.id == "severance-amount"]
    line = severance_line(lessons, "月薪五万二干了15年被优化")
    assert line is not None
    assert "三倍" in line.text
    assert "最多算十二年" in line.text
