"""The names of laws, and of what is none, in a text: with and without 《》, aliases, document numbers, 以下简称."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from ..numerals import CN_DIGITS
from ..regions import region_before
from ..text import fold, short_title
from .skeleton import Skeleton
from .surroundings import abroad_before, suffix_after, version_before
from .units import NUMERAL

__all__ = ["Kind", "NameFinder", "Source", "number_key"]


class Kind(Enum):
    """What a name stands for."""

    LAW = "a law, known or not"
    OTHER = "something else that has articles: a contract, a company's rules"
    BACK = "本法 and the like"


@dataclass(frozen=True, slots=True)
class Source:
    """A name in a skeleton, ``text[start:end]``.

    Attributes:
        name: The law as written or, for an abbreviation that the text defines, the name that it stands for.
        tail: Where what belongs to the name ends, a note in brackets included.
        year: The year of the version that a note names, else 0.
        number: The document number in a note behind the name.
        version: Words before it, or in a note, that mean another text than today's.
        alone: Whether it is a reference without any article: a name in 《》, a document number.
    """

    kind: Kind
    name: str
    start: int
    end: int
    tail: int
    year: int = 0
    alone: bool = False
    number: str = ""
    version: str = ""


_HAN = "\u4e00-\u9fff"
_QUOTES = "\"“”'‘’「」『』《》"
_NOTE = r"(?:\((?P<note>[^()]{1,60}(?:\([^()]{1,12}\)[^()]{0,30})?)\))?"
_BOOK = re.compile(rf"《(?P<name>[^《》\n]{{2,80}}(?:《[^《》\n]{{2,60}}》[^《》\n]{{0,40}})*)》{_NOTE}")
_SHORT = re.compile(rf"(?:简称|下称|统称)为?:?[{_QUOTES}]?(?P<short>[^{_QUOTES},;。()]{{2,20}}(?:\([一二三四五六]\))?)")
_YEAR = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:第[一二三四五]次)?(?:修|版|文本|旧|老|$)"
)
_MADE = re.compile(r"(?:19|20)\d\d年(?=[^,，]{0,16}(?:通过|公布|发布|颁布|施行))")
_TITLE_YEAR = re.compile(r"\((?P<note>(?:19|20)\d\d年?[^()]{0,8})\)$")
_BACK = re.compile(
    r"(?:本法|该法|(?<!合)同法|(?:本|该|同一?)(?:条例|规定|办法|司法解释|解释|规则|细则|章程|决定|意见|法律)|(?:上述|前述)(?:法律|条例|规定|办法|司法解释|解释))"
    rf"(?=(?:的|中|中的)?第\(?{NUMERAL})"
)
_IMPLEMENTING = frozenset({"实施条例", "实施细则", "实施办法"})
_BACK_END = re.compile(
    r"(?:本|该|(?<!合)同一?|上述|前述|上列)(?:法|法律|条例|规定|办法|司法解释|解释|规则|细则|章程|决定|意见)$"
)
# 工会法律监督 names no law, nor does 劳动法庭.
_GOES_ON = re.compile(r"(?:律|规(?!定)|院|庭|官|定|人|治|学|理|务|制|医|师|宝|盲|援)")
_ENDING = (
    "法典|宪法|法|草案|征求意见稿|修正案|实施条例|条例|规定|办法|实施细则|细则|司法解释|解释|规则"
    "|决定|意见|通知|批复|答复|复函|函|纪要|公告|规范|准则|规程|公约"
)
_LAW_ENDING = re.compile(rf"(?:{_ENDING}|章程|令|标准)(?:\([^()]{{1,12}}\)|[一二三四五])?$")
_UNKNOWN = re.compile(
    rf"(?:{_ENDING}|章程|制度|手册|合同|协议|协议书|合同书|守则|规章|纪律)(?:\([一二三四五]\))?(?=第{NUMERAL}条)"
)
_OWN_RULES = re.compile(r"(?:手册|合同书?|协议书?|制度|守则|规章|纪律|承诺书|[一-龥]书|函|证明|须知|公司章程)$")
_COMPANY = re.compile(
    r"(?:公司|我司|我厂|本单位|该单位|单位的?|贵司|贵单位|企业内部|内部|厂里|厂规|工厂|酒店|学校|医院|我们?店|被申请人|申请人|双方|与其|签订的?)(?:的|制定的?|自己的?|发布的?|下发的?|现行的?)?$"
)
_COMPANY_TOPIC = re.compile(
    r"考勤|奖惩|薪酬|绩效|员工|请假|行政管理|车间|门店|保密|财务|报销|宿舍|岗位|晋升|调岗|提成|奖金|加班管理|人事管理"
)
# What stands before a name without belonging to it; the last one in a row of characters counts.
_LEAD = re.compile(
    "依据|根据|按照|依照|遵照|参照|违反|违背|适用|符合|触犯|构成|援引|引用|结合|参考|对照|比照|属于|以及|规定|认为|主张|提出|所谓|可以|应当|应该"
    "|我国|现行|新修订|修订后|修正后|新|旧|原|按|和|与|及|或|依|据|照|了|的|是|见|看|查|为|在|对|从|由|将|把|被|向|等|(?<![细规准原法])则|而|但|因|这|那|有|到|如|用|我|你|他|说|问|跟|凭|据此"
)
# Directly before a known name these make it another, longer one.
_LONGER = re.compile(
    r"(?:企业|海上|中国|国家|全国|特区|职工|农民工|女职工|国有企业|私营企业|外商投资企业|船员|教师|城镇|城市|农村|个体|地方|行业|省|市|自治区|中华|人民)$"
)
_STATE = "中华人民共和国"
_SAID = re.compile(r"(?:明确|另行|所|同时|还|已|也)?(?:的?(?:有关|相关|具体|第一次)?规定|中|里)")
_BRACKETS = r"[〔\[(]"
_SMALL = rf"(?:[{CN_DIGITS}]{{1,8}}|\d{{1,6}})"
_MARKED = rf"(?P<mark>[{_HAN}]{{1,14}}){_BRACKETS}(?P<year>(?:19|20)\d\d)年?[〕\])](?:第)?(?P<no>\d{{1,5}})号"
_ORDER = rf"令第?(?P<order>{_SMALL})号|第?(?P<order2>{_SMALL})号令"
# Of one number; in a text, what stands before 令 is looked for backwards: numerals are characters of names too.
_NUMBER = re.compile(rf"{_MARKED}|(?P<by>[{_HAN}]{{2,24}}?)(?:{_ORDER})")
_IN_TEXT = re.compile(rf"{_MARKED}|{_ORDER}")
_LONGEST_NUMBER = 60
_CASE = re.compile(r"仲|民|刑|执|初|终|案|裁|认字|鉴|诉|监字|调字|决字|工认")
_KNOWN_MARK = re.compile(
    r"(?:法释|法发|法办|法|国发|国办发|国办函|国函|人社[部厅](?:规|发|函|明电)|劳社[部厅](?:发|函)|劳部发|劳办发|劳险字|劳人薪|劳薪字|劳发|总工[办]?发|工发|工办发|厅字|医保发"
    r"|[京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川贵云陕甘青桂蒙宁新藏][\u4e00-\u9fff]{1,8})$"
)
_BY = re.compile(
    r"(?:国务院|主席|人力资源(?:和)?社会保障部|人社部|劳动(?:和社会保障)?部|卫生(?:健康委|部)|财政部|应急管理部|国家安全生产监督管理总局|省人民政府|市人民政府|人民政府)$"
)


def number_key(number: str) -> str:
    """One spelling of a document number: 法释[2020]26号, 国务院令586号."""
    text = fold(number).removeprefix("中华人民共和国")
    text = text.replace("人力资源和社会保障部", "人社部").replace("人力资源社会保障部", "人社部")
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if match is None:
        return text
    if match["mark"]:
        return f"{match['mark']}[{match['year']}]{match['no']}号"
    order = match["order"] or match["order2"]
    by = match["by"].removeprefix("中华人民共和国")
    return f"{by}令{order}号"


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
        numbers = [name for name in titles if name.endswith("号") and _NUMBER.fullmatch(name)]
        self._numbers = {number_key(name): titles[name] for name in numbers}

    def find(self, skeleton: Skeleton) -> list[Source]:
        """The names in a text, in order, none inside another."""
        text = skeleton.text
        return [_as_written(one, skeleton) for one in self._find(text)]

    def _find(self, text: str) -> list[Source]:
        own: dict[str, str] = {}
        # 实施《中华人民共和国社会保险法》若干规定 is one name.
        found = list(self._with_marks_inside(text)) if "《" in text else []
        taken = _Taken()
        taken.add((one.start, one.end) for one in found)
        for names in (
            self._in_book_marks(text, own),
            self._without_marks(text, taken),
            self._document_numbers(text),
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
        if one.kind is not Kind.LAW or own not in _IMPLEMENTING or not before or before[-1].kind is not Kind.LAW:
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
        for match in _BOOK.finditer(text):
            name, year, note = match["name"], 0, match["note"] or ""
            own_note = _TITLE_YEAR.search(name)
            if own_note and not self.is_known(name):
                name, year = name[: own_note.start()], _year(f"{own_note['note']}版")
            year = _year(note) or year
            name = own.get(name, name)
            numbered = text.startswith("第", match.end())
            tail = match.end() if note and (numbered or _belongs(note)) else match.end("name") + 1
            kind = self._kind(text, match.start(), name)
            if short := _SHORT.search(note):
                own[short["short"]] = name
            end, is_law = match.end("name") + 1, kind is Kind.LAW
            place = abroad_before(text, match.start()) if is_law else ""
            name, start = place + short_title(name), match.start() - len(place)
            version = version_before(text, match.start()) or ("" if year else _adopted(note))
            yield Source(kind, name, start, end, tail, year, is_law, _number_in(note), version)

    def _kind(self, text: str, start: int, name: str) -> Kind:
        if self.is_known(name):
            return Kind.LAW
        if not _LAW_ENDING.search(name) or _OWN_RULES.search(name):
            return Kind.OTHER
        ours = _COMPANY.search(text[max(0, start - 14) : start]) or _COMPANY_TOPIC.search(name)
        return Kind.OTHER if ours and not re.search("(?<!办)法$|条例$", name) else Kind.LAW

    def _without_marks(self, text: str, taken: _Taken) -> Iterator[Source]:
        """Names that the library does not know, directly before 第…条."""
        for match in _UNKNOWN.finditer(text):
            end = match.end()
            if taken.meets(end - 1, end):
                continue
            start = _run_start(text, match.start())
            run = text[start:end]
            if self._ends_known(run) or _BACK_END.search(run):
                continue
            state = run.rfind(_STATE)  # its 和 leads nothing
            leads = _LEAD.finditer(run[: match.start() - start + 1].replace(_STATE, "　" * len(_STATE)))
            offset = max(state, 0, *(one.end() for one in leads))
            name = run[min(offset, match.start() - start) :]
            start = end - len(name)
            if known := self._begins_known(name):
                rest = name[len(known) :]
                if _SAID.fullmatch(rest):  # 劳动合同法规定第三十八条
                    yield Source(Kind.LAW, short_title(known), start, end, end)
                    continue
            if name == match[0] or _BACK.match(text, start):
                continue
            if _OWN_RULES.search(name) or (
                _COMPANY.search(text[max(0, start - 14) : start]) and not name.endswith("法")
            ):
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
                return "" if _LONGER.search(before) or region_before(run, len(before)) else name
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
            if not name or (name[-1] == "法" and _GOES_ON.match(text, at + len(name))):
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
        after = re.compile(_NOTE).match(text, end)
        note = after["note"] if after else None
        tail = after.end() if after and note and _belongs(note) else end
        year, number = _year(note or ""), _number_in(note or "")
        place = abroad_before(text, start)
        version = version_before(text, start) or ("" if year else _adopted(note or ""))
        name = place + short_title(written)
        return Source(Kind.LAW, name, start - len(place), end, tail, year, number=number, version=version)

    def _document_numbers(self, text: str) -> Iterator[Source]:
        for match in _IN_TEXT.finditer(text):
            if match["mark"]:
                mark = self._mark(match)
                if not mark:
                    continue
                start = match.end("mark") - len(mark)
                key = f"{fold(mark)}[{match['year']}]{match['no']}号"
            else:
                by = _BY.search(text, max(0, match.start() - 24), match.start())
                if by is None:
                    continue
                start = by.start()
                start -= 7 if text.startswith("中华人民共和国", start - 7) else 0
                key = number_key(text[start : match.end()])
            written = text[start : match.end()]
            name = written if fold(written) in self._titles else self._numbers.get(key, written)
            yield Source(Kind.LAW, name, start, match.end(), match.end(), alone=True)

    def _mark(self, match: re.Match[str]) -> str:
        """The issuer's mark in front of a year; nothing for the number of a case."""
        mark = match["mark"]
        for size in range(len(mark), 0, -1):
            if f"{fold(mark[-size:])}[{match['year']}]{match['no']}号" in self._numbers:
                return str(mark[-size:])
        if _CASE.search(mark):
            return ""
        known = _KNOWN_MARK.search(mark)
        return known[0] if known else ""


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
    for match in _BACK.finditer(text):
        yield Source(Kind.BACK, match[0], match.start(), match.end(), match.end())


class _Taken:
    """Stretches of a text that belong to a name already; those of one round do not overlap."""

    def __init__(self) -> None:
        self._rounds: list[tuple[list[int], list[int]]] = []

    def add(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._rounds.append(([start for start, _ in ordered], [end for _, end in ordered]))

    def meets(self, start: int, end: int) -> bool:
        """Whether some stretch and ``start`` to ``end`` overlap."""
        for starts, ends in self._rounds:
            at = bisect_left(starts, end) - 1
            if at >= 0 and ends[at] > start:
                return True
        return False


def _belongs(note: str) -> bool:
    """Whether a note in brackets is about the name before it."""
    return bool(
        _year(note)
        or _SHORT.search(note)
        or _number_in(note)
        or re.search(r"修正|修订|试行|公布|\d{4}年?$|主席令", note)
    )


def _number_in(note: str) -> str:
    """法释[2020]26号 in a note (法释[2020]26号,以下简称…)."""
    match = _NUMBER.search(note[:_LONGEST_NUMBER])
    return match[0] if match else ""


def _adopted(note: str) -> str:
    """2007年 of （2007年6月29日通过）: of which text a draft speaks that names only when the law was made."""
    match = _MADE.match(note)
    return match[0] if match else ""


def _year(note: str) -> int:
    match = _YEAR.search(note)
    return int(match["year"]) if match else 0


def _run_start(text: str, at: int, longest: int = 30) -> int:
    start = at
    while start > max(0, at - longest) and re.match(rf"[{_HAN}]", text[start - 1]):
        start -= 1
    return start
