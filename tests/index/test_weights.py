from __future__ import annotations

import random
import struct
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index import weights
from index.weights import MAGIC, SPECIALS, PackedModel, read_packed, trim, wheel_file
from knowledge.errors import ModelError
from knowledge.library import Library

PIECES = [*SPECIALS, "\u2581", "劳动", "法", "ライ", "work", "Б", "。"]
HIDDEN, INNER = 32, 64


def q4_block(scale: float, low: list[int], high: list[int]) -> bytes:
    return np.float16(scale).tobytes() + bytes(one | (two << 4) for one, two in zip(low, high, strict=True))


def packed(pieces: list[str] = PIECES, tensors: dict[str, bytes] | None = None) -> bytes:
    """A file of the wheel's format with 32 dimensions and no layers."""
    blob = "".join(pieces).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in pieces)]).astype("<u4")
    scores = -np.arange(len(pieces), dtype="<f4")
    row = q4_block(0.5, list(range(16)), list(range(15, -1, -1)))
    tensors = tensors or {"emb.word": row * len(pieces), "emb.ln.w": np.ones(HIDDEN, "<f4").tobytes()}
    head = MAGIC + struct.pack("<I7i", 1, HIDDEN, 0, 4, INNER, len(pieces), 514, 1) + struct.pack("<fi", 1e-12, 32)
    head += struct.pack("<i4i", len(pieces), 0, 2, 1, 3) + struct.pack("<Q", len(blob))
    head += ends.tobytes() + scores.tobytes() + blob
    head += struct.pack("<iI", 1, 0) + struct.pack("<IB", ord("Ａ"), 1) + struct.pack("<I", ord("A"))
    directory = sum(2 + len(name) + 1 + 4 + 16 for name in tensors)
    offset = len(head) + 4 + directory
    table, data = struct.pack("<i", len(tensors)), b""
    for name, raw in tensors.items():
        size = len(raw) // 18 * 32 if name == "emb.word" else len(raw) // 4
        table += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BI", 1, size)
        table += struct.pack("<QQ", offset + len(data), len(raw))
        data += raw
    return head + table + data


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.bin"
    path.write_bytes(packed())
    return path


@pytest.fixture(scope="module")
def real_model() -> PackedModel:
    return read_packed(wheel_file())


def test_dequantisation_worked_by_hand() -> None:
    low, high = [0, 8, 15, 9] + [8] * 12, [7, 8, 0, 15] + [8] * 12
    values = weights._dequantise(memoryview(q4_block(0.5, low, high) + q4_block(-2.0, [15] * 16, [0] * 16)))
    assert values.shape == (64,)
    assert values[:4].tolist() == [-4.0, 0.0, 3.5, 0.5]
    assert values[16:20].tolist() == [-0.5, 0.0, -4.0, 3.5]
    assert values[4:16].tolist() == values[20:32].tolist() == [0.0] * 12
    assert values[32:48].tolist() == [-14.0] * 16
    assert values[48:].tolist() == [16.0] * 16


def test_a_small_file_is_read_whole(file: Path) -> None:
    model = read_packed(file)
    assert [piece for piece, _ in model.pieces] == PIECES
    assert model.pieces[6][1] == -6.0
    assert model.specials == {"bos": 0, "eos": 2, "pad": 1, "unk": 3}
    assert model.normalisation == {"Ａ": "A"}
    assert model.config["hidden_size"] == HIDDEN
    assert model.tensors["emb.word"].shape == (len(PIECES), HIDDEN)
    assert model.tensors["emb.word"][0, :2].tolist() == [-4.0, -3.5]
    assert model.tensors["emb.ln.w"].tolist() == [1.0] * HIDDEN


def test_a_file_cut_anywhere_is_one_sentence(file: Path) -> None:
    content = file.read_bytes()
    for size in range(len(content)):
        file.write_bytes(content[:size])
        with pytest.raises(ModelError, match="make install"):
            read_packed(file)


@pytest.mark.parametrize("content", [b"", b"GGUF" + b"\0" * 100, b"\0" * 1000, b"E5S2" + b"\1" * 1000])
def test_another_kind_of_file_is_refused_by_its_head(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ModelError, match="不是预期的模型文件"):
        read_packed(file)


def test_garbage_behind_the_head_is_one_sentence(file: Path) -> None:
    generator = random.Random(0)
    for _ in range(50):
        # Counts stay below what an address can hold; the next test has the others.
        file.write_bytes(MAGIC + b"".join(struct.pack("<I", generator.randrange(2**24)) for _ in range(500)))
        with pytest.raises(ModelError, match="内容不完整"):
            read_packed(file)


def test_a_count_beyond_every_address_is_one_sentence(file: Path) -> None:
    content = bytearray(file.read_bytes())
    at = 4 + 4 + 28 + 8 + 4 + 16
    content[at : at + 8] = b"\xff" * 8  # size of the vocabulary's text
    file.write_bytes(content)
    with pytest.raises(ModelError):
        read_packed(file)


def test_trimming_keeps_rows_with_their_pieces(file: Path) -> None:
    model = read_packed(file)
    numbered = dict(model.tensors)
    numbered["emb.word"] = np.repeat(np.arange(len(PIECES), dtype=np.float32)[:, None], HIDDEN, axis=1)
    trimmed = trim(PackedModel(model.config, model.pieces, model.specials, model.normalisation, numbered))
    names = [piece for piece, _ in trimmed.pieces]
    assert names == [*SPECIALS, "\u2581", "劳动", "法", "work", "。"]
    assert trimmed.tensors["emb.word"][:, 0].tolist() == [PIECES.index(name) for name in names]
    assert trimmed.config["vocab_size"] == len(names)
    assert trimmed.specials == {"bos": 0, "pad": 1, "eos": 2, "unk": 3}


@pytest.mark.real
def test_the_real_file_has_the_shape_of_the_model_card(real_model: PackedModel) -> None:
    assert (real_model.config["hidden_size"], real_model.config["num_hidden_layers"]) == (384, 12)
    rows, columns = real_model.tensors["emb.word"].shape
    assert columns == 384
    assert rows >= len(real_model.pieces)  # the published table is padded at its end
    assert 245_000 < len(real_model.pieces) < 255_000
    trimmed = trim(real_model)
    assert 20_000 < len(trimmed.pieces) < 35_000
    assert trimmed.tensors["emb.word"].shape == (len(trimmed.pieces), 384)
    assert all(np.isfinite(value).all() for value in trimmed.tensors.values())


@pytest.mark.real
def test_the_trimmed_vocabulary_segments_chinese_as_before(
    real_model: PackedModel, national: Library, tmp_path: Path
) -> None:
    from tokenizers import Tokenizer

    tokenizers = []
    for name, model in (("whole", real_model), ("trimmed", trim(real_model))):
        folder = tmp_path / name
        folder.mkdir()
        weights._write_tokenizer(model, folder)
        tokenizers.append(Tokenizer.from_file(str(folder / "tokenizer.json")))
    day = date(2026, 5, 1)
    texts = ["query: 老板三個月没發工資，咋办？？", "query: 加班费１．５倍，２００%", "passage: 〔2020〕26号（一）"]
    for title in ("劳动合同法", "劳动争议调解仲裁法", "社会保险法", "民法典"):
        law = national.version(title, day)
        texts += [f"passage: {title}\n{article.text}" for article in national.articles_of(law.id)]
    assert len(texts) > 1400
    whole, trimmed = ([one.tokens for one in tokenizer.encode_batch(texts)] for tokenizer in tokenizers)
    assert [text for text, one, other in zip(texts, whole, trimmed, strict=True) if one != other] == []
    assert not any("<unk>" in tokens for tokens in trimmed)
