from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import index.layers
from index import weights
from index.layers import changes_digest, load_changes, pack_changes, save_changes, unpack_changes
from index.weights import read_packed, trim, wheel_file
from knowledge.errors import ModelError

Floats = npt.NDArray[np.float32]
MATRIX, BIAS = "encoder.layer.7.output.dense.weight", "encoder.layer.7.output.dense.bias"


def some_changes() -> dict[str, Floats]:
    chooser = np.random.default_rng(3)
    rows = chooser.normal(size=(6, 40)) * np.array([[1e-5], [1e-3], [1.0], [30.0], [0.0], [1e-3]])
    return {MATRIX: rows.astype(np.float32), BIAS: chooser.normal(size=40).astype(np.float32) * 1e-3}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small file that stands where the shipped one does."""
    path = tmp_path / "layers.npz"
    save_changes(some_changes(), path)
    monkeypatch.setattr(index.layers, "_FILE", str(path))
    return path


def test_packed_and_unpacked_no_value_is_off_by_more_than_half_a_step_of_its_row() -> None:
    changes = some_changes()
    found = unpack_changes(pack_changes(changes))
    steps = np.abs(changes[MATRIX]).max(axis=1, keepdims=True) / 127
    assert (np.abs(found[MATRIX] - changes[MATRIX]) <= steps * 0.501).all()
    assert not found[MATRIX][4].any()
    np.testing.assert_allclose(found[BIAS], changes[BIAS], rtol=2**-11, atol=2**-25)


def test_the_largest_value_of_a_row_is_kept_whatever_its_sign() -> None:
    values = np.array([[0.5, -127.0, 1.0], [2.54, 0.0, -1.0]], np.float32)
    packed = pack_changes({"m": values})
    assert packed["m"].tolist() == [[0, -127, 1], [127, 0, -50]]
    found = unpack_changes(packed)["m"]
    assert [found[0, 1], found[1, 0]] == pytest.approx([-127.0, 2.54])


def test_matrices_are_packed_in_a_byte_and_vectors_in_two() -> None:
    packed = pack_changes(some_changes())
    assert set(packed) == {MATRIX, f"{MATRIX}.scale", BIAS}
    assert {name: value.dtype.name for name, value in packed.items()} == {
        MATRIX: "int8",
        f"{MATRIX}.scale": "float32",
        BIAS: "float16",
    }


def test_names_and_shapes_come_back(file: Path) -> None:
    changes, found = some_changes(), load_changes()
    assert {name: value.shape for name, value in found.items()} == {
        name: value.shape for name, value in changes.items()
    }
    assert {value.dtype.name for value in found.values()} == {"float32"}
    np.testing.assert_array_equal(found[MATRIX], unpack_changes(pack_changes(changes))[MATRIX])


def one_sentence(error: ModelError) -> None:
    message = str(error)
    assert message.endswith("请重新安装。")
    assert message.count("。") == 1
    assert "\n" not in message


def test_a_missing_file_is_one_sentence(file: Path) -> None:
    file.unlink()
    for read in (load_changes, changes_digest):
        with pytest.raises(ModelError, match="缺失") as caught:
            read()
        one_sentence(caught.value)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x80\x04." * 20, b"PK\x03\x04" + b"\0" * 50, b"\x93NUMPY"])
def test_another_kind_of_file_is_one_sentence(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        load_changes()
    one_sentence(caught.value)


def test_a_single_array_is_no_file_of_changes(file: Path) -> None:
    with file.open("wb") as stream:
        np.save(stream, np.zeros(3))
    with pytest.raises(ModelError):
        load_changes()


def test_a_file_cut_anywhere_is_one_sentence(file: Path) -> None:
    content = file.read_bytes()
    for size in range(0, len(content), 7):
        file.write_bytes(content[:size])
        for read in (load_changes, changes_digest):
            with pytest.raises(ModelError):
                read()


def test_a_flipped_bit_anywhere_is_one_sentence(file: Path) -> None:
    content = file.read_bytes()
    for at in range(len(content)):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(ModelError) as caught:
            load_changes()
        one_sentence(caught.value)
    file.write_bytes(content)
    load_changes()


@pytest.mark.parametrize("stated", [None, b"", b"0" * 64, b"\xff\xfe"])
def test_a_file_whose_hash_is_not_stated_or_another_is_refused(file: Path, stated: bytes | None) -> None:
    if stated is None:
        file.with_suffix(".sha256").unlink()
    else:
        file.with_suffix(".sha256").write_bytes(stated)
    for read in (load_changes, changes_digest):
        with pytest.raises(ModelError) as caught:
            read()
        one_sentence(caught.value)


def test_the_digest_is_that_of_the_file_and_other_changes_have_another(file: Path) -> None:
    before = changes_digest()
    assert before == hashlib.sha256(file.read_bytes()).hexdigest()
    save_changes({MATRIX: np.ones((2, 2), np.float32)}, file)
    assert changes_digest() == hashlib.sha256(file.read_bytes()).hexdigest() != before


def test_changes_are_added_to_the_tensors_of_their_names_and_others_stay() -> None:
    state: dict[str, Floats] = {"a": np.ones((2, 2), np.float32), "b": np.ones(2, np.float32)}
    found = weights._changed(state, {"a": np.array([[1, 0], [0, -1]], np.float32)})
    assert found["a"].tolist() == [[2, 1], [1, 0]]
    assert found["b"].tolist() == [1, 1]
    found["b"][:] = 7
    assert state["a"].tolist() == [[1, 1], [1, 1]]
    assert state["b"].tolist() == [1, 1]


@pytest.mark.parametrize(("name", "shape"), [("c", (2, 2)), ("a", (2, 3)), ("a", (1, 2)), ("a", (2,))])
def test_changes_of_an_unknown_tensor_or_another_shape_are_refused(name: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match=rf"（{name}）") as caught:
        weights._changed({"a": np.ones((2, 2), np.float32)}, {name: np.ones(shape, np.float32)})
    one_sentence(caught.value)


def test_the_changes_that_ship_are_small_and_of_the_upper_layers() -> None:
    changes = load_changes()
    assert {name.split(".")[2] for name in changes} == {"6", "7", "8", "9", "10", "11"}
    assert all(name.startswith("encoder.layer.") for name in changes)
    assert all(np.isfinite(value).all() for value in changes.values())
    assert 0 < max(float(np.abs(value).max()) for value in changes.values()) < 0.1
    size = len(resources.files("index").joinpath("data/labour-layers.npz").read_bytes())
    assert size < 12_000_000


@pytest.mark.real
def test_the_changes_that_ship_fit_the_published_weights() -> None:
    state = weights._state(trim(read_packed(wheel_file())))
    changes = load_changes()
    found = weights._changed(state, changes)
    moved = {name for name, value in found.items() if not np.array_equal(value, state[name])}
    assert moved == {name for name, value in changes.items() if value.any()}
