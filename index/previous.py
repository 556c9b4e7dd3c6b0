"""What the serving build holds that the next one can take over: vectors, counted terms, question bank, lines."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.errors import IndexDamaged, IndexMissing
from knowledge.questions import BankQuestion
from knowledge.records import Passage

from .counted import CountedTexts
from .dense import DenseIndex
from .encoders import Vectors
from .lexical import KeywordIndex, recipe
from .lines import LINE_TEXTS, line_bytes
from .questions import bank_bytes
from .snapshot import load_passages
from .store import IndexStore

__all__ = ["RECIPE_FILE", "PreviousBuild"]

# Says by which recipe the keywords of a build were made.
RECIPE_FILE = "recipe.txt"


@dataclass(frozen=True)
class PreviousBuild:
    """A build whose files were all verified.

    Attributes:
        vectors: float32 ``(len(passages), dim)``, rows L2-normalised.
    """

    folder: Path
    passages: Sequence[Passage]
    vectors: Vectors

    @classmethod
    def open(cls, store: IndexStore, model: str) -> PreviousBuild | None:
        """The serving build; ``None`` if there is none, it is damaged, or another model made it."""
        try:
            folder, manifest = store.verified()
        except (IndexMissing, IndexDamaged):
            return None
        if manifest.model != model:
            return None
        dense = DenseIndex.load(folder / "vectors.faiss")
        return cls(folder, load_passages(folder / "passages.json"), dense.vectors())

    def vectors_of(self, texts: Sequence[str]) -> tuple[Vectors, list[int]]:
        """The vectors of those texts that the build holds, and the numbers of the others.

        Args:
            texts: Passages as the encoder sees them.

        Returns:
            float32 ``(len(texts), dim)``, zeros in the rows of the others, and these rows.
        """
        known = {passage.for_encoder: row for row, passage in enumerate(self.passages)}
        rows = np.array([known.get(text, -1) for text in texts], np.int64)
        found = np.zeros((len(texts), self.vectors.shape[1]), np.float32)
        found[rows >= 0] = self.vectors[rows[rows >= 0]]
        return found, np.flatnonzero(rows < 0).tolist()

    def keywords(self, texts: Sequence[str]) -> KeywordIndex:
        """The keyword index of ``texts``; only those that the previous build lacks are cut into terms."""
        stored = self.folder / "keywords"
        counts = KeywordIndex.load(stored, len(self.passages)).counts() if self._same_recipe() else None
        if counts is None:
            return KeywordIndex.build(texts)
        return KeywordIndex.build(texts, counts, {one.for_keywords: row for row, one in enumerate(self.passages)})

    def holds_bank(self, bank: Sequence[BankQuestion]) -> bool:
        """Whether its question index is the one that would be made of ``bank``."""
        return self._same_recipe() and (self.folder / "questions" / "bank.json").read_bytes() == bank_bytes(bank)

    def link_questions(self, target: Path) -> None:
        """Give the stored question index a second name in a new build."""
        shutil.copytree(self.folder / "questions", target, copy_function=_link)

    def holds_lines(self, lines: Sequence[str]) -> bool:
        """Whether its lines are these."""
        return (self.folder / "lines" / LINE_TEXTS).read_bytes() == line_bytes(lines)

    def link_lines(self, target: Path) -> None:
        """Give the stored lines a second name in a new build."""
        shutil.copytree(self.folder / "lines", target, copy_function=_link)

    def counted(self, texts: Sequence[str]) -> bool:
        """Whether the texts that it counted the terms of are these."""
        return self._same_recipe() and CountedTexts.load(self.folder / "counted").texts == tuple(texts)

    def link_counted(self, target: Path) -> None:
        """Give the stored counts a second name in a new build."""
        shutil.copytree(self.folder / "counted", target, copy_function=_link)

    def _same_recipe(self) -> bool:
        path = self.folder / RECIPE_FILE
        return path.is_file() and path.read_text("utf-8") == recipe()


def _link(source: str, target: str) -> None:
    """A hard link, or a copy where the file system has none; no file of a build is ever changed."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
