"""The names of laws, and of what is none, in a text: with and without 《》, aliases, document numbers, 以下简称."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from ..regions import region_before
from ..text import fold, short_title
from .document_numbers import NumberFinder, number_in
from .patterns import (
    BACK,
    BACK_END,
    BOOK,
    COMPANY,
    COMPANY_TOPIC,
    GOES_ON,
    HAN,
    IMPLEMENTING,
    LAW_ENDING,
    LEAD,
    LONGER,
    MADE,
    NOTE,
    OWN_RULES,
    SAID,
    SHORT,
    STATE,
    TITLE_YEAR,
    UNKNOWN,
    YEAR,
)
from .skeleton import Skeleton
from .sources import Kind, Source, Taken
from .surroundings import abroad_before, suffix_after, version_before
from .units import NUMERAL

__all__ = ["NameFinder"]


_ISSUERS = ("最高人民法院", "最高人民检察院", "国务院")


class NameFinder:
    """Finds names; knows those of one library."""

    def __init__(self, titles: Mapping[str, str], spellings: Collection[str], ended: Collection[str] = ()) -> None:
        """Learn the names.

        Args:
            titles: Folded titles and aliases to titles.
            spellings: Titles and aliases as people write them.
            ended: Names of laws that ended before the library begins.
        """
        self._titles = titles
        self._names: dict[str, list[str]] = {}
        self._short: list[str] = []
        for name in {*spellings, *ended}:
            text = Skeleton(name).text
            if len(text) >= 3:
                self._names.setdefault(text[:2], []).append(text)
            elif len(text) == 2:
                # Two characters (宪法, 刑法) are only a law's name directly before an article.
                self._short.append(text)
        for names in self._names.values():
            names.sort(key=len, reverse=True)
        self._nested = sorted(one for names in self._names.values() for one in names if "《" in one)
        self._ended = {fold(name) for name in ended}
        short = "|".join(map(re.escape, sorted(self._short))) or "$^"
        self._two = re.compile(rf"(?<!新)(?:{short})(?=第{NUMERAL}条|[0-9]+条)")
        self._number_finder = NumberFinder(titles)

    def find(self, skeleton: Skeleton) -> list[Source]:
        """The names in a text, in order, none inside another."""
        text = skeleton.text
        return [_as_written(one, skeleton) for one in self._find(text)]

    def _find(self, text: str) -> list[Source]:
        own: dict[str, str] = {}
        # 实施《中华人民共和国社会保险法》若干规定 is one name.
        found = list(self._with_marks_inside(text)) if "《" in text else []
        taken = Taken()
        taken.add((one.start, one.end) for one in found)
        for names in (
            self._in_book_marks(text, own),
            self._without_marks(text, taken),
            self._number_finder.find(text),
            self._known(text, own),
            _backward(text),
        ):
            more = [one for one in names if not taken.meets(one.start, one.end)]
            taken.add((one.start, max(one.end, one.tail)) for one in more)
            found += more
        found.sort(key=lambda one: (one.start, -one.end))
        kept: list[Source] = []
        for one in found:
            if not kept or one.start >= kept[-1].end:
                kept.append(self._with_suffix(text, self._of_the_law_before(one, kept)))
        return kept

    def _with_suffix(self, text: str, one: Source) -> Source:
        """《劳动合同法》实施条例 is no 《劳动合同法》, whether the library has it or not."""
        match = suffix_after(text, one.end) if one.kind is Kind.LAW and one.tail == one.end else None
        if match is None:
            return one
        name = one.name + match["own"] + (match["note"] or "")
        return replace(one, name=name, end=match.end(), tail=match.end(), alone=False)

    def _of_the_law_before(self, one: Source, before: Sequence[Source]) -> Source:
        """其实施条例 is that of the law named last, if there is one of that name."""
        own = one.name.removeprefix("其")
        if one.kind is not Kind.LAW or own not in IMPLEMENTING or not before or before[-1].kind is not Kind.LAW:
            return one
        name = before[-1].name + own
        start = one.start + (len(one.name) - len(own))
        return replace(one, name=name, start=start) if self.is_known(name) else one

    def _with_marks_inside(self, text: str) -> Iterator[Source]:
        for name in self._nested:
            at = text.find(name)
            while at >= 0:
                if text[at - 1 : at] != "《":
                    yield self._placed(text, at, name, {})
                at = text.find(name, at + len(name))

    def is_known(self, name: str) -> bool:
        """Whether the library, or the list of laws that ended, has exactly this name."""
        folded = fold(short_title(name))
        return folded in self._titles or folded in self._ended

    def title(self, name: str) -> str:
        """The folded title of a law that the library has, else the folded name."""
        folded = fold(short_title(name))
        return fold(self._titles.get(folded, folded))

    def _in_book_marks(self, text: str, own: dict[str, str]) -> Iterator[Source]:
        for match in BOOK.finditer(text):
            name, year, note = match["name"], 0, match["note"] or ""
            own_note = TITLE_YEAR.search(name)
            if own_note and not self.is_known(name):
                name, year = name[: own_note.start()], _year(f"{own_note['note']}版")
            year = _year(note) or year
            name = self._with_issuer(own.get(name, name))
            numbered = text.startswith("第", match.end())
            tail = match.end() if note and (numbered or _belongs(note)) else match.end("name") + 1
            kind = self._kind(text, match.start(), name)
            if short := SHORT.search(note):
                own[short["short"]] = name
            end, is_law = match.end("name") + 1, kind is Kind.LAW
            place = abroad_before(text, match.start()) if is_law else ""
            name, start = place + short_title(name), match.start() - len(place)
            version = version_before(text, match.start()) or ("" if year else _adopted(note))
            yield Source(kind, name, start, end, tail, year, is_law, number_in(note), version)

    def _with_issuer(self, name: str) -> str:
        """最高人民法院《关于审理……的解释》 is called with its issuer in the library."""
        if not name.startswith("关于") or self.is_known(name):
            return name
        return next((issuer + name for issuer in _ISSUERS if self.is_known(issuer + name)), name)

    def _kind(self, text: str, start: int, name: str) -> Kind:
        if self.is_known(name):
            return Kind.LAW
        if not LAW_ENDING.search(name) or OWN_RULES.search(name):
            return Kind.OTHER
        ours = COMPANY.search(text[max(0, start - 14) : start]) or COMPANY_TOPIC.search(name)
        return Kind.OTHER if ours and not re.search("(?<!办)法$|条例$", name) else Kind.LAW

    def _without_marks(self, text: str, taken: Taken) -> Iterator[Source]:
        """Names that the library does not know, directly before 第…条."""
        for match in UNKNOWN.finditer(text):
            end = match.end()
            if taken.meets(end - 1, end):
                continue
            start = _run_start(text, match.start())
            run = text[start:end]
            if self._ends_known(run) or BACK_END.search(run):
                continue
            state = run.rfind(STATE)  # its 和 leads nothing
            leads = LEAD.finditer(run[: match.start() - start + 1].replace(STATE, "　" * len(STATE)))
            offset = max(state, 0, *(one.end() for one in leads))
            name = run[min(offset, match.start() - start) :]
            start = end - len(name)
            if known := self._begins_known(name):
                rest = name[len(known) :]
                if SAID.fullmatch(rest):  # 劳动合同法规定第三十八条
                    yield Source(Kind.LAW, short_title(known), start, end, end)
                    continue
            if name == match[0] or BACK.match(text, start):
                continue
            if OWN_RULES.search(name) or (COMPANY.search(text[max(0, start - 14) : start]) and not name.endswith("法")):
                yield Source(Kind.OTHER, name, start, end, end)
                continue
            place = region_before(text, start)
            yield Source(Kind.LAW, short_title(place + name), start - len(place), end, end)

    def _ends_known(self, run: str) -> str:
        """The longest known name that a run ends with, if nothing before makes it a longer one."""
        for size in range(len(run), 1, -1):
            name = run[-size:]
            if self.is_known(name):
                before = run[:-size]
                return "" if LONGER.search(before) or region_before(run, len(before)) else name
        return ""

    def _begins_known(self, name: str) -> str:
        return next((one for one in self._names.get(name[:2], ()) if name.startswith(one)), "")

    def _known(self, text: str, own: Mapping[str, str]) -> Iterator[Source]:
        mine: dict[str, list[str]] = {}
        for short in own:
            mine.setdefault(short[:2], []).append(short)
        at, last = 0, len(text) - 1
        while at < last:
            pair = text[at : at + 2]
            names = (*sorted(mine.get(pair, ()), key=len, reverse=True), *self._names.get(pair, ()))
            name = next((one for one in names if text.startswith(one, at)), "")
            if not name or (name[-1] == "法" and GOES_ON.match(text, at + len(name))):
                at += 1
                continue
            yield self._placed(text, at, name, own)
            at += len(name)
        for match in self._two.finditer(text):
            yield self._placed(text, match.start(), match[0], own)

    def _placed(self, text: str, at: int, name: str, own: Mapping[str, str]) -> Source:
        """With what stands before it: 湖南省 before 工伤保险条例 makes it another text, which we may not hold."""
        end, start = at + len(name), at
        if text.startswith("中华人民共和国", at - 7):
            start = at - 7
        elif name not in own:
            start -= len(region_before(text, at))
        written = own.get(name, text[start:end])
        after = re.compile(NOTE).match(text, end)
        note = after["note"] if after else None
        tail = after.end() if after and note and _belongs(note) else end
        year, number = _year(note or ""), number_in(note or "")
        place = abroad_before(text, start)
        version = version_before(text, start) or ("" if year else _adopted(note or ""))
        name = place + short_title(written)
        return Source(Kind.LAW, name, start - len(place), end, tail, year, number=number, version=version)


def _as_written(one: Source, skeleton: Skeleton) -> Source:
    """With the very characters of the text where the name is that of the skeleton (〈 for 《)."""
    text = skeleton.text[one.start : one.end]
    bare = short_title(text)
    if one.name != bare:
        return one
    at = one.start + text.index(bare)
    start, end = skeleton.span(at, at + len(bare))
    written = re.sub(r"\s", "", skeleton.source[start:end])
    return replace(one, name=written) if fold(written) == fold(bare) else one


def _backward(text: str) -> Iterator[Source]:
    for match in BACK.finditer(text):
        yield Source(Kind.BACK, match[0], match.start(), match.end(), match.end())


def _belongs(note: str) -> bool:
    """Whether a note in brackets is about the name before it."""
    return bool(
        _year(note) or SHORT.search(note) or number_in(note) or re.search(r"修正|修订|试行|公布|\d{4}年?$|主席令", note)
    )


def _adopted(note: str) -> str:
    """2007年 of （2007年6月29日通过）: of which text a draft speaks that names only when the law was made."""
    match = MADE.match(note)
    return match[0] if match else ""


def _year(note: str) -> int:
    match = YEAR.search(note)
    return int(match["year"]) if match else 0


def _run_start(text: str, at: int, longest: int = 30) -> int:
    start = at
    while start > max(0, at - longest) and re.match(rf"[{HAN}]", text[start - 1]):
        start -= 1
    return start
