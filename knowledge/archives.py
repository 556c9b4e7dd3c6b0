"""Taking texts out of an archive that others made: no way out of the folder, no links, no bombs."""

from __future__ import annotations

import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from .collections import Archive
from .errors import SyncError

__all__ = ["TEXT_SUFFIXES", "extract"]

TEXT_SUFFIXES = frozenset({".md", ".txt", ".pdf", ".docx", ".html", ".htm"})
# A text in Chinese shrinks to a third; what unpacks to more than this many times its size is a bomb.
MOST_RATIO = 200
_LONGEST_PATH = 1000  # bytes
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class _Member:
    """A regular file of an archive, whatever kind the archive is of."""

    path: PurePosixPath
    handle: zipfile.ZipInfo | tarfile.TarInfo


def extract(archive: Archive, file: Path, folder: Path) -> list[PurePosixPath]:
    """Take the texts of ``file`` out into ``folder``, which is empty.

    Members that are no texts are left where they are. One member that is a link, is encrypted or wants to stand outside
    the folder condemns the whole archive.

    Returns:
        The paths of the texts below ``folder``.

    Raises:
        SyncError: The archive is damaged, hostile, or holds more than the manifest allows.
    """
    room = min(archive.largest, max(file.stat().st_size, 1) * MOST_RATIO)
    taken: list[PurePosixPath] = []
    try:
        with _opened(archive, file) as (members, read):
            for at, member in enumerate(members, start=1):
                if at > archive.most:
                    raise SyncError(f"压缩包“{archive.name}”里的文件超过{archive.most}个，没有使用；请核对清单。")
                path = PurePosixPath(*member.path.parts[archive.strip :])
                if path.suffix.lower() not in TEXT_SUFFIXES or path in taken:
                    continue
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                with read(member) as source:
                    room -= _copy(archive, source, target, room)
                taken.append(path)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SyncError(f"压缩包“{archive.name}”已损坏或不能读取（{type(error).__name__}），没有使用。") from None
    if not taken:
        raise SyncError(f"压缩包“{archive.name}”里没有可用的文本，请核对清单中的 kind 和 strip。")
    return taken


class _Reader:
    """Opens a member of either kind of archive."""

    def __init__(self, held: zipfile.ZipFile | tarfile.TarFile) -> None:
        self._held = held

    def __call__(self, member: _Member) -> IO[bytes]:
        if isinstance(self._held, zipfile.ZipFile) and isinstance(member.handle, zipfile.ZipInfo):
            return self._held.open(member.handle)
        if isinstance(self._held, tarfile.TarFile) and isinstance(member.handle, tarfile.TarInfo):
            found = self._held.extractfile(member.handle)
            if found is not None:
                return found
        raise tarfile.ReadError("no regular file")


@contextmanager
def _opened(archive: Archive, file: Path) -> Iterator[tuple[Iterator[_Member], _Reader]]:
    if archive.kind == "zip":
        with zipfile.ZipFile(file) as held:
            yield _zip_members(archive, held), _Reader(held)
    else:
        with tarfile.open(file, "r:gz") as packed:
            yield _tar_members(archive, packed), _Reader(packed)


def _zip_members(archive: Archive, held: zipfile.ZipFile) -> Iterator[_Member]:
    for info in held.infolist():
        if info.is_dir():
            continue
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in {0, stat.S_IFREG} or info.flag_bits & 0x1:
            raise SyncError(f"压缩包“{archive.name}”里有链接、特殊文件或加密的文件，整包没有使用。")
        yield _Member(_safe(archive, info.filename), info)


def _tar_members(archive: Archive, held: tarfile.TarFile) -> Iterator[_Member]:
    for info in held:
        if info.isdir():
            continue
        if not info.isreg():
            raise SyncError(f"压缩包“{archive.name}”里有链接、特殊文件或加密的文件，整包没有使用。")
        yield _Member(_safe(archive, info.name), info)


def _safe(archive: Archive, name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    odd = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or any(ord(one) < 32 for one in name)
    if odd or not path.parts or len(name.encode("utf-8", "surrogateescape")) > _LONGEST_PATH:
        raise SyncError(f"压缩包“{archive.name}”里有指向文件夹之外的路径，整包没有使用。")
    return path


def _copy(archive: Archive, source: IO[bytes], target: Path, room: int) -> int:
    done = 0
    with target.open("xb") as stream:
        while block := source.read(_BLOCK):
            done += len(block)
            if done > room:
                raise SyncError(f"压缩包“{archive.name}”解开后大得不合常理，没有使用；请核对清单。")
            stream.write(block)
    return done
