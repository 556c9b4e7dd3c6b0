"""The index on disk: a folder for each build, a manifest with hashes, and an atomic switch between builds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.errors import IndexDamaged, IndexMissing

__all__ = ["FORMAT", "IndexStore", "Manifest"]

FORMAT = 7
_MANIFEST = "manifest.json"
_CURRENT = "CURRENT"


@dataclass(frozen=True)
class Manifest:
    """What an index was built from, and the sha256 of each of its files.

    Attributes:
        corpus: Hash over all texts and facts, see :meth:`knowledge.library.Library.corpus_hash`.
        sources: Cheap fingerprint of the sources, to notice that texts changed since.
    """

    format: int
    model: str
    dim: int
    scope: str
    corpus: str
    sources: str
    laws: int
    articles: int
    passages: int
    questions: int
    files: dict[str, str]


class IndexStore:
    """The builds below one folder; ``CURRENT`` names the one that serves."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def current(self) -> Path:
        """The folder of the serving build.

        Raises:
            IndexMissing: Nothing was built yet.
        """
        try:
            name = (self._root / _CURRENT).read_text("utf-8").strip()
        except OSError:
            raise IndexMissing("还没有建立检索库，请先运行 xuefa build。") from None
        except UnicodeDecodeError:
            raise IndexDamaged("检索库的记录已损坏，请运行 xuefa build 重建。") from None
        folder = self._root / name
        if not name or not folder.is_dir():
            raise IndexDamaged("检索库的记录指向不存在的文件夹，请运行 xuefa build 重建。")
        return folder

    def manifest(self) -> Manifest:
        """The manifest of the serving build, its files not yet verified."""
        return _read_manifest(self.current())

    def verified(self, names: Collection[str] | None = None) -> tuple[Path, Manifest]:
        """The serving build, its files checked against their hashes.

        Args:
            names: The only files that will be read; without them every file is checked, and there may be no other.

        Raises:
            IndexMissing: Nothing was built yet.
            IndexDamaged: A file is missing, changed or unknown to the manifest.
        """
        folder = self.current()
        manifest = _read_manifest(folder)
        if names is not None:
            for name in names:
                _verify(folder / name, name, manifest.files.get(name))
            return folder, manifest
        present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        if unknown := present - set(manifest.files) - {_MANIFEST}:
            raise IndexDamaged(f"检索库中有清单没有列出的文件 {min(unknown)}，请运行 xuefa build --force 重建。")
        for name, expected in manifest.files.items():
            _verify(folder / name, name, expected)
        return folder, manifest

    def verified_file(self, name: str) -> Path:
        """One file of the serving build, checked against its hash: whoever needs only that does not wait for all.

        Raises:
            IndexMissing: Nothing was built yet.
            IndexDamaged: The file is missing or changed.
        """
        return self.verified([name])[0] / name

    def publish(self, write: Callable[[Path], Manifest]) -> Manifest:
        """Let ``write`` fill a new folder, make it durable, and switch to it in one step.

        Whatever stops this, the build that served before keeps serving.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        self._remove_leftovers()
        folder = self._root / f"build-{uuid.uuid4().hex[:12]}"
        folder.mkdir()
        try:
            draft = write(folder)
            files = {
                path.relative_to(folder).as_posix(): _sha256(path)
                for path in sorted(folder.rglob("*"))
                if path.is_file()
            }
            manifest = Manifest(**{**asdict(draft), "files": files})
            (folder / _MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")
            _sync_tree(folder)
            self._switch(folder.name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._remove_leftovers()
        return manifest

    def _switch(self, name: str) -> None:
        pointer = self._root / f".{_CURRENT}.{os.getpid()}"
        with pointer.open("w", encoding="utf-8") as stream:
            stream.write(name)
            stream.flush()
            os.fsync(stream.fileno())
        pointer.replace(self._root / _CURRENT)
        _sync(self._root)

    def _remove_leftovers(self) -> None:
        try:
            serving = self.current().name
        except (IndexMissing, IndexDamaged):
            serving = ""
        for folder in self._root.glob("build-*"):
            if folder.name != serving:
                shutil.rmtree(folder, ignore_errors=True)
        for pointer in self._root.glob(f".{_CURRENT}.*"):
            pointer.unlink(missing_ok=True)


def _read_manifest(folder: Path) -> Manifest:
    damaged = "检索库的清单无法读取，请运行 xuefa build --force 重建。"
    try:
        raw = json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(damaged) from error
    if not isinstance(raw, dict):
        raise IndexDamaged(damaged)
    if (found := raw.get("format")) != FORMAT:
        raise IndexDamaged(f"检索库的格式是第{found}版，本程序需要第{FORMAT}版，请运行 xuefa build 重建。")
    try:
        manifest = Manifest(**raw)
    except TypeError as error:
        raise IndexDamaged(damaged) from error
    if not isinstance(manifest.files, dict):
        raise IndexDamaged(damaged)
    return manifest


def _verify(path: Path, name: str, expected: str | None) -> None:
    if not path.is_file() or _sha256(path) != expected:
        raise IndexDamaged(f"检索库文件 {name} 缺失或已损坏，请运行 xuefa build --force 重建。")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync_tree(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
