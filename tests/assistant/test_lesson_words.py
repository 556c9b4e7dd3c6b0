from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent / "app"))

from fake_assistant import small_lessons

from assistant.lesson_vectors import heads_of, texts_of
from assistant.lesson_words import LessonWords
from index.counted import CountedTexts


def test_every_text_has_a_head_that_somebody_would_ask_in() -> None:
    for lesson in small_lessons():
        heads = heads_of(lesson)
        assert len(heads) == len(texts_of(lesson))
        assert heads[0] == lesson.summary.text
        assert [one.question for one in lesson.followups] == heads[len(heads) - len(lesson.followups) :]
        assert {one.belief for one in lesson.mistakes} <= set(heads)
        assert not any(lesson.title in head for head in heads)


def test_the_line_whose_words_are_asked_has_the_whole_share() -> None:
    lessons = small_lessons()
    words = LessonWords(lessons, CountedTexts.count(()))
    for lesson in lessons:
        for at, text in enumerate(texts_of(lesson)):
            shares = words.shares(text)
            assert shares.lines[words.rows(lesson)][at] == pytest.approx(1)
            assert shares.lessons[words.place(lesson)] > 0
            assert len(shares.lines) == len(shares.heads) == sum(len(texts_of(one)) for one in lessons)


def test_a_question_without_a_shared_word_has_no_share() -> None:
    shares = LessonWords(small_lessons(), CountedTexts.count(())).shares("xyz")
    assert not np.any(shares.lines)
    assert not np.any(shares.heads)
    assert not np.any(shares.lessons)


def test_there_may_be_no_lesson_at_all() -> None:
    shares = LessonWords([], CountedTexts.count(())).shares("工资")
    assert (len(shares.lines), len(shares.heads), len(shares.lessons)) == (0, 0, 0)
