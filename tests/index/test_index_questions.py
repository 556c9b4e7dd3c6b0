from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.questions import QuestionIndex
from knowledge.questions import BankQuestion

BANK = (
    BankQuestion("工钱没给咋办", (("甲法", "第一条"), ("乙法", "第二条"))),
    BankQuestion("摔断腿谁赔", (("丙法", "第三条"),)),
)


@pytest.fixture
def questions(fake_encoder: Any) -> QuestionIndex:
    return QuestionIndex.build(BANK, fake_encoder.encode_queries([one.question for one in BANK]))


def test_the_question_that_resembles_most_comes_first(questions: QuestionIndex, fake_encoder: Any) -> None:
    vector = fake_encoder.encode_queries(["在工地摔断腿"])[0]
    assert [row for row, _ in questions.by_meaning(vector, 10)] == [1, 0]
    assert len(questions.by_meaning(vector, 1)) == 1


def test_words_find_only_questions_that_share_them(questions: QuestionIndex) -> None:
    assert [row for row, _ in questions.by_words("工钱拖着没给", 10)] == [0]
    assert questions.by_words("xyz", 10) == []


def test_saved_and_loaded_it_is_the_same(questions: QuestionIndex, fake_encoder: Any, tmp_path: Path) -> None:
    questions.save(tmp_path / "q")
    loaded = QuestionIndex.load(tmp_path / "q")
    vector = fake_encoder.encode_queries(["工钱"])[0]
    assert loaded.bank == BANK
    assert loaded.by_meaning(vector, 5) == questions.by_meaning(vector, 5)
    assert loaded.by_words("工钱", 5) == questions.by_words("工钱", 5)


def test_an_empty_bank_finds_nothing_and_can_be_stored(fake_encoder: Any, tmp_path: Path) -> None:
    QuestionIndex.build((), fake_encoder.encode_queries([])).save(tmp_path / "q")
    empty = QuestionIndex.load(tmp_path / "q")
    assert empty.by_meaning(fake_encoder.encode_queries(["工钱"])[0], 5) == []
    assert empty.by_words("工钱", 5) == []
