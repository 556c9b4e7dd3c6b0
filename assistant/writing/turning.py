"""From when a time runs, and small words whose opposite turns a rule."""

from __future__ import annotations

import re

from .canon import pairs

__all__ = ["other_event", "other_order", "reversed_word"]

_FROM = re.compile(
    r"(?:自|从|打)(?P<event>[^，。；,;]{2,30}?)(?:之日起?|那天|那日|当天|当日|的第[一二]天|次日|以后|后|起|开始|算)"
)
_UNTIL = re.compile(r"(?:到|至)(?P<event>[^，。；,;]{2,20}?)(?:那天|之日|那日|为止|当日|前一日|前一天)")
_GROUND_FROM = re.compile(
    r"(?:自|从|至|为|到)(?P<event>[^，。；\n]{2,60}?)(?:之日|当日|次日|那天|前一日|为止|起|后|时|算)"
)
_SAME = 0.5
_STATEMENT = re.compile(r"[。；;\n]")
_WHO = pairs("劳动者")
# One of two: which of them stands beside the same words must not change.
_OPPOSITES = (
    ("前", "后"),
    ("以上", "以下"),
    ("高于", "低于"),
    ("事先", "推迟"),
    ("事先", "延后"),
    ("增加", "减少"),
    ("口头", "书面"),
    ("每日", "每周"),
    ("每周", "每月"),
    ("每日", "每月"),
    ("每月", "每年"),
    ("首次", "再次"),
    ("上一年", "本年"),
    ("上年", "本年"),
    ("上年度", "本年度"),
    ("年工资", "月工资"),
    ("连续", "累计"),
    ("本单位", "所有单位"),
    ("全部", "部分"),
    ("主要", "次要"),
    ("个人", "用人单位"),
    ("用工单位", "派遣单位"),
    ("总包", "分包"),
    ("建设单位", "施工单位"),
    ("上午", "下午"),
    ("正式", "试用"),
    ("年收入", "月收入"),
    ("用工单位", "用人单位"),
    ("期满", "期内"),
)
_BESIDE = 4
_BOTH, _EITHER = re.compile(r"并且|而且|同时满足"), re.compile(r"或")
_EITHER_SAID, _BOTH_TOLD = re.compile(r"或者?(?!许)"), re.compile(r"并且|且")
_AFTER = re.compile(r"以后|之后|过后|事后|后(?!果|续|勤|方|台)")
_BEFORE = re.compile(r"事先|事前|以前|之前|前(?!款|述|项|提|台|方|往)")


def other_event(sentence: str, ground: str) -> str:
    """The event from or up to which a sentence lets a time run, where its ground names another; both canonical."""
    for match in (*_FROM.finditer(sentence), *_UNTIL.finditer(sentence)):
        own = frozenset(pair for pair in pairs(match["event"]) if pair not in _WHO)
        events = _events(ground, pairs(sentence))
        if own and max((len(own & theirs) / len(own) for theirs in events), default=0.0) < _SAME:
            return match["event"]
        # 用工之日起满一个月: the time runs from when that is over.
        if "起满" in ground and "满" not in sentence[match.start() : match.end() + 4] and match.re is _FROM:
            return match["event"]
    return ""


def _events(ground: str, wanted: frozenset[str]) -> list[frozenset[str]]:
    """The events of the statement of a ground that has most of the words that are wanted."""
    told = [
        (len(wanted & pairs(part)), [pairs(match["event"]) for match in found])
        for part in _STATEMENT.split(ground)
        if (found := list(_GROUND_FROM.finditer(part)))
    ]
    return max(told, key=lambda pair: pair[0], default=(0, []))[1]


def other_order(sentence: str, ground: str) -> str:
    """Before, after, and, or: the word of a sentence, where its ground only has the opposite; both canonical."""
    for own, other in ((_AFTER, _BEFORE), (_BEFORE, _AFTER), (_BOTH, _EITHER), (_EITHER_SAID, _BOTH_TOLD)):
        match = own.search(sentence)
        if match and not own.search(ground) and other.search(ground):
            return match[0]
    return ""


def reversed_word(sentence: str, ground: str) -> str:
    """A word of a sentence whose opposite stands beside the same letters in its ground, and it does not."""
    for pair in _OPPOSITES:
        for word, other in (pair, pair[::-1]):
            for match in re.finditer(re.escape(word), sentence):
                before = sentence[max(0, match.start() - _BESIDE) : match.start()]
                after = sentence[match.end() : match.end() + _BESIDE]
                if _stands(before, other, after, ground) and not _stands(before, word, after, ground):
                    return word
    return ""


def _stands(before: str, word: str, after: str, ground: str) -> bool:
    """Whether a word stands in the ground beside two letters that stand beside it in the sentence."""
    return any(
        near and near in ground
        for near in (before[-2:] + word if len(before) > 1 else "", word + after[:2] if len(after) > 1 else "")
    )
