"""The lessons that ship, held against the real texts."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.errors import ReferenceError_
from knowledge.grounds import rule_of
from knowledge.lessons import TOPICS, Lesson, load_lessons
from knowledge.lessons.checking import check_lessons, check_questions, sentence_lengths
from knowledge.library import Library
from knowledge.questions import BankQuestion, load_bank


@pytest.fixture(scope="module")
def lessons() -> tuple[Lesson, ...]:
    return load_lessons()


@pytest.fixture(scope="module")
def bank() -> tuple[BankQuestion, ...]:
    return load_bank()


def test_there_is_a_lesson_for_every_part_of_working_life(lessons: tuple[Lesson, ...]) -> None:
    assert len(lessons) >= 140
    counts = {topic: sum(one.topic == topic for one in lessons) for topic in TOPICS}
    assert min(counts.values()) >= 8, counts
    assert sum(len(one.quiz) for one in lessons) >= 400


def test_lessons_come_in_the_order_of_their_topics(lessons: tuple[Lesson, ...]) -> None:
    places = [TOPICS.index(one.topic) for one in lessons]
    assert places == sorted(places)


@pytest.mark.library
def test_every_statement_stands_on_law_in_force_with_its_figures(
    lessons: tuple[Lesson, ...], all_texts: Library
) -> None:
    assert [str(one) for one in check_lessons(lessons, all_texts, date.today())] == []


def test_every_lesson_has_its_own_ways_of_asking(lessons: tuple[Lesson, ...], bank: tuple[BankQuestion, ...]) -> None:
    assert [str(one) for one in check_questions(lessons, bank)] == []
    assert sum(bool(one.lesson) for one in bank) >= 2500


def test_no_statute_text_is_stored_in_a_lesson(lessons: tuple[Lesson, ...], national: Library) -> None:
    """Our own words, not a copy: no line holds forty characters of the law in a row."""
    copied = []
    for lesson in lessons:
        for _, statement in lesson.statements():
            for ground in statement.grounds:
                try:
                    law = rule_of(national, ground, date.today()).text
                except ReferenceError_:
                    continue  # a text of the library folder
                text = statement.text
                copied += [text[at : at + 40] for at in range(len(text) - 39) if text[at : at + 40] in law]
    assert copied == []


def test_sentences_are_short(lessons: tuple[Lesson, ...]) -> None:
    lengths = [length for lesson in lessons for length in sentence_lengths(lesson)]
    assert sum(lengths) / len(lengths) < 30


def test_the_right_answer_cannot_be_told_by_its_place_or_its_length(lessons: tuple[Lesson, ...]) -> None:
    quizzes = [quiz for lesson in lessons for quiz in lesson.quiz]
    places = [sum(quiz.right == at for quiz in quizzes) / len(quizzes) for at in range(3)]
    assert all(0.15 < share < 0.5 for share in places), places
    longest = sum(len(quiz.options[quiz.right]) > max(map(len, _wrong(quiz.options, quiz.right))) for quiz in quizzes)
    assert longest / len(quizzes) < 0.6


def _wrong(options: tuple[str, ...], right: int) -> list[str]:
    return [option for at, option in enumerate(options) if at != right]
