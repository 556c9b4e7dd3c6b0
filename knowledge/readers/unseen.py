"""Characters of a PDF page that nobody sees: white on white, without ink, or too small to be anything to a reader."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import c_uint
from typing import Any

import pypdfium2.raw as raw

__all__ = ["Grounds", "grounds_of", "is_unseen"]

SMALLEST = 2.0
"""Height in points of the smallest letters that count."""
_WHITE = 250
_OPAQUE = 8
_PATH, _PICTURE, _SHADING = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING

Grounds = Sequence[tuple[float, float, float, float]]
"""Boxes (left, bottom, right, top) of what is painted on a page and is not white: there white can be read."""


def grounds_of(page: Any) -> Grounds:
    """The coloured shapes and the pictures of a page; a scan has its text, unseen, on the picture."""
    found = []
    for one in page.get_objects(filter=(_PATH, _PICTURE, _SHADING), max_depth=4):
        if one.type != _PATH or not _is_white(raw.FPDFPageObj_GetFillColor, one.raw):
            found.append(one.get_bounds() if hasattr(one, "get_bounds") else one.get_pos())
    return found


def is_unseen(handle: Any, index: int, box: Any, grounds: Grounds) -> bool:
    """Whether nobody sees a character of a text page, whose box is given."""
    if 0 < box.top - box.bottom < SMALLEST:
        return True
    if not _has_no_ink(handle, index) and not _is_white(raw.FPDFText_GetFillColor, handle, index):
        return False
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return not any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in grounds)


def _has_no_ink(handle: Any, index: int) -> bool:
    shown = raw.FPDFText_GetTextObject(handle, index)
    return bool(shown) and raw.FPDFTextObj_GetTextRenderMode(shown) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _is_white(ask: Any, *of: Any) -> bool:
    """Whether the colour that ``ask`` gives is white or nearly, or lets everything through."""
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    if not ask(*of, red, green, blue, alpha):
        return False
    return min(red.value, green.value, blue.value) >= _WHITE or alpha.value < _OPAQUE
