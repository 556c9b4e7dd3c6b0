"""References to articles in running text: found, read and resolved against the library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .errors import ReferenceError_, UnknownArticle
from .library import Library
from .numerals import CN_DIGITS, article_label, to_int
from .records import Article, Law, Paragraph
from .regions import region_before
from .statute import split_paragraphs
from .text import fold, short_title

__all__ = ["Reference", "ReferenceFinder", "Resolved", "resolve"]

_NUMERAL = rf"(?:[{CN_DIGITS}]+|[0-9０-９]+)"
_ARTICLE = rf"(?:第\s*(?P<no>{_NUMERAL})\s*条|(?P<bare>[0-9０-９]+)\s*条?)(?:之(?P<suffix>{_NUMERAL}))?"
_PARAGRAPH = rf"(?:\s*第\s*(?P<par>{_NUMERAL})\s*款)?"
_ITEM = rf"(?:\s*第\s*[（(]?(?P<item>{_NUMERAL})[)）]?\s*项)?"
_TAIL = re.compile(_ARTICLE + _PARAGRAPH + _ITEM)
_BARE = re.compile(rf"(?=第\s*{_NUMERAL}\s*条)" + _ARTICLE + _PARAGRAPH + _ITEM)
_BOOK = re.compile(r"《(?P<name>[^《》]{2,80}(?:《[^《》]{2,60}》[^《》]{0,40})?)》\s*(?:（[^）]{1,30}）)?")
_CHAIN = re.compile(r"\s*(?:、|，|,|和|及|以及|与|或者|或|至|-|—)\s*(?=第)")
_BACK = re.compile(r"(?:本法|该法|(?<!合)同法|本条例|该条例|该规定|该解释|上述法律)(?=第)")
# A law that the library does not know, named without 《》: up to its last word and directly before 第…条.
_UNKNOWN = re.compile(
    r"(?:依据|根据|按照|依照|违反|适用|参照|以及|按|和|与|及|、|，|。|^|\s)(?P<name>[\u4e00-\u9fff]{1,24}?(?:法|条例|规定|办法|解释|规则))"
    rf"(?=第\s*{_NUMERAL}\s*条)"
)
_NO_SUCH_NUMBER = 9999
# Words directly before 第…条 that name something else than the law before: 员工手册第二十七条.
_OTHER_SOURCE = re.compile(r"(?:手册|章程|合同|协议|制度|办法|条例|规定|解释|规则|细则|准则|公约|法|[》）)])\s*$")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as it stands in a text.

    Attributes:
        raw: The words of the text, ``text[start:end]``.
        law: The law's name as written, without 《》; empty where none is named.
        article: 第八十二条, empty where only a law is named.
        paragraph, item: 1-based, 0 where none is named.
    """

    raw: str
    start: int
    end: int
    law: str
    article: str
    paragraph: int = 0
    item: int = 0


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reference points to in the library."""

    law: Law
    article: Article
    paragraph: int
    item: int
    text: str


class ReferenceFinder:
    """Finds references; knows the names and aliases of one library."""

    def __init__(self, library: Library) -> None:
        names = library.spellings()
        ordered = sorted((name for name in names if len(name) >= 3), key=len, reverse=True)
        # Two characters (宪法, 刑法) are only a law's name directly before an article.
        short = "|".join(re.escape(name) for name in names if len(name) == 2)
        long = "|".join(map(re.escape, ordered))
        self._named = re.compile(rf"(?:中华人民共和国)?(?P<name>{long}|(?:{short or '$^'})(?=第?\s*{_NUMERAL}\s*条))")

    def find(self, text: str) -> list[Reference]:
        """Every reference in order; chains (第四十七条、第八十七条) give one each."""
        found: list[Reference] = []
        law = ""
        for start, end, name in self._names(text):
            law = name or law
            found.extend(self._articles(text, start, end, law, named=bool(name)))
        found.extend(self._bare(text, found))
        return sorted(found, key=lambda reference: reference.start)

    def laws_named(self, text: str) -> list[str]:
        """The names of laws in a text, as written, each once."""
        return list(dict.fromkeys(name for _, _, name in self._names(text) if name))

    def _names(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, name) of each law name; an empty name for 本法 and the like."""
        taken = 0
        spots = [(m.start(), m.end(), short_title(m["name"])) for m in _BOOK.finditer(text)]
        covered = [(start, end) for start, end, _ in spots]
        for match in self._named.finditer(text):
            if not any(start <= match.start() < end for start, end in covered):
                # 湖南省 before 工伤保险条例 makes it another text, which we may not hold.
                place = region_before(text, match.start())
                spots.append((match.start() - len(place), match.end(), place + match["name"]))
        covered = [(start, end) for start, end, _ in spots]
        for match in _UNKNOWN.finditer(text):
            if not any(start < match.end("name") <= end for start, end in covered):
                spots.append((match.start("name"), match.end("name"), match["name"]))
        spots += [(m.start(), m.end(), "") for m in _BACK.finditer(text)]
        for start, end, name in sorted(spots):
            if start >= taken:
                taken = end
                yield start, end, name

    @staticmethod
    def _bare(text: str, found: list[Reference]) -> Iterator[Reference]:
        """第…条 without a name in front: of the law named last, if one was."""
        covered = [(reference.start, reference.end) for reference in found]
        for match in _BARE.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in covered):
                before = [reference.law for reference in found if reference.end <= match.start() and reference.law]
                law = before[-1] if before and not _OTHER_SOURCE.search(text, 0, match.start()) else ""
                yield _reference(text, match.start(), match, law)

    def _articles(self, text: str, start: int, end: int, law: str, named: bool) -> Iterator[Reference]:
        position, first, count = end, start, 0
        while match := _TAIL.match(text, position + len(text[position:]) - len(text[position:].lstrip())):
            if match["bare"] and (count or not named):
                break
            yield _reference(text, first, match, law)
            count += 1
            link = _CHAIN.match(text, match.end())
            if link is None:
                break
            position = first = link.end()
        if not count and named and text[start:end].startswith("《"):
            yield Reference(text[start:end], start, end, law, "")


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
    raise UnknownArticle(f"《{law.title}》{article.number}没有第（{_chinese(reference.item)}）项。")


def _chinese(number: int) -> str:
    return article_label(number).removeprefix("第").removesuffix("条")


def _reference(text: str, start: int, match: re.Match[str], law: str) -> Reference:
    return Reference(
        raw=text[start : match.end()],
        start=start,
        end=match.end(),
        law=law,
        article=_label(match),
        paragraph=_number(match["par"]),
        item=_number(match["item"]),
    )


def _label(match: re.Match[str]) -> str:
    """第八十二条; a numeral that is none (第百百条) stays as written, and no law has an article of that name."""
    written = match["no"] or match["bare"]
    try:
        return article_label(to_int(written.translate(_FULL_WIDTH)), _number(match["suffix"]))
    except ValueError:
        return f"第{written}条"


def _number(written: str | None) -> int:
    """The number, 0 if there is none; one that makes no sense is larger than any text has."""
    if not written:
        return 0
    try:
        return to_int(written.translate(_FULL_WIDTH))
    except ValueError:
        return _NO_SUCH_NUMBER
