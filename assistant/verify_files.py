"""The files of ``xuefa verify``: which ones are checked, their bytes, and where results go."""

from __future__ import annotations

import itertools
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from knowledge.errors import QuestionError, SourceError
from knowledge.files import write_durably
from knowledge.readers.kinds import EXTENSIONS

from .checking import Checked
from .console import reason_of
from .drafts import MOST_BYTES, Draft, annotate, read_draft, to_csv

__all__ = ["STDIN", "STDIN_NAME", "Results", "draft_in", "drafts_among"]

STDIN, STDIN_NAME = "-", "标准输入"
# In a folder and all below it; whoever names a whole disk by mistake should hear of it at once.
MOST_FILES, MOST_NAMES = 500, 20_000
_HIDDEN = (".", "~$")
_MARK = "-核对"
# What we wrote ourselves, by its name.
_RESULT = re.compile(rf"{_MARK}(-\d+)?\.docx", re.IGNORECASE)


def drafts_among(files: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files to check, those of a folder in place of it and sorted, and the results of earlier runs left out there.

    A folder without any, or one that cannot be entered, stands for itself, so that :func:`draft_in` says what is
    wrong with it.

    Raises:
        SourceError: A folder holds more than :data:`MOST_FILES` to check, or more than :data:`MOST_NAMES` in all.
    """
    found: list[str] = []
    results: list[str] = []
    for file in files:
        if file == STDIN or not stat.S_ISDIR(_mode(Path(file))):
            found.append(file)
            continue
        below = list(itertools.islice(_below(Path(file)), MOST_FILES + 1))
        if len(below) > MOST_FILES:
            raise SourceError(f"无法读取 {file}（里面要核对的文件超过{MOST_FILES}个），请分成小一些的文件夹再核对。")
        drafts = [str(path) for path in below if not _RESULT.search(path.name)]
        results += [str(path) for path in below if _RESULT.search(path.name)]
        found += drafts or [file]
    return found, results


def draft_in(file: str) -> Draft:
    """The draft in a file, or in standard input, which is read as a file is.

    Raises:
        SourceError: It cannot be read, or is a folder.
        UnreadableFile: It is no text.
        QuestionError: Standard input is empty.
    """
    if file == STDIN:
        return _draft_piped()
    path = Path(file)
    if stat.S_ISDIR(_mode(path)) and os.access(path, os.R_OK | os.X_OK):
        raise SourceError(
            f"文件夹 {file} 里没有能核对的文件（Word 的 .docx、PDF、TXT、Markdown、网页；以前的结果“-核对.docx”不算），"
            "请检查路径，或者直接写出文件名。"
        )
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise SourceError(f"无法读取 {file}（{reason_of(error)}），请检查路径和权限。") from None
    return read_draft(file, data)


def _draft_piped() -> Draft:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin else b""
    except OSError as error:
        raise SourceError(f"无法读取{STDIN_NAME}（{reason_of(error)}），请先存成文件再核对。") from None
    if not data.strip():
        raise QuestionError("要核对的文字是空的，请输入或粘贴文字后再试。")
    return read_draft(STDIN_NAME, data)


def _below(folder: Path) -> Iterator[Path]:
    """The files of readable kinds, and the folders that cannot be entered; nothing hidden, no lock files."""
    locked: list[str] = []
    seen = 0
    for place, folders, names in os.walk(folder, onerror=lambda error: locked.append(str(error.filename))):
        seen += len(folders) + len(names)
        if seen > MOST_NAMES:
            raise SourceError(f"无法读取 {folder}（里面的文件超过{MOST_NAMES}个），请指定小一些的文件夹。")
        folders[:] = sorted(name for name in folders if not name.startswith(_HIDDEN))
        for name in sorted(names):
            path = Path(place, name)
            # A pipe would keep us waiting; a link to nowhere is told as such when it is opened.
            fit = path.suffix.lower() in EXTENSIONS and not name.startswith(_HIDDEN)
            if fit and _mode(path) in {0, stat.S_IFREG}:
                yield path
    yield from map(Path, locked)


def _mode(path: Path) -> int:
    """The type of what a path leads to, as in :mod:`stat`; 0 if it leads nowhere that we can see."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except (OSError, ValueError):
        return 0


class Results:
    """The files that are written, never over one that is being checked."""

    def __init__(self, files: Sequence[str], csv: Path | None, docx: Path | None) -> None:
        self._csv, self._docx = csv, docx
        self._taken = {_resolved(Path(file)) for file in files if file != STDIN}

    def write(self, file: str, draft: Draft, checked: Sequence[Checked], day: date) -> None:
        """Write what was asked for; the result of an earlier run stays whole until the new one is.

        Raises:
            UnreadableFile: The draft cannot be annotated.
            SourceError: A file cannot be written.
        """
        if self._csv is not None:
            _write(self._place(self._csv, file, ".csv"), to_csv(checked, draft.text).encode())
        if self._docx is not None:
            _write(self._place(self._docx, file, ".docx"), annotate(draft, checked, day))

    def _place(self, folder: Path, file: str, suffix: str) -> Path:
        stem = STDIN_NAME if file == STDIN else Path(file).stem
        for number in itertools.count(1):
            path = folder / f"{stem}{_MARK}{f'-{number}' if number > 1 else ''}{suffix}"
            if _resolved(path) not in self._taken:
                break
        self._taken.add(_resolved(path))
        return path


def _resolved(path: Path) -> Path:
    """Without links where they can be followed; links in a circle or odd names fail when the file is opened."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _write(path: Path, content: bytes) -> None:
    try:
        write_durably(path, content)
    except OSError as error:
        raise SourceError(f"无法写入 {path}（{reason_of(error)}），请换一个文件夹或检查权限。") from None
