"""The fourth layer: words in quotation marks, held against the words of the provision that they are said to be of."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.citations import CITED_AFTER, Quotation, Reference, follows, quotations
from knowledge.comparing import word_changes
from knowledge.text import fold

from .records import Difference

__all__ = ["SHORTEST_QUOTE", "Owned", "differences", "is_verbatim", "left_out", "owned_quotations", "stands_cut"]

SHORTEST_QUOTE = 8
"""Shorter quotations are terms, not statute text."""
LIKE = 0.33
"""Words that may be somebody's speech count as a misquotation only if this much of them stands in the provision."""

# Words that make sure of it that a quotation before a reference gives the words of the provision.
_SURELY = re.compile(r"[（(—]|是|即|见|写成|写作|说成|出自|出处|注明|注为|标|引自|系|载于|摘自|来源")
_AND = re.compile(r"[”」』\"]?[、,，;；。]?(?:和|及|与|并且?|以及|同时|还(?:规定|写明)|又)?[“「『\"]?")
_ELLIPSIS = re.compile(r"(?:…+|\.{3,}|。{3,}|×{2,}|—{2,})")
_NUMBER = re.compile(
    r"^\s*第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?(?:第[一二三四五六七八九十\d]+款)?[\s\u3000:：]*"
)
# ……有明确规定。原文是：“……”
_SAID_OF_LAW = re.compile(r"(?:原文|条文|法条|法律|该条|规定)(?:就?是|为|如下|写道|写着|说)?[：:，,]?$")
_PARAGRAPH = 80
_SHORTEST_PIECE = 4  # letters, on average
_NEGATES = re.compile(r"不得|不|禁止|无权|除外|未|非")
_EXCEPTS = re.compile(r"除外|但是|但，|但有")
_BEFORE_PIECE = 8  # letters directly before a piece of a quotation
_EDGE = " \t\r\n\u3000。，,；;：:、.！!？?"
_LINK = re.compile(r"[、,，;；和及与或至到\s]*(?:以及|或者)?[、,，\s]*")


@dataclass(frozen=True, slots=True)
class Owned:
    """A quotation and the references whose words it is said to be.

    Attributes:
        owners: Places in the list of references; a chain (第四十六条、第四十七条：“…”) has several.
        sure: Whether the words between say so; else the quotation may be somebody's speech.
    """

    quotation: Quotation
    owners: tuple[int, ...]
    sure: bool


def owned_quotations(text: str, references: Sequence[Reference]) -> list[Owned]:
    """The quotations of a draft that belong to a reference, in order."""
    found: list[Owned] = []
    before: Owned | None = None
    for quotation in _with_inner(text, references):
        owned = _owned(text, references, quotation, before)
        if owned is not None:
            found.append(owned)
        before = owned
    return found


def _with_inner(text: str, references: Sequence[Reference]) -> list[Quotation]:
    """The quotations; of one that cites provisions itself, as a speaker does, those inside too."""
    found: list[Quotation] = []
    for one in quotations(text, SHORTEST_QUOTE):
        found.append(one)
        if any(one.start <= ref.start and ref.end <= one.end for ref in references):
            inner = quotations(text[one.start : one.end], SHORTEST_QUOTE)
            found += [Quotation(one.start + each.start, one.start + each.end) for each in inner]
    return found


def _owned(text: str, references: Sequence[Reference], quotation: Quotation, before: Owned | None) -> Owned | None:
    outside = [at for at, one in enumerate(references) if one.end <= quotation.start or one.start >= quotation.end]
    last = max((at for at in outside if references[at].end <= quotation.start), default=None)
    gap = text[references[last].end : quotation.start - 1] if last is not None else ""
    strength = follows(gap) if last is not None and references[last].article else 0.0
    # “……”（《劳动合同法》第八十二条）
    after = next((at for at in outside if references[at].start >= quotation.end), None)
    if after is not None:
        between = text[quotation.end : references[after].start]
        sure = bool(_SURELY.search(between))
        if CITED_AFTER.fullmatch(between) and (sure or strength < 1):
            return Owned(quotation, _chain_after(text, references, after), sure)
    if before is not None and _AND.fullmatch(text[before.quotation.end : quotation.start]):
        return Owned(quotation, before.owners, before.sure)
    if (
        last is not None
        and not strength
        and _SAID_OF_LAW.search(text, max(0, quotation.start - 16), quotation.start - 1)
    ):
        between = text[references[last].end : quotation.start]
        strength = 1.0 if references[last].article and len(between) <= _PARAGRAPH and "\n" not in between else 0.0
    if last is None or not strength or (strength < 1 and len(outside) < len(references)):
        return None  # what cites others itself is what a person says
    return Owned(quotation, _chain_before(text, references, last), strength == 1)


def _chain_before(text: str, references: Sequence[Reference], last: int) -> tuple[int, ...]:
    first = last
    while first and _linked(text, references[first - 1], references[first]):
        first -= 1
    return tuple(range(last, first - 1, -1))


def _chain_after(text: str, references: Sequence[Reference], first: int) -> tuple[int, ...]:
    last = first
    while last + 1 < len(references) and _linked(text, references[last], references[last + 1]):
        last += 1
    return tuple(range(first, last + 1))


def _linked(text: str, one: Reference, other: Reference) -> bool:
    return _LINK.fullmatch(" ".join(text[one.end : other.start].split())) is not None


def is_verbatim(words: str, stored: str) -> bool:
    """Whether a quotation stands in a stored text: piece by piece in this order where dots mark what is left out.

    Width, white space and the kind of quotation marks do not matter, nor does the sign at either end.
    """
    whole, at = fold(stored), 0
    pieces = [fold(piece.strip(_EDGE)) for piece in _ELLIPSIS.split(_NUMBER.sub("", words))]
    said = [piece for piece in pieces if piece]
    if len(said) > 1 and sum(map(len, said)) < _SHORTEST_PIECE * len(said):
        return False  # put together from scraps
    for piece in filter(None, pieces):
        place = whole.find(piece, at)
        if place < 0:
            return False
        at = place + len(piece)
    return any(pieces)


def left_out(words: str, stored: str) -> str:
    """A word that turns the sense and was left out: directly before a verbatim quotation, or where its dots stand."""
    whole, at = fold(stored), 0
    for number, piece in enumerate(fold(one.strip(_EDGE)) for one in _ELLIPSIS.split(_NUMBER.sub("", words))):
        if not piece:
            continue
        place = whole.find(piece, at)
        gap = whole[at:place] if number else re.split("[,;.:。、]", whole[max(0, place - 4) : place])[-1]
        found = _NEGATES.search(gap[-_BEFORE_PIECE:]) or (_EXCEPTS.search(gap) if number else None)
        if found:
            return found[0]
        at = place + len(piece)
    return ""


def stands_cut(words: str, stored: str) -> bool:
    """Whether a verbatim quotation stops inside a sentence that goes on, without saying so."""
    last = fold(_ELLIPSIS.split(words)[-1].strip(_EDGE))
    whole = fold(stored)
    if not last or _ELLIPSIS.search(words[-3:]):
        return False
    after = whole[whole.find(last) + len(last) :][:1]
    return after in {",", ";", "、"} or (after.isalnum() and words.rstrip()[-1:] in "。")


def differences(words: str, stored: str) -> tuple[Difference, ...]:
    """A quotation against the stretch of the stored text that it is most like."""
    words = _NUMBER.sub("", words).strip(_EDGE)
    matcher = difflib.SequenceMatcher(None, stored, words, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= 2]
    if not blocks:
        return (Difference("added", words),)
    first, last = blocks[0], blocks[-1]
    start = max(first.a - first.b, 0) if first.b <= 6 else first.a
    rest = len(words) - last.b - last.size
    end = min(last.a + last.size + (rest if rest <= 6 else 0), len(stored))
    old, new = word_changes(stored[start:end], words)
    pieces = [Difference("missing" if one.changed else "same", one.text) for one in old]
    added = [Difference("added" if one.changed else "same", one.text) for one in new]
    return _merged(pieces, added)


def _merged(old: Sequence[Difference], new: Sequence[Difference]) -> tuple[Difference, ...]:
    """Both sides in one row: what is missing, then what stands in its place."""
    row: list[Difference] = []
    left, right = list(old), list(new)
    while left or right:
        if left and left[0].kind == "missing":
            row.append(left.pop(0))
        elif right and right[0].kind == "added":
            row.append(right.pop(0))
        elif left and right:
            row.append(left.pop(0))
            right.pop(0)
        else:
            row.extend(left or right)
            break
    return tuple(row)
