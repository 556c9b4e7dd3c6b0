from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "app"))

from fake_assistant import LESSON

from assistant.lesson_vectors import LessonVectors, texts_of
from index.lines import LineIndex
from knowledge.lessons import read_lesson

NOTHING = LineIndex((), np.zeros((0, 0), np.float32))


def test_every_text_stands_under_the_title_with_what_it_answers() -> None:
    lesson = read_lesson("wages.md", LESSON)
    texts = texts_of(lesson)
    assert len(texts) == 1 + len(lesson.lines()) + len(lesson.followups)
    assert all(text.startswith("老板不发工资怎么办\n") for text in texts)
    assert texts[0].endswith(lesson.summary.text)
    assert "老板不发工资怎么办\n老板说没钱就可以不给。工资应当按月支付。" in texts  # a correction with its belief
    assert texts[-1] == "老板不发工资怎么办\n工资能两个月一发吗？不能，工资应当按月支付。"


def test_what_the_index_holds_is_not_embedded_again(make_encoder: Any) -> None:
    encoder, lesson = make_encoder(), read_lesson("wages.md", LESSON)
    texts = texts_of(lesson)
    held = LineIndex(texts, make_encoder().encode_passages(texts))
    np.testing.assert_array_equal(LessonVectors(encoder, held).of(lesson), make_encoder().encode_passages(texts))
    assert encoder.encoded == []


def test_a_lesson_that_changed_since_the_build_is_embedded_once_as_it_is_now(make_encoder: Any) -> None:
    encoder, lesson = make_encoder(), read_lesson("wages.md", LESSON)
    old = texts_of(lesson)
    changed = read_lesson("wages.md", LESSON.replace("拖了可以要求另付赔偿", "拖了就去投诉"))
    vectors = LessonVectors(encoder, LineIndex(old, make_encoder().encode_passages(old)))
    first, second = vectors.of(changed), vectors.of(changed)
    assert encoder.encoded == texts_of(changed)
    np.testing.assert_array_equal(first, second)


def test_without_an_index_of_lines_all_is_embedded_when_wanted(make_encoder: Any) -> None:
    encoder, lesson = make_encoder(), read_lesson("wages.md", LESSON)
    assert LessonVectors(encoder, NOTHING).of(lesson).shape == (len(texts_of(lesson)), encoder.dim)
