"""Exact vector search with FAISS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
import numpy.typing as npt

from .encoders import Vectors

__all__ = ["DenseIndex"]

faiss: Any = _faiss  # its bundled stubs describe another signature than its wrappers have


class DenseIndex:
    """Inner product over L2-normalised vectors, so scores are cosines."""

    def __init__(self, vectors: Vectors) -> None:
        """Index float32 ``(n_passages, dim)``, rows L2-normalised."""
        self._flat = faiss.IndexFlatIP(vectors.shape[1])
        self._flat.add(np.ascontiguousarray(vectors))

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._flat.d)

    def vectors(self) -> Vectors:
        """float32 ``(len(self), dim)``: what was indexed, read-only; the memory of the index itself, not a copy."""
        return np.asarray(_Memory(self._flat)) if len(self) else np.zeros((0, self.dim), np.float32)

    def vector(self, row: int) -> npt.NDArray[np.float32]:
        """float32 ``(dim,)``: what was indexed under this number."""
        found: npt.NDArray[np.float32] = self._flat.reconstruct(row)
        return found

    def search(
        self, query: npt.NDArray[np.float32], allowed: npt.NDArray[np.bool_], top_k: int
    ) -> list[tuple[int, float]]:
        """The best passages among those allowed.

        Args:
            query: float32 ``(dim,)``, L2-normalised.
            allowed: bool ``(n_passages,)``.

        Returns:
            (passage number, cosine), best first, at most ``top_k``.
        """
        bitmap = np.packbits(allowed, bitorder="little")
        selector = faiss.IDSelectorBitmap(bitmap)
        parameters = faiss.SearchParameters(sel=selector)
        scores, ids = self._flat.search(query[None, :], min(top_k, len(self)), params=parameters)
        return [(int(row), float(score)) for row, score in zip(ids[0], scores[0], strict=True) if row >= 0]

    def save(self, path: Path) -> None:
        """Write one file."""
        faiss.write_index(self._flat, str(path))

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Read what :meth:`save` wrote; the caller has verified its hash, FAISS does not."""
        index = cls.__new__(cls)
        index._flat = faiss.read_index(str(path))
        return index


class _Memory:
    """The vectors inside a flat index as numpy sees them; an array over them keeps the index."""

    def __init__(self, flat: Any) -> None:
        self._flat = flat
        read_only = True
        self.__array_interface__ = {
            "version": 3,
            "typestr": np.dtype(np.float32).str,
            "shape": (int(flat.ntotal), int(flat.d)),
            "data": (int(flat.get_xb()), read_only),
        }
