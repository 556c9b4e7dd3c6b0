"""A new Word document of a plain text."""

from __future__ import annotations

from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from .names import PARAGRAPH, RUN, SPACE, TEXT, UNFIT
from .records import Summary

__all__ = ["add_summary", "compose"]

_CHINESE, _LATIN = "宋体", "Times New Roman"
_SIZE, _LINES = Pt(12), 1.5
_PAGE, _MARGIN = (Cm(21), Cm(29.7)), Cm(2.5)
_GRID = "Table Grid"


def compose(text: str) -> Any:
    """A document of python-docx whose story is ``text``, in fonts that show Chinese; � for what XML cannot hold."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    style = document.styles["Normal"]
    style.font.name, style.font.size = _LATIN, _SIZE
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _CHINESE)
    style.paragraph_format.line_spacing, style.paragraph_format.space_after = _LINES, Pt(0)
    properties = document.core_properties
    properties.author, properties.comments = "", ""
    body = document.element.body
    end = body.find(qn("w:sectPr"))
    for line in text.split("\n"):
        end.addprevious(_paragraph(body, line))
    return document


def add_summary(document: Any, summary: Summary) -> None:
    """Put a page with a table behind everything else."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    title = document.add_paragraph().add_run(summary.title.translate(UNFIT))
    title.bold, title.font.size = True, Pt(16)
    for line in summary.lines:
        document.add_paragraph(line.translate(UNFIT))
    if not summary.rows:
        return
    # Rows are made as elements: python-docx looks through the whole table for each of its cells.
    table = document.add_table(rows=0, cols=len(summary.rows[0]), style=_GRID)._tbl
    for row in summary.rows:
        table.append(_row(table, row))


def _row(holder: Any, cells: tuple[str, ...]) -> Any:
    row = holder.makeelement(qn("w:tr"))
    for text in cells:
        cell = holder.makeelement(qn("w:tc"))
        cell.extend(_paragraph(holder, line) for line in text.split("\n"))
        row.append(cell)
    return row


def _paragraph(holder: Any, line: str) -> Any:
    run = holder.makeelement(RUN)
    for at, part in enumerate(line.translate(UNFIT).split("\t")):
        if at:
            run.append(holder.makeelement(qn("w:tab")))
        if part:
            words = holder.makeelement(TEXT)
            words.text = part
            words.set(SPACE, "preserve")
            run.append(words)
    paragraph = holder.makeelement(PARAGRAPH)
    paragraph.append(run)
    return paragraph
