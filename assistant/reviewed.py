"""What union lawyers said of an answer: their correction in front of it, or that they found it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

import structlog

from knowledge.errors import ReferenceError_
from knowledge.library import Library
from knowledge.records import NATIONAL, Article, Law
from knowledge.statute import split_paragraphs
from knowledge.text import clean_input

from .checking import Checked, Verdict
from .composing import Draft, citation_of, notice
from .masking import mask
from .phrases import correction_lines
from .quoting import paragraph_label
from .records import Answer, Block, Reviewed, Section, SectionKind
from .verification import CitationFault, check_citation

if TYPE_CHECKING:
    from .desk.records import Pinned

__all__ = ["Reviews", "confirmed", "digest_of", "find_review", "lead_with", "write_correction"]

RIGHT = "right"
log = structlog.get_logger(__name__)
Cited = tuple[Law, Article, str, str]
"""Law, article, verbatim quote and the label of its 款."""


class Reviews(Protocol):
    """Where the reviews of lawyers are; :class:`assistant.desk.Desk` is one."""

    def pinned(self, question: str, region: str) -> Pinned | None:
        """The latest review of the same question in exactly this place."""
        ...


def find_review(reviews: Reviews | None, question: str, region: str) -> Pinned | None:
    """What was said of this question in this place, or else for the whole country.

    Questions are kept without personal data, so they are looked for without it. Reviews that cannot be reached never
    stand in the way of an answer.
    """
    if reviews is None:
        return None
    asked = mask(clean_input(question))
    try:
        return next(filter(None, (reviews.pinned(asked, place) for place in dict.fromkeys((region, NATIONAL)))), None)
    except Exception as error:  # noqa: BLE001  # whatever ails the database, the worker gets an answer
        log.warning("reviews_unreachable", kind=type(error.__cause__ or error).__name__)
        return None


def write_correction(
    draft: Draft, pinned: Pinned | None, checked: Sequence[Checked], library: Library, day: date
) -> Section | None:
    """A lawyer's correction with its articles cited in ``draft``; nothing where it does not hold on ``day``.

    Args:
        checked: Every reference in the correction, checked for ``day``.
    """
    if pinned is None or pinned.mark == RIGHT or not pinned.correction.strip():
        return None
    try:
        cited = [_proved(library, one, pinned.day, day) if one.article else None for one in checked if _is_ok(one)]
    except (CitationFault, ReferenceError_):
        cited = []
    if len(cited) != len(checked):
        log.warning("correction_left_out", reviewed=pinned.day.isoformat(), references=len(checked))
        return None
    marks = [(one.reference.start, draft.cite(*of)) for one, of in zip(checked, cited, strict=True) if of]
    blocks, at = [], 0
    for line in pinned.correction.splitlines(keepends=True):
        own = dict.fromkeys(mark for start, mark in marks if at <= start < at + len(line))
        if line.strip():
            blocks.append(Block(line.strip(), tuple(own)))
        at += len(line)
    title, signed, below = correction_lines(pinned.reviewer, pinned.day)
    return Section(SectionKind.REVIEW, title, (*blocks, Block(signed), Block(below)))


def lead_with(draft: Draft, section: Section) -> None:
    """Put a section in front of a draft, so that its citations get the first numbers."""
    first = {mark for block in section.blocks for mark in block.marks}
    draft.sections.insert(0, section)
    draft.citations.sort(key=lambda one: one.n not in first)


def confirmed(answer: Answer, pinned: Pinned | None) -> Answer:
    """The answer with its badge: of the correction that it shows, or that a lawyer found these very words right."""
    if pinned is None:
        return answer
    shows = any(section.kind is SectionKind.REVIEW for section in answer.sections)
    if shows or (pinned.mark == RIGHT and digest_of(answer) == pinned.digest):
        return replace(answer, review=Reviewed(str(pinned.mark), pinned.reviewer, pinned.day))
    return answer


def digest_of(answer: Answer) -> str:
    """The digest of what an answer says: without its badge, the closing line that names the day, and a model's words.

    A model says the same thing in other words each time; the rest of an answer stays the same beside it.
    """
    from .desk.reviews import answer_digest  # brings the database along, which only an app with a desk needs

    closing = notice(answer.as_of)
    left_out = SectionKind.WRITTEN
    said = tuple(one for one in answer.sections if one != closing and one.kind is not left_out)
    cited = answer.citations
    if any(one.kind is left_out for one in answer.sections):
        used = {mark for one in said for block in one.blocks for mark in block.marks}
        cited = tuple(one for one in cited if one.n in used)
    bare = replace(answer, sections=said, citations=cited, review=None, written=None)
    return answer_digest(bare.to_json())


def _is_ok(one: Checked) -> bool:
    return one.verdict is Verdict.OK


def _proved(library: Library, one: Checked, then: date, day: date) -> Cited:
    """The article behind a reference, if it reads on ``day`` as it did when the lawyer wrote.

    Raises:
        CitationFault: It may not be shown on ``day``, or was another text.
        ReferenceError_: It cannot be found.
    """
    law = library.version(one.law, day)
    article = library.article(law.id, one.article)
    number = one.reference.paragraph
    quote = split_paragraphs(article.text)[number - 1].full if number else article.text
    label = paragraph_label(article, number)
    check_citation(library, citation_of(law, article, quote, label, day), day)
    if library.article(library.version(one.law, then).id, one.article).text != article.text:
        raise CitationFault(f"changed since {then}: {one.law}{one.article}")
    return law, article, quote, label
