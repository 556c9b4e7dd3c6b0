from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.lesson_map import LessonMap, load_lesson_map, save_lesson_map
from assistant.lesson_matching import load_lesson_model
from knowledge.errors import ModelError


def test_the_map_that_ships_is_the_one_to_which_the_weights_were_fitted() -> None:
    rows = np.eye(384, dtype=np.float32)[:5]
    turned = load_lesson_map(load_lesson_model().turned_by).apply(rows)
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-3)
    assert not np.allclose(turned, rows)


def test_another_file_than_that_of_the_weights_is_refused() -> None:
    with pytest.raises(ModelError, match="请重新安装"):
        load_lesson_map("0" * 64)


def test_a_vector_alone_is_turned_as_one_among_others() -> None:
    chooser = np.random.default_rng(7)
    matrix, rows = chooser.normal(size=(4, 4)).astype(np.float32), chooser.normal(size=(3, 4)).astype(np.float32)
    turn = LessonMap(matrix)
    np.testing.assert_allclose(turn.apply(rows)[1], turn.apply(rows[1]), atol=1e-6)
    np.testing.assert_array_equal(LessonMap().apply(rows), rows)


def test_a_map_is_stored_in_half_the_size(tmp_path: Path) -> None:
    matrix = np.random.default_rng(8).normal(size=(16, 16)).astype(np.float32)
    digest = save_lesson_map(matrix, tmp_path / "map.npy")
    assert len(digest) == 64
    np.testing.assert_allclose(np.load(tmp_path / "map.npy"), matrix, atol=2e-3)
