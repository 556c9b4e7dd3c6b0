"""Trains the scope model: ``python -m assistant.scope_training [--other FILE.jsonl]``.

In scope are the questions marked so in ``knowledge/questions/scope.jsonl`` and, with a small weight,
those of the question bank beside it; out of scope are the others in ``scope.jsonl`` and, with a smaller
weight, the questions of ``--other``. Development and evaluation
questions are never read, except to leave out any that ``--other`` shares with a file given by
``--exclude``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders import Encoder
from index.model import DEFAULT_MODEL, TORCH_MODEL, load_encoder
from knowledge.text import fold

from .scope import EMBEDDING_SCALE, NGRAM_SCALE, ngrams
from .settings import load_settings

__all__ = ["train"]

OTHER_WEIGHT = 0.3
# All questions of the bank together, however many there are: more of them shall not make the model more generous.
BANK_WEIGHT = 1700.0
MOST_NGRAMS = 12_000
QUESTIONS = Path(__file__).parents[1] / "knowledge" / "questions"
SCOPE_FILE = "scope.jsonl"
TARGET = Path(__file__).parent / "data" / "scope.json"


def train(
    encoder: Encoder,
    inside: list[str],
    outside: list[str],
    other: list[str],
    bank: list[str],
    bank_weight: float = BANK_WEIGHT,
) -> dict[str, Any]:
    """Fit both models and give their weights as stored.

    Args:
        other: More questions out of scope, each counting ``OTHER_WEIGHT``.
        bank: More questions in scope, together counting ``bank_weight``.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = [*inside, *bank, *outside, *other]
    labels = np.r_[np.ones(len(inside) + len(bank)), np.zeros(len(outside) + len(other))]
    weights = np.concatenate(
        [
            np.ones(len(inside)),
            np.full(len(bank), bank_weight / max(len(bank), 1)),
            np.ones(len(outside)),
            np.full(len(other), OTHER_WEIGHT),
        ]
    )
    vectorizer = TfidfVectorizer(analyzer=_analyse, min_df=2, sublinear_tf=True, max_features=MOST_NGRAMS)
    grams = vectorizer.fit_transform(texts) * NGRAM_SCALE
    vectors = csr_matrix(encoder.encode_queries(texts) * EMBEDDING_SCALE)
    both = LogisticRegression(C=1.0, max_iter=3000).fit(hstack([vectors, grams]).tocsr(), labels, weights)
    alone = LogisticRegression(C=1.0, max_iter=3000).fit(grams, labels, weights)
    names = vectorizer.get_feature_names_out()
    rows = zip(names, vectorizer.idf_, both.coef_[0][encoder.dim :], alone.coef_[0], strict=True)
    return {
        "models": [DEFAULT_MODEL, TORCH_MODEL],
        "bias": float(both.intercept_[0]),
        "embedding": [round(float(value), 5) for value in both.coef_[0][: encoder.dim]],
        "ngrams": [[gram, *(round(float(value), 4) for value in values)] for gram, *values in rows],
        "text_bias": float(alone.intercept_[0]),
    }


def _analyse(text: str) -> list[str]:
    return list(ngrams(text).elements())


def _questions(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def _unseen(rows: Iterable[dict[str, Any]], excluded: set[str]) -> list[str]:
    return sorted({row["question"] for row in rows if fold(row["question"]) not in excluded})


def main() -> None:
    """Read the question files, train, and write ``assistant/data/scope.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--other", type=Path, help="JSONL with questions about other areas of law")
    parser.add_argument(
        "--exclude", type=Path, nargs="*", default=[], help="JSONL whose questions must not be trained on"
    )
    options = parser.parse_args()
    excluded = {fold(row["question"]) for path in options.exclude for row in _questions(path)}
    own = _questions(QUESTIONS / SCOPE_FILE)
    bank = [row for path in sorted(QUESTIONS.glob("*.jsonl")) if path.name != SCOPE_FILE for row in _questions(path)]
    settings = load_settings()
    encoder = load_encoder(DEFAULT_MODEL, settings.home, print, settings.threads)
    weights = train(
        encoder,
        inside=_unseen((row for row in own if row["scope"] == "in"), excluded),
        outside=_unseen((row for row in own if row["scope"] == "out"), excluded),
        other=_unseen(_questions(options.other), excluded) if options.other else [],
        bank=_unseen(bank, excluded),
    )
    TARGET.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{TARGET.name}: {len(weights['ngrams'])} n-grams")


if __name__ == "__main__":
    main()
