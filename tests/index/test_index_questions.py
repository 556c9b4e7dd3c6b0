from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.questions import QuestionIndex
from knowledge.questions import BankQuestion

FIRST, SECOND, THIRD, FOURTH = ("甲法", "第一条"), ("乙法", "第二条"), ("丙法", "第三条"), ("丁法", "第四条")
BANK = (
    BankQuestion("工钱没给咋办", (FIRST, SECOND), "one"),
    BankQuestion("摔断腿谁赔", (THIRD,), "two"),
)


def indexed(bank: tuple[BankQuestion, ...], encoder: Any) -> QuestionIndex:
    return QuestionIndex(bank, encoder.encode_queries([one.question for one in bank]))


@pytest.fixture
def questions(fake_encoder: Any) -> QuestionIndex:
    return indexed(BANK, fake_encoder)


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
    assert loaded.by_words("工钱", 5) == questions.by_words("工钱", 5) != []
    assert loaded.gists(vector, 5) == questions.gists(vector, 5)
    assert loaded.without(["one"]).bank == BANK[1:]


def test_its_vectors_are_in_memory_once(questions: QuestionIndex, tmp_path: Path) -> None:
    questions.save(tmp_path / "q")
    for one in (questions, QuestionIndex.load(tmp_path / "q")):
        assert np.shares_memory(one.vectors, one._dense.vectors())
    np.testing.assert_array_equal(np.load(tmp_path / "q" / "vectors.npy"), questions.vectors)


def test_an_empty_bank_finds_nothing_and_can_be_stored(fake_encoder: Any, tmp_path: Path) -> None:
    indexed((), fake_encoder).save(tmp_path / "q")
    empty = QuestionIndex.load(tmp_path / "q")
    assert empty.by_meaning(fake_encoder.encode_queries(["工钱"])[0], 5) == []
    assert empty.by_words("工钱", 5) == []
    assert empty.gists(fake_encoder.encode_queries(["工钱"])[0], 5) == []


def test_the_gist_of_an_article_is_the_mean_of_its_questions_worked_by_hand() -> None:
    east, north, up = np.eye(3, dtype=np.float32)
    bank = [
        BankQuestion("东", (FIRST,)),
        BankQuestion("北", (SECOND, FIRST)),
        BankQuestion("上", (SECOND, THIRD, FIRST)),
    ]
    questions = QuestionIndex(bank, np.array([east, north, up]))
    # As the second article of a question it has half of its weight, as the third none.
    expected = {FIRST: [1.0, 0.5, 0.0], SECOND: [0.0, 1.0, 1.0], THIRD: [0.0, 0.0, 1.0]}
    for vector in (east, north, up):
        found = dict(questions.gists(vector, 10))
        for ref, mean in expected.items():
            assert found[ref] == pytest.approx(float(vector @ mean) / np.linalg.norm(mean), abs=1e-6)


def test_an_article_that_is_never_among_the_first_two_has_no_meaning_of_its_own(fake_encoder: Any) -> None:
    questions = indexed((BankQuestion("押金扣着", (THIRD, SECOND, FOURTH)),), fake_encoder)
    found = dict(questions.gists(fake_encoder.encode_queries(["押金扣着"])[0], 10))
    assert found[THIRD] == pytest.approx(1)
    assert found[FOURTH] == 0


def test_without_a_file_none_of_its_questions_is_left(questions: QuestionIndex, fake_encoder: Any) -> None:
    rest = questions.without(["two", "no such file"])
    assert rest.bank == BANK[:1]
    assert rest.by_words("摔断腿", 10) == []
    vector = fake_encoder.encode_queries(["摔断腿谁赔"])[0]
    assert [row for row, _ in rest.by_meaning(vector, 10)] == [0]
    assert {ref for ref, _ in rest.gists(vector, 10)} == {FIRST, SECOND}
    np.testing.assert_array_equal(rest.vectors, questions.vectors[:1])
    assert questions.bank == BANK
    assert questions.without(["one", "two"]).by_meaning(vector, 10) == []
