"""From a reference to the text that it points to."""

from __future__ import annotations

from datetime import date

from ..errors import ReferenceError_, UnknownArticle
from ..library import Library
from ..numerals import article_label
from ..records import Article, Law, Paragraph
from ..statute import split_paragraphs
from ..text import fold
from .records import Reference, Resolved

__all__ = ["resolve"]


def resolve(library: Library, reference: Reference, day: date) -> Resolved:
    """The text that a reference points to, in the version of ``day``.

    Raises:
        UnknownLaw: No law of that name.
        UnknownArticle: No such article, paragraph or item.
        ReferenceError_: The reference names no article.
    """
    if not reference.law or not reference.article:
        raise ReferenceError_(f"“{reference.raw[:40]}”没有写明是哪部法律的第几条。")
    law = library.version(reference.law, day)
    article = library.article(law.id, reference.article)
    paragraphs = split_paragraphs(article.text)
    if reference.paragraph > len(paragraphs):
        raise UnknownArticle(f"《{law.title}》{article.number}只有{len(paragraphs)}款，没有第{reference.paragraph}款。")
    text = article.text
    if reference.paragraph:
        text = paragraphs[reference.paragraph - 1].full
    if reference.item:
        text = _item_text(law, article, paragraphs, reference)
    return Resolved(law, article, reference.paragraph, reference.item, text)


def _item_text(law: Law, article: Article, paragraphs: tuple[Paragraph, ...], reference: Reference) -> str:
    where = paragraphs[reference.paragraph - 1 : reference.paragraph] if reference.paragraph else paragraphs
    wanted = fold(f"({_chinese(reference.item)})")
    for paragraph in where:
        for item in paragraph.items:
            if fold(item.label) == wanted:
                return item.text
    part = f"第{_chinese(reference.paragraph)}款" if reference.paragraph else ""
    raise UnknownArticle(f"《{law.title}》{article.number}{part}没有第（{_chinese(reference.item)}）项。")


def _chinese(number: int) -> str:
    return article_label(number).removeprefix("第").removesuffix("条")
