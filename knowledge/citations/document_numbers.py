"""Document numbers: 法释〔2020〕26号, 国务院令第586号."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..numerals import CN_DIGITS
from ..text import fold
from .sources import Kind, Source

__all__ = ["NumberFinder", "number_in", "number_key"]

_HAN = "\u4e00-\u9fff"
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


def number_in(note: str) -> str:
    """法释[2020]26号 in a note (法释[2020]26号,以下简称…)."""
    match = _NUMBER.search(note[:_LONGEST_NUMBER])
    return match[0] if match else ""


class NumberFinder:
    """Finds document numbers; knows those of one library."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        """Learn the numbers.

        Args:
            titles: Folded titles and aliases to titles.
        """
        self._titles = titles
        numbers = [name for name in titles if name.endswith("号") and _NUMBER.fullmatch(name)]
        self._numbers = {number_key(name): titles[name] for name in numbers}

    def find(self, text: str) -> Iterator[Source]:
        """The document numbers in a skeleton's text, in order; those of cases are none."""
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
