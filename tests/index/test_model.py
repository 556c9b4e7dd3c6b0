from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import index.model
from index.model import DEFAULT_MODEL, TORCH_MODEL, load_encoder
from knowledge.errors import ModelError


class Loaded:
    """Stands for the encoder that would be loaded from a folder."""

    def __init__(self, folder: Path, **_: Any) -> None:
        self.folder = folder


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders in which a model was made, by a maker that takes no time."""
    folders: list[Path] = []

    def make(work: Path, source: str) -> None:
        folders.append(work)
        (work / "model-int8.onnx").write_bytes(b"weights")
        (work / "tokenizer.json").write_bytes(b"{}")
        files = {path.name: index.model._sha256(path) for path in work.iterdir()}
        (work / "manifest.json").write_text(json.dumps({"source": source, "files": files}))

    monkeypatch.setattr(index.model, "_make", make)
    monkeypatch.setattr(index.model, "OnnxEncoder", Loaded)
    return folders


def test_the_default_model_is_made_once(made: list[Path], tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        loaded: Any = load_encoder(DEFAULT_MODEL, tmp_path, said.append)
    assert loaded.folder == tmp_path / "models" / TORCH_MODEL
    assert len(made) == 1
    assert len(said) == 2
    assert [path.name for path in (tmp_path / "models").iterdir()] == [TORCH_MODEL]


@pytest.mark.parametrize("name", ["model-int8.onnx", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["flip", "remove"])
def test_a_damaged_model_is_refused_with_its_remedy(made: list[Path], tmp_path: Path, name: str, damage: str) -> None:
    load_encoder(DEFAULT_MODEL, tmp_path)
    path = tmp_path / "models" / TORCH_MODEL / name
    if damage == "remove":
        path.unlink()
    else:
        path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    with pytest.raises(ModelError, match=rf"{name} 缺失或已损坏.*xuefa build"):
        load_encoder(DEFAULT_MODEL, tmp_path)


@pytest.mark.parametrize("manifest", ["", "[]", '{"source": "an older recipe", "files": {}}'])
def test_a_model_of_another_recipe_is_made_anew(made: list[Path], tmp_path: Path, manifest: str) -> None:
    load_encoder(DEFAULT_MODEL, tmp_path)
    (tmp_path / "models" / TORCH_MODEL / "manifest.json").write_text(manifest)
    load_encoder(DEFAULT_MODEL, tmp_path)
    assert len(made) == 2
    assert [path.name for path in (tmp_path / "models").iterdir()] == [TORCH_MODEL]


def test_an_interrupted_making_leaves_nothing_and_can_be_repeated(
    made: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = index.model._make

    def interrupted(work: Path, source: str) -> None:
        make(work, source)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(index.model, "_make", interrupted)
        with pytest.raises(KeyboardInterrupt):
            load_encoder(DEFAULT_MODEL, tmp_path)
    assert list((tmp_path / "models").iterdir()) == []
    load_encoder(DEFAULT_MODEL, tmp_path)
    assert len(made) == 2


def test_a_full_disk_is_one_sentence(made: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(work: Path, source: str) -> None:
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
