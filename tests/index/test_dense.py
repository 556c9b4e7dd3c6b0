from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex
from index.encoders import Vectors


@pytest.fixture
def vectors() -> Vectors:
    rows = np.random.default_rng(7).normal(size=(200, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def everything(vectors: Vectors) -> np.ndarray:
    return np.ones(len(vectors), np.bool_)


def test_results_are_the_exact_nearest_with_their_cosines(vectors: Vectors) -> None:
    query = vectors[3]
    found = DenseIndex(vectors).search(query, everything(vectors), 10)
    cosines = vectors @ query
    assert [row for row, _ in found] == np.argsort(-cosines)[:10].tolist()
    assert [score for _, score in found] == pytest.approx(np.sort(cosines)[::-1][:10].tolist(), abs=1e-5)


@pytest.mark.parametrize("allowed_rows", [[0], [7, 8, 9], [199], list(range(0, 200, 3)), list(range(64, 73))])
def test_only_allowed_passages_come_back(vectors: Vectors, allowed_rows: list[int]) -> None:
    allowed = np.zeros(len(vectors), np.bool_)
    allowed[allowed_rows] = True
    found = DenseIndex(vectors).search(vectors[1], allowed, 200)
    assert sorted(row for row, _ in found) == allowed_rows


def test_nothing_allowed_finds_nothing(vectors: Vectors) -> None:
    assert DenseIndex(vectors).search(vectors[0], ~everything(vectors), 5) == []


def test_asking_for_more_than_there_is_gives_all_once(vectors: Vectors) -> None:
    found = DenseIndex(vectors).search(vectors[0], everything(vectors), 10_000)
    assert sorted(row for row, _ in found) == list(range(200))


def test_saved_and_loaded_it_answers_the_same(vectors: Vectors, tmp_path: Path) -> None:
    index = DenseIndex(vectors)
    index.save(tmp_path / "v.faiss")
    loaded = DenseIndex.load(tmp_path / "v.faiss")
    assert (len(loaded), loaded.dim) == (200, 16)
    assert loaded.search(vectors[5], everything(vectors), 7) == index.search(vectors[5], everything(vectors), 7)


def test_what_was_indexed_comes_back_in_order(vectors: Vectors, tmp_path: Path) -> None:
    index = DenseIndex(vectors)
    np.testing.assert_array_equal(index.vectors(), vectors)
    index.save(tmp_path / "v.faiss")
    np.testing.assert_array_equal(DenseIndex.load(tmp_path / "v.faiss").vectors(), vectors)


def test_the_vectors_are_those_of_the_index_and_not_a_copy(vectors: Vectors) -> None:
    index = DenseIndex(vectors)
    assert np.shares_memory(index.vectors(), index.vectors())
    with pytest.raises(ValueError, match="read-only"):
        index.vectors()[0, 0] = 1


def test_the_vectors_stay_when_the_index_goes(vectors: Vectors) -> None:
    kept = [DenseIndex(vectors).vectors() for _ in range(50)]
    for one in kept:
        np.testing.assert_array_equal(one, vectors)


def test_vectors_of_an_empty_index() -> None:
    assert DenseIndex(np.zeros((0, 16), np.float32)).vectors().shape == (0, 16)
