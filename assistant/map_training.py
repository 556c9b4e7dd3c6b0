"""Learns the map of ``assistant/lesson_map.py`` from the ways of asking of lessons.

Contrastive learning: a message shall be nearer to the lines of its lesson than to all other lines, and nearer to
messages of its lesson, drawn at random, than to others (supervised contrastive loss with several positives,
Khosla et al. 2020). The start is the identity, and a penalty keeps the map near to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoders import Vectors

__all__ = ["MapRecipe", "fit_map"]

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class MapRecipe:
    """How to learn; the defaults are what was shipped.

    Attributes:
        temperature: Divides cosines before the softmax.
        mates: Weight of the loss between messages of one lesson.
        near: Weight of the squared distance to the identity.
    """

    epochs: int = 3
    batch: int = 128
    rate: float = 1e-3
    temperature: float = 0.03
    mates: float = 0.5
    near: float = 1e-4


def fit_map(
    messages: Vectors,
    asked: Numbers,
    lines: Vectors,
    said: Numbers,
    seed: int = 0,
    recipe: MapRecipe | None = None,
) -> Vectors:
    """The matrix, float32 ``(dim, dim)``.

    Args:
        messages: float32 ``(n, dim)``, L2-normalised; ``asked``: int64 ``(n,)``, their lessons' numbers.
        lines: float32 ``(m, dim)``, L2-normalised; ``said``: int64 ``(m,)``, their lessons' numbers.
    """
    import torch

    torch.manual_seed(seed)
    recipe, chooser = recipe or MapRecipe(), np.random.default_rng(seed)
    identity = torch.eye(messages.shape[1])
    matrix = identity.clone().requires_grad_(True)
    optimiser = torch.optim.AdamW([matrix], lr=recipe.rate, weight_decay=0.0)
    everything, own = torch.from_numpy(lines), torch.from_numpy(said)
    mates = {lesson: np.flatnonzero(asked == lesson) for lesson in np.unique(asked).tolist()}

    def turned(rows: Vectors) -> torch.Tensor:
        return torch.nn.functional.normalize(torch.from_numpy(rows) @ matrix.T, dim=1)

    def loss_of(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        scores = scores / recipe.temperature
        return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~right, -1e4), 1)).mean()

    size = min(recipe.batch, len(messages))
    for _ in range(recipe.epochs):
        order = chooser.permutation(len(messages))
        for start in range(0, len(order) - size + 1, size):
            rows = order[start : start + size]
            lessons = torch.from_numpy(asked[rows])
            others = messages[[chooser.choice(mates[int(lesson)]) for lesson in asked[rows]]]
            questions = turned(messages[rows])
            texts = torch.nn.functional.normalize(everything @ matrix.T, dim=1)
            loss: Any = loss_of(questions @ texts.T, own[None, :] == lessons[:, None])
            loss = loss + recipe.mates * loss_of(questions @ turned(others).T, lessons[:, None] == lessons[None, :])
            loss = loss + recipe.near * ((matrix - identity) ** 2).sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return matrix.detach().numpy().astype(np.float32)
