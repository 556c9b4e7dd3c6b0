"""The manifest of ``xuefa sync``: which files and archives there are, where they come from and how they are proved."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from .errors import SyncError

__all__ = ["ARCHIVE_KINDS", "Archive", "Collections", "RemoteFile", "load_collections"]

ARCHIVE_KINDS = ("zip", "tar.gz")
# A text is rarely longer than a megabyte; these bound what a wrong or hostile address can make us take.
LARGEST_FILE, LARGEST_ARCHIVE = 32 * 2**20, 512 * 2**20
LARGEST_CONTENT, MOST_MEMBERS = 512 * 2**20, 20_000
_SHA256 = re.compile("[0-9a-f]{64}")
_COMMON = frozenset({"name", "url", "commit", "size", "sha256", "licence", "target"})


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One text.

    Attributes:
        commit: The revision of the collection that the address is pinned to, empty if it has none.
        size: In bytes; ``None`` where the collection does not state it, then the hash alone decides.
        sha256: Of the file as it is downloaded.
        target: Where it goes, below the library folder.
        facts: Front matter that is put before a Markdown or plain text which has none.
    """

    name: str
    url: str
    commit: str
    size: int | None
    sha256: str
    licence: str
    target: PurePosixPath
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def limit(self) -> int:
        """No more bytes than this are taken."""
        return self.size or LARGEST_FILE


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip or tar.gz with texts.

    Attributes:
        target: The folder below the library folder into which its texts go.
        kind: One of :data:`ARCHIVE_KINDS`.
        strip: So many leading folders of each member's path are left out.
        most, largest: Most members and most bytes in all that are taken out.
    """

    name: str
    url: str
    commit: str
    size: int | None
    sha256: str
    licence: str
    target: PurePosixPath
    kind: str
    strip: int = 0
    most: int = MOST_MEMBERS
    largest: int = LARGEST_CONTENT

    @property
    def limit(self) -> int:
        """No more bytes than this are taken."""
        return self.size or LARGEST_ARCHIVE


@dataclass(frozen=True, slots=True)
class Collections:
    """A whole manifest.

    Attributes:
        hosts: The only hosts that are ever asked: those of the addresses, and those that the manifest adds.
    """

    items: tuple[RemoteFile | Archive, ...]
    hosts: frozenset[str]


def load_collections(path: Path | None = None) -> Collections:
    """The manifest that ships with the package, or an operator's own.

    Raises:
        SyncError: It cannot be read or an entry is not what it should be.
    """
    name = path.name if path else "collections.toml"
    try:
        text = (path or resources.files(__package__).joinpath("data/collections.toml")).read_text("utf-8")
        raw = tomllib.loads(text)
    except OSError as error:
        raise SyncError(f"无法读取清单 {path}（{error.strerror}），请检查路径。") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SyncError(f"清单 {name} 不是正确的 TOML（{error}），请改正后再试。") from None
    if unknown := sorted(set(raw) - {"file", "archive", "hosts"}):
        raise SyncError(f"清单 {name} 里有不认识的“{unknown[0]}”，可用的有 file、archive、hosts。")
    items: list[RemoteFile | Archive] = [
        *(_file(row, name) for row in _rows(raw.get("file", []), name)),
        *(_archive(row, name) for row in _rows(raw.get("archive", []), name)),
    ]
    for what in ("name", "target"):
        seen: set[object] = set()
        for item in items:
            value = getattr(item, what)
            if value in seen:
                raise SyncError(f"清单 {name} 里“{value}”出现了两次，请让每一项的 {what} 各不相同。")
            seen.add(value)
    hosts = {str(host).lower() for host in raw.get("hosts", [])} | {_host(item.url) for item in items}
    return Collections(tuple(items), frozenset(hosts))


def _rows(value: object, name: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise SyncError(f"清单 {name} 的每一项要写成 [[file]] 或 [[archive]]。")
    return value


def _file(row: dict[str, Any], name: str) -> RemoteFile:
    common = _common(row, name, {"facts"})
    facts = row.get("facts", {})
    if not isinstance(facts, dict) or not all(isinstance(one, str) and "\n" not in one for one in facts.values()):
        raise SyncError(f"清单 {name} 中“{common['name']}”的 facts 要写成一行一个的文字。")
    return RemoteFile(**common, facts=facts)


def _archive(row: dict[str, Any], name: str) -> Archive:
    common = _common(row, name, {"kind", "strip", "most", "largest"})
    if row.get("kind") not in ARCHIVE_KINDS:
        raise SyncError(f"清单 {name} 中“{common['name']}”的 kind 应是 {' 或 '.join(ARCHIVE_KINDS)}。")
    numbers = {key: row[key] for key in ("strip", "most", "largest") if key in row}
    if not all(isinstance(value, int) and value >= 0 for value in numbers.values()):
        raise SyncError(f"清单 {name} 中“{common['name']}”的 strip、most、largest 要写成不小于 0 的整数。")
    return Archive(**common, kind=row["kind"], **numbers)


def _common(row: dict[str, Any], name: str, more: set[str]) -> dict[str, Any]:
    label = str(row.get("name", ""))[:60] or "没有 name 的一项"
    if unknown := sorted(set(row) - _COMMON - more):
        raise SyncError(f"清单 {name} 中“{label}”有不认识的 {unknown[0]}，请改正。")
    for key in ("name", "url", "sha256", "licence", "target"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise SyncError(f"清单 {name} 中“{label}”缺少 {key}，请补上。")
    size = row.get("size")
    if size is not None and (not isinstance(size, int) or size <= 0):
        raise SyncError(f"清单 {name} 中“{label}”的 size 要写成大于 0 的整数（字节）。")
    if not _SHA256.fullmatch(row["sha256"]):
        raise SyncError(f"清单 {name} 中“{label}”的 sha256 要写成 64 个小写的十六进制字符。")
    if urlsplit(row["url"]).scheme not in {"http", "https"} or not _host(row["url"]):
        raise SyncError(f"清单 {name} 中“{label}”的地址要以 https:// 或 http:// 开头。")
    target = PurePosixPath(row["target"])
    if target.is_absolute() or ".." in target.parts or "\\" in row["target"] or not target.parts:
        raise SyncError(f"清单 {name} 中“{label}”的 target 要写成文本库里的相对路径，不能有“..”。")
    return {
        "name": row["name"],
        "url": row["url"],
        "commit": str(row.get("commit", "")),
        "size": size,
        "sha256": row["sha256"],
        "licence": row["licence"],
        "target": target,
    }


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
