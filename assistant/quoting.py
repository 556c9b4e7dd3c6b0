"""Choosing the words of the law that answer a question: whole paragraphs where they fit, else whole sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.lexical import tokenise
from knowledge.grounds import Rule
from knowledge.library import ended_paragraphs
from knowledge.numerals import article_label, to_int
from knowledge.records import Article, Paragraph
from knowledge.statute import sentences, split_paragraphs

__all__ = ["key_paragraph", "paragraph_label", "quote_from", "quotes_of"]

# A paragraph up to this long is quoted whole, so that a proviso at its end stays.
WHOLE_UP_TO = 260
# In a list of further articles, a 款 up to this long is shown.
POINTER_UP_TO = 160
_POINTER = re.compile("享受本条第([一二三四五六七八九十]+)款")


def quote_from(article: Article, paragraphs: Sequence[int], question: str, day: date) -> tuple[str, int]:
    """A verbatim span of the article and the 1-based number of the 款 it stands in, 0 for the whole article.

    Args:
        paragraphs: The 款 that retrieval found, best first; the question decides if there are none.
        day: What no longer applies on this day is not quoted.
    """
    ended = ended_paragraphs(article, day)
    if len(article.text) <= WHOLE_UP_TO and not ended:
        return article.text, 0
    parts = split_paragraphs(article.text)
    wanted = set(tokenise(question))
    # Where every 款 has ended any may be chosen: verification will not let it pass.
    live = [number for number in range(1, len(parts) + 1) if number not in ended] or [1]
    found = [number for number in paragraphs if number in live]
    number = found[0] if found else live[_closest([parts[one - 1] for one in live], wanted)]
    number = _rests_on(parts[number - 1], number, live)
    paragraph = parts[number - 1]
    if len(paragraph.full) <= WHOLE_UP_TO:
        return paragraph.full, number
    return _best_span(paragraph, wanted), number


def key_paragraph(quote: str, question: str) -> str:
    """The 款 of a quote that shares most words with the question, whole; nothing if it is too long to show.

    A single sentence may be half of a rule: its condition or its exception stands in the next one.
    """
    parts = split_paragraphs(quote)
    best = parts[_closest(parts, set(tokenise(question)))].full
    return best if len(best) <= POINTER_UP_TO else ""


def paragraph_label(article: Article, number: int) -> str:
    """第二款, or nothing where the article has only one 款 or the whole article is meant (0)."""
    if not number or len(split_paragraphs(article.text)) == 1:
        return ""
    return article_label(number).replace("条", "款")


def quotes_of(rule: Rule) -> list[tuple[str, str]]:
    """What a ground points to as (label, text) of each 款, the whole article as one."""
    parts = split_paragraphs(rule.article.text)
    if len(rule.paragraphs) == len(parts):
        return [("", rule.article.text)]
    return [(paragraph_label(rule.article, number), parts[number - 1].full) for number in rule.paragraphs]


def _rests_on(paragraph: Paragraph, number: int, live: Sequence[int]) -> int:
    """The 款 that says what is due, where this one only points to it (享受本条第一款规定的待遇)."""
    pointer = _POINTER.search(paragraph.full)
    target = to_int(pointer.group(1)) if pointer else number
    return target if target in live and target < number else number


def _closest(parts: Sequence[Paragraph], wanted: set[str]) -> int:
    overlaps = [len(wanted & set(tokenise(part.full))) for part in parts]
    return overlaps.index(max(overlaps))


def _best_span(paragraph: Paragraph, wanted: set[str]) -> str:
    """The lead-in up to the item that fits best, if that is short enough; else the whole list or the best sentence."""
    if paragraph.items:
        fits = [len(wanted & set(tokenise(item.text))) for item in paragraph.items]
        upto = "\n".join([paragraph.text, *(item.text for item in paragraph.items[: fits.index(max(fits)) + 1])])
        if max(fits) and len(upto) <= WHOLE_UP_TO:
            return upto
        if paragraph.text.endswith(("：", ":")):
            return paragraph.full  # the lead-in alone says nothing
        return paragraph.text if len(paragraph.text) <= WHOLE_UP_TO else _best_sentence(paragraph.text, wanted)
    return _best_sentence(paragraph.text, wanted)


def _best_sentence(text: str, wanted: set[str]) -> str:
    found = sentences(text)
    if not found:
        return text
    overlaps = [len(wanted & set(tokenise(sentence))) for sentence in found]
    return found[overlaps.index(max(overlaps))]
