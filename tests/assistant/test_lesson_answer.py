from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "app"))

from assistant_fakes import DAY
from fake_assistant import LESSON, small_lessons, small_library

from assistant.composing import Draft
from assistant.lesson_answer import (
    Matter,
    ask_case,
    chosen_option,
    holds_on,
    told_cases,
    write_alike,
    write_asked,
    write_beside,
    write_choice,
    write_lessons,
    write_nearest,
    write_option,
)
from assistant.records import SectionKind
from knowledge.lessons import Case, Lesson, read_lesson


@pytest.fixture(scope="module")
def index() -> Any:
    return SimpleNamespace(library=small_library())


@pytest.fixture(scope="module")
def lessons() -> dict[str, Lesson]:
    return {one.id: one for one in small_lessons()}


def sections(draft: Draft) -> dict[SectionKind, list[str]]:
    return {section.kind: [block.text for block in section.blocks] for section in draft.sections}


def test_a_lesson_becomes_sections_whose_every_statement_is_cited(index: Any, lessons: dict[str, Lesson]) -> None:
    draft = Draft(index, DAY)
    write_lessons(draft, [lessons["wages"]], told_cases([lessons["wages"]], "老板拖欠工资"), "", index, "全国", DAY)
    found = sections(draft)
    assert list(found) == [SectionKind.LEAD, SectionKind.POINTS, SectionKind.STEPS, SectionKind.EVIDENCE]
    options = next(one for one in draft.sections if one.title == "您还在这家单位上班吗？")
    assert [one.text[:9] for one in options.blocks] == [
        "如果是“还在上班”",
        "如果是“已经离开”",
    ]  # what is not told is left to the reader
    assert found[SectionKind.LEAD] == ["工资应当按月发，拖了可以要求另付赔偿。"]
    assert found[SectionKind.EVIDENCE] == ["工资条", "考勤表", "聊天记录"]
    for section in draft.sections:
        cited = [block for block in section.blocks if block.marks]
        assert cited == list(section.blocks) if section.kind is not SectionKind.EVIDENCE else cited
    # The article is cited once, whole, because several of its 款 are needed.
    assert [(one.article, one.paragraph) for one in draft.citations] == [("第八十二条", "")]


def test_a_statement_whose_ground_no_longer_applies_is_left_out(index: Any, lessons: dict[str, Lesson]) -> None:
    draft = Draft(index, DAY)
    write_lessons(draft, [lessons["wages"]], [], "", index, "全国", DAY)
    assert "这一句依据的条文没有了。" not in sections(draft)[SectionKind.POINTS]
    assert len(sections(draft)[SectionKind.POINTS]) == 2


def test_two_lessons_are_told_apart_and_say_nothing_twice(index: Any, lessons: dict[str, Lesson]) -> None:
    draft = Draft(index, DAY)
    write_lessons(draft, [lessons["wages"], lessons["sick"]], [], "", index, "全国", DAY)
    titles = [section.title for section in draft.sections if section.kind is SectionKind.LEAD]
    assert titles == ["老板不发工资怎么办", "生病了怎么办"]
    steps = [block.text for one in draft.sections if one.kind is SectionKind.STEPS for block in one.blocks]
    assert len(steps) == len(set(steps)) == 3


def test_notes_on_a_place_are_for_that_place(index: Any, lessons: dict[str, Lesson]) -> None:
    for region, shown in (("四川省/乐山市", True), ("四川省", False), ("河南省", False), ("全国", False)):
        draft = Draft(index, DAY)
        write_lessons(draft, [lessons["wages"]], [], "", index, region, DAY)
        assert (SectionKind.LOCAL in sections(draft)) == shown, region


def test_without_the_text_of_its_lead_a_lesson_does_not_answer(index: Any, lessons: dict[str, Lesson]) -> None:
    assert holds_on(lessons["wages"], index, DAY, DAY)
    assert not holds_on(lessons["missing"], index, DAY, DAY)
    # In 2015 the older version applied, which says something else.
    assert not holds_on(lessons["wages"], index, replace_year(2015), DAY)


def replace_year(year: int) -> Any:
    return DAY.replace(year=year)


SPANS = LESSON.replace("{词:在职|还在}", "{月:0-6}").replace("{词:离职|走了}", "{月:6-}")


@pytest.fixture(scope="module")
def by_months() -> Case:
    return read_lesson("wages.md", SPANS).cases[0]


SHOWN = [("我在这干了三个月", 0), ("来厂里半年了", 1), ("上班快半年了", 0)]
SHOWN += [("老板拖了三个月工资", None), ("干了三个月，又干了两年", None)]  # type: ignore[list-item]


@pytest.mark.parametrize(("text", "option"), SHOWN)
def test_how_long_somebody_worked_chooses_the_option(by_months: Case, text: str, option: int | None) -> None:
    expected = None if option is None else by_months.options[option]
    assert chosen_option(by_months, text) is expected


def test_words_choose_an_option_only_if_they_show_one(lessons: dict[str, Lesson]) -> None:
    case = lessons["wages"].cases[0]
    assert chosen_option(case, "我已经离职了") is case.options[1]
    assert chosen_option(case, "我还在上班") is case.options[0]
    assert chosen_option(case, "不发工资") is None
    assert chosen_option(case, "还在厂里，但有人走了") is None


def test_replies_answer_the_open_cases_in_order(lessons: dict[str, Lesson]) -> None:
    wages = lessons["wages"]
    again = replace(wages, cases=(*wages.cases, Case("交社保吗？", wages.cases[0].options)))
    told = told_cases([again], "不发工资", ["已经离开", "还在上班"])
    assert [one.option.label if one.option else None for one in told] == ["已经离开", "还在上班"]
    assert [one.option for one in told_cases([again], "不发工资", ["天气好"])] == [None, None]


def test_the_first_open_case_is_asked_with_its_options(index: Any, lessons: dict[str, Lesson]) -> None:
    told = told_cases([lessons["wages"]], "不发工资")
    asked = ask_case(told, index, DAY)
    assert asked is not None
    assert (asked.kind, asked.blocks[0].text) == (SectionKind.ASK, "您还在这家单位上班吗？")
    assert asked.choices == ("还在上班", "已经离开")
    assert ask_case(told_cases([lessons["wages"]], "我已经离职"), index, DAY) is None


def test_an_option_is_written_with_its_ground(index: Any, lessons: dict[str, Lesson]) -> None:
    draft = Draft(index, DAY)
    write_option(draft, lessons["wages"].cases[0].options[0], index, DAY)
    (section,) = draft.sections
    assert (section.title, section.blocks[0].text, section.blocks[0].marks) == ("按您说的情况", "不受一年限制。", (1,))


def test_the_point_that_was_asked_follows_the_lead_with_its_question(index: Any, lessons: dict[str, Lesson]) -> None:
    draft, wages = Draft(index, DAY), lessons["wages"]
    write_lessons(draft, [wages], [], "", index, "全国", DAY, wages.followups)
    lead, point = draft.sections[:2]
    assert (lead.kind, point.kind) == (SectionKind.LEAD, SectionKind.CASE)
    assert [(one.question, one.text) for one in point.blocks] == [("工资能两个月一发吗？", "不能，工资应当按月支付。")]
    assert point.blocks[0].marks


def test_further_questions_keep_their_question_and_their_ground(index: Any, lessons: dict[str, Lesson]) -> None:
    draft = Draft(index, DAY)
    (gone,) = lessons["missing"].followups  # rests on a text that the library lacks
    wages = lessons["wages"]
    write_asked(draft, [wages], [(wages, gone), (wages, wages.followups[0])], index, DAY)
    (section,) = draft.sections
    assert section.kind is SectionKind.ASKED
    assert [one.question for one in section.blocks] == ["工资能两个月一发吗？"]
    assert all(one.marks for one in section.blocks)


def test_of_several_matters_each_is_told_under_its_title(index: Any, lessons: dict[str, Lesson]) -> None:
    draft = Draft(index, DAY)
    points = {one.id: [(one, one.followups[0])] for one in lessons.values()}
    write_choice(draft, [Matter(one, [], points[one.id]) for one in lessons.values()], index, DAY)
    head, *matters, which = draft.sections
    assert "可能" in head.blocks[0].text
    titles = list(dict.fromkeys(one.under for one in matters))
    assert titles == [lessons["wages"].title, lessons["sick"].title]  # the third rests on a text that is not there
    for title in titles:
        kinds = [one.kind for one in matters if one.under == title]
        assert kinds == [SectionKind.LEAD, SectionKind.POINTS, SectionKind.STEPS, SectionKind.ASKED]
    assert all(block.marks for one in matters for block in one.blocks)
    assert which.kind is SectionKind.ASK


def test_the_point_that_is_most_like_the_question_stands_beside_the_lead(
    index: Any, lessons: dict[str, Lesson]
) -> None:
    draft = Draft(index, DAY)
    wages = lessons["wages"]
    point = (wages, wages.followups[0])
    write_beside(draft, [Matter(wages, [point], [point])], index, DAY)
    _, lead, nearest, *others = draft.sections
    assert (lead.kind, nearest.kind) == (SectionKind.LEAD, SectionKind.NEAREST)
    assert [one.question for one in nearest.blocks] == [wages.followups[0].question]
    assert SectionKind.ASKED not in {one.kind for one in others}  # not twice


def test_where_no_matter_can_be_shown_nothing_is_offered(index: Any, lessons: dict[str, Lesson]) -> None:
    draft = Draft(index, DAY)
    write_choice(draft, [Matter(lessons["missing"], (), ())], index, DAY)
    write_beside(draft, [Matter(lessons["missing"], (), ())], index, DAY)
    write_choice(draft, [], index, DAY)
    assert draft.sections == []


def test_points_of_several_lessons_say_of_which(index: Any, lessons: dict[str, Lesson]) -> None:
    """What is right for one situation may be wrong for another."""
    wages, sick = lessons["wages"], lessons["sick"]
    draft = Draft(index, DAY)
    both = [(wages, wages.followups[0]), (sick, sick.followups[0])]
    write_asked(draft, [wages], both, index, DAY)
    write_asked(draft, [wages, sick], both, index, DAY)
    write_alike(draft, both[1:], index, DAY)
    write_nearest(draft, both[1:], index, DAY)
    assert [[one.question for one in section.blocks] for section in draft.sections] == [
        ["工资能两个月一发吗？", "工资能两个月一发吗？（生病了怎么办）"],
        ["工资能两个月一发吗？（老板不发工资怎么办）", "工资能两个月一发吗？（生病了怎么办）"],
        ["工资能两个月一发吗？（生病了怎么办）"],
        ["工资能两个月一发吗？（生病了怎么办）"],
    ]
