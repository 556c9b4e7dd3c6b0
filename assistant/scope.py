"""Whether a question is about labour and union law: a small logistic model, trained on questions we wrote.

Two kinds of evidence are added up: the question's vector, which carries the meaning, and its
character n-grams, which carry the words. ``assistant/scope_training.py`` makes the weights.
"""

from __future__ import annotations

import functools
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from knowledge.text import fold

__all__ = ["ScopeModel", "load_scope_model", "ngrams"]

LONGEST_NGRAM = 3
EMBEDDING_SCALE, NGRAM_SCALE = 8.0, 4.0


@dataclass(frozen=True)
class ScopeModel:
    """Weights of a logistic regression.

    Attributes:
        models: Names of the encoders whose vectors ``embedding`` fits.
        embedding: float32 ``(dim,)``.
        ngrams: n-gram to (inverse document frequency, weight beside the vector, weight without one).
        text_bias: Bias where the encoder is not in ``models`` and the n-grams decide alone.
    """

    models: frozenset[str]
    bias: float
    embedding: npt.NDArray[np.float32]
    ngrams: Mapping[str, tuple[float, float, float]]
    text_bias: float

    def probability(self, question: str, vector: npt.NDArray[np.float32], model: str) -> float:
        """How likely it is that the question is in scope, 0 to 1.

        Args:
            vector: float32 ``(dim,)``, the question's L2-normalised vector under ``model``.
        """
        fits = model in self.models
        total = self.bias if fits else self.text_bias
        if fits:
            total += EMBEDDING_SCALE * float(vector @ self.embedding)
        values = _tf_idf(question, self.ngrams)
        column = 1 if fits else 2
        total += NGRAM_SCALE * sum(value * self.ngrams[gram][column] for gram, value in values.items())
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


def ngrams(text: str) -> Counter[str]:
    """Character n-grams of length 1 to 3 of the folded text, with their counts."""
    folded = fold(text)
    return Counter(
        folded[at : at + size] for size in range(1, LONGEST_NGRAM + 1) for at in range(len(folded) - size + 1)
    )


@functools.cache
def load_scope_model() -> ScopeModel:
    """The weights that ship with the package."""
    raw = json.loads(resources.files(__package__).joinpath("data/scope.json").read_text("utf-8"))
    return ScopeModel(
        models=frozenset(raw["models"]),
        bias=raw["bias"],
        embedding=np.asarray(raw["embedding"], np.float32),
        ngrams={gram: (idf, weight, alone) for gram, idf, weight, alone in raw["ngrams"]},
        text_bias=raw["text_bias"],
    )


def _tf_idf(text: str, table: Mapping[str, tuple[float, float, float]]) -> Mapping[str, float]:
    """(1 + ln tf) * idf, L2-normalised, over the n-grams that the model knows (Salton, Buckley 1988)."""
    values = {gram: (1.0 + math.log(count)) * table[gram][0] for gram, count in ngrams(text).items() if gram in table}
    norm = math.sqrt(sum(value * value for value in values.values()))
    return {gram: value / norm for gram, value in values.items()} if norm else {}
