"""What is indexed: the paragraphs of an article, and the items of long ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .records import Article, Law, Paragraph, Passage
from .statute import split_paragraphs

__all__ = ["RECIPE", "passages_of"]

# Raised when the passages of the same text change, so that indexes are built anew.
RECIPE = 2
# A 款 with its 项 up to this many characters is one passage; beyond it each 项 is one as well.
SPLIT_ABOVE = 220
# No passage is longer than this: the encoder reads 512 tokens, about 700 characters of Chinese.
LIMIT = 600
_SENTENCE_END = re.compile("[。；：;]")


def passages_of(law: Law, article: Article) -> Iterator[Passage]:
    """The passages of one article, in order; their text is verbatim, one or more whole lines of it."""
    chapter = article.chapters[-1] if article.chapters else ""
    for number, paragraph in enumerate(split_paragraphs(article.text), start=1):
        if law.is_policy and not _SENTENCE_END.search(paragraph.full):
            continue  # an addressee, a signature, a date
        for text in _texts(paragraph):
            yield Passage(law.id, article.number, number, law.title, chapter, text)


def _texts(paragraph: Paragraph) -> Iterator[str]:
    whole = paragraph.full
    if len(whole) <= SPLIT_ABOVE or not paragraph.items:
        yield from _pieces(whole)
        return
    yield from _pieces(whole[:LIMIT])
    for item in paragraph.items:
        yield from _pieces(f"{paragraph.text}\n{item.text}")


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), LIMIT):
        yield text[start : start + LIMIT]
