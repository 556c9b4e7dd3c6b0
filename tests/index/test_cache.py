from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.cache
from index.cache import VectorCache

TEXTS = [f"第{at}句话{chr(0x4E00 + at)}" for at in range(20)]


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "deep" / "vectors.sqlite")


def test_vectors_come_in_the_order_of_the_texts(cache: VectorCache, fake_encoder: Any) -> None:
    # Encoded in order of length, so an order of its own shows.
    texts = ["很长很长的一句话", "短", "中等的话", "短"]
    for _ in range(2):
        np.testing.assert_array_equal(cache.embed(fake_encoder, texts), fake_encoder.encode_queries(texts))


def test_only_new_texts_are_encoded_and_each_once(cache: VectorCache, fake_encoder: Any) -> None:
    cache.embed(fake_encoder, ["甲乙", "丙丁", "甲乙"])
    assert sorted(fake_encoder.encoded) == ["丙丁", "甲乙"]
    cache.embed(fake_encoder, ["戊己", "甲乙", "丙丁"])
    assert fake_encoder.encoded[2:] == ["戊己"]
    cache.embed(fake_encoder, ["戊己", "甲乙", "丙丁"])
    assert len(fake_encoder.encoded) == 3


def test_a_second_process_finds_what_the_first_computed(cache: VectorCache, tmp_path: Path, make_encoder: Any) -> None:
    cache.embed(make_encoder(), TEXTS)
    second = make_encoder(fail_after=0)
    found = VectorCache(tmp_path / "deep" / "vectors.sqlite").embed(second, TEXTS)
    np.testing.assert_array_equal(found, second.encode_queries(TEXTS))


def test_vectors_of_another_model_are_not_used(cache: VectorCache, make_encoder: Any) -> None:
    cache.embed(make_encoder(), ["甲乙"])
    other = make_encoder()
    other.name = "another"
    cache.embed(other, ["甲乙"])
    assert other.encoded == ["甲乙"]


def test_vectors_of_another_length_are_not_used(cache: VectorCache, make_encoder: Any) -> None:
    cache.embed(make_encoder(), ["甲乙"])
    other = make_encoder()
    other.dim = 32
    assert cache.embed(other, ["甲乙"]).shape == (1, 32)
    assert other.encoded == ["甲乙"]


def test_an_interrupted_build_goes_on_where_it_stopped(
    cache: VectorCache, make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.cache, "CHUNK", 4)
    first = make_encoder(fail_after=10)
    with pytest.raises(RuntimeError, match="broke down"):
        cache.embed(first, TEXTS)
    assert len(first.encoded) == 8
    second = make_encoder()
    found = cache.embed(second, TEXTS)
    assert set(first.encoded) | set(second.encoded) == set(TEXTS)
    assert not set(first.encoded) & set(second.encoded)
    np.testing.assert_array_equal(found, second.encode_queries(TEXTS))


def test_progress_reaches_the_number_of_distinct_texts(cache: VectorCache, fake_encoder: Any) -> None:
    for _ in range(2):
        steps: list[int] = []
        cache.embed(fake_encoder, TEXTS, steps.append)
        assert sum(steps) == len(TEXTS)


def test_forgetting_keeps_what_is_wanted(cache: VectorCache, fake_encoder: Any) -> None:
    cache.embed(fake_encoder, TEXTS)
    cache.keep_only(fake_encoder.name, TEXTS[:5])
    cache.embed(fake_encoder, TEXTS)
    assert sorted(fake_encoder.encoded[len(TEXTS) :]) == sorted(TEXTS[5:])


def test_a_question_and_a_passage_of_the_same_words_are_two_things(cache: VectorCache, make_encoder: Any) -> None:
    class Prefixing(make_encoder):  # type: ignore[misc]
        def encode_queries(self, texts: Any) -> Any:
            return super().encode_queries([f"问：{text}" for text in texts])

    encoder, steps = Prefixing(), []
    as_passage = cache.embed(encoder, ["甲乙"])
    as_question = cache.embed(encoder, ["甲乙"], steps.append, as_queries=True)
    assert not np.array_equal(as_passage, as_question)
    assert sum(steps) == 1
    cache.keep_only(encoder.name, [], ["甲乙"])
    np.testing.assert_array_equal(cache.embed(encoder, ["甲乙"], as_queries=True), as_question)
    assert encoder.encoded == ["甲乙"]
    cache.embed(encoder, ["甲乙"])
    assert encoder.encoded == ["甲乙", "甲乙"]


def test_no_texts_give_no_vectors(cache: VectorCache, fake_encoder: Any) -> None:
    assert cache.embed(fake_encoder, []).shape == (0, fake_encoder.dim)


def test_many_texts_are_looked_up_in_parts(cache: VectorCache, fake_encoder: Any, make_encoder: Any) -> None:
    texts = [f"文{at}" for at in range(1203)]
    cache.embed(fake_encoder, texts)
    found = cache.embed(make_encoder(fail_after=0), texts)
    np.testing.assert_array_equal(found, fake_encoder.encode_queries(texts))
