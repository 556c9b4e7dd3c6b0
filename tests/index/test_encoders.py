from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embeddings import EncoderEmbeddings
from index.encoders import Encoder, LateEncoder, OnnxEncoder, TorchEncoder
from index.model import DEFAULT_MODEL, TORCH_MODEL, load_encoder
from knowledge.errors import ModelError
from knowledge.library import Library
from knowledge.passages import passages_of

QUESTIONS = ["老板三个月没发工资咋办", "公司不给交社保", "加班费怎么算", "怀孕了被辞退", "工伤认定要多久"]


@pytest.fixture(scope="module")
def int8(real_home: Path) -> Encoder:
    return load_encoder(DEFAULT_MODEL, real_home)


@pytest.fixture(scope="module")
def fp32(real_home: Path) -> Encoder:
    return load_encoder(TORCH_MODEL, real_home)


@pytest.fixture(scope="module")
def paragraphs(national: Library) -> list[str]:
    """Every seventh passage of four laws, short ones and long ones."""
    texts = []
    for title in ("劳动合同法", "劳动争议调解仲裁法", "社会保险法", "工会法"):
        law = national.version(title, date(2026, 5, 1))
        own = [one for article in national.articles_of(law.id) for one in passages_of(law, article)]
        texts += [one.for_encoder for one in own[::7]]
    return texts


def test_an_encoder_serves_langchain(fake_encoder: Any) -> None:
    embeddings = EncoderEmbeddings(fake_encoder)
    assert embeddings.embed_documents(["甲乙", "丙丁"]) == fake_encoder.encode_queries(["甲乙", "丙丁"]).tolist()
    assert embeddings.embed_query("甲乙") == fake_encoder.encode_queries(["甲乙"])[0].tolist()
    assert embeddings.embed_documents([]) == []


@pytest.mark.parametrize("content", [None, b"", b"not a model"])
def test_a_missing_or_broken_onnx_folder_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "tokenizer.json").write_bytes(content)
        (tmp_path / "model-int8.onnx").write_bytes(content)
    with pytest.raises(ModelError, match="xuefa build") as caught:
        OnnxEncoder(tmp_path, "模型")
    assert "\n" not in str(caught.value)


@pytest.mark.real  # loads torch, which takes seconds
def test_a_model_folder_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="XUEFA_MODEL"):
        TorchEncoder(str(tmp_path), "模型")


@pytest.mark.real
@pytest.mark.parametrize("kind", ["int8", "fp32"])
def test_vectors_are_unit_rows_in_the_order_of_the_texts(
    kind: str, paragraphs: list[str], request: pytest.FixtureRequest
) -> None:
    encoder: Encoder = request.getfixturevalue(kind)
    steps: list[int] = []
    texts = sorted(paragraphs[:12], key=lambda text: text[-3:])
    together = encoder.encode_passages(texts, steps.append)
    assert together.shape == (12, encoder.dim) == (12, 384)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(12), abs=1e-4)
    assert sum(steps) == 12
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert (together * alone).sum(1).min() > 0.9999
    assert encoder.encode_passages([]).shape == (0, 384)


@pytest.mark.real
def test_a_vector_does_not_depend_on_the_other_texts(int8: Encoder, paragraphs: list[str]) -> None:
    short, long = min(paragraphs, key=len), max(paragraphs, key=len)
    alone = int8.encode_passages([short])[0]
    for company in ([short, long], [long, short, *paragraphs[:9]], [short] * 5):
        assert np.array_equal(int8.encode_passages(company)[company.index(short)], alone)
    asked = int8.encode_queries(QUESTIONS)
    assert np.array_equal(int8.encode_queries(QUESTIONS[2:3])[0], asked[2])


@pytest.mark.real
def test_int8_agrees_with_full_precision(int8: Encoder, fp32: Encoder, paragraphs: list[str]) -> None:
    assert len(paragraphs) > 60
    for one, other in (
        (int8.encode_passages(paragraphs), fp32.encode_passages(paragraphs)),
        (int8.encode_queries(QUESTIONS), fp32.encode_queries(QUESTIONS)),
    ):
        # The tuned layers lose a little more than the untuned ones, which stayed above .99.
        assert (one * other).sum(1).min() >= 0.98
    # What counts is that the same passage is found first.
    first = [
        (encoder.encode_queries(QUESTIONS) @ encoder.encode_passages(paragraphs).T).argmax(1)
        for encoder in (int8, fp32)
    ]
    assert first[0].tolist() == first[1].tolist()


@pytest.mark.real
def test_questions_and_passages_are_told_apart(int8: Encoder, fp32: Encoder) -> None:
    for encoder in (int8, fp32):
        as_query, as_passage = encoder.encode_queries(["拖欠工资"]), encoder.encode_passages(["拖欠工资"])
        assert float((as_query * as_passage).sum()) < 0.999


@pytest.mark.real
def test_a_text_longer_than_the_model_reads_is_cut_and_not_refused(int8: Encoder) -> None:
    long = "工资" * 3000
    assert np.isfinite(int8.encode_queries([long])).all()


@pytest.mark.real
def test_a_question_is_nearest_to_what_answers_it(int8: Encoder) -> None:
    passages = [
        "用人单位拖欠劳动报酬的处理",
        "年休假天数",
        "工伤认定的期限",
        "孕期不得解除劳动合同",
        "社会保险费的缴纳",
    ]
    vectors = int8.encode_passages(passages)
    nearest = [int((vectors @ one).argmax()) for one in int8.encode_queries([QUESTIONS[0], QUESTIONS[3], QUESTIONS[4]])]
    assert nearest == [0, 3, 2]


# --- loaded late ---------------------------------------------------------------------------------------------------


def test_a_late_encoder_is_loaded_once_by_whoever_asks_first(make_encoder: Any) -> None:
    loaded: list[int] = []
    start = threading.Barrier(6)

    def load() -> Any:
        loaded.append(1)
        time.sleep(0.02)
        return make_encoder()

    late = LateEncoder("fake-bigrams", 64, load)
    assert (late.name, late.dim, loaded) == ("fake-bigrams", 64, [])

    def ask() -> None:
        start.wait()
        late.encode_queries(["工资"])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loaded == [1]
    np.testing.assert_array_equal(late.encode_queries(["工资"]), make_encoder().encode_queries(["工资"]))
    done: list[int] = []
    np.testing.assert_array_equal(late.encode_passages(["甲乙"], done.append), make_encoder().encode_passages(["甲乙"]))
    assert done == [1]


@pytest.mark.parametrize(("name", "dim"), [("other", 64), ("fake-bigrams", 8)])
def test_a_late_encoder_that_is_another_one_is_refused(make_encoder: Any, name: str, dim: int) -> None:
    with pytest.raises(ModelError, match="xuefa build"):
        LateEncoder(name, dim, make_encoder).encode_queries(["工资"])
