"""Words in quotation marks, and whether they are given as the words of the provision beside them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

__all__ = ["CITED_AFTER", "Quotation", "follows", "quotations"]

CITED_AFTER = re.compile(
    r"[”」』’\"]?(?:[。.]?(?=\s*[（(—])|[,，;；、]*)[ \t\u3000]*+[（(—-]{0,2}[ \t\u3000]*+"
    r"(?:(?:的[一-龥]{1,6}|为由[一-龥]{0,8})[,，](?=并?(?:注明|语出|出自|引自|见)))?(?:并|均|也|就|却|竟|还)?被?(?:以上|这句话?)?(?:的?(?:法律)?(?:依据|根据|规定|出处|原文)(?=是|为|在|见))?"
    r"(?:这是|这就是|此为|此即|即|见|参见|语出|出处(?:写成|写的是|写作|是|为)?|出自|称系|称是|称为|写成|写作|说成|当成|说是|注明(?:为|出自)?|注为|标注?为?"
    r"|误?标[为到成]?|落款引|下注|引自?|系|载于|源自|是|来自|来源于?|依据|依|根据|摘自|对应的?|属于)?(?:的是|的)?[:：]?\s*"
)
"""What may stand between a quotation and the reference that says where it is from."""

_PAIRS = {"“": "”", "「": "」", "『": "』", "‘": "’", '"': '"'}
_MARK = re.compile(f"[{''.join(_PAIRS)}{''.join(_PAIRS.values())}]")
_LONGEST = 4000  # characters; a mark that is closed later was forgotten
_SPEECH = re.compile(
    r"(?:说|称|讲|告诉|回复|答复|表示|写道|通知|写着|短信|微信|口头|原话|回答|问|以|声称|辩称|主张|所谓|理由是?|备注|群里|落款|名为|题为|注明|约定|写明的?)[^:：]{0,6}[:：,，]?$"
)
_GIVEN = re.compile(
    r"(?:规定|明确|载明|条文|原文|内容|表述|指出|要求|写明|写得|强调|讲得|即|也就是|是这样|如下|全文|为)[^。;；!！?？]{0,8}$"
)
_VERB = re.compile(
    r"(?:也|都|还|又|就|里|中|上)?(?:写明|规定|明确|写着|写的是|写道|说的是|说|讲|写|称|载|载明|告诉我们)的?[:：，,]?"
)
_NOTHING = re.compile(r"[的中里》）)]*[：:—]*")
REACH = 30
"""A quotation belongs to the reference before it if it begins within so many characters."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]`` between two marks, which stand outside."""

    start: int
    end: int


def quotations(text: str, shortest: int = 1) -> list[Quotation]:
    """The outermost quotations of a text, in order; one that is never closed is none.

    A straight mark closes what a straight mark opened. A paragraph that ends is no end of a quotation: a
    provision has several.
    """
    ends = _closings(text)
    found: list[Quotation] = []
    until = 0
    for at in sorted(ends):
        end = ends[at]
        if at < until or end - at >= _LONGEST:
            continue
        if end - at - 1 >= shortest:
            found.append(Quotation(at + 1, end))
        until = end + 1
    return found


def _closings(text: str) -> dict[int, int]:
    """The place of each opening mark that is closed, and of the mark that closes it; kinds do not cross."""
    opened: dict[str, list[int]] = {}
    ends: dict[int, int] = {}
    straight: list[int] = []
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if mark == '"':
            straight.append(at)
        elif mark in _PAIRS:
            opened.setdefault(_PAIRS[mark], []).append(at)
        elif waiting := opened.get(mark):
            ends[waiting.pop()] = at
    # Any straight mark opens until one is taken: which ones close is only known from left to right.
    ends.update(itertools.pairwise(straight))
    return ends


def follows(gap: str) -> float:
    """How sure it is that a quotation gives the words of the reference before it.

    Args:
        gap: What stands between the end of the reference and the opening mark.

    Returns:
        1 where the words between say so (规定：), 0 where they say otherwise or the quotation is too far, else 0.5.
    """
    words = gap.strip()
    if len(words) > REACH or re.search(r"[。!！?？\n]", words):
        return 0.0
    if _VERB.fullmatch(words):
        return 1.0
    if _SPEECH.search(words) and not re.search(r"规定|条文|原文", words):
        return 0.0
    if _NOTHING.fullmatch(words) or _GIVEN.search(words):
        return 1.0
    return 0.5
