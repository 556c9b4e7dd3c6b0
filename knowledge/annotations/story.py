"""The text of a Word document, and for each character the place where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ..readers.limits import TooMuchText
from .names import BLANKS, PARAGRAPH, RUN, RUN_FORMAT, SKIPPED, TEXT

__all__ = ["DEEPEST", "Piece", "Story", "TooDeep", "read_story"]

# Runs of so many nested elements are no document of a person.
DEEPEST = 100
_BOX = qn("w:txbxContent")
_NOTES = {
    qn("w:footnoteReference"): (RELATIONSHIP_TYPE.FOOTNOTES, qn("w:footnote"), "脚注"),
    qn("w:endnoteReference"): (RELATIONSHIP_TYPE.ENDNOTES, qn("w:endnote"), "尾注"),
}
_REFERENCE = re.compile(r"《|第[^第]{1,12}条")
_MARGINS = {RELATIONSHIP_TYPE.HEADER: "页眉", RELATIONSHIP_TYPE.FOOTER: "页脚"}
# Inside ``w:t`` a line break or a tab is a blank.
_PLAIN = str.maketrans("\n\r\t", "   ")


class TooDeep(Exception):
    """Elements are nested deeper than :data:`DEEPEST`."""


@dataclass(slots=True)
class Piece:
    """A stretch of the text that stands in one element.

    Attributes:
        start, end: ``text[start:end]`` of the story.
        run: The run that holds it; for text that cannot bear comments, the run in the body that it hangs on.
        child: The element directly in that run that holds it, ``None`` for text that cannot bear comments.
        splits: Whether ``child`` is a ``w:t`` with nothing but this text.
        where: 脚注, 尾注 or 文本框 for text that cannot bear comments, else empty.
    """

    start: int
    end: int
    run: Any
    child: Any
    splits: bool
    where: str


@dataclass(slots=True)
class Story:
    """All of the text: the body with its tables, text boxes after the paragraph they hang on, notes at the end."""

    parts: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        """The whole text, one line for each paragraph."""
        return "".join(self.parts)

    def at_or_before(self, position: int) -> Piece | None:
        """The piece that holds a character, else the last one before it."""
        at = bisect_right(self.pieces, position, key=_start_of)
        return self.pieces[at - 1] if at else None

    def at_or_after(self, position: int) -> Piece | None:
        """The piece that holds a character, else the first one after it."""
        at = bisect_right(self.pieces, position, key=_end_of)
        return self.pieces[at] if at < len(self.pieces) else None

    def add(self, text: str, run: Any, child: Any | None, splits: bool, where: str) -> None:
        """One more stretch of text."""
        if text:
            self.pieces.append(Piece(self.length, self.length + len(text), run, child, splits, where))
            self._append(text)

    def end_line(self) -> None:
        """A paragraph ends here."""
        self._append("\n")

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def read_story(document: Any, most: int) -> Story:
    """The story of a document of python-docx; its elements are those of the document, not copies.

    Raises:
        TooDeep: The document is nested beyond reason.
        TooMuchText: It has more than ``most`` characters.
    """
    walker = _Walker(most)
    walker.block(document.element.body, _Place(), 0)
    notes = {tag: _notes(document, kind, tag) for kind, tag, _ in _NOTES.values()}
    for reference, place in walker.references:
        _, tag, where = _NOTES[reference.tag]
        # Taken out: a note that many places name is still one text.
        if (note := notes[tag].pop(reference.get(qn("w:id")), None)) is not None:
            walker.block(note, _Place(anchor=place.bearer, where=where), 0)
    story = walker.story
    if story.parts:
        story.parts.pop()  # the last paragraph ends the text, not a line
        story.length -= 1
    story.doubts += [f"{name}里的文字没有核对" for kind, name in _MARGINS.items() if _refers(document, kind)]
    return story


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: in which run, in which child of it, or below which run of the body in which kind of note."""

    run: Any = None
    child: Any = None
    anchor: Any = None
    where: str = ""

    @property
    def bearer(self) -> Any:
        return self.run if self.anchor is None else self.anchor


class _Walker:
    def __init__(self, most: int) -> None:
        self.story, self._most = Story(), most
        self.references: list[tuple[Any, _Place]] = []
        self._boxes: list[tuple[Any, _Place]] = []

    def block(self, parent: Any, place: _Place, depth: int) -> None:
        """The paragraphs below an element."""
        _refuse(depth)
        for child in parent.iterchildren():
            if child.tag == PARAGRAPH:
                self._paragraph(child, place, depth + 1)
            elif isinstance(child.tag, str) and child.tag not in SKIPPED:
                # Tables, content controls, insertions and custom XML hold paragraphs of their own.
                self.block(child, place, depth + 1)

    def _paragraph(self, element: Any, place: _Place, depth: int) -> None:
        outer, self._boxes = self._boxes, []
        self._inline(element, place, depth)
        self.story.end_line()
        if self.story.length > self._most:
            raise TooMuchText
        boxes, self._boxes = self._boxes, outer
        for box, found in boxes:
            self.block(box, _Place(anchor=found.bearer, where=found.where or "文本框"), depth)

    def _inline(self, parent: Any, place: _Place, depth: int) -> None:
        _refuse(depth)
        for child in parent.iterchildren():
            if not isinstance(child.tag, str) or child.tag in SKIPPED:
                continue
            inner = place
            if place.run is not None and place.child is None:
                inner = replace(place, child=child)
            if child.tag == RUN:
                if not _hidden(child):
                    # A run inside another one, as ruby has them, cannot bear a comment: the outer one does.
                    self._inline(child, inner if place.run is not None else replace(place, run=child), depth + 1)
            elif place.run is None or not self._leaf(child, inner):
                self._inline(child, inner, depth + 1)

    def _leaf(self, element: Any, place: _Place) -> bool:
        """Take an element of a run that is text, or stands for some; whether it is."""
        tag = element.tag
        if tag == TEXT or tag in BLANKS:
            text = BLANKS.get(tag) or (element.text or "").translate(_PLAIN)
            borne = place.anchor is None
            splits = borne and tag == TEXT and place.child is element
            self.story.add(text, place.bearer, place.child if borne else None, splits, place.where)
        elif tag in _NOTES:
            self.references.append((element, place))
        elif tag == _BOX:
            self._boxes.append((element, place))
        else:
            return False
        return True


def _start_of(piece: Piece) -> int:
    return piece.start


def _end_of(piece: Piece) -> int:
    return piece.end


def _refuse(depth: int) -> None:
    if depth > DEEPEST:
        raise TooDeep


def _hidden(run: Any) -> bool:
    mark = run.find(f"{RUN_FORMAT}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val")) not in {"0", "false", "off"}


def _notes(document: Any, kind: str, tag: str) -> dict[str | None, Any]:
    """All footnotes, or all endnotes, by the number under which the text refers to them."""
    return {
        note.get(qn("w:id")): note for one in _parts(document, kind) for note in parse_xml(one.blob).iterchildren(tag)
    }


def _refers(document: Any, kind: str) -> bool:
    """Whether headers or footers hold what may be a reference; page numbers and names of firms are no loss."""
    return any(
        _REFERENCE.search("".join(node.text or "" for node in parse_xml(related.blob).iter(TEXT)))
        for related in _parts(document, kind)
    )


def _parts(document: Any, kind: str) -> list[Any]:
    return [one.target_part for one in document.part.rels.values() if one.reltype == kind and not one.is_external]
