"""Fits the model of support: ``python -m assistant.support_training``.

Supported are the stories of the question bank for which an article that answers is among the first three,
each searched without its own file, and the questions marked so in ``knowledge/questions/support.jsonl``;
not supported are the others there, whose answer stands in no text of the library. Needs the library that
those questions were checked against. Development and evaluation questions are never read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.model import DEFAULT_MODEL, TORCH_MODEL
from index.questions import QuestionIndex
from index.search import Hit

from .ranking_training import STORIES
from .scope import EMBEDDING_SCALE
from .service import Assistant
from .support import FEATURES, LOOKED_AT, evidence

__all__ = ["fit", "main"]

QUESTIONS = Path(__file__).parents[1] / "knowledge" / "questions" / "support.jsonl"
TARGET = Path(__file__).parent / "data" / "support.json"
# So much of the supported questions may be told that nothing was found, and that the articles may not fit.
REFUSED_SHARE, DOUBTED_SHARE = 0.01, 0.05
# A supported question by the author of the unsupported ones counts so often, lest the author be learned.
TWIN_WEIGHT = 5.0
PENALTY = 0.3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """What was found for one question.

    Attributes:
        group: Questions of one group are never learned from and judged at the same time.
        twin: Whether it stands in ``support.jsonl``.
    """

    values: tuple[float, ...]
    supported: bool
    group: str
    twin: bool


def _examples(assistant: Assistant, day: date) -> Iterator[Example]:
    index = assistant.index
    bank = index.questions
    for source in sorted({one.source for one in bank.bank if one.source.startswith(STORIES)}):
        rest = bank.without([source])
        for one in (one for one in bank.bank if one.source == source):
            values, hits = _found(assistant, one.question, day, rest)
            if _answered(hits, set(one.gold)):
                yield Example(values, True, f"{source} {len(one.question) % 7}", twin=False)
    for line in filter(None, QUESTIONS.read_text("utf-8").split("\n")):
        row = json.loads(line)
        values, hits = _found(assistant, row["question"], day, bank)
        gold = {(ref["law"], ref["article"]) for ref in row.get("gold", ())}
        if not row["supported"] or _answered(hits, gold):
            yield Example(values, row["supported"], row["topic"], twin=True)


def _found(
    assistant: Assistant, question: str, day: date, questions: QuestionIndex
) -> tuple[tuple[float, ...], list[Hit]]:
    query = assistant.query(question, day)
    vector = assistant.index.embed(query.text)
    hits = assistant.index.search(query, LOOKED_AT, vector, questions)
    return (*(EMBEDDING_SCALE * float(value) for value in vector), *evidence(hits)), hits


def _answered(hits: Sequence[Hit], gold: set[tuple[str, str]]) -> bool:
    return any((hit.law.title, hit.article.number) in gold for hit in hits)


def fit(values: Floats, supported: npt.NDArray[np.bool_], weights: Floats) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression in which both classes weigh the same."""
    from sklearn.linear_model import LogisticRegression

    # The vector keeps its scale; what was found is standardised.
    mean, scale = values.mean(0), values.std(0)
    mean[: -len(FEATURES)], scale[: -len(FEATURES)] = 0.0, 1.0
    model = LogisticRegression(class_weight="balanced", C=PENALTY, max_iter=2000)
    model.fit((values - mean) / scale, supported, weights)
    found: Floats = model.coef_[0] / scale
    return found, float(model.intercept_[0] - found @ mean)


def main() -> None:
    """Fit, print what the thresholds do in cross-validation by topic, and write ``data/support.json``."""
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    data = list(_examples(Assistant.open(), date.today()))
    values = np.array([one.values for one in data])
    supported = np.array([one.supported for one in data])
    twins = np.array([one.twin for one in data])
    counts = np.where(twins & supported, TWIN_WEIGHT, 1.0)
    chances = np.zeros(len(data))
    for train, test in GroupKFold(5).split(values, supported, [one.group for one in data]):
        weights, bias = fit(values[train], supported[train], counts[train])
        chances[test] = 1.0 / (1.0 + np.exp(-(values[test] @ weights + bias)))
    none_below = float(np.quantile(chances[supported], REFUSED_SHARE))
    doubt_below = float(np.quantile(chances[supported], DOUBTED_SHARE))
    figures = {
        "supported": int(supported.sum()),
        "unsupported": int((~supported).sum()),
        "auc": float(roc_auc_score(supported, chances)),
        "auc_same_author": float(roc_auc_score(supported[twins], chances[twins])),
        "unsupported_refused": float((chances[~supported] < none_below).mean()),
        "unsupported_doubted": float((chances[~supported] < doubt_below).mean()),
        "same_author_supported_refused": float((chances[twins & supported] < none_below).mean()),
    }
    weights, bias = fit(values, supported, counts)
    split = len(weights) - len(FEATURES)
    out = {
        "models": [DEFAULT_MODEL, TORCH_MODEL],
        "cross_validation": {name: round(value, 3) for name, value in figures.items()},
        "weights": dict(zip(FEATURES, (round(float(weight), 5) for weight in weights[split:]), strict=True)),
        "bias": round(bias, 5),
        "none_below": round(none_below, 4),
        "doubt_below": round(doubt_below, 4),
        "embedding": [round(float(weight), 5) for weight in weights[:split]],
    }
    TARGET.write_text(json.dumps(out) + "\n", encoding="utf-8")
    print(out["cross_validation"])


if __name__ == "__main__":
    main()
