from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from assistant_fakes import DAY, OLD, RULES, WAGES, make_citation, make_hit

from assistant.timing import changed_since, decides, event_period, later_texts, spoken
from knowledge.library import Library
from knowledge.periods import Period

TODAY = date(2026, 11, 26)
THEN = date(2005, 6, 1)


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("2019年被辞退，现在能要多少补偿", "2019年"),
        ("我2015年进厂，2021年9月厂里把我开除了", "2021年9月"),
        ("2020年2月24日受伤，怎么认定工伤", "2020年2月24日"),
        ("去年休产假是多少天", "2025年"),
        ("2019年的年假怎么算", "2019年"),
    ],
)
def test_the_day_of_the_event_is_found(question: str, period: str) -> None:
    found = event_period(question, TODAY)
    assert found is not None
    assert spoken(found) == period


@pytest.mark.parametrize(
    "question",
    [
        "2019年入职，上个月被辞退",
        "朋友2014年进入公司，工资不高",
        "《2012年劳动合同法》第十四条说什么",
        "2012年修正的劳动合同法第六十三条",
        "2020年工会法律工作要点讲了什么规定",
        "老板三个月没发工资",
        "2031年退休的话怎么算",
    ],
)
def test_the_start_of_work_the_year_of_a_text_and_the_future_are_no_events(question: str) -> None:
    assert event_period(question, TODAY) is None


def test_a_period_decides_where_the_article_read_differently(tiny_library: Library) -> None:
    then = [make_hit(tiny_library, WAGES, "第一条")]
    old = tiny_library.version(WAGES, THEN)
    was = [replace(then[0], law=old, article=tiny_library.article(old.id, "第一条"))]
    assert decides(tiny_library, was, then, THEN, TODAY)
    assert not decides(tiny_library, then, then, THEN, TODAY)


def test_where_the_library_lacks_a_text_of_the_day_only_the_first_article_decides(tiny_library: Library) -> None:
    first = make_hit(tiny_library, WAGES, "第一条")
    old = tiny_library.version(WAGES, THEN)
    was = replace(first, law=old, article=tiny_library.article(old.id, "第一条"))
    same = make_hit(tiny_library, OLD, "第一条")
    now = [first, make_hit(tiny_library, RULES, "第一条")]  # the rules began in 2010
    assert decides(tiny_library, [was], now, THEN, TODAY)
    assert decides(tiny_library, [first, was], [first], THEN, TODAY)
    assert not decides(tiny_library, [first, same], now, THEN, TODAY)


def test_a_paragraph_that_ended_since_decides(tiny_library: Library) -> None:
    rules = [make_hit(tiny_library, RULES, "第一条")]
    assert decides(tiny_library, rules, rules, date(2023, 6, 1), TODAY)
    assert not decides(tiny_library, rules, rules, date(2023, 6, 1), date(2023, 12, 31))


def test_what_changed_since_is_said_once_with_both_days(tiny_library: Library) -> None:
    cited = [make_citation(tiny_library, WAGES, "第一条", day=THEN)] * 2
    (line,) = changed_since(tiny_library, cited, THEN, TODAY)
    assert WAGES in line
    assert "2010年1月1日起施行新文本" in line
    assert "施行到2009年12月31日" in line


def test_a_text_repealed_since_is_named_with_its_successor(tiny_library: Library) -> None:
    cited = [make_citation(tiny_library, OLD, "第一条", day=THEN)]
    (line,) = changed_since(tiny_library, cited, THEN, TODAY)
    assert OLD in line
    assert "不再适用" in line
    assert "示例工资法" in line


def test_a_paragraph_that_ended_since_is_told_with_its_note(tiny_library: Library) -> None:
    cited = [make_citation(tiny_library, RULES, "第一条", day=date(2023, 6, 1))]
    (line,) = changed_since(tiny_library, cited, date(2023, 6, 1), TODAY)
    assert "有一部分今天已经不再适用：第一款自2024年1月1日起废止" in line
    assert list(changed_since(tiny_library, cited, DAY, TODAY)) == []


def test_nothing_is_said_of_what_reads_the_same_today(tiny_library: Library) -> None:
    assert list(changed_since(tiny_library, [make_citation(tiny_library, WAGES, "第一条")], DAY, TODAY)) == []


def test_only_texts_that_the_library_lacks_for_the_day_are_called_later(tiny_library: Library) -> None:
    told = later_texts(tiny_library, [RULES, WAGES, RULES], THEN, TODAY)
    assert told.count(RULES) == 1
    assert WAGES not in told
    assert "2010年1月1日起施行" in told
    assert later_texts(tiny_library, [WAGES], THEN, TODAY) == ""


def test_of_many_later_texts_the_first_are_named_and_all_counted(national: Library) -> None:
    titles = ["法律援助法", "数据安全法", "个人信息保护法", "退役军人保障法"]
    told = later_texts(national, titles, date(2015, 1, 1), date(2026, 11, 27))
    assert [title for title in titles if f"《{title}》" in told] == titles[:2]
    assert "等4部在本库中" in told


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2019, 1, 1), date(2019, 12, 31), "2019年"),
        (date(2019, 9, 1), date(2019, 9, 30), "2019年9月"),
        (date(2019, 9, 3), date(2019, 9, 3), "2019年9月3日"),
        (date(2018, 1, 1), date(2019, 12, 31), "2018到2019年"),
    ],
)
def test_a_period_is_spoken_as_it_was_written(first: date, last: date, words: str) -> None:
    assert spoken(Period(0, 0, first, last)) == words
