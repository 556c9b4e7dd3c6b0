"""Text in pictures of pages, with the optional extra ``ocr``: RapidOCR, whose models come with its package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from ..errors import UnreadableFile
from . import pdfium
from .characters import is_wide
from .layout import lines_of
from .limits import Limits
from .shapes import Char, Page

__all__ = ["recognise_pages"]

DOTS_PER_POINT = 150 / 72
_ARTICLE = re.compile(
    r"^(第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)"
    r"(?![ \u3000的规第、，。；和至到所之中及或与以])(?=\S)"
)
LONGEST_SIDE = 4000  # pixels; a page may claim to be as large as a wall


def recognise_pages(path: Path, pages: Sequence[Page], limits: Limits) -> list[Page]:
    """``pages`` with the lines that stand in their pictures; pages with text stay as they are.

    Raises:
        UnreadableFile: There are more pictures than we recognise.
    """
    wanted = sum(1 for page in pages if page.pictures)
    if wanted > limits.ocr_pages:
        raise UnreadableFile(f"{path.name}：有 {wanted} 页扫描件，文字识别最多 {limits.ocr_pages} 页，请拆分后再加入")
    engine = _engine()
    found: list[Page] = []
    with closing(pdfium.open_pdf(path)) as document:
        for page in pages:
            found.append(_recognised(document, page, engine) if page.pictures else page)
    return found


def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 2},
    )


def _recognised(document: Any, page: Page, engine: Any) -> Page:
    import numpy as np

    with closing(document[page.number - 1]) as sheet:
        width, height = sheet.get_size()
    scale = min(DOTS_PER_POINT, LONGEST_SIDE / max(width, height))
    picture = pdfium.picture_of(document, page.number, scale).convert("RGB")
    result = engine(np.asarray(picture)[:, :, ::-1])
    if result.boxes is None or result.txts is None:
        return Page(page.number, ())
    chars = [
        char
        for box, text in zip(result.boxes, result.txts, strict=True)
        for char in _chars([(float(x) / scale, height - float(y) / scale) for x, y in box], _spaced(text))
    ]
    return Page(page.number, lines_of(chars, page.number, width, height))


def _spaced(text: str) -> str:
    """The blank after the number of an article, which recognition often loses; references have none."""
    return _ARTICLE.sub("\\1\u3000", text)


def _chars(corners: Sequence[tuple[float, float]], text: str) -> Iterator[Char]:
    """The characters of one recognised line, spread over its box by their widths."""
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    low, high = min(y for _, y in corners), max(y for _, y in corners)
    widths = [1.0 if is_wide(one) else 0.5 for one in text]
    unit = (right - left) / max(sum(widths), 0.5)
    x = left
    for one, width in zip(text, widths, strict=True):
        yield Char(one, x, x + width * unit, low, high)
        x += width * unit
