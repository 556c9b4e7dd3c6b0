from __future__ import annotations

from datetime import date

from knowledge.dating import Dating, date_text
from knowledge.history import read_history

PASSED = "（2005年4月14日 示例省人大常委会会议通过"
AMENDED = "；2020年9月24日 示例省人大常委会会议《关于修改〈饭钱条例〉的决定》修正）"
REVISED = "；2016年7月29日 示例省人大常委会会议修订）"


def dated(note: str, *closing: str, opening: tuple[str, ...] = ()) -> Dating:
    return date_text(read_history([note]), closing, opening)


def test_a_stated_day_is_taken_without_a_doubt() -> None:
    found = dated(f"{PASSED}）", "本条例自2005年7月1日起施行。")
    assert (found.effective, found.first_effective, found.doubts) == (date(2005, 7, 1), None, ())


def test_an_amended_text_gives_both_days_and_a_doubt() -> None:
    found = dated(PASSED + AMENDED, "本条例自2005年7月1日起施行。")
    assert (found.effective, found.first_effective) == (date(2020, 9, 24), date(2005, 7, 1))
    assert found.published == date(2020, 9, 24)
    assert len(found.doubts) == 1
    assert found.doubts[0].startswith("施行日期")


def test_the_amending_decision_settles_the_doubt() -> None:
    found = dated(PASSED + AMENDED, "本条例自2005年7月1日起施行。", opening=("本决定自2020年12月1日起施行。",))
    assert (found.effective, found.doubts) == (date(2020, 12, 1), ())


def test_a_revision_that_restates_its_day_is_certain() -> None:
    found = dated(PASSED + REVISED, "本条例自2016年8月1日起施行。")
    assert (found.effective, found.first_effective, found.doubts) == (date(2016, 8, 1), None, ())


def test_publication_day_and_days_after_it() -> None:
    note = "（2004年1月20日 示例部公布）"
    assert dated(note, "本办法自公布之日起施行。").effective == date(2004, 1, 20)
    assert dated(note, "本办法自公布之日起三十日后施行。").effective == date(2004, 2, 19)


def test_without_a_publication_day_the_passing_day_stands_in_and_is_said() -> None:
    found = dated(f"{PASSED}）", "本条例自公布之日起施行。")
    assert found.effective == date(2005, 4, 14)
    assert any("没有写公布日期" in doubt for doubt in found.doubts)


def test_nothing_known_is_nothing_said() -> None:
    found = dated("", "东家管饭。")
    assert (found.effective, found.published) == (None, None)
    assert found.doubts[0].startswith("施行日期")
    unpublished = dated("", "本条例自公布之日起施行。")
    assert unpublished.effective is None
    assert unpublished.doubts


def test_note_and_closing_article_that_differ_are_two_possibilities() -> None:
    found = dated(f"{PASSED}；2005年8月1日 施行）", "本条例自2005年7月1日起施行。")
    assert any("有两个可能" in doubt for doubt in found.doubts)


def test_two_days_in_the_text_are_said() -> None:
    found = dated(f"{PASSED}）", "本条例自2005年7月1日起施行。", "第九条自2006年1月1日起施行。")
    assert found.effective == date(2005, 7, 1)
    assert any("2种说法" in doubt for doubt in found.doubts)


def test_a_day_before_the_text_was_passed_is_doubted() -> None:
    found = dated(f"{PASSED}）", "本条例自2001年7月1日起施行。")
    assert any("早于" in doubt for doubt in found.doubts)


def test_an_end_of_its_own_is_kept() -> None:
    assert dated(f"{PASSED}）", "本条例自2005年7月1日起施行，有效期五年。").expires == date(2010, 7, 1)
