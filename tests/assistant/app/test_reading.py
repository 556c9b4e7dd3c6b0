"""A text laid out: headings, contents, anchors, statuses and found words."""

from __future__ import annotations

from datetime import date

import pytest
from fake_assistant import law, small_library

from assistant.app.marking import Run, marked, snippet
from assistant.app.reading import doubts_of, read_text
from knowledge.records import Article, Document

DAY = date(2026, 1, 1)
LIBRARY = small_library()
WAGES = LIBRARY.document("示例工资法@2020-01-01")


def test_headings_open_where_the_path_changes_and_name_their_articles() -> None:
    rows = [(one.title, one.level, one.first, one.last) for one in read_text(WAGES, DAY).headings]
    assert rows == [
        ("第一章 总则", 2, "第一条", "第一条"),
        ("第二章 支付", 2, "", ""),
        ("第一节 日期", 3, "第二条", "第三条"),
        ("第三章 责任", 2, "第八十二条", "第八十三条"),
    ]
    levels = [block.level for block in read_text(WAGES, DAY).blocks]
    assert all(later - earlier <= 1 for earlier, later in zip([1, *levels], levels, strict=False))


def test_every_line_of_every_article_is_there() -> None:
    for document in LIBRARY.documents():
        parts = read_text(document, DAY).parts
        shown = ["\n".join("".join(run.text for run in line.runs) for line in part.lines) for part in parts]
        assert shown == [article.text for article in document.articles]
        assert [part.number for part in parts] == [article.number for article in document.articles]


def test_what_ended_within_a_law_is_said() -> None:
    by_number = {part.number: part for part in read_text(WAGES, DAY).parts}
    assert [line.ended for line in by_number["第三条"].lines] == [False, True]
    assert by_number["第三条"].note == "第二款自2022年起失效"
    assert by_number["第八十三条"].status == "已废止"
    assert by_number["第八十二条"].status == ""
    before = {part.number: part for part in read_text(WAGES, date(2021, 1, 1)).parts}
    assert [line.ended for line in before["第三条"].lines] == [False, False]


def test_items_are_lines_of_their_own() -> None:
    part = read_text(WAGES, DAY).parts[-1]
    assert [line.item for line in part.lines] == [False, True, True]


def test_found_places_lead_to_each_other() -> None:
    reading = read_text(WAGES, DAY, ("支付",))
    assert [(one.number, one.hits, one.before, one.after) for one in reading.found] == [
        ("第二条", 1, "", "第八十二条"),
        ("第八十二条", 3, "第二条", ""),
    ]
    assert reading.hits == 4
    assert not read_text(WAGES, DAY, ("支付", "没有的")).found


def test_a_heading_of_a_policy_section_is_not_shown_twice() -> None:
    reading = read_text(LIBRARY.document("示例工会要点@2021-05-01"), DAY)
    assert [heading.title for heading in reading.headings] == ["一、维权"]


def test_missing_numbers_are_a_doubt() -> None:
    one = law("示例条例", date(2020, 1, 1))
    numbers = ("第一条", "第四条", "第四条之一", "第五条")
    made = Document(
        one, tuple(Article(one.id, number, (), "甲") for number in numbers), ("第四条之前的条号不连续", "另一处")
    )
    assert doubts_of(made) == ("缺少第二条、第三条（来源如此）", "另一处")
    assert doubts_of(WAGES)[0].startswith("缺少第四条、第五条")
    assert doubts_of(LIBRARY.document("劳动合同法@2012-12-28")) == ()


@pytest.mark.parametrize("words", [("工资",), ("工资", "资"), (".*",), ("",)[:0], ("(", "工")])
def test_marking_loses_nothing(words: tuple[str, ...]) -> None:
    text = "工资(.*)按月支付，工资不得拖欠"
    runs = marked(text, words)
    assert "".join(run.text for run in runs) == text
    assert {run.text for run in runs if run.hit} <= set(words)


def test_longer_words_are_marked_whole() -> None:
    assert marked("拖欠工资", ("工资", "拖欠工资")) == (Run("拖欠工资", True),)


def test_a_snippet_shows_the_first_word_and_that_it_is_cut() -> None:
    text = "甲" * 200 + "工伤\n认定" + "乙" * 200
    runs = snippet(text, ("工伤",))
    line = "".join(run.text for run in runs)
    assert line.startswith("…甲")
    assert line.endswith("乙…")
    assert Run("工伤", True) in runs
    assert len(line) <= 115
    assert "".join(run.text for run in snippet("短", ("长",))) == "短"
