"""A Chinese font for PDFium on machines that have none.

Official PDFs often name 宋体 or 仿宋 without bringing it. PDFium takes a font of the machine for it; where none fits,
its characters have no height, and PDFium leaves out lines on their side and lines like the one before.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import pylopdf_fonts_zh_cn
import pypdfium2
import pypdfium2.raw as raw

__all__ = ["provide_chinese_font"]

_CHINESE = frozenset({raw.FXFONT_GB2312_CHARSET, raw.FXFONT_CHINESEBIG5_CHARSET})
_WHOLE_FILE = 0


class _WithChinese(pypdfium2.PdfSysfontBase):  # type: ignore[misc]  # the library has no types
    """The machine's fonts, and ours where it has none for Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self._font = pylopdf_fonts_zh_cn.serif_path().read_bytes()
        self._mark = ctypes.c_char()
        self._handle = ctypes.addressof(self._mark)  # an address that no other font has

    def MapFont(self, _: Any, *asked: Any) -> int | None:
        charset = asked[2]
        found: int | None = super().MapFont(_, *asked)
        return found or (self._handle if charset in _CHINESE else None)

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:
        if font != self._handle:
            return int(super().GetFontData(_, font, table, buffer, size))
        if table != _WHOLE_FILE:
            return 0
        if buffer and size >= len(self._font):
            ctypes.memmove(buffer, self._font, len(self._font))
        return len(self._font)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> int:
        return 0 if font == self._handle else int(super().GetFaceName(_, font, buffer, size))

    def GetFontCharset(self, _: Any, font: int) -> int:
        if font == self._handle:
            return int(raw.FXFONT_GB2312_CHARSET)
        return int(super().GetFontCharset(_, font))

    def DeleteFont(self, _: Any, font: int) -> None:
        if font != self._handle:
            super().DeleteFont(_, font)


@cache
def provide_chinese_font() -> None:
    """Let PDFium of this process fall back on a Chinese font that comes with the program."""
    _WithChinese().setup()
