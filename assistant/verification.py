"""The step that every answer passes before it is shown: what cannot be proved is not shown."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from knowledge.errors import ReferenceError_
from knowledge.library import Library, article_status, ended_paragraphs
from knowledge.records import Article, Status
from knowledge.statute import split_paragraphs

from .records import Block, Citation, Section
from .suspicion import is_suspicious

__all__ = ["CitationFault", "check_citation", "verify_answer"]

# Of the library's own texts, each again and again; nothing that a person wrote is kept in it.
_speaks_to_a_program = functools.lru_cache(maxsize=16384)(is_suspicious)


class CitationFault(Exception):
    """Why a citation may not be shown; for logs, never for users."""


def check_citation(library: Library, citation: Citation, day: date) -> Article:
    """Prove a citation against the stored text and give the article that it cites.

    Raises:
        CitationFault: The article does not exist, its text or quote is not verbatim, the quote touches
            a repealed 款, its status is not the one stated, it is not in force on ``day``, or it speaks to a program.
    """
    name = f"{citation.law}{citation.article}"
    try:
        law = library.version(citation.law, day)
        article = library.article(law.id, citation.article)
    except ReferenceError_ as error:
        raise CitationFault(f"no such article: {name}") from error
    # What stands on the card of a citation: a folder of documents may have orders in any of these.
    if any(
        map(_speaks_to_a_program, (article.text, *article.chapters, law.title, law.issuer, citation.note, law.source))
    ):
        raise CitationFault(f"it speaks to a program, not to people: {name}")
    if citation.text != article.text:
        raise CitationFault(f"text is not the stored one: {name}")
    if not citation.quote or not _may_quote(article, citation.quote, day):
        raise CitationFault(f"quote is not verbatim, or not in force: {name}")
    status = article_status(law, article, day)
    if citation.status != status.value:
        raise CitationFault(f"status is {status.value}, not {citation.status}: {name}")
    if status is not Status.IN_FORCE:
        raise CitationFault(f"not in force on {day}: {name}")
    return article


def verify_answer(
    library: Library, sections: Iterable[Section], citations: Iterable[Citation], day: date
) -> tuple[tuple[Section, ...], tuple[Citation, ...], int]:
    """Only what can be proved.

    A block that quotes must quote its citation's article verbatim; a block whose citations all fell is
    dropped, and so is a section without blocks. Numbers are closed up.

    Returns:
        Sections, citations, and how many citations were dropped.
    """
    offered = list(citations)
    sound: dict[int, Article] = {}
    for one in offered:
        try:
            sound[one.n] = check_citation(library, one, day)
        except CitationFault:
            continue
    kept = tuple(filter(None, (_sound_section(section, sound, day) for section in sections)))
    used = {mark for section in kept for block in section.blocks for mark in block.marks}
    shown = [one for one in offered if one.n in sound and one.n in used]
    numbers = {one.n: at for at, one in enumerate(shown, start=1)}
    renumbered = tuple(replace(one, n=numbers[one.n]) for one in shown)
    return tuple(_renumber(section, numbers) for section in kept), renumbered, len(offered) - len(sound)


def _may_quote(article: Article, words: str, day: date) -> bool:
    """Whether ``words`` stand in the article outside of every 款 that ended."""
    ended = ended_paragraphs(article, day)
    spans, at = [], 0
    for number, paragraph in enumerate(split_paragraphs(article.text), start=1):
        spans.append((at, at + len(paragraph.full), number in ended))
        at += len(paragraph.full) + 1
    start = article.text.find(words)
    while start >= 0:
        if not any(over and start < last and first < start + len(words) for first, last, over in spans):
            return True
        start = article.text.find(words, start + 1)
    return False


def _sound_section(section: Section, sound: Mapping[int, Article], day: date) -> Section | None:
    blocks = tuple(filter(None, (_sound_block(block, sound, day) for block in section.blocks)))
    return replace(section, blocks=blocks) if blocks else None


def _sound_block(block: Block, sound: Mapping[int, Article], day: date) -> Block | None:
    marks = tuple(mark for mark in block.marks if mark in sound)
    if block.marks and not marks:
        return None
    if block.quoted and not any(_may_quote(sound[mark], block.text, day) for mark in marks):
        return None
    return replace(block, marks=marks)


def _renumber(section: Section, numbers: Mapping[int, int]) -> Section:
    blocks = tuple(replace(block, marks=tuple(numbers[mark] for mark in block.marks)) for block in section.blocks)
    return replace(section, blocks=blocks)
