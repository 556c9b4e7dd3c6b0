"""PDF pages through pypdf, in pure Python: slower and without boxes, but another opinion on a damaged file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from ..errors import UnreadableFile
from .characters import is_wide
from .layout import lines_of
from .limits import TooMuchText
from .shapes import Char, Page

__all__ = ["pages_of"]

MEBIBYTE = 1 << 20
# Tighter than the library's own: a page of law is some kilobytes, not 75 MB.
_CONFIGURATION = Configuration(
    maximum_declared_stream_length=32 * MEBIBYTE,
    array_based_stream_maximum_output_length=32 * MEBIBYTE,
    zlib_maximum_output_length=32 * MEBIBYTE,
    lzw_maximum_output_length=32 * MEBIBYTE,
    run_length_maximum_output_length=32 * MEBIBYTE,
    brotli_maximum_output_length=32 * MEBIBYTE,
    stream_decoding_work_maximum_length=64 * MEBIBYTE,
)


def pages_of(path: Path, most_pages: int, characters: int) -> list[Page]:
    """The pages with their lines.

    Raises:
        TooMuchText: They hold more than ``characters`` characters.
        UnreadableFile: It needs a password, has too many pages, or pypdf cannot make sense of it either.
    """
    try:
        with apply_configuration(_CONFIGURATION):
            return _pages(path, most_pages, characters)
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError):
        # What a damaged object graph raises inside pypdf depends on where it broke.
        raise UnreadableFile(f"{path.name}：PDF 不完整或已损坏，请重新下载或另存一份") from None


def _pages(path: Path, most_pages: int, characters: int) -> list[Page]:
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFile(f"{path.name}：PDF 有密码，请取消密码后另存再加入")
    count = len(reader.pages)
    if count > most_pages:
        raise UnreadableFile(f"{path.name}：有 {count} 页，最多读 {most_pages} 页，请拆分后再加入")
    if not count:
        raise ValueError("no pages")
    pages: list[Page] = []
    for number, page in enumerate(reader.pages, 1):
        chars = _chars(page)
        lines = lines_of(chars, number, float(page.mediabox.width), float(page.mediabox.height))
        pages.append(Page(number, lines, pictures=not lines and "/XObject" in (page.get("/Resources") or {})))
        characters -= len(chars)
        if characters < 0:
            raise TooMuchText
    return pages


def _chars(page: Any) -> list[Char]:
    chars: list[Char] = []

    def place(text: str, user: list[float], matrix: list[float], _font: Any, size: float) -> None:
        scale = abs(matrix[3] or matrix[1] or 1.0) * abs(user[3] or user[1] or 1.0)
        em = max(size * scale, 1.0)
        x = matrix[4] * user[0] + matrix[5] * user[2] + user[4]
        y = matrix[4] * user[1] + matrix[5] * user[3] + user[5]
        for one in text:
            if one in "\r\n":
                continue
            width = em if is_wide(one) else em / 2
            chars.append(Char(one, x, x + width, y - 0.15 * em, y + 0.85 * em))
            x += width

    page.extract_text(visitor_text=place)
    return chars
