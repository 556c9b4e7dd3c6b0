from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.model
from index.layers import Changes
from index.model import DEFAULT_MODEL, TORCH_MODEL, UNTUNED_MODEL, load_encoder
from knowledge.errors import ModelError


class Loaded:
    """Stands for the encoder that would be loaded from a folder."""

    def __init__(self, folder: Path | str, name: str, **_: Any) -> None:
        self.folder, self.name = Path(folder), name


CHANGES = {"encoder.layer.11.output.dense.bias": np.ones(3, np.float32)}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The tensors that were changed in each model that was made, by a maker that takes no time."""
    every: list[set[str]] = []

    def make(work: Path, source: str, changes: Changes) -> None:
        every.append(set(changes))
        (work / "model-int8.onnx").write_bytes(b"weights")
        (work / "tokenizer.json").write_bytes(b"{}")
        files = {path.name: index.model._sha256(path) for path in work.iterdir()}
        (work / "manifest.json").write_text(json.dumps({"source": source, "files": files}))

    monkeypatch.setattr(index.model, "_make", make)
    monkeypatch.setattr(index.model, "load_changes", lambda: CHANGES)
    monkeypatch.setattr(index.model, "changes_digest", lambda: "one")
    monkeypatch.setattr(index.model, "OnnxEncoder", Loaded)
    monkeypatch.setattr(index.model, "TorchEncoder", Loaded)
    return every


def test_the_default_model_is_made_once(made: list[set[str]], tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        loaded: Any = load_encoder(DEFAULT_MODEL, tmp_path, said.append)
    assert loaded.folder == tmp_path / "models" / TORCH_MODEL
    assert len(made) == 1
    assert len(said) == 2
    assert [path.name for path in (tmp_path / "models").iterdir()] == [TORCH_MODEL]


def test_only_the_tuned_model_gets_the_changes_and_each_has_its_folder(made: list[set[str]], tmp_path: Path) -> None:
    plain = UNTUNED_MODEL.removesuffix("-int8")
    loaded: list[Any] = [load_encoder(name, tmp_path) for name in (DEFAULT_MODEL, UNTUNED_MODEL, TORCH_MODEL, plain)]
    assert made == [set(CHANGES), set()]
    folders = [tmp_path / "models" / name for name in (TORCH_MODEL, plain)]
    assert [one.folder for one in loaded] == folders * 2
    assert [one.name for one in loaded] == [DEFAULT_MODEL, UNTUNED_MODEL, TORCH_MODEL, plain]
    assert DEFAULT_MODEL != UNTUNED_MODEL


def test_other_changes_make_the_tuned_model_anew_and_leave_the_untuned_one(
    made: list[set[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (DEFAULT_MODEL, UNTUNED_MODEL):
        load_encoder(name, tmp_path)
    monkeypatch.setattr(index.model, "changes_digest", lambda: "another")
    for name in (DEFAULT_MODEL, UNTUNED_MODEL):
        load_encoder(name, tmp_path)
    assert made == [set(CHANGES), set(), set(CHANGES)]


@pytest.mark.parametrize("name", ["model-int8.onnx", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["flip", "remove"])
def test_a_damaged_model_is_refused_with_its_remedy(
    made: list[set[str]], tmp_path: Path, name: str, damage: str
) -> None:
    load_encoder(DEFAULT_MODEL, tmp_path)
    path = tmp_path / "models" / TORCH_MODEL / name
    if damage == "remove":
        path.unlink()
    else:
        path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    with pytest.raises(ModelError, match=rf"{name} 缺失或已损坏.*xuefa build"):
        load_encoder(DEFAULT_MODEL, tmp_path)


@pytest.mark.parametrize("manifest", ["", "[]", '{"source": "an older recipe", "files": {}}'])
def test_a_model_of_another_recipe_is_made_anew(made: list[set[str]], tmp_path: Path, manifest: str) -> None:
    load_encoder(DEFAULT_MODEL, tmp_path)
    (tmp_path / "models" / TORCH_MODEL / "manifest.json").write_text(manifest)
    load_encoder(DEFAULT_MODEL, tmp_path)
    assert len(made) == 2
    assert [path.name for path in (tmp_path / "models").iterdir()] == [TORCH_MODEL]


def test_an_interrupted_making_leaves_nothing_and_can_be_repeated(
    made: list[set[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = index.model._make

    def interrupted(work: Path, source: str, changes: Changes) -> None:
        make(work, source, changes)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(index.model, "_make", interrupted)
        with pytest.raises(KeyboardInterrupt):
            load_encoder(DEFAULT_MODEL, tmp_path)
    assert list((tmp_path / "models").iterdir()) == []
    load_encoder(DEFAULT_MODEL, tmp_path)
    assert len(made) == 2


def test_a_full_disk_is_one_sentence(made: list[set[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(work: Path, source: str, changes: Changes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(index.model, "_make", full)
    with pytest.raises(ModelError, match="磁盘空间"):
        load_encoder(DEFAULT_MODEL, tmp_path)


@pytest.mark.real  # loads torch, which takes seconds
def test_a_model_that_nobody_can_load_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="XUEFA_MODEL"):
        load_encoder(str(tmp_path / "no-such-model"), tmp_path)


@pytest.mark.real
def test_the_real_model_is_refused_when_a_byte_flips(real_home: Path, tmp_path: Path) -> None:
    source, copy = real_home / "models" / TORCH_MODEL, tmp_path / "models" / TORCH_MODEL
    copy.mkdir(parents=True)
    for name in ("manifest.json", "tokenizer.json", "model-int8.onnx"):
        shutil.copyfile(source / name, copy / name)
    assert load_encoder(DEFAULT_MODEL, tmp_path).dim == 384
    with (copy / "model-int8.onnx").open("r+b") as stream:
        stream.seek(20_000_000)
        byte = stream.read(1)[0]
        stream.seek(20_000_000)
        stream.write(bytes([byte ^ 1]))
    with pytest.raises(ModelError, match=r"model-int8\.onnx 缺失或已损坏"):
        load_encoder(DEFAULT_MODEL, tmp_path)
