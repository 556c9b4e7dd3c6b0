"""Checking the references in a text: does the article exist, is it in force, does the quotation match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge.citations import Reference, ReferenceFinder, resolve
from knowledge.errors import ReferenceError_, UnknownLaw
from knowledge.library import Library, article_status
from knowledge.numerals import article_label
from knowledge.records import Status
from knowledge.text import fold, short_title

__all__ = ["Checked", "Verdict", "check_text"]

# A quotation belongs to the reference it follows if it begins within this many characters.
QUOTE_REACH = 30
# Shorter quotations are terms, not statute text.
SHORTEST_QUOTE = 8
_QUOTE = re.compile(rf"[“\"「]([^”\"」]{{{SHORTEST_QUOTE},}})[”\"」]")


class Verdict(StrEnum):
    """The verdicts of the contract."""

    OK = "ok"
    QUOTE_MISMATCH = "quote_mismatch"
    NO_SUCH_ARTICLE = "no_such_article"
    NO_SUCH_LAW = "no_such_law"
    NOT_IN_FORCE = "not_in_force"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Checked:
    """A reference with its verdict and, in one Chinese sentence, the reason."""

    reference: Reference
    law: str
    article: str
    verdict: Verdict
    detail: str

    def to_json(self) -> dict[str, Any]:
        """One entry of the contract's ``citations``."""
        paragraph = self.reference.paragraph
        return {
            "raw": self.reference.raw,
            "law": self.law,
            "article": self.article,
            "paragraph": article_label(paragraph).replace("条", "款") if paragraph else "",
            "verdict": self.verdict.value,
            "detail": self.detail,
            "start": self.reference.start,
            "end": self.reference.end,
        }


def check_text(library: Library, finder: ReferenceFinder, text: str, day: date) -> list[Checked]:
    """Every reference in ``text``, in order, with its verdict for ``day``."""
    references = finder.find(text)
    ends = [reference.start for reference in references][1:] + [len(text)] * bool(references)
    return [
        _check(library, reference, _quotation(text, reference.end, end), day)
        for reference, end in zip(references, ends, strict=True)
    ]


def _check(library: Library, reference: Reference, quotation: str, day: date) -> Checked:
    name = short_title(reference.law)
    if not reference.article:
        return _law_only(library, reference, day)
    try:
        found = resolve(library, reference, day)
    except UnknownLaw as error:
        return Checked(reference, name, reference.article, Verdict.NO_SUCH_LAW, str(error))
    except ReferenceError_ as error:
        title = library.title_of(reference.law) if reference.law else name
        verdict = Verdict.NO_SUCH_ARTICLE if reference.law else Verdict.UNCONFIRMED
        return Checked(reference, title, reference.article, verdict, str(error))
    law, article = found.law, found.article
    status = article_status(law, article, day)
    ended = article.repealed_from is not None and day >= article.repealed_from
    if ended and found.paragraph in article.repealed_paragraphs:
        return Checked(reference, law.title, article.number, Verdict.NOT_IN_FORCE, article.note)
    if status is Status.UNKNOWN:
        detail = f"《{law.title}》在库中的效力状态不明，请核对最新文本。"
        return Checked(reference, law.title, article.number, Verdict.UNCONFIRMED, detail)
    if status is not Status.IN_FORCE:
        successor = f"，已由{law.superseded_by}取代" if law.superseded_by else ""
        detail = f"《{law.title}》{article.number}在{day.isoformat()}的状态是{status.value}{successor}。"
        return Checked(reference, law.title, article.number, Verdict.NOT_IN_FORCE, detail)
    if quotation and fold(quotation) not in fold(found.text):
        return Checked(reference, law.title, article.number, *_mismatch(quotation, article.text, found.paragraph))
    if ended and not found.paragraph:
        return Checked(reference, law.title, article.number, Verdict.UNCONFIRMED, f"{article.note}，请写明第几款。")
    detail = "条文存在，现行有效" + ("，引文一致" if quotation else "")
    return Checked(reference, law.title, article.number, Verdict.OK, f"{detail}。")


def _law_only(library: Library, reference: Reference, day: date) -> Checked:
    try:
        law = library.version(reference.law, day)
    except UnknownLaw as error:
        return Checked(reference, short_title(reference.law), "", Verdict.NO_SUCH_LAW, str(error))
    status = law.status_on(day)
    if status is Status.IN_FORCE:
        return Checked(reference, law.title, "", Verdict.OK, "现行有效，没有写条号。")
    verdict = Verdict.UNCONFIRMED if status is Status.UNKNOWN else Verdict.NOT_IN_FORCE
    return Checked(reference, law.title, "", verdict, f"{day.isoformat()}的状态是{status.value}。")


def _mismatch(quotation: str, article: str, paragraph: int) -> tuple[Verdict, str]:
    if paragraph and fold(quotation) in fold(article):
        return Verdict.QUOTE_MISMATCH, "引文在本条的另一款中，款号不对。"
    return Verdict.QUOTE_MISMATCH, f"引文“{quotation[:20]}……”与条文原文不一致，请对照原文。"


def _quotation(text: str, start: int, end: int) -> str:
    """The quotation that follows a reference before the next one, or nothing."""
    match = _QUOTE.search(text, start, end)
    return match[1] if match and match.start() - start <= QUOTE_REACH else ""
