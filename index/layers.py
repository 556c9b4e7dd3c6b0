"""The fine-tuned layers of our own embedding model, stored as small changes to the published weights.

Only the upper layers were tuned, and little, so their difference to the published weights fits in int8: a
matrix as integers with one scale for each output row, anything else in float16.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.errors import ModelError

__all__ = ["Changes", "changes_digest", "load_changes", "pack_changes", "save_changes", "unpack_changes"]

Changes = Mapping[str, npt.NDArray[np.float32]]
"""Name of a tensor of transformers' ``BertModel`` to what is added to it."""
_FILE = "data/labour-layers.npz"
_SCALE = ".scale"


def pack_changes(changes: Changes) -> dict[str, npt.NDArray[np.generic]]:
    """Matrices as int8 with a float32 scale for each row, vectors as float16."""
    packed: dict[str, npt.NDArray[np.generic]] = {}
    for name, values in changes.items():
        if values.ndim != 2:
            packed[name] = values.astype(np.float16)
            continue
        scale = np.abs(values).max(axis=1, keepdims=True) / 127.0
        safe = np.where(scale > 0, scale, 1.0)
        packed[name] = np.rint(values / safe).astype(np.int8)
        packed[name + _SCALE] = scale.astype(np.float32)
    return packed


def unpack_changes(packed: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, npt.NDArray[np.float32]]:
    """What :func:`pack_changes` packed, within half a step of its scale."""
    changes: dict[str, npt.NDArray[np.float32]] = {}
    for name, values in packed.items():
        if not name.endswith(_SCALE):
            changes[name] = values.astype(np.float32)
            if name + _SCALE in packed:
                changes[name] *= packed[name + _SCALE].astype(np.float32)
    return changes


def save_changes(changes: Changes, path: Path) -> None:
    """Write one compressed file, and its sha256 beside it."""
    arrays: dict[str, npt.NDArray[np.generic]] = pack_changes(changes)
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)
    path.with_suffix(".sha256").write_text(hashlib.sha256(path.read_bytes()).hexdigest() + "\n", encoding="ascii")


def load_changes() -> dict[str, npt.NDArray[np.float32]]:
    """The changes that ship with the package.

    Raises:
        ModelError: The file is missing or damaged.
    """
    with np.load(io.BytesIO(_content())) as packed:
        return unpack_changes({name: packed[name] for name in packed.files})


def changes_digest() -> str:
    """sha256 of the shipped file, so that a model made from another one is made again.

    Raises:
        ModelError: The file is missing or damaged.
    """
    return hashlib.sha256(_content()).hexdigest()


def _content() -> bytes:
    """The shipped file, compared with its hash: a flipped bit could rename a tensor unnoticed."""
    folder = resources.files(__package__)
    try:
        content = folder.joinpath(_FILE).read_bytes()
        expected = folder.joinpath(_FILE.replace(".npz", ".sha256")).read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise ModelError(f"向量模型的微调部分 {_FILE} 缺失，请重新安装。") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelError(f"向量模型的微调部分 {_FILE} 已损坏，请重新安装。")
    return content
