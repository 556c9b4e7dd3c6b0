from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent / "app"))

from fake_assistant import LESSON

from assistant.focus import Focus
from assistant.lesson_vectors import LessonVectors, texts_of
from index.lines import LineIndex
from knowledge.lessons import Lesson, read_lesson

MORE = LESSON.replace(
    "- 工资能两个月一发吗？",
    "- 过年放假有没有奖金？→ 工资应当按月支付，奖金看约定。[示例工资法 第八十二条 1]\n- 工资能两个月一发吗？",
)


@pytest.fixture
def lesson() -> Lesson:
    return read_lesson("wages.md", MORE)


@pytest.fixture
def focus(make_encoder: Any) -> Focus:
    return Focus(LessonVectors(make_encoder(), LineIndex((), np.zeros((0, 0), np.float32))))


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
    focus: Focus, lesson: Lesson, make_encoder: Any, question: str, point: str | None
) -> None:
    found = focus.point(lesson, make_encoder().encode_queries([question])[0])
    assert (found.question if found else None) == point


def test_a_lesson_without_single_points_has_its_corrections(focus: Focus, make_encoder: Any) -> None:
    at, end = LESSON.index("## 追问"), LESSON.index("## 各地不同")
    bare = read_lesson("wages.md", LESSON[:at] + LESSON[end:])
    vector = make_encoder().encode_queries(["老板说没钱就可以不给"])[0]
    assert focus.point(bare, vector) is None
    assert [one.question for _, one in focus.asked([bare], vector)] == [
        "“老板说没钱就可以不给”，对吗？",
        "“只能干等”，对吗？",
    ]


def test_the_single_points_come_nearest_first(focus: Focus, lesson: Lesson, make_encoder: Any) -> None:
    for question in ("工资能两个月一发吗", "过年放假有没有奖金"):
        found = focus.asked([lesson], make_encoder().encode_queries([question])[0])
        assert found[0][1].question.startswith(question)
        assert len(found) == len(lesson.followups) + len(lesson.mistakes)


def test_points_of_lessons_that_are_not_shown_are_found_without_embedding_any(
    lesson: Lesson, make_encoder: Any
) -> None:
    other = read_lesson("sick.md", MORE.replace("id: wages", "id: sick").replace("老板不发工资怎么办", "生病了怎么办"))
    unknown = read_lesson("new.md", MORE.replace("id: wages", "id: new").replace("年放假", "节加班"))
    encoder, texts = make_encoder(), [*texts_of(lesson), *texts_of(other)]
    held = LineIndex(texts, make_encoder().encode_passages(texts))
    focus = Focus(LessonVectors(encoder, held), [lesson, other, unknown])
    vector = make_encoder().encode_queries(["生病了怎么办过年放假有没有奖金工资应当按月支付奖金看约定"])[0]
    (first, *_) = focus.elsewhere(vector, {}, [], 3)
    assert first == (other, other.followups[0])
    assert {one.id for one, _ in focus.elsewhere(vector, {}, [other], 3)} == {lesson.id}
    assert focus.elsewhere(vector, {}, [lesson, other], 3) == []
    assert len(focus.elsewhere(vector, {}, [], 1)) == 1
    far = make_encoder().encode_queries(["门卫大爷下雨天摔了一跤"])[0]
    assert focus.elsewhere(far, {"sick": 1.0}, [], 3) == []
    assert encoder.encoded == []
