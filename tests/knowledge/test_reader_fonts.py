"""The Chinese font that comes along: given where the machine has none, and only there."""

from __future__ import annotations

import ctypes

import pypdfium2
import pypdfium2.raw as raw
import pytest

from knowledge.readers.fonts import _WithChinese

OF_THE_MACHINE = 4711


def mapped(fonts: _WithChinese, charset: int) -> int | None:
    return fonts.MapFont(None, 400, 0, charset, 0, None, None)


@pytest.mark.parametrize("charset", [raw.FXFONT_GB2312_CHARSET, raw.FXFONT_CHINESEBIG5_CHARSET])
def test_where_the_machine_has_none_a_whole_font_is_given(monkeypatch: pytest.MonkeyPatch, charset: int) -> None:
    monkeypatch.setattr(pypdfium2.PdfSysfontBase, "MapFont", lambda *_: None)
    fonts = _WithChinese()
    handle = mapped(fonts, charset)
    assert handle
    size = fonts.GetFontData(None, handle, 0, None, 0)
    buffer = ctypes.create_string_buffer(size)
    assert fonts.GetFontData(None, handle, 0, buffer, size) == size
    assert buffer.raw[:4] == b"OTTO"
    assert fonts.GetFontCharset(None, handle) == raw.FXFONT_GB2312_CHARSET
    assert mapped(fonts, raw.FXFONT_ANSI_CHARSET) is None


def test_a_font_of_the_machine_goes_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pypdfium2.PdfSysfontBase, "MapFont", lambda *_: OF_THE_MACHINE)
    assert mapped(_WithChinese(), raw.FXFONT_GB2312_CHARSET) == OF_THE_MACHINE
