"""The passages of the stored index with their vectors, and which of them apply on a day in a place."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.catalogue import Catalogue
from knowledge.errors import ModelError
from knowledge.library import Library, article_status, ended_paragraphs
from knowledge.records import NATIONAL, Status
from knowledge.regions import applies_in

from .dense import DenseIndex
from .encoders import Encoder, Vectors
from .snapshot import LIBRARY_FILE, load_library_snapshot, load_passages
from .store import Manifest

__all__ = ["PassageIndex"]

_PASSAGES, _VECTORS = "passages.json", "vectors.faiss"


class PassageIndex:
    """What checking a draft needs of a verified index, in a third of the memory; safe to share between threads.

    Attributes:
        FILES: What it reads of a build.
    """

    FILES = (LIBRARY_FILE, _PASSAGES, _VECTORS)

    def __init__(self, folder: Path, manifest: Manifest, encoder: Encoder, catalogue: Catalogue) -> None:
        """Load the files of a verified build.

        Raises:
            ModelError: ``encoder`` is not the model that the index was built with.
        """
        if (encoder.name, encoder.dim) != (manifest.model, manifest.dim):
            raise ModelError(
                f"检索库是用模型 {manifest.model} 建立的，当前设置是 {encoder.name}："
                "请运行 xuefa build 重建，或改回设置。"
            )
        self.manifest = manifest
        self.library: Library = load_library_snapshot(folder / LIBRARY_FILE, catalogue)
        self.passages = tuple(load_passages(folder / _PASSAGES))
        self.dense = DenseIndex.load(folder / _VECTORS)
        self._encoder = encoder
        self._in_force_on = functools.lru_cache(maxsize=32)(self._compute_in_force)
        self._applicable_in = functools.lru_cache(maxsize=128)(self._compute_applicable)

    def embed(self, text: str) -> npt.NDArray[np.float32]:
        """float32 ``(dim,)``, L2-normalised: the vector of a question."""
        vectors: Vectors = self._encoder.encode_queries([text])
        first: npt.NDArray[np.float32] = vectors[0]
        return first

    def embed_all(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, L2-normalised: the vectors of many questions."""
        return self._encoder.encode_queries(texts)

    def passages_in_force(self, day: date, region: str = NATIONAL) -> npt.NDArray[np.int64]:
        """int64: numbers of the passages that may be found on that day in that place."""
        return np.flatnonzero(self._allowed(day, region))

    def _allowed(self, day: date, region: str) -> npt.NDArray[np.bool_]:
        """bool ``(n_passages,)``: in force on the day and applicable in the place."""
        allowed: npt.NDArray[np.bool_] = self._in_force_on(day) & self._applicable_in(region)
        return allowed

    def _compute_in_force(self, day: date) -> npt.NDArray[np.bool_]:
        verdicts: dict[tuple[str, str, int], bool] = {}
        for one in self.passages:
            key = (one.law_id, one.article, one.paragraph)
            if key not in verdicts:
                verdicts[key] = self._in_force(*key, day)
        return np.array([verdicts[one.law_id, one.article, one.paragraph] for one in self.passages], np.bool_)

    def _compute_applicable(self, region: str) -> npt.NDArray[np.bool_]:
        laws = {law.id: applies_in(law.region, region) for law in self.library.laws()}
        return np.array([laws[one.law_id] for one in self.passages], np.bool_)

    def _in_force(self, law_id: str, number: str, paragraph: int, day: date) -> bool:
        article = self.library.article(law_id, number)
        in_force = article_status(self.library.law(law_id), article, day) is Status.IN_FORCE
        return in_force and paragraph not in ended_paragraphs(article, day)
