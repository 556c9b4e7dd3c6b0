from __future__ import annotations

from datetime import date

import pytest

from knowledge.dates import find_dates, parse_date


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2008年1月1日", date(2008, 1, 1)),
        ("２０１０年７月２９日", date(2010, 7, 29)),
        ("2022 年 12 月 30 日", date(2022, 12, 30)),
        ("一九九五年三月二十六日", date(1995, 3, 26)),
        ("二〇二〇年十月十日", date(2020, 10, 10)),
        ("二○○八年元月三十一日", date(2008, 1, 31)),
        ("2020-01-31", date(2020, 1, 31)),
        ("2020.1.31", date(2020, 1, 31)),
    ],
)
def test_every_usual_spelling_is_read(words: str, day: date) -> None:
    assert parse_date(words) == day
    assert [found.day for found in find_dates(f"于{words}起")] == [day]


@pytest.mark.parametrize("words", ["2021年2月29日", "2021年13月1日", "二十年一月一日", "2020年", "第2020-1号", ""])
def test_what_no_calendar_has_is_no_date(words: str) -> None:
    assert parse_date(words) is None
    assert list(find_dates(words)) == []


def test_dates_are_found_where_they_stand() -> None:
    text = "（2003年6月17日通过；2003年8月27日公布）"
    assert [text[one.start : one.end] for one in find_dates(text)] == ["2003年6月17日", "2003年8月27日"]
