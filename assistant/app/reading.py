"""One text as a page shows it: headings with a table of contents, articles with their lines, words found in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.library import article_status, ended_paragraphs
from knowledge.numerals import article_label, article_sort_key
from knowledge.records import Article, Document
from knowledge.statute import split_paragraphs

from .marking import Run, marked

__all__ = ["Heading", "Line", "Part", "Reading", "doubts_of", "read_text"]

_TOP = 2
"""The level of the outermost headings of a text; the title of the page is level 1."""

_LOWEST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an article; ``item`` for 项, ``ended`` where its 款 no longer applies."""

    runs: tuple[Run, ...]
    item: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """An article.

    Attributes:
        number: Also the id of its element, so that addresses are ``#第八十二条``.
        level: Of its heading.
        status: In words where it is not its law's, else empty.
        hits: Places that were found in it.
        before, after: The articles with the nearest other places, empty where there are none.
    """

    number: str
    level: int
    lines: tuple[Line, ...]
    status: str = ""
    note: str = ""
    hits: int = 0
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter or section and the articles that it opens; ``first`` is empty for one that only opens others."""

    title: str
    level: int
    anchor: str
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text laid out.

    Attributes:
        blocks: Headings and articles in the order of the text.
        found: The articles with places that were found.
        hits: All places.
    """

    blocks: tuple[Heading | Part, ...]
    found: tuple[Part, ...] = ()
    hits: int = 0

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The table of contents."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def parts(self) -> tuple[Part, ...]:
        """The articles alone."""
        return tuple(block for block in self.blocks if isinstance(block, Part))


def read_text(document: Document, day: date, words: Sequence[str] = ()) -> Reading:
    """Lay out a text as it stands on ``day``, with ``words`` marked in the articles that hold all of them."""
    matching = [a.number for a in document.articles if words and all(word in a.text for word in words)]
    befores, afters = ["", *matching], [*matching[1:], ""]
    near = {number: (befores[at], afters[at]) for at, number in enumerate(matching)}
    blocks: list[Heading | Part] = []
    path: tuple[str, ...] = ()
    for article in document.articles:
        own = _path(article)
        blocks.extend(_opened(path, own, len(blocks)))
        path = own
        blocks.append(_part(document, article, day, words, near))
    laid = tuple(_with_ranges(blocks))
    found = tuple(block for block in laid if isinstance(block, Part) and block.hits)
    return Reading(laid, found, sum(part.hits for part in found))


def doubts_of(document: Document) -> tuple[str, ...]:
    """What is doubtful about a text in words: what its source said, and numbers that are missing."""
    missing = list(_missing(document.articles))
    own = (f"缺少{'、'.join(missing[:10])}{'等' if len(missing) > 10 else ''}（来源如此）",) if missing else ()
    said = tuple(doubt for doubt in document.doubts if not (missing and "条号不连续" in doubt))
    return own + said


def _missing(articles: Sequence[Article]) -> Iterator[str]:
    """Numbers that are left out between two articles of the same text."""
    previous = 0
    for article in articles:
        number = article_sort_key(article.number)[0]
        if previous and number > previous + 1:
            yield from map(article_label, range(previous + 1, number))
        previous = number or previous


def _path(article: Article) -> tuple[str, ...]:
    """The headings over an article; a policy section begins with the last of its own, which is not shown twice."""
    path = article.chapters
    return path[:-1] if path and article.text.startswith(path[-1]) else path


def _opened(path: tuple[str, ...], own: tuple[str, ...], at: int) -> Iterator[Heading]:
    shared = 0
    while shared < min(len(path), len(own)) and path[shared] == own[shared]:
        shared += 1
    for depth in range(shared, len(own)):
        yield Heading(own[depth], min(_TOP + depth, _LOWEST), f"zhang-{at}-{depth}")


def _part(
    document: Document, article: Article, day: date, words: Sequence[str], near: Mapping[str, tuple[str, str]]
) -> Part:
    whole, own = document.law.status_on(day), article_status(document.law, article, day)
    lines = tuple(_lines(article, day, words if article.number in near else ()))
    before, after = near.get(article.number, ("", ""))
    return Part(
        article.number,
        min(_TOP + len(_path(article)), _LOWEST),
        lines,
        status=own.value if own is not whole else "",
        note=article.note,
        hits=sum(run.hit for line in lines for run in line.runs),
        before=before,
        after=after,
    )


def _lines(article: Article, day: date, words: Sequence[str]) -> Iterator[Line]:
    ended = ended_paragraphs(article, day)
    for number, paragraph in enumerate(split_paragraphs(article.text), start=1):
        for text in filter(str.strip, paragraph.text.split("\n")):
            yield Line(marked(text, words), ended=number in ended)
        for item in paragraph.items:
            for text in filter(str.strip, item.text.split("\n")):
                yield Line(marked(text, words), item=True, ended=number in ended)


def _with_ranges(blocks: Sequence[Heading | Part]) -> Iterator[Heading | Part]:
    """Each heading with the first and last article directly below it."""
    for at, block in enumerate(blocks):
        if isinstance(block, Part):
            yield block
            continue
        own: list[str] = []
        for following in blocks[at + 1 :]:
            if isinstance(following, Heading):
                break
            own.append(following.number)
        yield Heading(block.title, block.level, block.anchor, *((own[0], own[-1]) if own else ("", "")))
