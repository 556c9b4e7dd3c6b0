"""Adding documents to the user's own library folder."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from knowledge.catalogue import load_catalogue
from knowledge.errors import SourceError
from knowledge.records import Document
from knowledge.sources import library_files, read_markdown

__all__ = ["add_documents"]

LONGEST_NAME = 180  # bytes; file systems take 255, some less


def add_documents(paths: Sequence[Path], target: Path) -> list[Document]:
    """Copy files, or all files of folders, into the library folder ``target`` after reading each.

    Nothing is copied unless every file can be read.

    Raises:
        SourceError: A path does not exist, a file cannot be read or is not of a supported kind.
    """
    files = [file for path in paths for file in _files(path)]
    documents = [read_markdown(file, load_catalogue()) for file in files]
    for file, document in zip(files, documents, strict=True):
        law = document.law
        folder = target.joinpath(_safe(law.level), *map(_safe, law.region.split("/")))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _copy(file, folder / f"{_safe(law.id)}.md")
        except OSError as error:
            raise SourceError(f"无法写入文本库 {folder}（{error.strerror}），请检查磁盘空间和权限。") from error
    return documents


def _safe(name: str) -> str:
    """A file name out of a file's own words: no separators, not too long for a file system."""
    plain = re.sub(r"[/\\\x00-\x1f]", "-", name).strip(". ") or "-"
    if len(plain.encode()) <= LONGEST_NAME:
        return plain
    digest = hashlib.sha256(plain.encode()).hexdigest()[:12]
    return f"{plain.encode()[: LONGEST_NAME - 13].decode(errors='ignore')}-{digest}"


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        if not (found := library_files(path)):
            raise SourceError(f"文件夹 {path} 里没有 .md 文件；暂时只能加入带说明部分的 Markdown。")
        return found
    if not path.is_file():
        raise SourceError(f"找不到 {path}，请检查路径。")
    if path.suffix.lower() != ".md":
        raise SourceError(
            f"暂不支持 {path.suffix or '没有扩展名的'} 文件（{path.name}），请先转成带说明部分的 Markdown。"
        )
    return [path]


def _copy(source: Path, target: Path) -> None:
    """Copy through a temporary file, so that a reader never sees half of it."""
    content = source.read_bytes()
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as stream:
        partial = Path(stream.name)
        try:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            partial.replace(target)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
