"""Sums by code, each with the article behind it. So far: how many months' wages a length of service gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from knowledge.grounds import Ground
from knowledge.lessons import Lesson, Statement

from .tenure import tenures

__all__ = ["SEVERANCE", "severance_line", "severance_months"]

_STUDENT = re.compile(r"实习生|在校|大学生|学生工|[暑寒]假工|三方协议|签了?三方|大[一二三四](?:学生|在读|[，,。 ]|$)")
SEVERANCE, DOUBLE = Ground("劳动合同法", "第四十七条", (1,)), Ground("劳动合同法", "第八十七条")


def severance_months(months: float) -> Fraction:
    """Months' wages for so many months of service.

    One for each full year; a rest of six months or more counts as a year, a shorter one as half a month's wages
    (劳动合同法第四十七条第一款). The cap of its second 款 needs figures of the city: it is told, not applied.
    """
    years, rest = divmod(months, 12)
    return Fraction(int(years)) + (Fraction(0) if rest <= 0 else Fraction(1) if rest >= 6 else Fraction(1, 2))


def severance_line(lessons: Sequence[Lesson], text: str) -> Statement | None:
    """What a length of service comes to, where a lesson is about compensation.

    ``None`` if the text tells none, or tells of a student: whether there is a labour relation is open then.
    """
    told = list(tenures(text))
    grounds = {(ground.law, ground.article) for lesson in lessons for ground in lesson.grounds()}
    about = (SEVERANCE.law, SEVERANCE.article) in grounds
    if len(told) != 1 or not about or not told[0] or _STUDENT.search(text):
        return None
    due = severance_months(told[0])
    line = (
        f"按您说的年限，经济补偿算{_plain(due)}个月工资；单位违法辞退的，赔偿金是二倍，就是{_plain(due * 2)}个月工资。"
        "月工资高过当地上年度职工月平均工资三倍的，按三倍算，年限最多算十二年。要不要给补偿看是怎么离开的。"
    )
    return Statement(line, (Ground("劳动合同法", "第四十七条"), DOUBLE), line)


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
