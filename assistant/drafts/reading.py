"""A draft from an upload, a file or the clipboard; the bytes of others are opened in a process of their own."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

from knowledge.annotations import read_document
from knowledge.errors import UnreadableFile
from knowledge.readers import Limits, read_file
from knowledge.readers.failures import too_much_text
from knowledge.readers.kinds import detect
from knowledge.readers.plain import decode

from .keeping import kept_for_a_moment
from .records import Draft, DraftKind

__all__ = ["LIMITS", "MOST_BYTES", "paste_draft", "read_draft"]

MEBIBYTE = 1 << 20
MOST_BYTES = 10 * MEBIBYTE
LIMITS = Limits(file_bytes=MOST_BYTES, characters=2_000_000, ocr_pages=10)
_LONGEST_NAME = 80
_ZIP = b"PK"
# What XML cannot hold, and with it no Word document: controls, halves of characters, non-characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEW_LINE = re.compile(r"\r\n?")
_UNNAMED = "文件"


def paste_draft(text: str) -> Draft:
    """A draft of pasted text; lines end with one character, and what no document can hold is replaced by �."""
    return Draft("", DraftKind.PASTE, _plain(text))


def read_draft(name: str, data: bytes) -> Draft:
    """The draft in a file, whatever its name says it is.

    Args:
        name: As the sender calls the file; folders in it are dropped.
        data: The whole file.

    Raises:
        UnreadableFile: It is empty, larger than :data:`MOST_BYTES`, damaged, locked, hostile, of a kind that we do
            not read, or without text.
    """
    name = _safe(name)
    if len(data) > MOST_BYTES:
        raise UnreadableFile(
            f"{name}：文件有 {len(data) / MEBIBYTE:.1f} MB，超过 {MOST_BYTES // MEBIBYTE} MB 的上限，请拆分后再试"
        )
    with kept_for_a_moment(name, data) as path:
        draft = _read(path, name, data)
    if not draft.text.strip():
        raise UnreadableFile(f"{name}：里面没有文字，请检查文件内容")
    return draft


def _read(path: Path, name: str, data: bytes) -> Draft:
    if data.startswith(_ZIP):
        document = read_document(path, LIMITS)
        return Draft(name, DraftKind.DOCX, document.text, data, document.doubts)
    kind = detect(path, LIMITS)
    if kind in {"txt", "md"}:
        text, doubts = _decoded(data, name)
        doubts = [kind.doubt, *doubts] if kind.doubt else doubts
        return Draft(name, DraftKind(str(kind)), _plain(text), data, tuple(doubts))
    raw = read_file(path, limits=LIMITS)
    return Draft(name, DraftKind(str(kind)), _plain("\n".join(raw.lines)), data, raw.doubts)


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    """The text as it stands, so that positions in it are positions in the file; UTF-8 is taken at its word."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    text, doubts = (text, []) if "\x00" not in text else decode(data, name)
    if len(text) > LIMITS.characters:
        raise UnreadableFile(too_much_text(name, LIMITS))
    return text, doubts


def _plain(text: str) -> str:
    return _UNFIT.sub("\ufffd", _NEW_LINE.sub("\n", text))


def _safe(name: str) -> str:
    """The name without folders and without characters that no file may have, short but with its extension."""
    path = PurePath(_UNFIT.sub("", name.replace("\\", "/").replace("\n", " ")).strip() or _UNNAMED)
    suffix = path.suffix if len(path.suffix) < _LONGEST_NAME // 4 else ""
    stem = (path.stem if suffix else path.name)[:_LONGEST_NAME]
    return f"{stem.lstrip('.') or _UNNAMED}{suffix}"
