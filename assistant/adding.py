"""Adding documents to the user's own library folder: read, understood, written as Markdown with front matter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.errors import SourceError
from knowledge.files import write_durably
from knowledge.frontmatter import law_of, split_front
from knowledge.readers import EXTENSIONS, read_file
from knowledge.records import Document, RawText
from knowledge.sources import read_markdown
from knowledge.structure import read_text

__all__ = ["Added", "Outcome", "add_documents"]

LONGEST_NAME = 180  # bytes; file systems take 255, some less


@dataclass(frozen=True, slots=True)
class Added:
    """One file that was understood.

    Attributes:
        file: The user's file.
        document: What it holds, with its doubts.
        missing: What neither the text nor the user says, in Chinese.
        replaced: Whether the library held this version already.
    """

    file: Path
    document: Document
    missing: tuple[str, ...]
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all files; ``failed`` has one sentence for each that was left out."""

    added: tuple[Added, ...]
    failed: tuple[str, ...]


def add_documents(
    paths: Sequence[Path], target: Path, stated: Mapping[str, str] | None = None, dry_run: bool = False
) -> Outcome:
    """Read files, or all files of folders, and write them into the library folder ``target``.

    A file that fails is named and the others are still added.

    Args:
        paths: Files and folders.
        target: The user's library folder; it is made where it does not exist.
        stated: What the user states of a single file, with the keys of front matter.
        dry_run: Read only, write nothing.

    Raises:
        SourceError: Something is stated of more than one file, or the library folder cannot be written.
    """
    files, failed = _files(paths, target)
    if stated and len(files) != 1:
        raise SourceError(
            f"--title、--level、--region、--effective 只能用于一个文件，这里有{len(files)}个，请分开加入。"
        )
    catalogue = load_catalogue()
    added: list[Added] = []
    places: dict[Path, Path] = {}
    for file in files:
        try:
            document, missing, content = _understand(file, catalogue, stated or {})
        except SourceError as error:
            failed.append(str(error))
            continue
        place = _place(document, target)
        if place in places:
            failed.append(f"{file.name}：与{places[place].name}是同一部文本（{document.law.id}），没有重复加入。")
            continue
        places[place] = file
        added.append(Added(file, document, missing, place.is_file()))
        if not dry_run:
            _write(content, place)
    return Outcome(tuple(added), tuple(failed))


def _understand(file: Path, catalogue: Catalogue, stated: Mapping[str, str]) -> tuple[Document, tuple[str, ...], bytes]:
    """The document of a file, what it does not tell, and what is to be written for it."""
    original = _bytes(file)
    raw, front = _without_front(read_file(file))
    given = {key: value for key, value in {**front, **stated}.items() if value}
    origin = {"source": file.name, "sha256": hashlib.sha256(original).hexdigest()}
    reading = read_text(raw, catalogue, origin | given)
    law = reading.document.law
    known = {"标题": law.title, "公布日期": law.published, "施行日期": law.effective, "制定机关": law.issuer}
    missing = tuple(name for name in reading.metadata.missing if not known.get(name, name in _told(given)))
    if front and not stated and catalogue.correct_law(law_of({"title": "", "source": file.name, **front})) == law:
        # It says all that we would write: the user's own file stays as it is.
        return replace(read_markdown(file, catalogue), doubts=reading.document.doubts), missing, original
    return reading.document, missing, reading.markdown.encode()


def _told(given: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for key, name in (("level", "层级"), ("region", "地区")) if key in given)


def _without_front(raw: RawText) -> tuple[RawText, Mapping[str, str]]:
    if raw.kind != "md":
        return raw, {}
    front, body = split_front("\n".join(raw.lines) + "\n")
    return (replace(raw, lines=tuple(body.split("\n"))), front) if front else (raw, {})


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file.name}：无法读取（{error.strerror}），请检查权限。") from None


def _place(document: Document, target: Path) -> Path:
    law = document.law
    return target.joinpath(_safe(law.level), *map(_safe, law.region.split("/")), f"{_safe(law.id)}.md")


def _safe(name: str) -> str:
    """A file name out of a file's own words: no separators, not too long for a file system."""
    plain = re.sub(r"[/\\\x00-\x1f]", "-", name).strip(". ") or "-"
    if len(plain.encode()) <= LONGEST_NAME:
        return plain
    digest = hashlib.sha256(plain.encode()).hexdigest()[:12]
    return f"{plain.encode()[: LONGEST_NAME - 13].decode(errors='ignore')}-{digest}"


def _files(paths: Sequence[Path], target: Path) -> tuple[list[Path], list[str]]:
    """The files that are to be read, each once, and a sentence for each path that cannot be.

    What a folder holds of the library itself is left alone.
    """
    files: dict[Path, None] = {}
    failed: list[str] = []
    for path in paths:
        if path.is_dir():
            found = [file for file in _below(path) if target.resolve() not in file.resolve().parents]
            if not found:
                failed.append(f"文件夹 {path} 里没有文件，请检查路径。")
        elif path.is_file():
            found = [path]
        else:
            failed.append(f"找不到 {path}，请检查路径。")
            continue
        for file in found:
            if file.suffix.lower() in EXTENSIONS:
                files.setdefault(file)
            else:
                kind = file.suffix or "没有扩展名的"
                failed.append(f"{file.name}：不支持{kind}文件，可以加入 PDF、DOCX、HTML、TXT 和 Markdown。")
    return list(files), failed


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder in a stable order; hidden ones and the folder's own README are no texts."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.stem.lower() != "readme":
            yield path


def _write(content: bytes, target: Path) -> None:
    try:
        write_durably(target, content)
    except OSError as error:
        raise SourceError(f"无法写入文本库 {target.parent}（{error.strerror}），请检查磁盘空间和权限。") from error
