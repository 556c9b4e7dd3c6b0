"""What goes into a Word document and what comes out of one."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Note", "ReadDocument", "Summary"]


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on ``text[start:end]`` of a document; ``text`` may have several lines."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The text of a document, one line for each paragraph, and in Chinese what was left out of it."""

    text: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A page at the end of a document that is made from a text.

    Attributes:
        title: Its heading.
        lines: Plain paragraphs below the heading.
        rows: The table, its first row the heads; all rows of one length.
    """

    title: str
    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
