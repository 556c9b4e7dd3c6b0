"""Finds every reference in running text, with the law that it means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..library import Library
from ..numerals import article_label, article_sort_key
from ..text import fold
from .names import NameFinder
from .quotations import CITED_AFTER, Quotation, follows, quotations
from .records import Place, Reference
from .skeleton import BREAK, Skeleton
from .sources import Kind, Source
from .surroundings import unread_after
from .units import LINK, NO_SUCH_NUMBER, NUMERAL, Unit, article_name, read_units

__all__ = ["ReferenceFinder"]

_UNIT = re.compile(rf"第\(?{NUMERAL}")
_RELATIVE = re.compile(
    r"(?P<paragraph>前(?P<count>[两二三])?款|[该本同上]款)|(?P<article>前条|[该同上本]条)(?=第|规定|的|所|中|[,。;、)]|明确|$)|(?P<item>前项|[该本]项)(?=规定|的|所)"
)
_FILLER = re.compile(r"(?:的|中的?|里的?|规定的|明确的|[,:]|之)(?=第)")
# What has articles and is no law, directly before 第…条.
_NOT_OF_LAW = re.compile(
    r"(?:手册|章程|合同书?|协议书?|制度|守则|规章|纪律|须知|判决书?|裁决书?|申请书|意见书|通知书|[》)])$"
)
_OWN_NUMBER = re.compile(r"(?:第(?:[零〇一二三四五六七八九十百]+|\d+)条(?:之[一二三四五六七八九十])?)")
# 裁员走46条: as people say it who have named the law.
_SPOKEN = re.compile(r"(?:走|按照?|看|依据?|照|适用|根据|违反)(?P<no>[0-9]{1,3}条)(?=[，,。;；:的规第、]|$)")
# 第二条路 is no article.
_COUNTED = re.compile(r"路|腿|线|船|街|命|鱼|微信|短信|消息|信息|意见|建议|理由|评论|留言|出路|战线|措施|新闻|朋友圈")
# 双方劳动合同约定……，第八条: the contract's, whatever law was named before.
_AGREED = re.compile(r"(?:合同(?!法)|协议|手册|规章制度|承诺书)书?[中里]?(?:的)?(?:约定|载明|写明|规定)[^。]{0,24}$")
_FORM = re.compile(r"(?:书|表|单|证|函|证明)$")
_A_LAW = re.compile(r"(?<!办)法典?(?:\([一-龥]{1,4}\))?$")
_OF_ITS_KIND = {"条例", "解释", "办法", "细则", "规则", "章程"}
_FAR = 160  # characters within which 第二款 still means the article named last
_RANK = {"条": 0, "款": 1, "项": 2, "目": 3}


@dataclass(frozen=True, slots=True)
class _Context:
    """What the words before say: the law named last, and where in it."""

    law: str = ""
    year: int = 0
    number: str = ""
    version: str = ""
    article: str = ""
    paragraph: int = 0
    item: int = 0
    other: bool = False
    inside: bool = False
    """Whether the words are those of a law, so that 前款 is the 款 before, not the one named last."""
    at: int = 0


@dataclass(frozen=True, slots=True)
class _Open:
    """A reference of which more may follow, ``text[start:end]``; ``rank`` is that of its last number."""

    start: int
    end: int
    article: str
    paragraph: int
    item: int
    rank: int
    unread: str = ""
    tail: int = 0

    def refined(self, unit: Unit) -> _Open:
        """With a number of a lower level: 第三条 and then 第一款."""
        rank = _RANK[unit.level]
        if unit.level == "款":
            return replace(self, end=unit.end, paragraph=unit.number or NO_SUCH_NUMBER, rank=rank)
        if unit.level == "目":  # read, but not looked up
            return replace(self, end=unit.end, rank=rank, unread=f"第{unit.written}目")
        return replace(self, end=unit.end, item=unit.number or NO_SUCH_NUMBER, rank=rank)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A place where a reference may begin."""

    start: int
    source: Source | None = None
    relative: re.Match[str] | None = None


class ReferenceFinder:
    """Finds references; knows the names and aliases of one library. Safe to share between threads."""

    def __init__(self, library: Library, ended: Sequence[str] = ()) -> None:
        self._names = NameFinder(library.names(), library.spellings(), ended)

    def find(self, text: str, place: Place | None = None) -> list[Reference]:
        """Every reference in order; lists (第四十七条、第八十七条) give one each.

        Args:
            place: Where the text stands, if it is part of a law.
        """
        return _Scan(self._names, Skeleton(text), place).run()

    def laws_named(self, text: str) -> list[str]:
        """The names of laws in a text, as written, each once."""
        sources = self._names.find(Skeleton(text))
        return list(dict.fromkeys(one.name for one in sources if one.kind is Kind.LAW))


class _Scan:
    """One pass over one text."""

    def __init__(self, names: NameFinder, skeleton: Skeleton, place: Place | None) -> None:
        self.names, self.skeleton, self.text = names, skeleton, skeleton.text
        self.sources = names.find(skeleton)
        self.quotes = quotations(self.text, shortest=4)
        self.found: list[Reference] = []
        self.named: list[Source] = []  # laws, in the order in which they were named
        self.last_end = 0  # of the last reference, in the skeleton
        self.home = place is not None
        self.context = _Context()
        if place is not None:
            self.context = _Context(place.law, 0, "", "", place.article, place.paragraph, place.item, inside=True)
        self.own = self.context

    def run(self) -> list[Reference]:
        position = 0
        outside: list[tuple[int, _Context]] = []  # (end of a quotation, context to go back to)
        waiting = list(self.quotes)
        for anchor in self._anchors():
            if anchor.start < position:
                continue
            while outside and anchor.start >= outside[-1][0]:
                self.context = outside.pop()[1]
            while waiting and waiting[0].start <= anchor.start:
                quote = waiting.pop(0)
                if anchor.start < quote.end and (inner := self._inside(quote)):
                    outside.append((quote.end, self.context))
                    self.context = inner
            position = self._take(anchor)
        return self.found

    def _anchors(self) -> list[_Anchor]:
        anchors = [_Anchor(one.start, source=one) for one in self.sources]
        anchors += [_Anchor(match.start()) for match in _UNIT.finditer(self.text)]
        anchors += [_Anchor(match.start("no")) for match in _SPOKEN.finditer(self.text)]
        anchors += [_Anchor(match.start(), relative=match) for match in _RELATIVE.finditer(self.text)]
        return sorted(anchors, key=lambda one: (one.start, one.source is None))

    def _inside(self, quote: Quotation) -> _Context | None:
        """The context within a quotation that gives the words of the last reference."""
        if cited := self._cited_after(quote):
            return cited
        if not self.found or not self.context.law or self.context.other:
            return None
        if not self.last_end or follows(self.text[self.last_end : quote.start - 1]) < 1:
            return None
        return replace(self.context, inside=True)

    def _cited_after(self, quote: Quotation) -> _Context | None:
        """The context within a quotation whose provision is named after it: “本法第三条”（劳动合同法第八十七条）."""
        gap = CITED_AFTER.match(self.text, quote.end)
        if gap is None:
            return None
        source = next((one for one in self.sources if one.start == gap.end() and one.kind is not Kind.OTHER), None)
        if source is None or (source.kind is Kind.BACK and not self.context.law):
            return None
        units = read_units(self.text, source.tail, bare=True)
        article = article_name(units[0]) if units and units[0].level == "条" else ""
        more = read_units(self.text, units[-1].end) if units else []
        paragraph = more[0].number if more and more[0].level == "款" else 0
        law = source.name if source.kind is Kind.LAW else self.context.law
        return _Context(law, source.year, "", source.version, article, paragraph, inside=True, at=quote.start)

    def _take(self, anchor: _Anchor) -> int:
        if anchor.source is not None:
            return self._named(anchor.source)
        if anchor.relative is not None:
            return self._relative(anchor.relative)
        return self._bare(anchor.start)

    def _named(self, source: Source) -> int:
        if source.kind is Kind.OTHER:
            # A form is named in passing; what has articles of its own goes on.
            if not _FORM.search(source.name) or _UNIT.match(self.text, source.tail):
                self.context = replace(self.context, other=True, at=source.end)
            return source.tail
        if source.kind is Kind.LAW:
            self.context = _Context(source.name, source.year, source.number, source.version, at=source.end)
            self.named.append(source)
        elif (meant := self._meant(source)) and not self.context.inside:
            self.context = meant
        elif self.home and (not self.context.law or source.name.startswith("本")):
            self.context = self.own
        self.context = replace(self.context, other=False)
        end = self._units(source.start, source.tail, named=source.kind is Kind.LAW)
        if end == source.tail and source.alone:
            self._add(_Open(source.start, source.end, "", 0, 0, 0, tail=source.tail), named=True)
        return end

    def _meant(self, back: Source) -> _Context | None:
        """该解释 is the interpretation named last, though a law was named since."""
        ending = re.sub("^(?:本|该|同一?|上述|前述)(?:司法)?", "", fold(back.name))
        if ending in {"法律", ""}:
            return None
        called = _A_LAW if ending == "法" else re.compile(rf"{ending}(?:\([一-龥]{{1,4}}\)|[一二三四五])?$")
        current = self.names.title(self.context.law)
        if called.search(current):
            return None
        for one in reversed(self.named):
            if called.search(self.names.title(one.name)):
                return _Context(one.name, one.year, at=back.end)
        # 该条例 is never 劳动法; what it is nobody said.
        unlike = not self.home and ending in _OF_ITS_KIND and _A_LAW.search(current)
        return _Context(at=back.end) if unlike else None

    def _bare(self, start: int) -> int:
        """第…条 without a name in front: of the law named last, if one was."""
        if self._is_own_number(start):
            return start + 1
        spoken = self.text[start : start + 1].isdigit()
        if spoken and not self.context.law:
            return start + 1
        units = read_units(self.text, start, bare=spoken)
        if not units or _COUNTED.match(self.text, units[-1].end):
            return start + 1
        context = self.context
        if _NOT_OF_LAW.search(self.text, max(0, start - 8), start):
            self.context = replace(context, other=True)
            return units[-1].end
        if context.other or _AGREED.search(self.text, max(0, context.at, start - 40), start):
            return units[-1].end
        if units[0].level != "条" and (not context.article or (not context.inside and start - context.at > _FAR)):
            return start + 1
        if context.year and re.search(rf"[。{BREAK}]", self.text[context.at : start]):
            self.context = replace(context, year=0, version="")  # another sentence speaks of the law as it is
        if units[0].level == "条" and self.home and not self.context.inside and not context.law:
            self.context = self.own
        return self._units(start, start, named=False, spoken=spoken)

    def _is_own_number(self, start: int) -> bool:
        """Whether 第…条 numbers the draft's own paragraphs: at the head of one, set off by a space or a colon."""
        if start and self.text[start - 1] not in BREAK + '“「『"':
            return False
        match = _OWN_NUMBER.match(self.text, start)
        if match is None:
            return False
        quoted = bool(start) and self.text[start - 1] in '“「『"'
        return not quoted and (self.skeleton.spaced(match.end()) or self.text[match.end() : match.end() + 1] in "：:【")

    def _relative(self, match: re.Match[str]) -> int:
        """前款, 该条 and the like: within the words of a law counted from there, else what was cited last."""
        context = self.context
        far = not context.inside and match.start() - context.at > _FAR
        if context.other or not context.article or far:
            return match.end()
        alone = not _UNIT.match(self.text, match.end())
        if match[0] in {"本条", "本款", "本项"} and alone:
            return match.end()  # says where it stands, cites nothing
        before = match[0].startswith("前") and context.inside
        opened = _Open(match.start(), match.end(), context.article, context.paragraph, 0, 1)
        if match["paragraph"] and before:
            back = {"两": 2, "二": 2, "三": 3}.get(match["count"] or "", 1)
            opened = replace(opened, paragraph=max(context.paragraph - back, 0))
        elif match["article"]:
            article = _article_before(context.article) if match[0] == "前条" else context.article
            opened = replace(opened, article=article, paragraph=0, rank=0)
        elif match["item"]:
            opened = replace(opened, item=max(context.item - before, 0), rank=2)
        return self._units(match.start(), match.end(), named=False, opened=opened)

    def _units(self, start: int, at: int, named: bool, opened: _Open | None = None, spoken: bool = False) -> int:
        """Reads the numbers from ``at`` on and adds a reference for each.

        Args:
            start: Where the first reference begins: at a name, or at its number.
            opened: A reference of which the beginning was read before.
            spoken: Whether the first number may stand without 第, as it does behind a name.

        Returns:
            Where the last reference ends; ``at`` if there is none.
        """
        end, position, linked = at, at, False
        while True:
            begin = start if opened is None and end == at else position
            skip = _FILLER.match(self.text, position) if position == at and opened is None else None
            read_at = skip.end() if skip else position
            units = read_units(self.text, read_at, bare=(named or spoken) and read_at == at)
            if not units:
                break
            for unit in units:
                if opened and not linked and unit is units[0] and _RANK[unit.level] > opened.rank:
                    opened = opened.refined(unit)
                    continue
                if opened:
                    self._add(opened, named, goes_on=True)
                    named = False
                opened = self._opened(unit, begin if unit is units[0] else unit.start)
            end = position = units[-1].end
            link = LINK.match(self.text, position)
            linked = link is not None
            if link:
                if link.end() - link.start() > 2:
                    break
                position = link.end()
        if opened:
            self._add(opened, named)
            end = opened.end
        return end

    def _opened(self, unit: Unit, start: int) -> _Open:
        """A reference that begins with a number; what stands above it comes from the context."""
        context, rank = self.context, _RANK[unit.level]
        if unit.level == "条":
            return _Open(start, unit.end, article_name(unit), 0, 0, rank)
        if unit.level == "款":
            return _Open(start, unit.end, context.article, unit.number or NO_SUCH_NUMBER, 0, rank)
        item = (unit.number or NO_SUCH_NUMBER) if unit.level == "项" else context.item
        return _Open(start, unit.end, context.article, context.paragraph, item, rank)

    def _add(self, opened: _Open, named: bool, goes_on: bool = False) -> None:
        """Args: goes_on: Whether another number of the same list follows, so that what stands behind is read."""
        first, last = self.skeleton.span(opened.start, opened.end)
        numbers = opened.article, opened.paragraph, opened.item
        context = self.context
        raw, of_law = self.skeleton.source[first:last], (named, context.year, context.number)
        unread = opened.unread
        if not unread and not goes_on:
            unread = unread_after(self.text, opened.tail or opened.end, alone=not opened.article)
        self.found.append(Reference(raw, first, last, context.law, *numbers, *of_law, unread, context.version))
        self.last_end = opened.end
        article, paragraph, item = numbers
        self.context = replace(context, article=article, paragraph=paragraph, item=item, at=opened.end)


def _article_before(article: str) -> str:
    try:
        number, suffix = article_sort_key(article)
    except ValueError:  # 第百百条
        return article
    return article_label(number, suffix - 1) if suffix else article_label(max(number - 1, 1))
