"""What a draft says with a reference, in its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.citations import paragraph_ends
from knowledge.figures import figures

__all__ = ["Claim", "Group", "claim_of", "groups", "in_one_line"]

_STOP = re.compile(r"[。！？!?\x1f；;]|[①-⑳]|[（(]\d{1,2}[)）]|(?<=[，。；：\s])[一二三四五六七八九十]是")
# Directly before a reference these say that what stands before them rests on it.
_BEFORE = re.compile(
    r"(?:见|参见|详见|出自|出处(?:写成|写的是|是|为)?|注为|注明|误?标|误标为|来源|依据(?:是|为)?|依|根据|按照?|引|看|查|写在|规定在|源于"
    r"|依照|参照|属于?|符合|违反了?|触犯|构成|适用|（|\(|，|,|——|-|是|为)(?:的?是|为)?[:：]?$"
)
# 根据《…》第…条，… begins a statement; its words come after.
_LEADS = re.compile(r"(?:^|[。；;，,：:“”「『（(\s])[一-龥]{0,6}(?:根据|依据|依照|按照|按|依|违反|参照|遵照)$")
_HAN = re.compile(r"[\u4e00-\u9fff0-9]+")
_ENOUGH = 6
_REFERENCE = re.compile(r"(?:《[^《》]{2,60}》|[^《》，。；]{0,12}?)(?:第[^，。；]{1,12}?[条款项])+")
_NEAR = re.compile(r"[、和及与或至到\s-]*(?:以及|或者|并|同时)?[、\s]*")


@dataclass(frozen=True, slots=True)
class Group:
    """References that make one statement together (第四十六条、第四十七条): ``first`` to ``last`` of the list."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Claim:
    """The words of a clause that rest on a reference, without quotations of the provision."""

    text: str


def groups(text: str, spans: Sequence[tuple[int, int]]) -> list[Group]:
    """The references of a draft, those that stand side by side together.

    Args:
        spans: Start and end of each reference.
    """
    found: list[Group] = []
    for at, (start, _) in enumerate(spans):
        if found and _NEAR.fullmatch(" ".join(text[spans[at - 1][1] : start].split())):
            found[-1] = Group(found[-1].first, at)
        else:
            found.append(Group(at, at))
    return found


def in_one_line(text: str) -> str:
    """A text of the same length whose line breaks end a paragraph (\\x1f) or are spaces."""
    ends = paragraph_ends(text)
    return "".join(("\x1f" if at in ends else " ") if char == "\n" else char for at, char in enumerate(text))


def claim_of(text: str, start: int, end: int, free: int, until: int, cut: Sequence[tuple[int, int]]) -> Claim:
    """The clause round a group of references, on the side where its words are.

    Args:
        start, end: The group.
        free: Where the reference before it ends, 0 if there is none.
        until: Where the next one begins, the length of the text if there is none.
        cut: Quotations of provisions, which are another layer's.
    """
    stop = _STOP.search(text, end, until)
    last = min(stop.start() if stop else len(text), until)
    quoted = next((first for first, _ in cut if end <= first < last), None)
    last = last if quoted is None else quoted  # what follows the quotation is said with the next reference
    begins = [match.end() for match in _STOP.finditer(text, free, start)]
    bracketed = text[start - 1 : start] in {"（", "("}
    if bracketed and begins and _size(text[begins[-1] : start]) == 0:
        begins.pop()  # ……责任。（《…》第…条）
    before = _without(text, max([free, *begins]), start, cut)
    after = _without(text, end, last, cut)
    goes_on = after[:1].isalnum() or after[:1] in {"：", ":"} or (bool(_LEADS.search(before)) and not bracketed)
    if goes_on and 2 <= _size(after) < _ENOUGH:
        return Claim(f"{before}，{after}")  # 申请执行的期间，第二百五十条定为三年
    if 2 <= _size(after) < _ENOUGH and any(True for _ in figures(after)):
        return Claim(f"{before}，{after}")  # 违法解除，劳动合同法87条，三倍
    if bracketed or (_BEFORE.search(before) and not (goes_on and _size(after) >= _ENOUGH) and _size(before) >= _ENOUGH):
        return Claim(_from_colon(before))
    if until == last and not goes_on and _ends_clause(text, until):
        after = ""  # it belongs to the next reference, with which its clause ends
    return Claim(after if _size(after) >= _ENOUGH else before + after)


def _ends_clause(text: str, start: int) -> bool:
    """Whether the reference that begins at ``start`` ends its clause: ……，该条例第三十七条。"""
    match = _REFERENCE.match(text, start)
    return match is not None and text[match.end() : match.end() + 1] in "。；;！）)\x1f"


def _from_colon(words: str) -> str:
    """Without what only leads in: 答：, 模板如下：."""
    rest = re.split(r"[：:]", words)[-1]
    return rest if _size(rest) >= _ENOUGH else words


def _size(words: str) -> int:
    return sum(map(len, _HAN.findall(words)))


def _without(text: str, start: int, end: int, cut: Sequence[tuple[int, int]]) -> str:
    parts, at = [], start
    for first, last in cut:
        if first < end and last > at:
            parts.append(text[at : max(first, at)])
            at = max(at, last)
    parts.append(text[at : max(at, end)])
    return "".join(parts)
