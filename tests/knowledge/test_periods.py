from __future__ import annotations

from datetime import date

import pytest

from knowledge.periods import find_periods

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019年被辞退", "2019-01-01", "2019-12-31"),
        ("二〇一九年九月被辞退", "2019-09-01", "2019-09-30"),
        ("２０１９年２月受伤", "2019-02-01", "2019-02-28"),
        ("2020 年 2 月 29 日受伤", "2020-02-29", "2020-02-29"),
        ("2021年9月3号那天", "2021-09-03", "2021-09-03"),
        ("2021.9.3受伤", "2021-09-03", "2021-09-03"),
        ("2021-09受伤", "2021-09-01", "2021-09-30"),
        ("17年5月左右", "2017-05-01", "2017-05-31"),
        ("19年底被开除", "2019-01-01", "2019-12-31"),
        ("去年休产假", "2025-01-01", "2025-12-31"),
        ("前年三月", "2024-03-01", "2024-03-31"),
        ("大前年的事", "2023-01-01", "2023-12-31"),
        ("两年前欠的钱", "2024-01-01", "2024-12-31"),
        ("十年前受伤", "2016-01-01", "2016-12-31"),
        ("二十年前受伤", "2006-01-01", "2006-12-31"),
        ("三十五年前受伤", "1991-01-01", "1991-12-31"),
        ("七八年前受伤", "2018-01-01", "2019-12-31"),
        ("两三年前欠的钱", "2023-01-01", "2024-12-31"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, first: str, last: str) -> None:
    (found,) = find_periods(text, TODAY)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "干了19年",
        "工龄满20年的",
        "国务院令第586号",
        "工资2019元",
        "第2019条",
        "2021年13月",
        "13800002019",
        "一年前后",
        "十七八年前",
    ],
)
def test_lengths_of_time_numbers_and_impossible_dates_are_no_periods(text: str) -> None:
    assert [text[one.start : one.end] for one in find_periods(text, TODAY) if one.first.year != 2025] == []


def test_several_periods_come_in_their_order_and_do_not_overlap() -> None:
    text = "2015年进厂，2021年9月被辞退，去年才要到钱"
    assert [text[one.start : one.end] for one in find_periods(text, TODAY)] == ["2015年", "2021年9月", "去年"]


def test_a_year_in_two_figures_is_not_so_many_years_ago() -> None:
    assert find_periods("08年以前的也要封吗", date(2026, 11, 27)) == ()
    (eight,) = find_periods("8年以前的事", date(2026, 11, 27))
    assert eight.first.year == 2018
