"""The step that every answer passes before it is shown: what cannot be proved is not shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from knowledge.errors import ReferenceError_
from knowledge.library import Library, article_status
from knowledge.records import Status

from .records import Block, Citation, Section

__all__ = ["CitationFault", "check_citation", "verify_answer"]


class CitationFault(Exception):
    """Why a citation may not be shown; for logs, never for users."""


def check_citation(library: Library, citation: Citation, day: date) -> None:
    """Prove a citation against the stored text.

    Raises:
        CitationFault: The article does not exist, its text or quote is not verbatim, its status is
            not the one stated, or it is not in force on ``day``.
    """
    try:
        law = library.version(citation.law, day)
        article = library.article(law.id, citation.article)
    except ReferenceError_ as error:
        raise CitationFault(f"no such article: {citation.law}{citation.article}") from error
    if citation.text != article.text:
        raise CitationFault(f"text is not the stored one: {citation.law}{citation.article}")
    if not citation.quote or citation.quote not in article.text:
        raise CitationFault(f"quote is not verbatim: {citation.law}{citation.article}")
    status = article_status(law, article, day)
    if citation.status != status.value:
        raise CitationFault(f"status is {status.value}, not {citation.status}: {citation.law}{citation.article}")
    if status is not Status.IN_FORCE:
        raise CitationFault(f"not in force on {day}: {citation.law}{citation.article}")


def verify_answer(
    library: Library,
    sections: Iterable[Section],
    citations: Iterable[Citation],
    day: date,
) -> tuple[tuple[Section, ...], tuple[Citation, ...], int]:
    """Only what can be proved.

    A block that quotes must quote its citation's article verbatim; a block whose citations all fell is
    dropped, and so is a section without blocks. Numbers are closed up.

    Returns:
        Sections, citations, and how many citations were dropped.
    """
    offered = list(citations)
    sound = [one for one in offered if _is_sound(library, one, day)]
    texts = {one.n: one.text for one in sound}
    kept = tuple(filter(None, (_sound_section(section, texts) for section in sections)))
    used = {mark for section in kept for block in section.blocks for mark in block.marks}
    shown = [one for one in sound if one.n in used]
    numbers = {one.n: at for at, one in enumerate(shown, start=1)}
    renumbered = tuple(replace(one, n=numbers[one.n]) for one in shown)
    return tuple(_renumber(section, numbers) for section in kept), renumbered, len(offered) - len(sound)


def _is_sound(library: Library, citation: Citation, day: date) -> bool:
    try:
        check_citation(library, citation, day)
    except CitationFault:
        return False
    return True


def _sound_section(section: Section, texts: dict[int, str]) -> Section | None:
    blocks = tuple(filter(None, (_sound_block(block, texts) for block in section.blocks)))
    return replace(section, blocks=blocks) if blocks else None


def _sound_block(block: Block, texts: dict[int, str]) -> Block | None:
    marks = tuple(mark for mark in block.marks if mark in texts)
    if block.marks and not marks:
        return None
    if block.quoted and not any(block.text in texts[mark] for mark in marks):
        return None
    return replace(block, marks=marks)


def _renumber(section: Section, numbers: dict[int, int]) -> Section:
    blocks = tuple(replace(block, marks=tuple(numbers[mark] for mark in block.marks)) for block in section.blocks)
    return replace(section, blocks=blocks)
