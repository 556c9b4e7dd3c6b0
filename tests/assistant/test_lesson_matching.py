from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent / "app"))

from fake_assistant import small_lessons

from assistant.lesson_map import LessonMap
from assistant.lesson_matching import FEATURES, LessonMatcher, LessonModel, load_lesson_model
from assistant.lesson_vectors import LessonVectors
from assistant.lesson_words import LessonWords
from index.counted import CountedTexts
from index.lines import LineIndex
from index.model import DEFAULT_MODEL
from index.questions import QuestionIndex
from knowledge.questions import BankQuestion

WAYS = {
    "wages": ["老板不发工资怎么办", "工资拖着不给", "三个月没发工资"],
    "sick": ["生病了怎么办", "生病住院请假", "病了单位不管"],
    "": ["老板让我加班", "合同到期了"],
}


@pytest.fixture(scope="module")
def questions(make_encoder: Any) -> QuestionIndex:
    rules = {"wages": (("示例工资法", "第八十二条"),), "sick": (("示例工资法", "第一条"),), "": ()}
    bank = [BankQuestion(text, rules[lesson], "one", lesson) for lesson, texts in WAYS.items() for text in texts]
    return QuestionIndex(bank, make_encoder().encode_queries([one.question for one in bank]))


def matcher_of(questions: QuestionIndex, make_encoder: Any, turn: LessonMap | None = None) -> LessonMatcher:
    lessons = small_lessons()
    vectors = LessonVectors(make_encoder(), LineIndex((), np.zeros((0, 0), np.float32)))
    return LessonMatcher(questions, lessons, vectors, LessonWords(lessons, CountedTexts.count(())), turn or LessonMap())


@pytest.fixture(scope="module")
def matcher(questions: QuestionIndex, make_encoder: Any) -> LessonMatcher:
    return matcher_of(questions, make_encoder)


def values(matcher: LessonMatcher, make_encoder: Any, text: str, hits: Any = ()) -> dict[str, dict[str, float]]:
    vector = make_encoder().encode_queries([text])[0]
    return {one.lesson: dict(zip(FEATURES, one.values, strict=True)) for one in matcher.candidates(text, vector, hits)}


def hit(article: str, score: float) -> Any:
    return SimpleNamespace(
        law=SimpleNamespace(title="示例工资法"), article=SimpleNamespace(number=article), score=score
    )


def test_a_question_is_nearest_to_the_lesson_that_is_asked_like_it(matcher: LessonMatcher, make_encoder: Any) -> None:
    found = values(matcher, make_encoder, "老板不发工资怎么办")
    assert set(found) == {"wages", "sick"}  # the third has no ways of asking
    assert found["wages"]["nearest"] == pytest.approx(1, abs=1e-5)
    assert found["wages"]["lead"] == pytest.approx(0)
    assert found["sick"]["lead"] < 0
    for name in ("posterior", "three", "words"):
        assert found["wages"][name] > found["sick"][name]


def test_the_articles_that_were_found_speak_for_the_lesson_that_they_lead_to(
    matcher: LessonMatcher, make_encoder: Any
) -> None:
    found = values(matcher, make_encoder, "怎么办", [hit("第一条", 0.9), hit("第八十二条", 0.1)])
    assert found["sick"]["rules_lead"] == pytest.approx(0)  # its questions lead to 第一条
    assert found["wages"]["rules_lead"] < 0
    assert found["sick"]["special_rules"] > found["wages"]["special_rules"]
    assert found["wages"]["ground"] == pytest.approx(0.1)  # its statements rest on 第八十二条


def test_what_a_lesson_says_speaks_for_it(matcher: LessonMatcher, make_encoder: Any) -> None:
    """No way of asking is like this; the answer to a single point of the one lesson is, with its title."""
    found = values(matcher, make_encoder, "生病了怎么办工资能两个月一发吗不能工资应当按月支付")
    assert found["sick"]["line"] > found["wages"]["line"]
    assert found["sick"]["line_lead"] == pytest.approx(0)
    assert found["wages"]["line_lead"] < 0
    assert found["sick"]["line"] >= found["sick"]["three_lines"]
    assert found["sick"]["text"] == pytest.approx(1)  # shares of the best
    assert 0 <= found["wages"]["text"] < 1
    assert found["wages"]["asked"] == pytest.approx(1)  # 工资 stands in its ways of asking
    assert found["sick"]["asked"] < 1
    for name in ("line_words", "head_words"):
        assert found["sick"][name] == pytest.approx(1)
        assert 0 <= found["wages"][name] <= 1


def test_vectors_are_compared_under_the_map(questions: QuestionIndex, make_encoder: Any) -> None:
    """A map that forgets all but one direction makes everything on one side of it alike."""
    plain = values(matcher_of(questions, make_encoder), make_encoder, "工资的事")
    flat = np.zeros((64, 64), np.float32)
    flat[0, 0] = 1
    turned = values(matcher_of(questions, make_encoder, LessonMap(flat)), make_encoder, "工资的事")
    assert plain["wages"]["nearest"] != pytest.approx(turned["wages"]["nearest"])
    assert abs(turned["wages"]["nearest"]) == pytest.approx(1, abs=1e-4) or turned["wages"]["nearest"] == 0
    assert plain["wages"]["text"] == turned["wages"]["text"]  # words are words


def test_without_linked_questions_there_is_no_candidate(make_encoder: Any) -> None:
    bank = [BankQuestion("老板让我加班", (), "one")]
    questions = QuestionIndex(bank, make_encoder().encode_queries(["老板让我加班"]))
    assert values(matcher_of(questions, make_encoder), make_encoder, "老板让我加班") == {}
    nothing = QuestionIndex((), np.zeros((0, 0), np.float32))
    assert matcher_of(nothing, make_encoder).candidates("工资", np.zeros(64, np.float32), ()) == []


def test_the_probability_is_logistic_and_never_overflows() -> None:
    model = LessonModel(frozenset(), (1.0,) * len(FEATURES), 0.0, 0.5, 0.1, "")
    assert model.probability((0.0,) * len(FEATURES)) == 0.5
    assert model.probability((1e9,) * len(FEATURES)) == pytest.approx(1)
    assert model.probability((-1e9,) * len(FEATURES)) == pytest.approx(0)


def test_the_weights_that_ship_fit_the_default_model() -> None:
    model = load_lesson_model()
    assert DEFAULT_MODEL in model.models
    assert 0 < model.also < model.sure < 1
    by_name = dict(zip(FEATURES, model.weights, strict=True))
    assert by_name["lead"] > 0
    assert by_name["ground"] > 0
