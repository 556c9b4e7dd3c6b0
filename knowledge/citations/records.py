"""What a reference is, and what it points to."""

from __future__ import annotations

from dataclasses import dataclass

from ..records import Article, Law

__all__ = ["Place", "Reference", "Resolved"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as it stands in a text.

    Attributes:
        raw: The words of the text, ``text[start:end]``.
        law: The law's name as written, without 《》; empty where none is named or can be known.
        article: 第八十二条, empty where only a law is named.
        paragraph, item: 1-based, 0 where none is named.
        named: Whether the law's name is part of ``raw``; else it was known from the words before.
        year: The year of the version that is named (2012 of （2012年修正）), 0 where none is.
        unread: Numbering behind it that was not understood (前段, 第九目), empty if there is none.
        version: Words before the name that mean another text than today's, or an unclear one (旧, 2007年).
        unread: Numbering behind it that was not understood (前段, 第九目), empty if there is none.
        version: Words before the name that mean another text than today's, or an unclear one (旧, 2007年).
        number: The document number that stands in brackets behind the name, as written, empty where none does.
    """

    raw: str
    start: int
    end: int
    law: str
    article: str
    paragraph: int = 0
    item: int = 0
    named: bool = True
    year: int = 0
    number: str = ""
    unread: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a law a text stands, for what 本法, 前款 and a bare 第三条 mean there.

    Attributes:
        law: The law's title.
        article: 第八十二条, empty in front of the first one.
        paragraph: 1-based number of the 款, 0 where it is not known.
        item: 1-based number of the 项, 0 outside of one.
    """

    law: str
    article: str = ""
    paragraph: int = 0
    item: int = 0


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reference points to in the library."""

    law: Law
    article: Article
    paragraph: int
    item: int
    text: str
