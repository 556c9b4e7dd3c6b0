"""Bringing the texts of a manifest into the user's library folder; nothing else in the project uses the network."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import orjson
from filelock import FileLock, Timeout

from .archives import extract
from .collections import Archive, Collections, RemoteFile
from .download import Patience, Wanted, download
from .errors import Offline, SyncError
from .files import write_durably

__all__ = ["Outcome", "Presence", "Synchroniser", "WithFacts"]

Item = RemoteFile | Archive
Say = Callable[[Item, int], None]
_RECORD = "record.json"
_PLAIN = frozenset({".md", ".txt"})


class Presence(StrEnum):
    """Whether the library has what the manifest names."""

    HERE = "已有"
    MISSING = "未下载"
    OUTDATED = "有新版本"
    CHANGED = "被改动过"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item.

    Attributes:
        fault: Why it could not be had, empty if it was.
        files: How many texts of it stand in the library.
    """

    item: Item
    fault: str
    files: int = 0


@dataclass(frozen=True, slots=True)
class _Receipt:
    """What was put into the library: the hash of each file as it was written, and of the download once all are."""

    sha256: str
    files: Mapping[str, str]


class WithFacts:
    """Puts front matter before a plain text that has none."""

    def __call__(self, content: bytes, item: RemoteFile) -> bytes:
        """The bytes as they are written; other kinds of files, and texts with front matter, stay as they came."""
        plain = content.removeprefix(b"\xef\xbb\xbf")
        if not item.facts or item.target.suffix.lower() not in _PLAIN or plain.startswith(b"---\n"):
            return content
        facts = {**item.facts, "source": item.facts.get("source", f"{item.url}（{item.licence}）")}
        front = "".join(f"{key}: {value}\n" for key, value in facts.items())
        return f"---\n{front}---\n\n".encode() + plain


class Synchroniser:
    """Compares a manifest with a library folder and downloads what is missing.

    Nothing is visible in the library before it was proved, and every file appears there in one step. What a user
    changed is left alone.
    """

    def __init__(self, collections: Collections, library: Path, work: Path, patience: Patience | None = None) -> None:
        """Prepare; nothing is read or written yet.

        Args:
            library: The user's own library folder.
            work: A folder beside it for unfinished downloads and for the record of what was put where.
        """
        self._collections, self._library, self._work = collections, library, work
        self._patience = patience or Patience()

    def presence(self) -> list[tuple[Item, Presence]]:
        """What the library has of each item; the network is not used."""
        record = self._record()
        return [(item, self._presence(item, record.get(item.name))) for item in self._collections.items]

    def fetch(self, items: Sequence[Item], progress: Say = lambda *_: None) -> list[Outcome]:
        """Download ``items`` and put them into the library, one after the other.

        A host that cannot be reached is not asked again.

        Args:
            progress: Gets the item and the number of its bytes that are there.

        Raises:
            SyncError: Another run is at work.
        """
        self._work.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._work / "sync.lock", timeout=0):
                for killed in self._work.glob("staging-*"):
                    shutil.rmtree(killed, ignore_errors=True)
                return self._fetch_all(items, progress)
        except Timeout:
            raise SyncError("另一个 xuefa sync 正在运行，请等它结束后再试。") from None

    def _fetch_all(self, items: Sequence[Item], progress: Say) -> list[Outcome]:
        outcomes: list[Outcome] = []
        dead: dict[str, str] = {}
        for item in items:
            host = urlsplit(item.url).hostname or ""
            try:
                if host in dead:
                    raise Offline(dead[host])
                outcomes.append(Outcome(item, "", self._fetch(item, progress)))
            except Offline as error:
                dead[host] = str(error)
                outcomes.append(Outcome(item, str(error)))
            except SyncError as error:
                outcomes.append(Outcome(item, str(error)))
        return outcomes

    def _fetch(self, item: Item, progress: Say) -> int:
        wanted = Wanted(item.name, item.url, item.size, item.sha256, item.limit, self._collections.hosts)
        part = self._work / f"{item.sha256}.part"
        try:
            download(wanted, part, self._patience, lambda done: progress(item, done))
            placed = self._place(item, part)
            for leftover in (part, part.with_name(f"{part.name}.etag")):
                leftover.unlink(missing_ok=True)
        except OSError as error:
            raise SyncError(
                f"无法把“{item.name}”写入文本库（{error.strerror or error}），请检查磁盘空间和权限。"
            ) from None
        return placed

    def _place(self, item: Item, part: Path) -> int:
        old = self._record().get(item.name)
        if isinstance(item, RemoteFile):
            contents = {item.target.as_posix(): WithFacts()(part.read_bytes(), item)}
            self._write(item, old, contents)
            return 1
        staging = Path(tempfile.mkdtemp(prefix="staging-", dir=self._work))
        try:
            paths = extract(item, part, staging)
            contents = {(item.target / path).as_posix(): (staging / path).read_bytes() for path in paths}
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        self._write(item, old, contents)
        return len(contents)

    def _write(self, item: Item, old: _Receipt | None, contents: Mapping[str, bytes]) -> None:
        held = old.files if old else {}
        for name, content in contents.items():
            path = self._inside(name)
            if path.exists() and _hash(path) not in {held.get(name), hashlib.sha256(content).hexdigest()}:
                raise SyncError(f"文本库中的 {name} 不是 xuefa sync 放进去的或被改动过，没有覆盖；请先移开它再试。")
        written = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
        # Noted first, so that whoever is killed in the middle knows the files again as his own.
        self._save({**self._record(), item.name: _Receipt("", {**written, **held})})
        for name, content in contents.items():
            write_durably(self._inside(name), content)
        receipt = _Receipt(item.sha256, written)
        self._save({**self._record(), item.name: receipt})
        for name in set(held) - set(contents):  # texts that the new version of an archive no longer has
            path = self._inside(name)
            if path.is_file() and _hash(path) == held[name]:
                path.unlink()

    def _inside(self, name: str) -> Path:
        """A path of the library; no link in it may lead out."""
        path = self._library / PurePosixPath(name)
        if not path.resolve().is_relative_to(self._library.resolve()):
            raise SyncError(f"文本库中的 {name} 经过链接指向了别处，没有写入；请移开那个链接。")
        return path

    def _presence(self, item: Item, receipt: _Receipt | None) -> Presence:
        if receipt is None:
            if isinstance(item, Archive) or not (path := self._library / item.target).exists():
                return Presence.MISSING
            return Presence.HERE if _hash(path) == item.sha256 else Presence.CHANGED
        if not receipt.sha256:  # a run was stopped while it wrote
            return Presence.OUTDATED
        found = {name: self._library / PurePosixPath(name) for name in receipt.files}
        if not all(path.is_file() for path in found.values()):
            return Presence.MISSING
        if any(_hash(path) != receipt.files[name] for name, path in found.items()):
            return Presence.CHANGED
        return Presence.HERE if receipt.sha256 == item.sha256 else Presence.OUTDATED

    def _record(self) -> dict[str, _Receipt]:
        try:
            raw = orjson.loads((self._work / _RECORD).read_bytes())
            return {name: _Receipt(row["sha256"], dict(row["files"])) for name, row in raw.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Without a record nothing is ever overwritten, so nothing can be lost by beginning a new one.
            return {}

    def _save(self, record: Mapping[str, _Receipt]) -> None:
        rows = {name: {"sha256": one.sha256, "files": dict(one.files)} for name, one in record.items()}
        write_durably(self._work / _RECORD, orjson.dumps(rows))


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
