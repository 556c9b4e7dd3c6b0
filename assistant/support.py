"""Whether the library holds an answer: a small logistic model over the question and what was found.

Every question about work finds some article. Whether one of them decides it shows in what is asked (its
vector) and in how well the best articles were found: how sure the ranker is, how near their passages are,
and how near the written questions are that lead there. ``assistant/support_training.py`` makes the weights.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from index.search import Hit

from .scope import EMBEDDING_SCALE

__all__ = ["FEATURES", "SupportModel", "evidence", "load_support_model"]

FEATURES = ("log_first", "first_three", "cosine", "asked")
LOOKED_AT = 3


@dataclass(frozen=True)
class SupportModel:
    """Weights of a logistic regression.

    Attributes:
        models: Names of the encoders that the weights fit; with another one nothing is doubted.
        weights: One for each of :data:`FEATURES`.
        embedding: float32 ``(dim,)``, the weights of the question's vector.
        none_below: Below this probability the library is taken to hold no answer.
        doubt_below: Below this one the answer says that it may not fit.
    """

    models: frozenset[str]
    weights: tuple[float, ...]
    embedding: npt.NDArray[np.float32]
    bias: float
    none_below: float
    doubt_below: float

    def probability(self, vector: npt.NDArray[np.float32], hits: Sequence[Hit], model: str) -> float:
        """How likely it is that an article that answers is among the first three, 0 to 1.

        Args:
            vector: float32 ``(dim,)``, the question's L2-normalised vector under ``model``.
        """
        if not hits:
            return 0.0
        if model not in self.models:
            return 1.0
        total = self.bias + EMBEDDING_SCALE * float(vector @ self.embedding)
        total += sum(weight * value for weight, value in zip(self.weights, evidence(hits), strict=True))
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


def evidence(hits: Sequence[Hit]) -> tuple[float, ...]:
    """The values of :data:`FEATURES` for a ranking that is not empty."""
    top = hits[:LOOKED_AT]
    return (
        math.log(max(hits[0].score, 1e-6)),
        sum(hit.score for hit in top),
        max(hit.cosine for hit in top),
        max(hit.asked for hit in top),
    )


@functools.cache
def load_support_model() -> SupportModel:
    """The weights that ship with the package."""
    raw = json.loads(resources.files(__package__).joinpath("data/support.json").read_text("utf-8"))
    return SupportModel(
        models=frozenset(raw["models"]),
        weights=tuple(raw["weights"][name] for name in FEATURES),
        embedding=np.asarray(raw["embedding"], np.float32),
        bias=raw["bias"],
        none_below=raw["none_below"],
        doubt_below=raw["doubt_below"],
    )
