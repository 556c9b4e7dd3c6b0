"""Comments in a Word document: those that it has stay, new ones stand at their words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from .marks import Marks
from .names import COMMENT_IDS, PARAGRAPH, RUN, RUN_FORMAT, SPACE, TEXT, UNFIT
from .records import Note
from .story import Story

__all__ = ["add_notes"]

_START, _END, _REFERENCE = COMMENT_IDS
_VALUE = qn("w:val")


def add_notes(document: Any, story: Story, notes: Sequence[Note], author: str, initials: str) -> None:
    """Add comments to a document of python-docx.

    A comment on a footnote, an endnote or a text box stands where that hangs on the text, and says so.

    Args:
        story: Of this very document, just read; it is of no use afterwards.
    """
    # Asking for them makes the part for comments where there is none.
    assert document.comments is not None
    holder = document.part.part_related_by(RELATIONSHIP_TYPE.COMMENTS).element
    maker = _Maker(document, author, initials)
    numbers, marks, text = _free_numbers(document.element, holder), Marks(story), story.text
    for note in notes:
        number = str(next(numbers))
        before, after = maker.element(_START, id=number), maker.element(_END, id=number)
        where = marks.around(note.start, note.end, before, [after, maker.reference(number)])
        lead = f"{where}里的“{text[note.start : note.end]}”：" if where else ""
        holder.append(maker.comment(number, f"{lead}{note.text}"))
    marks.place()


class _Maker:
    """Makes the elements of comments in the styles of a document."""

    def __init__(self, document: Any, author: str, initials: str) -> None:
        self._root = document.element
        self._author = {
            "author": author,
            "initials": initials,
            "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        self._text_style = _style(document, "annotation text")
        self._mark_style = _style(document, "annotation reference")

    def element(self, tag: str, *children: Any, **attributes: str) -> Any:
        made = self._root.makeelement(tag, {qn(f"w:{name}"): value for name, value in attributes.items()})
        made.extend(children)
        return made

    def comment(self, number: str, text: str) -> Any:
        lines = (self._line(line) for line in text.translate(UNFIT).split("\n"))
        return self.element(qn("w:comment"), *lines, id=number, **self._author)

    def reference(self, number: str) -> Any:
        style = [self.element(qn("w:rStyle"), val=self._mark_style)] if self._mark_style else []
        return self.element(RUN, self.element(RUN_FORMAT, *style), self.element(_REFERENCE, id=number))

    def _line(self, line: str) -> Any:
        words = self.element(TEXT)
        words.text = line
        words.set(SPACE, "preserve")
        style = [self.element(qn("w:pStyle"), val=self._text_style)] if self._text_style else []
        return self.element(PARAGRAPH, self.element(qn("w:pPr"), *style), self.element(RUN, words))


def _style(document: Any, name: str) -> str:
    """The id that a document gives to a style of Word, empty where it has none of that name."""
    for style in document.styles.element.iterchildren(qn("w:style")):
        found = style.find(qn("w:name"))
        if found is not None and str(found.get(_VALUE)).lower() == name:
            return str(style.get(qn("w:styleId")))
    return ""


def _free_numbers(root: Any, holder: Any) -> Iterator[int]:
    """Numbers that no comment has, and no mark that a deleted comment left behind."""
    used = {one.get(qn("w:id")) for one in (*holder.iterchildren(), *root.iter(*COMMENT_IDS))}
    return (number for number in itertools.count() if str(number) not in used)
