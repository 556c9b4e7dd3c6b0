from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from assistant import Assistant
from assistant.answering import DOUBT_BELOW, REFUSE_BELOW
from assistant.scope import EMBEDDING_SCALE, NGRAM_SCALE, ScopeModel, load_scope_model, ngrams
from index.model import DEFAULT_MODEL, TORCH_MODEL

LABOUR = (
    "老板三个月没发工资，合同也没签，怎么办",
    "上班路上被车撞了算工伤吗",
    "厂里不给交社保怎么投诉",
    "公司突然辞退我，赔多少",
    "怀孕了单位要调我的岗",
    "天天加班没有加班费",
    "试用期不签合同合法吗",
    "怎么加入工会",
    "干了十年，合同到期不续签有补偿吗",
    "包工头跑了，工钱找谁要",
    "申请劳动仲裁要什么材料",
    "尘肺病怎么认定职业病",
)
# Near labour law in words (合同, 赔偿, 钱, 公司), not in meaning.
NEAR = (
    "离婚孩子归谁",
    "房东不退押金怎么办",
    "借给朋友的钱不还怎么起诉",
    "买的手机坏了商家不给退",
    "交通事故对方全责怎么赔",
    "买房合同违约金怎么算",
    "父亲去世遗产怎么分",
    "醉驾会判几年",
    "邻居装修漏水赔偿",
    "公司股东之间股权转让纠纷",
    "网上被骗了钱怎么追回",
    "彩礼能要回来吗",
)


def small(text_bias: float = 0.0) -> ScopeModel:
    return ScopeModel(
        models=frozenset({"known"}),
        bias=0.5,
        embedding=np.array([1.0, -1.0], np.float32),
        ngrams={"工": (2.0, 0.25, -0.5)},
        text_bias=text_bias,
    )


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def test_ngrams_worked_by_hand() -> None:
    assert ngrams("工 資A") == Counter({"工": 1, "资": 1, "a": 1, "工资": 1, "资a": 1, "工资a": 1})
    assert ngrams("工工工")["工"] == 3
    assert ngrams("") == Counter()


def test_the_probability_worked_by_hand_with_the_vector_of_a_known_model() -> None:
    vector = np.array([0.6, 0.8], np.float32)
    # One known n-gram: its tf-idf, normalised, is 1 whatever its count.
    expected = sigmoid(0.5 + EMBEDDING_SCALE * -0.2 + NGRAM_SCALE * 0.25)
    assert small().probability("工", vector, "known") == pytest.approx(expected, rel=1e-5)


def test_the_probability_worked_by_hand_from_the_words_alone() -> None:
    vector = np.array([0.6, 0.8], np.float32)
    expected = sigmoid(0.75 + NGRAM_SCALE * -0.5)
    assert small(text_bias=0.75).probability("工", vector, "another") == pytest.approx(expected, rel=1e-9)


def test_a_vector_of_another_size_is_never_used() -> None:
    assert 0 < small().probability("工", np.ones(768, np.float32), "another") < 1


def test_a_question_of_unknown_characters_has_the_bias_alone() -> None:
    assert small(text_bias=-1.0).probability("xyz", np.zeros(2, np.float32), "another") == pytest.approx(sigmoid(-1.0))


def test_huge_sums_do_not_overflow() -> None:
    model = ScopeModel(frozenset({"known"}), 0.0, np.array([1e6], np.float32), {}, 0.0)
    assert model.probability("", np.array([-1.0], np.float32), "known") == pytest.approx(0, abs=1e-20)
    assert model.probability("", np.array([1.0], np.float32), "known") == pytest.approx(1)


def test_the_weights_that_ship_fit_the_default_model() -> None:
    model = load_scope_model()
    assert model.models == {DEFAULT_MODEL, TORCH_MODEL}
    assert model.embedding.shape == (384,)
    assert model.embedding.dtype == np.float32
    assert np.isfinite(model.embedding).all()
    assert len(model.ngrams) > 1000
    assert all(math.isfinite(value) for row in model.ngrams.values() for value in row)


def by_words(question: str) -> float:
    return load_scope_model().probability(question, np.zeros(3, np.float32), "some-other-encoder")


@pytest.mark.parametrize("question", LABOUR)
def test_without_a_known_vector_labour_questions_are_still_taken(question: str) -> None:
    assert by_words(question) >= DOUBT_BELOW


def test_without_a_known_vector_most_other_questions_are_still_refused() -> None:
    refused = [question for question in NEAR if by_words(question) < DOUBT_BELOW]
    assert len(refused) >= 10
    assert max(map(by_words, NEAR)) < min(map(by_words, LABOUR))


@pytest.mark.real
@pytest.mark.parametrize("question", LABOUR)
def test_labour_questions_are_in(assistant: Assistant, question: str) -> None:
    vector = assistant.index.embed(question)
    assert load_scope_model().probability(question, vector, assistant.encoder.name) >= DOUBT_BELOW


@pytest.mark.real
@pytest.mark.parametrize("question", NEAR)
def test_questions_near_labour_law_are_out(assistant: Assistant, question: str) -> None:
    vector = assistant.index.embed(question)
    assert load_scope_model().probability(question, vector, assistant.encoder.name) < REFUSE_BELOW
