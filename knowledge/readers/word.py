"""DOCX in, lines out: paragraphs with the numbers that Word generates, tables row by row."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from ..errors import UnreadableFile
from ..records import RawText
from .archive import check_archive
from .characters import clean, heading
from .contents import contents_in
from .limits import Limits
from .numbering import Numbering

__all__ = ["read_docx"]

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _DELETED, _BOX = qn("w:t"), qn("w:del"), qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BLANKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_SKIPPED = {_DELETED, qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), _FALLBACK, _BOX}
# Runs of so many nested elements are no document of a person.
DEEPEST = 60
# In half-points.
_UNSEEN_SIZE = 4


class _Reader:
    """Walks a document once, counting its lists."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._numbering = Numbering(_numbering_element(document))
        self._styles = {one.get(qn("w:styleId")): one for one in document.styles.element.iterchildren(qn("w:style"))}
        self.contents = False

    def lines(self, parent: Any, depth: int = 0) -> Iterator[str]:
        """The lines of a body, a cell, a text box or a content control."""
        if depth > DEEPEST:
            return
        for child in parent.iterchildren():
            if child.tag == _PARAGRAPH:
                yield from self._paragraph(child, depth)
            elif child.tag == _TABLE:
                yield from self._table(child, depth)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                # Content controls, insertions and custom XML hold paragraphs of their own.
                yield from self.lines(child, depth + 1)

    def _paragraph(self, element: Any, depth: int) -> Iterator[str]:
        for box in _boxes(element):
            yield from self.lines(box, depth + 1)
        style = _style_of(element)
        if self._is_contents(style):
            self.contents = True
            return
        text = "".join(_texts(element))
        if not text.strip(" \u3000\n"):
            return
        label = self._label(element, style)
        for at, part in enumerate(text.split("\n")):
            if line := clean((label if at == 0 else "") + part.lstrip(" \u3000\t")):
                yield line

    def _table(self, element: Any, depth: int) -> Iterator[str]:
        for row in element.iterchildren(_ROW):
            cells = (" ".join(self.lines(cell, depth + 1)) for cell in row.iter(_CELL) if _owner(cell, _ROW) is row)
            if line := clean(" ".join(cell for cell in cells if cell)):
                yield line

    def _is_contents(self, style: str) -> bool:
        found = self._styles.get(style)
        name = found.find(qn("w:name")) if found is not None else None
        shown = str(name.get(qn("w:val")) if name is not None else style).lower()
        return re.fullmatch(r"toc( ?heading| ?\d+)?|目录.*", shown) is not None

    def _label(self, element: Any, style: str) -> str:
        own = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number, level = _number_of(own) if own is not None else (None, None)
        seen: set[str] = set()
        origin = style
        while number is None and style in self._styles and style not in seen:
            seen.add(style)
            of_style = self._styles[style].find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if of_style is not None:
                number, of_level = _number_of(of_style)
                level = level if level is not None else of_level
                if level is None and number is not None:
                    level = self._numbering.level_of_style(number, origin)
            based = self._styles[style].find(qn("w:basedOn"))
            style = based.get(qn("w:val")) if based is not None else ""
        return "" if number in {None, "0"} else self._numbering.label(str(number), level or 0)


def read_docx(path: Path, limits: Limits) -> RawText:
    """The text of a Word document. Macros, links and embedded files are never touched.

    Raises:
        UnreadableFile: It is damaged, locked, no Word document, or too large once unpacked.
    """
    check_archive(path, limits)
    try:
        document = docx.Document(str(path))
        reader = _Reader(document)
        lines = list(reader.lines(document.element.body))
    except (OpcError, KeyError, ValueError, etree.LxmlError, zipfile.BadZipFile, EOFError, OSError, AttributeError):
        raise UnreadableFile(
            f"{path.name}：不是完整的 Word（.docx）文档，可能已损坏或带宏；请在 Word 或 WPS 里打开后另存为 .docx"
        ) from None
    contents = contents_in(lines)
    doubts = ["目录已略去"] if contents or reader.contents else []
    if _has_notes(document):
        doubts.append("脚注和尾注已略去")
    kept = tuple(heading(line) or line for at, line in enumerate(lines) if at not in contents)
    return RawText(path.name, "docx", kept, tuple(doubts))


def _numbering_element(document: Any) -> Any | None:
    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return None


def _has_notes(document: Any) -> bool:
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        try:
            blob = document.part.part_related_by(kind).blob
        except KeyError:
            continue
        if b"<w:t>" in blob or b"<w:t " in blob:
            return True
    return False


def _texts(element: Any, depth: int = 0) -> Iterator[str]:
    """The text of a paragraph as it is shown: insertions yes, deletions and hidden text no."""
    if depth > DEEPEST:
        return
    for child in element.iterchildren():
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BLANKS:
            yield _BLANKS[child.tag]
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED and not _hidden(child):
            yield from _texts(child, depth + 1)


def _hidden(run: Any) -> bool:
    """Whether nobody sees a run: it is marked as hidden, white on white, or too small to be anything to a reader."""
    looks = run.find(qn("w:rPr"))
    if looks is None:
        return False
    mark = looks.find(qn("w:vanish"))
    if mark is not None and mark.get(qn("w:val")) not in {"0", "false"}:
        return True
    color, size = looks.find(qn("w:color")), looks.find(qn("w:sz"))
    if size is not None and (size.get(qn("w:val")) or "").isdecimal() and int(size.get(qn("w:val"))) <= _UNSEEN_SIZE:
        return True
    white = color is not None and (color.get(qn("w:val")) or "").upper() in {"FFFFFF", "WHITE"}
    return white and not _is_shaded(run)


def _is_shaded(run: Any) -> bool:
    """Whether a run, its paragraph or its cell has a ground of a colour, on which white can be read."""
    places = [run, *run.iterancestors(_PARAGRAPH, _CELL)]
    fills = (mark.get(qn("w:fill")) for place in places for mark in place.iterfind(f"./*/{qn('w:shd')}"))
    return any(fill and fill.upper() not in {"AUTO", "FFFFFF"} for fill in fills)


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes that hang on a paragraph, each once: Word also stores a copy for older programs."""
    for box in element.iter(_BOX):
        if _owner(box, _FALLBACK) is None and _owner(box, _PARAGRAPH) is element:
            yield box


def _owner(element: Any, tag: str) -> Any | None:
    return next(element.iterancestors(tag), None)


def _style_of(element: Any) -> str:
    found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return str(found.get(qn("w:val"))) if found is not None else ""


def _number_of(element: Any) -> tuple[str | None, int | None]:
    number, level = element.find(qn("w:numId")), element.find(qn("w:ilvl"))
    shown = level.get(qn("w:val")) if level is not None else None
    return (
        number.get(qn("w:val")) if number is not None else None,
        int(shown) if shown is not None and shown.isdecimal() else None,
    )
