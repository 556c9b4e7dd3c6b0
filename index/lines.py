"""Vectors of texts that we wrote, found by the text itself: what answers choose lines from, embedded at build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson

from .encoders import Vectors

__all__ = ["LINE_TEXTS", "LineIndex", "line_bytes"]

LINE_TEXTS, _VECTORS = "texts.json", "vectors.npy"


class LineIndex:
    """The lines with their vectors; safe to share between threads."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Index ``texts``; ``vectors`` is float32 ``(len(texts), dim)``, rows L2-normalised, encoded as passages."""
        self.texts = tuple(texts)
        self._vectors = vectors
        self._rows = {text: row for row, text in enumerate(self.texts)}

    def vectors_of(self, texts: Sequence[str]) -> Vectors | None:
        """float32 ``(len(texts), dim)``; ``None`` if one of them is not held."""
        rows = [self._rows.get(text, -1) for text in texts]
        if not rows or min(rows) < 0:
            return None
        found: Vectors = self._vectors[rows]
        return found

    def save(self, folder: Path) -> None:
        """Write into ``folder``, which is made."""
        folder.mkdir()
        (folder / LINE_TEXTS).write_bytes(line_bytes(self.texts))
        np.save(folder / _VECTORS, self._vectors)

    @classmethod
    def load(cls, folder: Path) -> LineIndex:
        """Read what :meth:`save` wrote."""
        return cls(orjson.loads((folder / LINE_TEXTS).read_bytes()), np.load(folder / _VECTORS))


def line_bytes(texts: Sequence[str]) -> bytes:
    """The texts as they are stored; the same bytes are the same texts in the same order."""
    return orjson.dumps(list(texts))
