"""PDF in, lines out: which engine, which pages are pictures, what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pypdfium2

from ..errors import UnreadableFile
from ..records import RawText
from . import pdfium, pypdf_pages
from .characters import garbled_share
from .furniture import strip_furniture
from .limits import Limits
from .paragraphs import paragraphs_of
from .shapes import Page

__all__ = ["read_pdf"]

# Above this share of meaningless characters the other engine is asked.
MOST_GARBLED = 0.1
_SHOWN = 5
_TAIL = 2048


def read_pdf(path: Path, limits: Limits, *, recognise: bool) -> tuple[RawText | None, int]:
    """The text of a PDF and how many of its pages are pictures without text.

    The text is ``None`` if all pages are such pictures and ``recognise`` is off.

    Raises:
        UnreadableFile: It is damaged, locked or too long, or its text cannot be decoded.
    """
    pages, doubts = _pages(path, limits)
    scanned = [page.number for page in pages if page.pictures]
    if not any(page.lines for page in pages):
        if not scanned:
            raise UnreadableFile(f"{path.name}：PDF 里没有文字，也没有图片，请检查文件内容")
        if not recognise:
            return None, len(scanned)
    kind = "pdf"
    if recognise and scanned:
        from .recognition import recognise_pages

        pages = recognise_pages(path, pages, limits)
        kind = "scan" if 2 * len(scanned) > len(pages) else "pdf"
        doubts.append(f"{_pages_named(scanned)}是图片，文字由识别得来，请核对")
    doubts += _without_text([page.number for page in pages if not page.lines], [] if recognise else scanned)
    kept, removed = strip_furniture(pages)
    lines, has_contents = paragraphs_of([line for page in kept for line in page.lines])
    if not lines:
        raise UnreadableFile(f"{path.name}：PDF 里没有正文，请检查文件内容")
    doubts += [*removed, *(["目录已略去"] if has_contents else [])]
    return RawText(path.name, kind, tuple(lines), tuple(doubts)), len(scanned)


def _without_text(empty: Sequence[int], scanned: Sequence[int]) -> list[str]:
    pictures = [number for number in empty if number in scanned]
    blank = [number for number in empty if number not in scanned]
    return [
        *([f"{_pages_named(pictures)}是图片，没有文字"] if pictures else []),
        *([f"{_pages_named(blank)}没有文字"] if blank else []),
    ]


def _pages(path: Path, limits: Limits) -> tuple[list[Page], list[str]]:
    """The pages by PDFium, or by pypdf where PDFium fails or finds only meaningless characters."""
    try:
        with closing(pdfium.open_pdf(path)) as document:
            if len(document) > limits.pages:
                raise UnreadableFile(f"{path.name}：有 {len(document)} 页，最多读 {limits.pages} 页，请拆分后再加入")
            pages = pdfium.pages_of(document, limits.characters)
        doubts = _cut_off(path)
    except pypdfium2.PdfiumError:
        return pypdf_pages.pages_of(path, limits.pages, limits.characters), ["PDF 结构有损坏，已尽量读出，请核对"]
    share = _garbled(pages)
    if share <= MOST_GARBLED:
        return pages, doubts if share < MOST_GARBLED / 10 else [*doubts, f"约 {share:.0%} 的字符无法识别，请核对"]
    others = pypdf_pages.pages_of(path, limits.pages, limits.characters)
    if _garbled(others) > MOST_GARBLED:
        raise UnreadableFile(f"{path.name}：PDF 的字体没有文字编码，读出来是乱码，请换用 Word 版本或重新生成 PDF")
    return others, doubts


def _cut_off(path: Path) -> list[str]:
    """Engines mend a file that was cut off without a word, and pages may be missing then."""
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - _TAIL, 0))
        whole = b"%%EOF" in stream.read()
    return [] if whole else ["文件末尾不完整，可能缺页，请核对"]


def _garbled(pages: Sequence[Page]) -> float:
    return garbled_share("".join(line.text for page in pages for line in page.lines))


def _pages_named(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:_SHOWN])
    return f"第{shown}页" if len(numbers) <= _SHOWN else f"第{shown}等{len(numbers)}页"
