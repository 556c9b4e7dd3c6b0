"""Building the index: sources to library, library to passages, passages to vectors and postings."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.catalogue import Catalogue
from knowledge.errors import IndexDamaged, IndexError_, IndexMissing
from knowledge.library import Library, load_library
from knowledge.passages import RECIPE, passages_of
from knowledge.questions import BankQuestion
from knowledge.records import Passage
from knowledge.sources import LibraryFolder, Source

from .assembling import Assembly, Reporter
from .cache import VectorCache
from .encoders import Encoder
from .lexical import recipe
from .previous import PreviousBuild
from .snapshot import LIBRARY_FILE, save_library_snapshot
from .store import FORMAT, IndexStore, Manifest

__all__ = ["BuildReport", "Builder", "Reporter", "SilentReporter"]

LABOUR, EVERYTHING = "labour", "all"


class SilentReporter:
    """For tests and for use as a library."""

    def stage(self, text: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes:
        changed: False where the index was up to date and nothing was written.
        problems: One line for each file that could not be read or looks odd.
    """

    manifest: Manifest
    changed: bool
    problems: tuple[str, ...] = field(default=())


class Builder:
    """Builds into ``home/index`` with vectors cached in ``home/cache``; one build at a time."""

    def __init__(
        self,
        home: Path,
        sources: Sequence[Source],
        catalogue: Catalogue,
        load_encoder: Callable[[], Encoder],
        model: str,
        everything: bool = False,
        bank: Sequence[BankQuestion] = (),
        lines: Sequence[str] = (),
        heads: Sequence[str] = (),
    ) -> None:
        """Prepare a build.

        Args:
            load_encoder: Called only when something must be embedded.
            model: Name under which vectors are stored; the encoder's must be the same.
            everything: Embed all national laws, not only those that the catalogue names.
            bank: Questions that lead to their articles.
            lines: Texts that we wrote and that answers choose from, embedded as passages are.
            heads: Texts of which the terms alone are looked for; those of ``lines`` are as well.
        """
        self._home, self._sources, self._catalogue = home, sources, catalogue
        self._load_encoder, self._model = load_encoder, model
        self._everything, self._bank, self._lines, self._heads = everything, tuple(bank), tuple(lines), tuple(heads)
        self._store = IndexStore(home / "index")

    def fingerprint(self) -> str:
        """Changes when a source, the catalogue or the code's own format changes."""
        digest = hashlib.sha256()
        for part in (str(FORMAT), str(RECIPE), recipe(), self._model, str(self._everything), repr(self._catalogue)):
            digest.update(f"{part}\n".encode())
        # Question by question: as one text the bank would take 30 MiB.
        digest.update(b"(")
        for at, one in enumerate(self._bank):
            digest.update(f"{', ' if at else ''}{one!r}".encode())
        digest.update(b",)" if len(self._bank) == 1 else b")")
        for line in (*self._lines, *self._heads):
            digest.update(f"\n{line!r}".encode())
        for source in self._sources:
            digest.update(f"\n{source.fingerprint()}".encode())
        return digest.hexdigest()

    def is_current(self) -> bool:
        """Whether the serving index was built from these sources with this model."""
        return self._serves(self.fingerprint())

    def build(self, reporter: Reporter, force: bool = False) -> BuildReport:
        """Bring the index up to date.

        Args:
            force: Write it anew even if nothing changed; cached vectors are still used.

        Raises:
            XuefaError: A source, the model or the disk failed; the old index still serves.
        """
        try:
            return self._build(reporter, force)
        except OSError as error:
            reason = error.strerror or str(error)
            raise IndexError_(f"建立检索库时读写 {self._home} 失败（{reason}），请检查磁盘空间和权限。") from error
        except sqlite3.Error as error:
            raise IndexError_(f"向量缓存无法使用（{error}）：请删除 {self._home / 'cache'} 后再试。") from error

    def _build(self, reporter: Reporter, force: bool) -> BuildReport:
        with self._lock():
            fingerprint = self.fingerprint()
            if not force and self._serves(fingerprint):
                return BuildReport(self._store.manifest(), changed=False)
            reporter.stage("读取法律文本")
            library = load_library(self._sources, self._catalogue)
            passages = list(self._passages(library))
            # Whoever forces a build mistrusts what is there; only vectors are still taken, from the cache.
            previous = None if force else PreviousBuild.open(self._store, self._model)
            cache = VectorCache(self._home / "cache" / "vectors.sqlite")
            assembly = Assembly(passages, self._bank, previous, self._lines, (*self._lines, *self._heads))
            assembly.embed(cache, self._load_encoder, reporter)

            def write(folder: Path) -> Manifest:
                assembly.write(folder, reporter)
                save_library_snapshot(library, folder / LIBRARY_FILE)
                return self._draft(library, len(passages), assembly.dim, fingerprint)

            manifest = self._store.publish(write)
            assembly.tidy(cache, self._model)
            return BuildReport(manifest, changed=True, problems=tuple(self._problems(library)))

    def _serves(self, fingerprint: str) -> bool:
        try:
            return self._store.manifest().sources == fingerprint
        except (IndexMissing, IndexDamaged):
            return False

    def _passages(self, library: Library) -> Iterator[Passage]:
        for document in library.documents():
            for article in document.articles:
                if self._catalogue.is_dense(document.law, article, self._everything):
                    yield from passages_of(document.law, article)

    def _draft(self, library: Library, passages: int, dim: int, fingerprint: str) -> Manifest:
        return Manifest(
            format=FORMAT,
            model=self._model,
            dim=dim,
            scope=EVERYTHING if self._everything else LABOUR,
            corpus=library.corpus_hash(),
            sources=fingerprint,
            laws=len(library),
            articles=sum(len(document.articles) for document in library.documents()),
            passages=passages,
            questions=len(self._bank),
            files={},
        )

    def _problems(self, library: Library) -> Iterator[str]:
        for source in self._sources:
            if isinstance(source, LibraryFolder):
                yield from source.problems
        for document in library.documents():
            for doubt in document.doubts:
                yield f"《{document.law.title}》：{doubt}"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self._home.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._home / "build.lock", timeout=0):
                yield
        except Timeout:
            raise IndexError_("另一个 xuefa build 正在运行，请等它结束后再试。") from None
