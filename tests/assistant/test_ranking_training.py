from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from assistant_fakes import DAY, OLD, RULES, WAGES, FixedSource, make_catalogue

from assistant import ranking_training
from assistant.ranking_training import Example, cross_validate, examples, fit
from assistant.service import Assistant
from assistant.settings import Settings
from index.builder import Builder, SilentReporter
from index.questions import QuestionIndex
from index.ranking import FEATURES, Ranker
from index.search import SearchIndex
from knowledge.questions import BankQuestion


def example(values: Sequence[float], right: int, source: str = "stories_one", column: int = 0) -> Example:
    """Candidates that differ in one feature."""
    matrix = np.zeros((len(values), len(FEATURES)), np.float32)
    matrix[:, column] = values
    target = np.zeros(len(values), np.float32)
    target[right] = 1.0
    return Example(source, matrix, target, 1)


def toy(count: int, seed: int, source: str = "stories_one") -> list[Example]:
    """Questions whose right article has the largest sum 3 a - b + noise; the other features say nothing."""
    chooser = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        matrix = chooser.normal(size=(12, len(FEATURES))).astype(np.float32)
        # A feature that is never there, and one on another scale.
        matrix[:, 5], matrix[:, 1] = 0.0, matrix[:, 1] * 100
        target = np.zeros(12, np.float32)
        target[np.argmax(3 * matrix[:, 0] - matrix[:, 1] / 100)] = 1.0
        found.append(Example(source, matrix, target, 1))
    return found


def test_fitting_recovers_the_order_that_made_the_data() -> None:
    ranker = fit(toy(300, seed=0))
    unseen = toy(200, seed=1)
    hits = [int(np.argmax(ranker.logits(one.matrix)) == np.argmax(one.target)) for one in unseen]
    assert np.mean(hits) > 0.85
    assert ranker.weights[0] > 0 > ranker.weights[1]
    assert ranker.weights[0] / (-ranker.weights[1] * 100) == pytest.approx(3, rel=0.3)
    assert np.abs(ranker.weights[2:]).max() < ranker.weights[0] / 5
    assert ranker.weights[5] == 0
    assert ranker.weights.dtype == np.float32
    assert np.isfinite(ranker.weights).all()


def test_the_scale_of_a_feature_does_not_change_the_ranking() -> None:
    data = toy(100, seed=2)
    scaled = [dataclasses.replace(one, matrix=one.matrix * np.float32(50)) for one in data]
    one, other = fit(data), fit(scaled)
    np.testing.assert_allclose(one.weights, other.weights * 50, rtol=0.02, atol=1e-3)


def test_the_optimum_has_no_slope() -> None:
    """Where the penalty is zero the expected features are those of the right articles."""
    chooser = np.random.default_rng(4)
    data = [example(chooser.normal(size=4).tolist(), int(chooser.integers(4))) for _ in range(60)]
    ranker = fit(data, penalty=0.0)
    difference = 0.0
    for one in data:
        shares = np.exp(ranker.logits(one.matrix))
        difference += float((shares / shares.sum() - one.target) @ one.matrix[:, 0])
    assert difference / len(data) == pytest.approx(0, abs=1e-3)


def test_no_other_weights_have_a_smaller_loss() -> None:
    """The loss as the docstring has it: mean cross-entropy and penalty times the squared standardised weights."""
    data, penalty = toy(40, seed=5), 0.5
    scale = np.concatenate([one.matrix for one in data]).std(0)

    def loss(weights: Any) -> float:
        logits = [one.matrix.astype(np.float64) @ weights for one in data]
        logs = [values - values.max() - np.log(np.exp(values - values.max()).sum()) for values in logits]
        entropy = -np.mean([one.target @ values for one, values in zip(data, logs, strict=True)])
        return float(entropy + penalty * ((weights * scale) ** 2).sum())

    best = fit(data, penalty).weights.astype(np.float64)
    for factor in (0.9, 0.97, 1.03, 1.1):
        assert loss(best) < loss(best * factor)


def test_a_stronger_penalty_makes_smaller_weights() -> None:
    data = toy(60, seed=3)
    norms = [float(np.linalg.norm(fit(data, penalty).weights[:1])) for penalty in (0.001, 0.1, 10.0)]
    assert norms == sorted(norms, reverse=True)
    assert norms[-1] < norms[0] / 5


def test_no_file_is_judged_by_what_was_fitted_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[set[str]] = []

    def spying(data: Sequence[Example], penalty: float = 0.0) -> Ranker:
        fitted.append({one.source for one in data})
        return Ranker(np.eye(len(FEATURES), dtype=np.float32)[0])

    judged: list[set[str]] = []
    figures = ranking_training._figures

    def judging(ranker: Ranker, data: Sequence[Example]) -> Any:
        judged.append({one.source for one in data})
        return figures(ranker, data)

    monkeypatch.setattr(ranking_training, "fit", spying)
    monkeypatch.setattr(ranking_training, "_figures", judging)
    data = [example([1.0, 0.0], 0, source) for source in ("c", "a", "b", "a")]
    assert list(cross_validate(data)) == ["a", "b", "c"]
    assert judged == [{"a"}, {"b"}, {"c"}]
    assert fitted == [{"b", "c"}, {"a", "c"}, {"a", "b"}]


def test_a_file_against_all_others_is_judged_badly() -> None:
    """Only where it is left out: fitted to itself it would do well."""
    agreeing = [example([1.0, 0.0], 0, source) for source in ("a", "b") for _ in range(5)]
    contrary = [example([1.0, 0.0], 1, "c") for _ in range(4)]
    found = cross_validate([*agreeing, *contrary])
    assert found["c"]["hit@1"] == 0.0
    assert found["c"]["mrr"] == 0.5
    assert found["a"]["hit@1"] == 1.0


def test_the_figures_worked_by_hand() -> None:
    ranker = Ranker(np.eye(len(FEATURES), dtype=np.float32)[0])
    # Right articles at places 3 and 22 of 25; a further one is no candidate.
    values = np.arange(25, 0, -1, dtype=np.float32)
    one = example(values.tolist(), 2)
    target = one.target.copy()
    target[21] = 0.5
    late = example(values.tolist(), 22)
    assert ranking_training._one(ranker, Example("s", one.matrix, target, 3)) == (0.0, 1.0, 1 / 3, 1 / 3)
    assert ranking_training._one(ranker, late) == (0.0, 0.0, 0.0, 0.0)
    found = ranking_training._figures(ranker, [one, example(values.tolist(), 0)])
    assert found == {"hit@1": 0.5, "hit@5": 1.0, "mrr": pytest.approx(2 / 3, abs=1e-4), "recall@20": 1.0}


BANK = (
    BankQuestion("老板每月发工资吗", ((WAGES, "第一条"),), "contract"),
    BankQuestion("工钱拖着不发", ((WAGES, "第一条"), (WAGES, "第二条")), "stories_one"),
    BankQuestion("晚交了几天", ((OLD, "第一条"), (WAGES, "第二条"), (WAGES, "第四条")), "stories_two"),
    BankQuestion("没有这样的法", (("示例没有的法", "第一条"),), "stories_two"),
    BankQuestion("停工的时候干活", ((RULES, "第一条"),), "stories_two"),
)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory, make_encoder: Any) -> Assistant:
    """An assistant over the invented laws with a bank of one common file and two of stories."""
    home, encoder = tmp_path_factory.mktemp("stories"), make_encoder()
    builder = Builder(
        home, [FixedSource()], make_catalogue(), lambda: encoder, encoder.name, everything=True, bank=BANK
    )
    builder.build(SilentReporter())
    index = SearchIndex.open(home / "index", encoder, make_catalogue())
    return Assistant(index, encoder, Settings(home=home, library="", model=encoder.name))


def test_only_stories_are_learned_from_and_none_with_its_own_file_in_the_bank(
    stories: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[tuple[str, set[str]]] = []
    candidates = SearchIndex.candidates

    def spying(self: SearchIndex, query: Any, vector: Any, questions: QuestionIndex | None = None) -> Any:
        assert questions is not None
        used.append((query.text, {one.source for one in questions.bank}))
        return candidates(self, query, vector, questions)

    monkeypatch.setattr(SearchIndex, "candidates", spying)
    found = list(examples(stories, stories.index.questions, DAY))
    assert [one.source for one in found] == ["stories_one", "stories_two", "stories_two"]
    assert used[0] == ("工钱拖着不发", {"contract", "stories_two"})
    assert {frozenset(sources) for _, sources in used[1:]} == {frozenset({"contract", "stories_one"})}


def test_the_first_article_weighs_most_and_those_not_in_force_nothing(stories: Assistant) -> None:
    first, second, third = examples(stories, stories.index.questions, DAY)
    assert [one.gold for one in (first, second, third)] == [2, 2, 1]
    for one in (first, second):
        assert np.sort(one.target)[::-1][:3] == pytest.approx([0.6, 0.4, 0.0], abs=1e-6)
    assert third.target.max() == 1.0
    for one in (first, second, third):
        assert one.matrix.shape == (len(one.target), len(FEATURES))


def test_on_a_day_without_law_there_is_nothing_to_learn(stories: Assistant) -> None:
    assert list(examples(stories, stories.index.questions, date(1990, 1, 1))) == []


def test_the_vector_of_the_bank_is_used_only_for_the_text_it_was_made_of(
    stories: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Any] = []

    def candidates(self: SearchIndex, query: Any, vector: Any, questions: Any = None) -> Any:
        taken.append((query.text, vector))
        return SimpleNamespace(keys=(), matrix=np.zeros((0, len(FEATURES)), np.float32))

    monkeypatch.setattr(SearchIndex, "candidates", candidates)
    bank = [BankQuestion(text, ((WAGES, "第一条"),), "stories_one") for text in ("工钱拖着不发", "工錢拖著不發")]
    marked = np.eye(2, stories.encoder.dim, dtype=np.float32)
    assert list(examples(stories, QuestionIndex(bank, marked), DAY)) == []
    (same, first), (changed, second) = taken
    assert same == "工钱拖着不发"
    np.testing.assert_array_equal(first, marked[0])
    if changed != bank[1].question:
        np.testing.assert_array_equal(second, stories.index.embed(changed))
    else:
        np.testing.assert_array_equal(second, marked[1])


def test_what_is_written_can_be_read_by_the_ranker(
    stories: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Assistant, "open", classmethod(lambda cls: stories))
    monkeypatch.setattr(ranking_training, "TARGET", tmp_path / "ranking.json")
    ranking_training.main()
    raw = json.loads((tmp_path / "ranking.json").read_text("utf-8"))
    assert list(raw["weights"]) == list(FEATURES)
    assert raw["examples"] == 3
    assert set(raw["cross_validation"]) == {"stories_one", "stories_two", "mean"}
