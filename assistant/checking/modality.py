"""Must, may and must not, as a draft says them, held against the provision."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["wrong_modality"]

_MODALS = {
    **dict.fromkeys(("可以不", "无需", "不必", "无须", "不用", "不需要", "有权不", "可不", "免于"), "neednot"),
    **dict.fromkeys(("不得", "不能", "禁止", "严禁", "不准", "不可以", "不应当", "不应", "不许"), "mustnot"),
    **dict.fromkeys(("应当", "必须", "应该", "须", "应", "一律"), "must"),
    **dict.fromkeys(("可以", "有权", "可"), "may"),
}
_MODAL = re.compile("|".join(sorted(map(re.escape, _MODALS), key=len, reverse=True)))
_NAMES = {"must": "应当", "may": "可以", "mustnot": "不得", "neednot": "可以不", "not": "不"}
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_NOT_ONE = {"应": "该当得有付届聘征用变急", "可": "能是见靠惜否以", "须": "知"}
_NOT_AFTER = "不必认许未尚适相响反供对"
# The worker's own choice is another matter than the employer's duty.
_CLAIMS = re.compile(
    r"(?:要求|主张|申请|请求|投诉|举报|起诉|仲裁|追|向|拿|依据?|据此|先|选择|随时|提出|解除|立即|单方|以)"
)
# What a provision says where it lets somebody off.
_LETS_OFF = re.compile(
    r"不予|可以不|不再|免|不支付|无需|不承担|除外|但是?|不适用|有权拒绝|不享受|不受|不计|不作|不需|不属于|不认定"
)
_PLAIN_NOT = re.compile(r"不(?!得|能|应|可|予|同|足|满|是|再|超|低|少|当|仅|利|明|服|少|合)(?=[\u4e00-\u9fff]{3})")
# What follows from a provision, not what it says: 依第三十九条解除，无需补偿.
_FOLLOWS = re.compile(r"(?:再)?(?:支付)?(?:任何)?(?:经济)?(?:补偿|赔偿)")
_UNBOUND = re.compile(r"不受([^，。；]{2,24}?)的?限制")
_EMPLOYER = re.compile(r"(?:用人单位|单位|公司|企业|老板|厂)(?:就|也|都|还|即)?$")
_LONG = 12


def wrong_modality(claim: str, stored: str) -> str:
    """Where a claim says must and the provision may, or the like, in one Chinese sentence; nothing where it does not.

    Two statements are held against each other only if they are about the same thing: pairs of letters in common.
    """
    own = [*_statements(stored), *_negated(stored)]
    for kind, words, said in _statements(claim):
        worker = not _EMPLOYER.search(claim, 0, claim.find(said))
        pairs = _pairs(words)
        near = [(other, _common(words, theirs, other)) for other, theirs, _ in own]
        best = max((count for _, count in near), default=0)
        if best >= min(2, len(pairs)) and best >= 0.3 * len(pairs):
            same = {other for other, count in near if count == best}
            if kind not in same and not _fits(kind, words, same, worker):
                theirs = "、".join(sorted(_NAMES[one] for one in same))
                return f"正文写的是“{said}”，条文里相应的地方是“{theirs}”。"
        elif kind == "must" and any(_pairs(words) & _pairs(limit) for limit in _UNBOUND.findall(stored)):
            return f"正文写的是“{said}”，条文写的是“不受……限制”。"
        elif kind == "neednot" and not _LETS_OFF.search(stored) and not _FOLLOWS.match(words):
            return f"正文写的是“{said}”，条文里没有这样的例外。"
        elif kind == "mustnot" and said[0] == "不" and not re.search("[不禁无]", stored) and _same_words(words, stored):
            return f"正文写的是“{said}”，条文里没有这样的禁止。"
    return ""


def _same_words(words: str, stored: str) -> bool:
    return any(words[at : at + 4] in stored for at in range(max(len(words) - 3, 0)))


def _common(words: str, theirs: str, kind: str) -> int:
    """Pairs of letters in common; a plain negation must be of the very words."""
    if kind == "not" and not _same_words(words, theirs):
        return 0
    return len(_pairs(words) & _pairs(theirs))


def _fits(kind: str, words: str, same: set[str], worker: bool) -> bool:
    """A worker's right answers an employer's duty, and what must not be done need not be."""
    right = kind == "may" and worker and bool(_CLAIMS.match(words))
    return right or (kind in {"neednot", "mustnot"} and "not" in same)


def _negated(text: str) -> Iterator[tuple[str, str, str]]:
    """(not, words, …) of each plain negation: 职工不缴纳工伤保险费."""
    for match in _PLAIN_NOT.finditer(text):
        rest = _HAN.match(text, match.end())
        if rest:
            yield "not", rest[0][:_LONG], match[0] + rest[0][:8]


def _statements(text: str) -> Iterator[tuple[str, str, str]]:
    """(kind, the words that it governs, the words as they stand) of each modal."""
    for match in _MODAL.finditer(text):
        word = match[0]
        if text[match.end() : match.end() + 1] in _NOT_ONE.get(word, ""):
            continue
        if len(word) == 1 and text[match.start() - 1 : match.start()] in _NOT_AFTER and match.start():
            continue
        rest = _HAN.match(text, match.end())
        words = re.split("不超过|不得|不低于|不少于", rest[0][:_LONG].removeprefix("予"))[0] if rest else ""
        if len(words) >= 2 or (words and _MODALS[word] == "neednot"):
            yield _MODALS[word], words, word + words[:8]


def _pairs(words: str) -> set[str]:
    return {words[at : at + 2] for at in range(len(words) - 1)}
