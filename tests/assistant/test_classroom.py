from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "app"))

from assistant_fakes import DAY
from fake_assistant import TEXT, small_lessons, small_library

from assistant.classroom import CONTEST, Classroom
from assistant.topics import channels, topics
from knowledge.errors import LessonError
from knowledge.lessons import load_lessons
from knowledge.library import Library


@pytest.fixture(scope="module")
def room() -> Classroom:
    return Classroom(small_library(), small_lessons())


def test_a_lesson_without_its_text_is_not_in_the_classroom(room: Classroom) -> None:
    assert {one.id for one in room.lessons} == {"wages", "sick"}
    with pytest.raises(LessonError, match="没有“missing”这一课"):
        room.lesson("missing")


def test_the_law_stands_beside_each_line_verbatim(room: Classroom) -> None:
    view = room.view(room.lesson("wages"), DAY)
    assert view.incomplete  # one point rests on a 款 that no longer applies
    assert len(view.points) == 2
    numbers = [one.n for one in view.sources]
    assert numbers == list(range(1, len(numbers) + 1))
    lines = [view.summary, *view.points, *view.steps, *(line for _, line in view.mistakes)]
    assert all(set(line.marks) <= set(numbers) and line.marks for line in lines)
    own = [one for one in view.sources if one.article == "第八十二条"]
    assert {one.paragraph for one in own} == {"第一款", "第二款", "第三款"}
    assert all(one.text in TEXT for one in own)


def test_every_lesson_has_its_day_before_any_comes_again(room: Classroom) -> None:
    start = date(2026, 1, 1)
    days = [room.lesson_of_day(start + timedelta(days=at)).id for at in range(4)]
    assert set(days[:2]) == {"wages", "sick"}
    assert days[:2] == days[2:]


def test_an_empty_classroom_says_what_to_do() -> None:
    with pytest.raises(LessonError, match="先装入法规文本"):
        Classroom(Library([], {}), small_lessons()).lesson_of_day(DAY)


def test_lessons_are_found_by_words_and_by_what_was_ranked(room: Classroom) -> None:
    assert [one.id for one in room.search("工资 老板", [])] == ["wages"]
    assert [one.id for one in room.search("工资", ["sick", "missing", "unknown"])] == ["sick", "wages"]
    assert room.search("天气", []) == []
    assert room.search("", []) == []


def test_lessons_are_filed(room: Classroom) -> None:
    assert room.by_topic() == {"工资": 2}
    assert room.by_situation() == {"讨工资": 2, "在职干活": 2}
    assert len(room.browse("工资", "讨工资")) == 2
    assert room.browse("工会") == []
    assert [one.id for one in Classroom(room.library, room.lessons, {"sick": 9, "wages": 2}).browse()] == [
        "sick",
        "wages",
    ]
    assert [one.id for one in room.related(room.lesson("wages"))] == ["sick"]


def test_a_paper_is_the_same_for_everybody_with_its_number(room: Classroom) -> None:
    paper = room.contest(7, DAY)
    assert paper == room.contest(7, DAY)
    assert len({one.lesson.id for one in paper}) == len(paper) == 2
    for one in paper:
        assert set(one.quiz.why.marks) <= {source.n for source in one.sources}


def test_papers_differ_and_have_ten_questions(national: Library) -> None:
    room = Classroom(national, load_lessons())
    papers = [room.contest(number, DAY) for number in range(3)]
    assert [len(paper) for paper in papers] == [CONTEST] * 3
    assert len({tuple(one.quiz.question for one in paper) for paper in papers}) == 3


def test_lessons_name_topics_and_channels_that_exist() -> None:
    known = {topic.id for topic in topics()}
    for lesson in load_lessons():
        assert set(lesson.themes) <= known, lesson.id
        assert set(lesson.where) <= set(channels()), lesson.id
        assert lesson.where, lesson.id
