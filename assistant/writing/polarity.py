"""Must, may, must not, need not, not: what governs the same words in a sentence and in what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .canon import clauses, pairs

__all__ = ["Mode", "Part", "parts_of", "turned"]


class Mode(StrEnum):
    """What governs a stretch of words."""

    PLAIN = "plain"
    MUST = "must"
    MAY = "may"
    MUST_NOT = "must not"
    NEED_NOT = "need not"
    NOT = "not"
    CASE = "case"
    """A condition: …的，… What follows when something is done says nothing of whether it may be."""


_WORDS = {
    # 不得低于 and the like bound a number: another layer looks at those.
    Mode.NEED_NOT: "可以不|无需|不必|无须|不用|不需要|免于|用不着|不要求|不需",
    Mode.MUST_NOT: (
        "不得(?!低于|少于|超过|高于)"
        "|不能(?!低于|少于|超过|高于|胜任|从事原|确定|履行|正常|享受|按|提供|出示|证明|及时|补办|工作|达成)"
        "|禁止|严禁|不准|不可以|不应当|不应该|不应|不许|不可(?!抗|撤|分)|别(?=[^的人处墅])|休想"
    ),
    Mode.MAY: "可以|有权|可(?![能是见靠否惜怜])|能(?![力够否])|能够|允许",
    Mode.MUST: (
        "应当|必须|应该|须(?!知)|应(?![该当得有付届聘征用变急对])|要(?![求件点约素是挟么])|得(?=[付给补赔交先在让向按])"
        "|责令|有义务"
    ),
    Mode.NOT: (
        "不(?!合适|理|一定|对|行$|重要|知道|清楚|懂|着急|想|方便|满|足|超过|低于|少于|同(?!意)|服|仅|但|论|管|良|动产|定时|可抗|当得利|等|断|时|久|只)"
        "|未(?![成来婚])|没有|没(?!收)|无(?!固定|违章|论|因管理|障碍|照经营|故|过错)|非(?!法|全日|常|因工)"
        "|拒绝|拒不|免除|丧失|不再"
    ),
}
_OPERATOR = re.compile("|".join(f"(?P<{mode.name}>{words})" for mode, words in _WORDS.items()))
_NEGATIVE = frozenset({Mode.MUST_NOT, Mode.NEED_NOT, Mode.NOT})
_BINDING = frozenset({Mode.MUST, Mode.MAY})
_DENIES = _NEGATIVE | {Mode.CASE}
# What a worker may do about a duty of the employer.
_CLAIMS = re.compile(
    r"要求|主张|申请|请求|投诉|起诉|仲裁|追|拿到?|领|依据?|据此|选择|随时|提出|解除|立即|单方|以|享受|得到|获得|按|凭|找"
    r"|问|直接|索|休|请"
)
_FITS = {
    Mode.PLAIN: frozenset({Mode.PLAIN, Mode.MUST, Mode.MAY, Mode.CASE}),
    Mode.MUST: frozenset({Mode.MUST, Mode.PLAIN}),
    Mode.MAY: frozenset({Mode.MAY, Mode.PLAIN}),
    Mode.MUST_NOT: frozenset({Mode.MUST_NOT, Mode.NOT, Mode.CASE}),
    Mode.NEED_NOT: frozenset({Mode.NEED_NOT, Mode.NOT}),
    Mode.NOT: _NEGATIVE,
    Mode.CASE: frozenset(Mode) - {Mode.NOT},
}
_ALIKE, _NEARLY = 0.45, 0.8
_LEAST, _LEAST_PLAIN = 2, 4
_DENIED = 0.3
_SCOPE = 12
"""Letters that an operator governs; what comes after is about something else."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words of one clause under one operator.

    Attributes:
        words: From the operator to the next one, or to the end of the clause.
    """

    mode: Mode
    words: str

    @property
    def pairs(self) -> frozenset[str]:
        return pairs(self.words)


def parts_of(text: str) -> Iterator[Part]:
    """The parts of a canonical text, in order."""
    for clause in clauses(text):
        mode, at = Mode.PLAIN, 0
        for match in _OPERATOR.finditer(clause):
            if words := clause[at : match.start()]:
                yield Part(mode, words[:_SCOPE] if mode is not Mode.PLAIN else words)
                mode = Mode.PLAIN
            found = Mode[str(match.lastgroup)]
            mode = Mode.MUST if mode in _NEGATIVE and found is Mode.NOT else found  # 不得不
            at = match.end()
        if words := clause[at:]:
            if mode is Mode.PLAIN and words.endswith("的"):
                mode = Mode.CASE
            yield Part(mode, words if mode in {Mode.PLAIN, Mode.CASE} else words[:_SCOPE])


def turned(sentence: str, ground: str) -> str:
    """The words of a sentence that stand under another operator than in its ground; nothing if there are none.

    Args:
        sentence, ground: Canonical texts.
    """
    held = [(part, part.pairs) for part in parts_of(ground)]
    everything = frozenset().union(*(theirs for _, theirs in held))
    for part in parts_of(sentence):
        own = part.pairs
        if (
            part.mode in _NEGATIVE
            and own
            and not any(len(own & theirs) >= _DENIED * len(own) for other, theirs in held if other.mode in _DENIES)
        ):
            return part.words  # nothing in the ground denies anything about this
        if part.mode in _BINDING and len(own) >= _LEAST and len(own & everything) < _DENIED * len(own):
            return part.words  # a duty or a right to something that the ground does not speak of
        if len(own) < (_LEAST_PLAIN if part.mode is Mode.PLAIN else _LEAST):
            continue
        shares = [(len(own & theirs) / len(own), other.mode) for other, theirs in held if own & theirs]
        best = max((share for share, _ in shares), default=0.0)
        if best < _ALIKE:
            continue
        modes = {mode for share, mode in shares if share >= _NEARLY * best}
        if not modes & _FITS[part.mode] and not (part.mode is Mode.MAY and _CLAIMS.match(part.words)):
            return part.words
    return ""
