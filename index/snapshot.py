"""The library as it was when the index was built: what an index serves is what it was built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from knowledge.catalogue import Catalogue
from knowledge.library import Library
from knowledge.records import Article, Document, Law, Passage, Status

from .store import IndexStore

__all__ = [
    "LIBRARY_FILE",
    "load_library_snapshot",
    "load_passages",
    "open_library",
    "save_library_snapshot",
    "save_passages",
]

LIBRARY_FILE = "library.json"
_LAW_DATES = ("published", "effective", "first_effective", "expires")


def save_library_snapshot(library: Library, path: Path) -> None:
    """One JSON file with every law and article."""
    rows = [
        {
            "law": asdict(document.law),
            "articles": [_article_row(article) for article in document.articles],
            "doubts": document.doubts,
        }
        for document in library.documents()
    ]
    path.write_bytes(orjson.dumps(rows))


def load_library_snapshot(path: Path, catalogue: Catalogue) -> Library:
    """The library that :func:`save_library_snapshot` wrote."""
    documents = (
        Document(
            law := _law(row["law"]),
            tuple(_article(law.id, item) for item in row["articles"]),
            tuple(row.get("doubts", ())),  # an index of before they were kept has none
        )
        for row in orjson.loads(path.read_bytes())
    )
    return Library(documents, catalogue.aliases)


def open_library(root: Path, catalogue: Catalogue) -> Library:
    """The library of the build that serves below ``root``, without its model, vectors and postings.

    Raises:
        IndexMissing: Nothing was built yet.
        IndexDamaged: Its file is missing or changed.
    """
    return load_library_snapshot(IndexStore(root).verified_file(LIBRARY_FILE), catalogue)


def save_passages(passages: list[Passage], path: Path) -> None:
    """One JSON file; the position of a passage is its number in both indexes."""
    rows = [[one.law_id, one.article, one.paragraph, one.title, one.chapter, one.text] for one in passages]
    path.write_bytes(orjson.dumps(rows))


def load_passages(path: Path) -> list[Passage]:
    """The passages that :func:`save_passages` wrote."""
    return [Passage(*row) for row in orjson.loads(path.read_bytes())]


def _article_row(article: Article) -> list[Any]:
    row: list[Any] = [article.number, article.chapters, article.text]
    if article.note or article.stated:
        row.append(
            {
                "note": article.note,
                "stated": article.stated,
                "repealed_paragraphs": article.repealed_paragraphs,
                "repealed_from": article.repealed_from,
            }
        )
    return row


def _article(law_id: str, row: list[Any]) -> Article:
    number, chapters, text, *rest = row
    if not rest:
        return Article(law_id, number, tuple(chapters), text)
    own: Mapping[str, Any] = rest[0]
    return Article(
        law_id,
        number,
        tuple(chapters),
        text,
        note=own["note"],
        stated=Status(own["stated"]) if own["stated"] else None,
        repealed_paragraphs=tuple(own["repealed_paragraphs"]),
        repealed_from=_date(own["repealed_from"]),
    )


def _law(row: Mapping[str, Any]) -> Law:
    dates = {name: _date(row[name]) for name in _LAW_DATES}
    return Law(**{**row, **dates, "stated": Status(row["stated"])})


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
