"""How far the words of a sentence are words of what it rests on, and words that claim more than it does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .canon import canonical, pairs

__all__ = ["absolute", "cut_short", "share"]

# What a sentence may say only if its ground says it: words for all cases, for one way only, for certainty.
_ABSOLUTE = tuple(
    re.compile(words)
    for words in (
        r"任何|无论|不管|不论|一律|所有|全部|凡是?|只要|哪怕|即使|统统|都不",
        r"只有|唯一|只能|仅|专门",
        r"一定(?!数额|期限|条件|程度|比例|的|期间|范围|年限|标准)|肯定|绝对|保证|必定|必然|必胜|百分之百|稳赢|包赢|放心|没问题|没关系|不要紧|不影响",
        r"立即|马上|立刻|当场|当天|随时|即时",
        r"自动|无条件|直接",
        r"永远|终身|长期|始终|从来",
        r"连续",
        r"累计",
        r"全额|全数",
        r"本金|利息|违约金|滞纳金|精神损害|罚款|押金|保证金",
        r"口头|书面",
        r"首先|优先|先行",
        r"主要责任|全部责任|同等责任|次要责任",
        r"免费",
        r"才(?![干华])",
        r"(?:再|另外?|还(?:能|可以)?再?)(?:要|拿|领|得|支付|给)(?:一份|一次|一笔)?",
        r"必须先|先要|得先",
        r"坐牢|判刑|刑事|拘留|犯罪",
    )
)
_SENTENCE = re.compile(r"[。\n]")
_EXCEPTS = re.compile(r"除外|例外|除了|除非|但|不过|另有|才")
_EXCEPTION = re.compile(r"(?:但是?|不过)[^。\n]+|[^,，;；。\n]*(?:除外|例外|另有规定|才行|才可以|才能)[^,，;；。\n]*")
# What a ground may say instead, by the first words of the kind.
_EQUAL = {
    "任何": re.compile(r"任何|无论|不管|不论|一律|所有(?![制权者])|凡是?|只要|哪怕|即使"),
    "立即": re.compile(r"立即|马上|立刻|当场|当天|当日|随时|即时|及时|同时|无需事先"),
    "自动": re.compile(r"自动|无条件|直接|自行"),
    "永远": re.compile(r"永远|终身|长期|始终|从来|不受"),
    "才": re.compile(r"才|方可|只有|仅|未经|之后|后"),
    "必须先": re.compile(r"先|前"),
    "": re.compile(r"再|另|同时|还|并"),
}


def absolute(sentence: str, ground: str) -> str:
    """The first word of a sentence that claims more than its ground does; both canonical."""
    for pattern in _ABSOLUTE:
        match = pattern.search(sentence)
        kind = re.split(r"[|(]", pattern.pattern)[0]
        if match and not _EQUAL.get(kind, pattern).search(ground):
            return match[0]
    return ""


def cut_short(sentence: str, ground: str) -> str:
    """The exception that a sentence leaves out of the rule that it says; nothing if it leaves out none.

    Args:
        sentence, ground: Canonical texts.
    """
    own = pairs(sentence)
    told = [part for part in _SENTENCE.split(ground) if part.strip()]
    best = max(told, key=lambda part: len(own & pairs(part)), default="")
    for match in _EXCEPTION.finditer(best):
        rest = pairs(match[0])
        if rest and not _EXCEPTS.search(sentence) and len(own & rest) < 0.5 * len(rest):
            return match[0]
    return ""


def share(sentence: str, texts: Sequence[str]) -> float:
    """The share of the pairs of letters of a canonical sentence that stand in one of ``texts``, 0 to 1."""
    own = pairs(sentence)
    if not own:
        return 0.0
    held = frozenset().union(*(pairs(canonical(text)) for text in texts))
    return len(own & held) / len(own)
