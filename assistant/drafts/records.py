"""A draft that somebody brought: its text, and the file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Draft", "DraftKind"]


class DraftKind(StrEnum):
    """What a draft came as, by its content."""

    DOCX = "docx"
    PDF = "pdf"
    TXT = "txt"
    MARKDOWN = "md"
    HTML = "html"
    PASTE = "paste"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft whose text can be checked and annotated.

    Attributes:
        name: The name of the file without folders; empty for text that was pasted.
        text: The whole text; the positions of references count its characters.
        data: The bytes of the file; only DOCX needs them again.
        doubts: What was left out of the text or may be wrong in it, in Chinese.
    """

    name: str
    kind: DraftKind
    text: str
    data: bytes = b""
    doubts: tuple[str, ...] = ()
