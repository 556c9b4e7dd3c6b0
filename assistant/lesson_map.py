"""A linear map that brings questions nearer to the lessons that answer them.

The embedding model was tuned to find articles. One matrix, learned from the ways of asking
(``assistant/map_training.py``), turns its vectors so that messages about one lesson, and what that lesson says, lie
closer together: the embedding model itself stays, and so does everything else that was fitted to it.
"""

from __future__ import annotations

import functools
import hashlib
import io
from importlib import resources
from pathlib import Path

import numpy as np

from index.encoders import Vectors
from knowledge.errors import ModelError

__all__ = ["LessonMap", "load_lesson_map", "save_lesson_map"]

_FILE = "data/lesson-map.npy"


class LessonMap:
    """Vectors as the matching of lessons compares them."""

    def __init__(self, matrix: Vectors | None = None) -> None:
        """Args: matrix: float32 ``(dim, dim)``; without one vectors stay as they are."""
        self._matrix = matrix

    def apply(self, vectors: Vectors) -> Vectors:
        """float32 ``(n, dim)`` or ``(dim,)``, rows L2-normalised, as they are given."""
        if self._matrix is None:
            return vectors
        turned = vectors @ self._matrix.T
        found: Vectors = turned / np.maximum(np.linalg.norm(turned, axis=-1, keepdims=True), 1e-9)
        return found


def save_lesson_map(matrix: Vectors, path: Path) -> str:
    """Write a matrix in float16 and give its sha256."""
    stream = io.BytesIO()
    np.save(stream, matrix.astype(np.float16), allow_pickle=False)
    path.write_bytes(stream.getvalue())
    return hashlib.sha256(stream.getvalue()).hexdigest()


@functools.cache
def load_lesson_map(digest: str) -> LessonMap:
    """The map that ships with the package.

    Args:
        digest: sha256 of the file to which the weights of the matching were fitted.

    Raises:
        ModelError: The file is missing, damaged, or another one.
    """
    content = _content()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ModelError(f"课程匹配的数据 {_FILE} 已损坏或与权重不是一套，请重新安装。")
    return LessonMap(np.load(io.BytesIO(content), allow_pickle=False).astype(np.float32))


def _content() -> bytes:
    try:
        return resources.files(__package__).joinpath(_FILE).read_bytes()
    except OSError as error:
        raise ModelError(f"课程匹配的数据 {_FILE} 缺失，请重新安装。") from error
