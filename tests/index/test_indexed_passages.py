"""The passages of an index by themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_corpus import EMPTY

from index.passages import PassageIndex
from index.search import SearchIndex
from index.store import IndexStore
from knowledge.errors import ModelError

DAYS = (date(1990, 1, 1), date(2012, 1, 1), date(2026, 5, 1))


@pytest.fixture
def passages(home: Path, fake_encoder: Any) -> PassageIndex:
    folder, manifest = IndexStore(home / "index").verified(PassageIndex.FILES)
    return PassageIndex(folder, manifest, fake_encoder, EMPTY)


def test_they_are_those_of_the_whole_index(passages: PassageIndex, small_index: SearchIndex) -> None:
    assert passages.passages == small_index.passages != ()
    assert passages.library.corpus_hash() == small_index.library.corpus_hash()
    np.testing.assert_array_equal(passages.dense.vectors(), small_index.dense.vectors())
    in_force = [passages.passages_in_force(day).tolist() for day in DAYS]
    assert in_force == [small_index.passages_in_force(day).tolist() for day in DAYS]
    assert in_force[0] == [] != in_force[2]


def test_a_passage_is_nearest_to_itself(passages: PassageIndex) -> None:
    texts = [one.for_encoder for one in passages.passages]
    cosines = passages.embed_all(texts) @ passages.dense.vectors().T
    assert cosines.diagonal() == pytest.approx(cosines.max(axis=1), abs=1e-5)


def test_another_model_is_refused(home: Path, fake_encoder: Any) -> None:
    folder, manifest = IndexStore(home / "index").verified(PassageIndex.FILES)
    fake_encoder.name = "other"
    with pytest.raises(ModelError, match="xuefa build"):
        PassageIndex(folder, manifest, fake_encoder, EMPTY)
