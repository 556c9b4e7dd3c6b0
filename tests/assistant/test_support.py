from __future__ import annotations

import dataclasses
import json
import math
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import Assistant
from assistant.records import Outcome
from assistant.scope import EMBEDDING_SCALE
from assistant.support import FEATURES, SupportModel, evidence, load_support_model
from assistant.support_training import fit
from index.model import DEFAULT_MODEL, TORCH_MODEL
from index.search import Hit
from knowledge.questions import load_bank

VECTOR = np.array([1.0, 0.0], np.float32)


def hit(score: float, cosine: float = 0.0, asked: float = 0.0) -> Hit:
    nothing: Any = None
    return Hit(nothing, nothing, score, (), cosine, {}, asked)


def model(**changes: Any) -> SupportModel:
    plain = SupportModel(frozenset({"known"}), (0.0, 1.0, 2.0, 3.0), np.array([0.5, 9.0], np.float32), -4.0, 0.2, 0.6)
    return dataclasses.replace(plain, **changes)


def test_evidence_worked_by_hand() -> None:
    found = evidence([hit(0.5, 0.8, 0.7), hit(0.2, 0.9), hit(0.1, 0.1, 0.6), hit(0.05, 1.0, 1.0)])
    assert found == pytest.approx((math.log(0.5), 0.8, 0.9, 0.7))
    assert len(found) == len(FEATURES)


def test_probability_worked_by_hand() -> None:
    logit = -4.0 + EMBEDDING_SCALE * 0.5 + 1.0 * 0.5 + 2.0 * 0.8 + 3.0 * 0.7
    found = model().probability(VECTOR, [hit(0.5, 0.8, 0.7)], "known")
    assert found == pytest.approx(1 / (1 + math.exp(-logit)))


def test_nothing_found_is_never_supported_and_another_encoder_never_doubted() -> None:
    assert model().probability(VECTOR, [], "known") == 0.0
    assert model(bias=-1000.0).probability(VECTOR, [hit(0.5)], "another") == 1.0


def test_the_weights_that_ship_fit_the_models_that_ship() -> None:
    shipped = load_support_model()
    assert shipped.models == {DEFAULT_MODEL, TORCH_MODEL}
    assert shipped.embedding.shape == (384,)
    assert np.isfinite(shipped.embedding).all()
    assert 0 < shipped.none_below < shipped.doubt_below < 1


def test_fitting_tells_what_was_found_well_from_what_was_not() -> None:
    random = np.random.default_rng(5)
    values = random.normal(size=(400, 6))
    supported = values[:, -1] + 0.1 * random.normal(size=400) > 0
    weights, bias = fit(values, supported, np.ones(400))
    assert ((values @ weights + bias > 0) == supported).mean() > 0.95
    assert np.argmax(np.abs(weights)) == 5


def test_the_questions_it_learns_from_are_not_in_the_bank() -> None:
    text = resources.files("knowledge.questions").joinpath("support.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert {row["supported"] for row in rows} == {True, False}
    assert "support" not in {one.source for one in load_bank()}
    assert all(row.get("gold") for row in rows if row["supported"])


def test_below_the_first_threshold_nothing_is_cited_and_below_the_second_it_is_said(
    tiny: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "老板拖欠工资怎么办"
    sure = tiny.ask(question)
    assert sure.status is Outcome.ANSWERED
    for bias, status, warned in ((-1000.0, Outcome.NO_EVIDENCE, False), (0.0, Outcome.ANSWERED, True)):
        doubting = model(
            models=frozenset({tiny.encoder.name}), weights=(0.0,) * 4, embedding=np.zeros(tiny.encoder.dim), bias=bias
        )
        monkeypatch.setattr(tiny._answering, "_support", doubting)
        answer = tiny.ask(question)
        text = "".join(block.text for section in answer.sections for block in section.blocks)
        assert answer.status is status
        assert ("没有把握" in text) is warned
        assert bool(answer.citations) is (status is Outcome.ANSWERED)


@pytest.mark.real
@pytest.mark.parametrize(
    "question", ["老板三个月没发工资", "试用期最长多久", "工伤认定要多长时间", "怀孕了能不能辞退我", "仲裁时效是几年"]
)
def test_everyday_questions_are_not_doubted(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Outcome.ANSWERED
    assert "没有把握" not in "".join(block.text for section in answer.sections for block in section.blocks)


@pytest.mark.real
@pytest.mark.library
def test_what_no_text_holds_is_said_to_be_missing_or_doubtful(assistant: Assistant, library_folder: Path) -> None:
    questions = (
        "高温补贴一个月发多少钱",
        "取暖补贴一个月发多少钱",
        "婚假国家规定是几天",
        "夜班津贴一晚上多少钱",
    )
    ends = [assistant.ask(question) for question in questions]
    texts = ["".join(block.text for section in one.sections for block in section.blocks) for one in ends]
    assert (
        sum(one.status is Outcome.NO_EVIDENCE or "没有把握" in text for one, text in zip(ends, texts, strict=True)) >= 3
    )
