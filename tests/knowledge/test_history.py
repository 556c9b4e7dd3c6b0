from __future__ import annotations

from datetime import date

from knowledge.history import Happened, read_history

CITY_LAW = (
    "（2004年12月22日 示例市第十二届人民代表大会常务委员会第七次会议通过；2005年3月31日 示例省人大常委会批准；"
    "2018年8月29日 示例市第十四届人民代表大会常务委员会第四十次会议通过；2018年11月29日 示例省人大常委会批准的"
    "《示例市人民代表大会常务委员会关于修改部分地方性法规的决定》第一次修正）"
)


def test_passing_approval_and_amendment_are_told_apart() -> None:
    history = read_history(["示例市饭钱条例", CITY_LAW])
    assert history.passed == date(2004, 12, 22)
    assert history.days(Happened.APPROVED) == (date(2005, 3, 31), date(2018, 11, 29))
    assert history.changes == (date(2018, 11, 29),)
    assert date(2018, 8, 29) not in history.days(Happened.PASSED)


def test_a_text_that_was_passed_again_was_changed() -> None:
    history = read_history(["（2003年12月4日 示例院第1299次会议通过；2020年12月23日 示例院第1823次会议通过）"])
    assert (history.passed, history.changes) == (date(2003, 12, 4), (date(2020, 12, 23),))


def test_words_and_dates_in_quoted_titles_say_nothing_about_the_text() -> None:
    history = read_history(["（2010年5月1日通过的《关于修改〈2001年2月3日公布的饭钱办法〉的决定》）"])
    assert history.changes == ()
    assert [event.day for event in history.events] == [date(2010, 5, 1)]


def test_events_run_together_without_marks_are_still_separate() -> None:
    line = "（2000年11月24日示例省人大常委会会议通过2000年12月13日公布2001年1月1日起施行）"
    history = read_history([line])
    assert history.passed == date(2000, 11, 24)
    assert history.days(Happened.PUBLISHED) == (date(2000, 12, 13),)
    assert history.days(Happened.EFFECT) == (date(2001, 1, 1),)


def test_taking_effect_when_published_is_noticed() -> None:
    assert read_history(["（1995年5月10日示例部公布 自公布之日起施行）"]).at_once
    assert not read_history(["（1995年5月10日示例部公布）"]).at_once


def test_running_text_that_tells_of_other_laws_is_left_alone() -> None:
    prose = "根据1983年9月12日国务院发布的办法，结合实际情况，现对有关问题作如下补充规定；各地应当遵照执行。"
    assert read_history([prose]).events == ()


def test_an_order_that_publishes_the_text_is_heard() -> None:
    order = "《饭钱条例》已经2007年12月7日国务院第198次常务会议通过，现予公布，自2008年1月1日起施行。"
    history = read_history([order])
    assert history.passed == date(2007, 12, 7)
    assert history.days(Happened.PUBLISHED) == ()


def test_nothing_told_is_an_empty_history() -> None:
    assert read_history([]).events == ()
    assert read_history(["第一章 总则"]).latest is None
