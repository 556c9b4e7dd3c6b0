from __future__ import annotations

import numpy as np

from assistant.lesson_map import LessonMap
from assistant.map_training import MapRecipe, fit_map


def test_the_map_learns_to_forget_what_does_not_tell_lessons_apart() -> None:
    """Four lessons in two of eight directions, drowned in noise in the other six: seed 3."""
    chooser = np.random.default_rng(3)
    centres = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]], np.float32)

    def some(each: int) -> tuple[np.ndarray, np.ndarray]:
        lessons = np.repeat(np.arange(4), each)
        rows = np.concatenate([centres[lessons], chooser.normal(size=(4 * each, 6))], axis=1).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True), lessons

    def right(turn: LessonMap) -> float:
        nearest = (turn.apply(unseen) @ turn.apply(lines).T).argmax(1)
        return float((said[nearest] == wanted).mean())

    messages, asked = some(60)
    lines, said = some(10)
    unseen, wanted = some(50)
    matrix = fit_map(messages, asked, lines, said, recipe=MapRecipe(epochs=30, rate=1e-2, batch=64))
    assert matrix.shape == (8, 8)
    assert right(LessonMap(matrix)) > right(LessonMap()) + 0.2
