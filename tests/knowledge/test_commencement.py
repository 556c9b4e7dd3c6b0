from __future__ import annotations

from datetime import date

import pytest

from knowledge.commencement import Commencement, read_commencement, read_expiry

DAY = date(2008, 1, 1)


@pytest.mark.parametrize(
    "line",
    [
        "本条例自2008年1月1日起施行。",
        "本办法自二〇〇八年一月一日起执行。",
        "本规定于2008年1月1日起实施。",
        "自2008年1月1日起施行",
        "2008年1月1日起施行。1994年发布的《饭钱办法》同时废止。",
        "本实施细则从2008年1月1日起正式施行。",
    ],
)
def test_the_day_is_read_from_the_closing_article(line: str) -> None:
    assert read_commencement([line]) == (Commencement(DAY),)


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("本条例自公布之日起施行。", 0),
        ("本指引自印发之日起执行。", 0),
        ("本办法自公布之日起三十日后施行。", 30),
        ("本办法自发布之日起30日后施行。", 30),
    ],
)
def test_taking_effect_with_publication_has_no_day_of_its_own(line: str, days: int) -> None:
    assert read_commencement([line]) == (Commencement(None, days),)


@pytest.mark.parametrize(
    "line",
    [
        "2005年6月1日施行的《饭钱条例》同时废止。",
        "《饭钱办法》自2005年6月1日起施行。",
        "用人单位应当自2005年6月1日起十日内备案。",
        "合同自双方签字之日起生效。",
        "在本条例施行之日前办理的，不再重新办理。",
    ],
)
def test_what_speaks_of_something_else_is_not_taken(line: str) -> None:
    assert read_commencement([line]) == ()


def test_two_statements_are_both_reported_and_equal_ones_once() -> None:
    lines = ["本条例自2008年1月1日起施行。", "本条例自2008年1月1日起施行。", "第五条自2009年1月1日起施行。"]
    assert read_commencement(lines) == (Commencement(DAY), Commencement(date(2009, 1, 1)))


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("本办法自2008年1月1日起施行，有效期5年。", date(2013, 1, 1)),
        ("本办法自2008年1月1日起施行，有效期至2012年12月31日。", date(2013, 1, 1)),
        ("本通知有效期为二年。", date(2010, 1, 1)),
        ("资格证书有效期五年。", None),
        ("本办法自2008年1月1日起施行。", None),
    ],
)
def test_a_text_that_limits_its_own_life_ends(line: str, end: date | None) -> None:
    assert read_expiry([line], DAY) == end


def test_a_life_that_begins_on_a_leap_day_ends() -> None:
    assert read_expiry(["本办法自2008年2月29日起施行，有效期1年。"], date(2008, 2, 29)) == date(2009, 2, 28)
