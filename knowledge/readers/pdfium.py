"""PDF pages through PDFium, which gives every character its box and reads fonts that others do not."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as raw

from ..errors import UnreadableFile
from .fonts import provide_chinese_font
from .layout import lines_of
from .limits import TooMuchText
from .shapes import Char, Line, Page
from .unseen import Grounds, grounds_of, is_unseen

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["open_pdf", "pages_of", "picture_of"]

_LEFT_OUT = {0, 0xFFFE, 0xFFFF, 0x0D, 0x0A}
_QUARTER = math.pi / 2


def open_pdf(path: Path) -> Any:
    """The opened document.

    Raises:
        UnreadableFile: It needs a password.
        pypdfium2.PdfiumError: PDFium cannot make sense of it.
    """
    try:
        provide_chinese_font()
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UnreadableFile(f"{path.name}：PDF 有密码，请取消密码后另存再加入") from None
        raise


def pages_of(document: Any, characters: int) -> list[Page]:
    """The pages with their lines.

    Raises:
        TooMuchText: They hold more than ``characters`` characters.
    """
    pages: list[Page] = []
    columns: tuple[Line, ...] = ()
    for number in range(1, len(document) + 1):
        page, used = _page(document, number, characters, columns)
        characters -= used
        if characters < 0:
            raise TooMuchText
        pages.append(page)
        columns = page.lines if _has_columns(page) else columns
    if not columns:
        return pages
    # Pages before the first sure ones are looked at again: lists of short items look like a table by themselves.
    first = next(at for at, page in enumerate(pages) if _has_columns(page))
    like = pages[first].lines
    return [_page(document, page.number, sys.maxsize, like)[0] for page in pages[:first]] + pages[first:]


def _has_columns(page: Page) -> bool:
    return any(line.column for line in page.lines)


def _page(document: Any, number: int, most: int, like: Sequence[Line]) -> tuple[Page, int]:
    """One page and how many characters it has; ``like`` are lines of a page in columns, or none."""
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return Page(number, ()), 0
    with closing(page):
        chars, width, height = _chars(page, most)
        lines = lines_of(chars, number, width, height, like)
        return Page(number, lines, pictures=not lines and _has_pictures(page)), len(chars)


def picture_of(document: Any, number: int, scale: float) -> Image:
    """Page ``number`` as a picture, ``scale`` pixels for a point."""
    with closing(document[number - 1]) as page:
        image: Image = page.render(scale=scale).to_pil()
    return image


def _has_pictures(page: Any) -> bool:
    return any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=4))


def _chars(page: Any, most: int) -> tuple[list[Char], float, float]:
    """Upright characters and the size of the page as it is looked at."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    with closing(page.get_textpage()) as text:
        handle = text.raw
        count = min(raw.FPDFText_CountChars(handle), most + 1)
        quarters = _quarters(handle, count)
        turn = quarters.most_common(1)[0][0] if quarters else 0
        found = list(_upright(handle, count, turn, grounds_of(page)))
    inside = (one for one in found if left <= one.x1 and one.x0 <= right and bottom <= one.y1 and one.y0 <= top)
    turned = [_turn(one, turn, left, bottom, width, height) for one in inside]
    return turned, *((width, height) if turn % 2 == 0 else (height, width))


def _quarters(handle: Any, count: int) -> Counter[int]:
    """How many of a sample of characters are turned by how many quarters of a circle."""
    step = max(count // 200, 1)
    angles = (raw.FPDFText_GetCharAngle(handle, index) for index in range(0, count, step))
    return Counter(round(angle / _QUARTER) % 4 for angle in angles if angle >= 0)


def _upright(handle: Any, count: int, turn: int, grounds: Grounds) -> Iterator[Char]:
    """Characters that can be seen and stand as most of the page does; watermarks across the page do not."""
    box = raw.FS_RECTF()
    for index in range(count):
        code = raw.FPDFText_GetUnicode(handle, index)
        if code in _LEFT_OUT or raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        angle = raw.FPDFText_GetCharAngle(handle, index)
        if angle >= 0 and abs(math.remainder(angle - turn * _QUARTER, 2 * math.pi)) > 0.1:
            continue
        if not raw.FPDFText_GetLooseCharBox(handle, index, box):
            continue
        if is_unseen(handle, index, box, grounds):
            continue
        # UTF-16 halves come one by one; a lone one cannot be stored.
        text = chr(code) if not 0xD800 <= code <= 0xDFFF and code <= 0x10FFFF else "\ufffd"
        yield Char(text, box.left, box.right, box.bottom, box.top)


def _turn(char: Char, turn: int, left: float, bottom: float, width: float, height: float) -> Char:
    """The box as it lies after the page is turned so that its text stands upright."""
    x0, x1, y0, y1 = char.x0 - left, char.x1 - left, char.y0 - bottom, char.y1 - bottom
    match turn:
        case 3:
            return Char(char.text, y0, y1, width - x1, width - x0)
        case 2:
            return Char(char.text, width - x1, width - x0, height - y1, height - y0)
        case 1:
            return Char(char.text, height - y1, height - y0, x0, x1)
    return Char(char.text, x0, x1, y0, y1)
