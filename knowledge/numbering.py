"""Which lines that begin with 第X条 open an article.

The numbers decide: the longest row of growing numbers is the text's own, whatever stands out of the row is a
reference, a repetition or a mistake of the source, and is named.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .numerals import article_label, to_int

__all__ = ["Candidate", "Chosen", "article_starts", "choose"]

MOSTLY = 0.8
HIGHEST = 3000
_NUMERAL = r"[零〇○◯一二三四五六七八九十百千0-9０-９]+"
_START = re.compile(
    rf"第\s*(?P<no>{_NUMERAL}(?:\s(?=[零〇一二三四五六七八九十百千\s]*条){_NUMERAL})*)\s*条"
    rf"(?:\s*之\s*(?P<suffix>[一二三四五六七八九十]+)(?![般个种定]))?(?P<gap>[\s：:、.．]*)(?P<rest>.*)",
    re.DOTALL,
)
# What shows a reference even where a space follows the number, and what only where none does.
_ALWAYS_REFERENCE = re.compile(
    rf"的|第\s*{_NUMERAL}\s*[款项条目章编节]|[款项]|之规定|[，。；）)》”、]|所(?:列|称|规定)|规定的|(?:修改|改|调整)为|删[去除]|增加"
)
_REFERENCE = re.compile(
    r"规定|[和与及或至到]|中(?:的|“|关于|有关)|以(?:外|内|前|后|上|下)|等|关于|情形|条款|内容|之|修改|除外"
)
_FINISHED = re.compile(r"[。；：！？”」』》）)…:;.!?]$")
_SHORT = 25


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may open an article.

    Attributes:
        line: Its index.
        key: (82, 0) for 第八十二条, (24, 1) for 第二十四条之一.
        rest: What follows the number.
        spaced: Whether a space, or nothing, follows the number.
        doubtful: Whether it reads like a reference (第五条规定…), so that only a gap in the numbers speaks for it.
    """

    line: int
    key: tuple[int, int]
    rest: str
    spaced: bool
    doubtful: bool = False

    @property
    def label(self) -> str:
        """第八十二条, in our spelling."""
        return article_label(*self.key)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The lines that open articles, in order, and what was odd."""

    starts: tuple[Candidate, ...]
    doubts: tuple[str, ...]


def article_starts(lines: Sequence[str]) -> Iterator[Candidate]:
    """Every line that begins with an article number, but for plain references (第三条第二款规定的…)."""
    for at, line in enumerate(lines):
        match = _START.fullmatch(line)
        if match is None:
            continue
        rest, spaced = match["rest"].strip(), not match["rest"] or bool(match["gap"])
        if _ALWAYS_REFERENCE.match(rest):
            continue
        key = _key(match["no"], match["suffix"])
        if key and 0 < key[0] <= HIGHEST:
            yield Candidate(at, key, rest, spaced, not spaced and bool(_REFERENCE.match(rest)))


def choose(lines: Sequence[str], candidates: Sequence[Candidate]) -> Chosen:
    """The candidates that open articles.

    Args:
        lines: All lines of the file.
        candidates: What :func:`article_starts` found for one text.
    """
    sure = [one for one in candidates if not one.doubtful]
    spaced = [one for one in sure if one.spaced]
    row = _longest_row(spaced if len(spaced) >= MOSTLY * len(sure) else sure)
    row = _longest_row(sorted([*row, *_missing(lines, candidates, row)], key=lambda one: one.line))
    kept = {one.line: one for one in row}
    keys = {one.key: one.line for one in row}
    doubts: list[str] = []
    for one in candidates:
        if one.line in kept or not (one.spaced and _begins_a_paragraph(lines, one.line)):
            continue
        if one.key in keys:
            kept[one.line] = one
            doubts.append(f"{one.label}重复出现")
        else:
            doubts.append(f"以“{one.label}”开头的一行与前后条号不连续，没有当作单独的一条")
    return Chosen(tuple(kept[line] for line in sorted(kept)), tuple(doubts))


def _key(number: str, suffix: str | None) -> tuple[int, int] | None:
    try:
        plain = re.sub(r"\s", "", number).replace("○", "零").replace("◯", "零")
        return to_int(plain), to_int(suffix) if suffix else 0
    except ValueError:
        return None


def _longest_row(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The longest strictly growing row; of two equal numbers the earlier one."""
    tails: list[tuple[int, int]] = []
    ends: list[int] = []
    before: list[int] = []
    for position, one in enumerate(candidates):
        place = bisect_left(tails, one.key)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(one.key)
            ends.append(position)
        elif one.key < tails[place]:
            tails[place], ends[place] = one.key, position
    row: list[Candidate] = []
    position = ends[-1] if ends else -1
    while position >= 0:
        row.append(candidates[position])
        position = before[position]
    return row[::-1]


def _missing(lines: Sequence[str], candidates: Sequence[Candidate], row: Sequence[Candidate]) -> Iterator[Candidate]:
    """Unspaced candidates that fill a gap in the row: one line of many lost its space, or reads like a reference."""
    have = {one.key for one in row}
    for one in candidates:
        number, suffix = one.key
        follows = (number - 1, 0) in have or (number, suffix - 1) in have
        fits = follows and (not one.doubtful or (number + 1, 0) in have)
        if not one.spaced and one.key not in have and fits and _begins_a_paragraph(lines, one.line):
            yield one


def _begins_a_paragraph(lines: Sequence[str], at: int) -> bool:
    """Whether the line before is finished or short, so that this line is not its broken half."""
    before = lines[at - 1].strip() if at else ""
    return not before or bool(_FINISHED.search(before)) or len(before) <= _SHORT
