"""Fits the ranker: ``python -m assistant.ranking_training``.

It learns from the questions that were written as stories first and given their articles afterwards
(``knowledge/questions/stories_*.jsonl``). Each file has one author; while its questions are ranked none of
that file is in the question bank, so that nobody's way of writing is rewarded. The figures are those of
leave-one-file-out cross-validation. Development and evaluation questions are never read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import index.ranking
from index.questions import QuestionIndex
from index.ranking import FEATURES, Ranker
from knowledge.questions import BankQuestion

from .service import Assistant

__all__ = ["Example", "cross_validate", "examples", "fit", "main"]

STORIES = "stories_"
# Strength of the L2 penalty, on standardised features; .003 to .05 gave the same within noise.
PENALTY = 0.01
# The first article of a question is its ground; each further one counts less.
LATER = 0.5
TARGET = Path(index.ranking.__file__).parent / "data" / "ranking.json"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """One question's candidates.

    Attributes:
        source: The file of the question.
        matrix: float32 ``(n, len(FEATURES))``.
        target: float32 ``(n,)``, weights of the right articles; sums to 1.
        gold: How many right articles there are, candidates or not.
    """

    source: str
    matrix: Floats
    target: Floats
    gold: int


def examples(assistant: Assistant, questions: QuestionIndex, day: date) -> Iterator[Example]:
    """The stories of the question bank, each ranked without its own file; not those without a right candidate."""
    for source in sorted({one.source for one in questions.bank if one.source.startswith(STORIES)}):
        rest = questions.without([source])
        rows = [row for row, one in enumerate(questions.bank) if one.source == source]
        for row in rows:
            example = _example(assistant, questions.bank[row], questions.vectors[row], rest, day)
            if example is not None:
                yield example


def _example(assistant: Assistant, one: BankQuestion, vector: Floats, rest: QuestionIndex, day: date) -> Example | None:
    query = assistant.query(one.question, day)
    if query.text != one.question:
        vector = assistant.index.embed(query.text)
    found = assistant.index.candidates(query, vector, rest)
    articles = (assistant.index.find(*ref, day) for ref in one.gold)
    gold = [article.key for article in articles if article is not None]
    target = np.array([1.0 / (1.0 + LATER * gold.index(key)) if key in gold else 0.0 for key in found.keys], np.float32)
    return Example(one.source, found.matrix, target / target.sum(), len(gold)) if target.any() else None


def fit(data: Sequence[Example], penalty: float = PENALTY) -> Ranker:
    """The conditional logit of least mean cross-entropy plus ``penalty`` times the squared weights."""
    from scipy.optimize import minimize

    stacked = np.concatenate([one.matrix for one in data]).astype(np.float64)
    mean, scale = stacked.mean(0), stacked.std(0)
    scale[scale == 0] = 1.0
    standard = (stacked - mean) / scale
    target = np.concatenate([one.target for one in data]).astype(np.float64)
    starts = np.cumsum([0, *(len(one.target) for one in data)])[:-1]
    sizes = np.array([len(one.target) for one in data])

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        logits = standard @ weights
        logits = logits - np.repeat(np.maximum.reduceat(logits, starts), sizes)
        log_sum = np.repeat(np.log(np.add.reduceat(np.exp(logits), starts)), sizes)
        logs = logits - log_sum
        value = -float(target @ logs) / len(data) + penalty * float(weights @ weights)
        slope = standard.T @ (np.exp(logs) - target) / len(data) + 2 * penalty * weights
        return value, slope

    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return Ranker((found.x / scale).astype(np.float32))


def cross_validate(data: Sequence[Example]) -> Mapping[str, Mapping[str, float]]:
    """For each file hit@1, hit@5, MRR and recall@20 of a ranker fitted to the other files."""
    sources = sorted({one.source for one in data})
    return {
        source: _figures(
            fit([one for one in data if one.source != source]), [one for one in data if one.source == source]
        )
        for source in sources
    }


def _figures(ranker: Ranker, data: Sequence[Example]) -> Mapping[str, float]:
    found = np.array([_one(ranker, example) for example in data])
    return dict(zip(("hit@1", "hit@5", "mrr", "recall@20"), found.mean(0).round(4).tolist(), strict=True))


def _one(ranker: Ranker, example: Example) -> tuple[float, float, float, float]:
    order = np.argsort(-ranker.logits(example.matrix), kind="stable")
    places = np.flatnonzero(example.target[order] > 0)
    first = int(places[0])
    within = int((places < 20).sum())
    return float(first < 1), float(first < 5), 1.0 / (first + 1) if first < 20 else 0.0, within / example.gold


def main() -> None:
    """Fit on all stories and write ``index/data/ranking.json``; print the cross-validated figures."""
    assistant = Assistant.open()
    data = list(examples(assistant, assistant.index.questions, date.today()))
    figures = cross_validate(data)
    mean = {name: float(np.mean([row[name] for row in figures.values()])) for name in next(iter(figures.values()))}
    ranker = fit(data)
    weights = {name: round(float(value), 4) for name, value in zip(FEATURES, ranker.weights, strict=True)}
    out: dict[str, Any] = {"examples": len(data), "cross_validation": {**figures, "mean": mean}, "weights": weights}
    TARGET.write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for name, row in out["cross_validation"].items():
        print(f"{name:20} " + "  ".join(f"{key} {value:.3f}" for key, value in row.items()))


if __name__ == "__main__":
    main()
