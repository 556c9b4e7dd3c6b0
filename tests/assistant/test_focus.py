from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent / "app"))

from fake_assistant import LESSON

from assistant.focus import BESIDE, Focus, Question
from assistant.lesson_vectors import LessonVectors, texts_of
from assistant.lesson_words import LessonWords
from index.counted import CountedTexts
from index.lines import LineIndex
from knowledge.lessons import Lesson, read_lesson

NO_COUNTS = CountedTexts.count(())
NOTHING = LineIndex((), np.zeros((0, 0), np.float32))
MORE = LESSON.replace(
    "- 工资能两个月一发吗？",
    "- 过年放假有没有奖金？→ 工资应当按月支付，奖金看约定。[示例工资法 第八十二条 1]\n- 工资能两个月一发吗？",
)


@pytest.fixture
def lesson() -> Lesson:
    return read_lesson("wages.md", MORE)


def focus_on(lessons: list[Lesson], make_encoder: Any) -> Focus:
    return Focus(LessonVectors(make_encoder(), NOTHING), LessonWords(lessons, NO_COUNTS), lessons)


def asked(focus: Focus, make_encoder: Any, text: str) -> Question:
    return focus.near_to(text, make_encoder().encode_queries([text])[0])


@pytest.mark.parametrize(
    ("question", "point"),
    [
        ("老板不发工资怎么办工资能两个月一发吗不能工资应当按月支付", "工资能两个月一发吗？"),
        ("老板不发工资怎么办过年放假有没有奖金工资应当按月支付奖金看约定", "过年放假有没有奖金？"),
        ("老板不发工资怎么办拖欠超过一个月的，可以要求限期支付", None),  # a line of the lesson says it
        ("老板不发工资怎么办工资应当按月发，拖了可以要求另付赔偿", None),  # its lead says it
        ("门卫大爷下雨天摔了一跤", None),  # nothing is near
    ],
)
def test_a_single_point_answers_only_where_it_is_plainly_what_was_asked(
    lesson: Lesson, make_encoder: Any, question: str, point: str | None
) -> None:
    focus = focus_on([lesson], make_encoder)
    found = focus.point(lesson, asked(focus, make_encoder, question))
    assert (found.question if found else None) == point


def test_a_lesson_without_single_points_has_its_corrections(make_encoder: Any) -> None:
    at, end = LESSON.index("## 追问"), LESSON.index("## 各地不同")
    bare = read_lesson("wages.md", LESSON[:at] + LESSON[end:])
    focus = focus_on([bare], make_encoder)
    question = asked(focus, make_encoder, "老板说没钱就可以不给")
    assert focus.point(bare, question) is None
    assert [one.question for _, one in focus.asked([bare], question)] == [
        "“老板说没钱就可以不给”，对吗？",
        "“只能干等”，对吗？",
    ]


def test_the_single_points_come_nearest_first(lesson: Lesson, make_encoder: Any) -> None:
    focus = focus_on([lesson], make_encoder)
    for question in ("工资能两个月一发吗", "过年放假有没有奖金"):
        found = focus.asked([lesson], asked(focus, make_encoder, question))
        assert found[0][1].question.startswith(question)
        assert len(found) == len(lesson.followups) + len(lesson.mistakes)


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("工资能两个月一发吗", ["工资能两个月一发吗？"]),
        ("老板说没钱就可以不给", ["“老板说没钱就可以不给”，对吗？"]),  # a correction answers as a point does
        ("工资应当按月发，拖了可以要求另付赔偿", []),  # the lead says it
        ("门卫大爷下雨天摔了一跤", []),  # no line is nearer than another
    ],
)
def test_beside_a_lead_stand_points_that_say_more_of_the_question_than_it_does(
    lesson: Lesson, make_encoder: Any, question: str, points: list[str]
) -> None:
    focus = focus_on([lesson], make_encoder)
    found = focus.asked([lesson], asked(focus, make_encoder, question), BESIDE)
    assert [one.question for _, one in found] == points


def test_the_points_of_all_lessons_are_found_without_embedding_any(lesson: Lesson, make_encoder: Any) -> None:
    other = read_lesson("sick.md", MORE.replace("id: wages", "id: sick").replace("老板不发工资怎么办", "生病了怎么办"))
    unknown = read_lesson("new.md", MORE.replace("id: wages", "id: new").replace("年放假", "节加班"))
    encoder, texts = make_encoder(), [*texts_of(lesson), *texts_of(other)]
    held = LineIndex(texts, make_encoder().encode_passages(texts))
    lessons = [lesson, other, unknown]
    focus = Focus(LessonVectors(encoder, held), LessonWords(lessons, NO_COUNTS), lessons)
    text = "生病了怎么办过年放假有没有奖金工资应当按月支付奖金看约定"
    (first, *_) = focus.nearest(asked(focus, make_encoder, text), {}, 3)
    assert first == (other, other.followups[0])
    assert {one.id for one, _ in focus.nearest(asked(focus, make_encoder, text), {}, 9)} == {lesson.id, other.id}
    assert len(focus.nearest(asked(focus, make_encoder, text), {}, 1)) == 1
    assert focus.nearest(asked(focus, make_encoder, "门卫大爷下雨天摔了一跤"), {"sick": 1.0}, 3) == []
    assert encoder.encoded == []


def test_of_two_points_the_one_in_the_words_of_the_question_comes_first(make_encoder: Any) -> None:
    other = read_lesson("sick.md", MORE.replace("id: wages", "id: sick").replace("过年放假", "年底结账"))
    mine = read_lesson("wages.md", MORE)
    held = [text for one in (mine, other) for text in texts_of(one)]
    same = np.ones((len(held), 64), np.float32) / 8  # vectors tell nothing apart
    focus = Focus(
        LessonVectors(make_encoder(), LineIndex(held, same)),
        LessonWords([mine, other], NO_COUNTS),
        [mine, other],
    )
    for words, lesson in (("过年放假有没有奖金", mine), ("年底结账有没有奖金", other)):
        (first, *_) = focus.nearest(Question(same[0], focus.near_to(words, same[0]).shares), {}, 2)
        assert first[0] == lesson
