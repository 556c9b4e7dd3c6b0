"""The structure of a statute: articles in a text, paragraphs (款) and items (项) in an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from .numerals import article_sort_key
from .policy import parse_sections
from .records import Article, Item, Paragraph

__all__ = ["parse_articles", "sentences", "split_paragraphs"]

_ITEM = re.compile(r"[（(][一二三四五六七八九十百]+[)）]")
_SUBITEM = re.compile(r"[0-9０-９]+[.．、]")
_ARTICLE = re.compile(r"(第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)(?:[ 　]+|$)")
_HEADING = re.compile(r"(#{2,5})\s+(.+)")
_ANNEX = re.compile(r"附[录件表]?[一二三四五六七八九十0-9]*")
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?[”」』）]?")


def split_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The 款 of an article's text, each with its 项.

    A line that begins with （一） is an item of the paragraph before it; a line that begins with
    1. belongs to the item before it. Joining ``full`` of all paragraphs with newlines gives the
    text again, so nothing can be lost here.
    """
    paragraphs: list[tuple[str, list[Item]]] = []
    for line in text.split("\n"):
        match = _ITEM.match(line)
        if match and paragraphs:
            paragraphs[-1][1].append(Item(match[0], line))
        elif _SUBITEM.match(line) and paragraphs and paragraphs[-1][1]:
            last = paragraphs[-1][1].pop()
            paragraphs[-1][1].append(Item(last.label, f"{last.text}\n{line}"))
        else:
            paragraphs.append((line, []))
    return tuple(Paragraph(own, tuple(items)) for own, items in paragraphs)


def sentences(text: str) -> list[str]:
    """The sentences of a text, verbatim, in order; a 项 that ends in ； counts as one."""
    return [found for match in _SENTENCE.finditer(text) if (found := match[0].strip())]


def parse_articles(law_id: str, body: str) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    """The articles of a Markdown statute and what was odd about its numbering.

    A chapter that holds text but no article (an annex, an enclosed decision) is kept as headed
    sections. What stands before the first heading or article (title, promulgation note) is not
    part of the law's articles and is left out.

    Args:
        law_id: The law that the articles will belong to.
        body: Markdown below the front matter: ``## `` chapters, paragraphs beginning 第X条.
    """
    if not any(_ARTICLE.match(line.strip()) for line in body.split("\n")):
        return parse_sections(law_id, body), ()
    articles: list[Article] = []
    for chapters, lines in _chapters(body):
        articles.extend(_chapter_articles(law_id, chapters, lines))
    numbered = [article for article in articles if article_sort_key(article.number) != (0, 0)]
    return tuple(_told_apart(articles)), tuple(_doubts(numbered))


def _told_apart(articles: list[Article]) -> Iterator[Article]:
    """A number that a source repeats must still name one article: the later ones are 第四条·重, 第四条·重3."""
    seen: Counter[str] = Counter()
    for article in articles:
        seen[article.number] += 1
        times = seen[article.number]
        mark = "" if times == 1 else "·重" if times == 2 else f"·重{times}"
        yield replace(article, number=article.number + mark) if mark else article


def _chapters(body: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    chapters: list[str] = []
    lines: list[str] = []
    for raw in body.split("\n"):
        line = raw.strip()
        heading = _HEADING.match(line)
        if heading:
            yield tuple(chapters), lines
            depth = len(heading[1]) - 2
            chapters, lines = [*chapters[:depth], heading[2].strip()], []
        elif line and not line.startswith("# "):
            lines.append(line)
    yield tuple(chapters), lines


def _chapter_articles(law_id: str, chapters: tuple[str, ...], lines: list[str]) -> Iterator[Article]:
    number, text = "", []  # type: ignore[var-annotated]
    before: list[str] = []
    for line in lines:
        start = _ARTICLE.match(line)
        if start:
            if number:
                yield Article(law_id, number, chapters, "\n".join(text))
            number, rest = start[1], line[start.end() :]
            text = [rest] if rest else []
        else:
            (text if number else before).append(line)
    if number:
        yield Article(law_id, number, chapters, "\n".join(text))
    elif chapters and before:
        annex = _ANNEX.match(chapters[-1])
        yield from parse_sections(law_id, "\n".join(before), annex[0] if annex else "", chapters, depth=1)


def _doubts(articles: list[Article]) -> Iterator[str]:
    previous = (0, 0)
    for article in articles:
        key = article_sort_key(article.number)
        expected = ((previous[0] + 1, 0), (previous[0], previous[1] + 1))
        if key not in expected:
            yield f"{article.number}之前的条号不连续"
        if not article.text:
            yield f"{article.number}没有正文"
        previous = key
