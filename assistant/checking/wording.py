"""Claims in nearly the words of the provision: what differs must not be what decides."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from knowledge.comparing import word_changes
from knowledge.figures import figures

__all__ = ["changed_word", "misplaced_figure"]

Values = dict[tuple[object, str], str]
"""Value and unit of each figure to its words."""
SHORTEST = 14
"""Letters of a claim that is held against the provision word for word."""
_ALIKE = 0.62
_ABOUT, _CLEARLY = 0.5, 0.3
_FIGURES, _LEAST = 0.8, 6
_BOUND = re.compile(r"不满|满|不超过|超过|以上|以下")
_DECIDES = re.compile(r"可以|应当|必须|不得|禁止|无需|有权|无权|不(?!同)|未|无效|有效|口头|书面|合法|违法|免")
_KINDS = {
    "应当": "must",
    "必须": "must",
    "可以": "may",
    "有权": "may",
    "不得": "not",
    "禁止": "not",
    "不": "not",
    "未": "not",
}
_OPPOSITES = (("口头", "书面"),)
_SPLIT = re.compile(r"[。；;\n]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PLAIN = re.compile(r"[0-9０-９%％一二三四五六七八九十百千万两半个多\s，,、的]")


def changed_word(claim: str, stored: str) -> str:
    """Where a claim repeats the provision with a deciding word changed, in one Chinese sentence; else nothing."""
    for word, other in _OPPOSITES:
        if word in claim and other in stored and word not in stored.replace(other, "") and other not in claim:
            return f"正文写的是“{word}”，条文里写的是“{other}”。"
    for part in filter(None, _SPLIT.split(claim)):
        words = part.strip(" ，。：:、")
        if len(_HAN.findall(words)) < SHORTEST:
            continue
        stretch = _alike(words, stored)
        if not stretch:
            continue
        old, new = word_changes(stretch, words)
        gone = "".join(one.text for one in old if one.changed)
        come = "".join(one.text for one in new if one.changed)
        was, now = _DECIDES.findall(gone), _DECIDES.findall(come)
        kinds = {_KINDS.get(one, one) for one in was}
        if other := next((one for one in now if was and _KINDS.get(one, one) not in kinds), ""):
            return f"正文几乎照抄条文，但写的是“{other}”，条文里是“{was[0]}”。"
        if not now and (lost := next((one for one in was if one in {"不得", "禁止"}), "")):
            return f"正文几乎照抄条文，但少了“{lost}”。"
    return ""


def _alike(words: str, stored: str) -> str:
    """The stretch of the stored text that the words repeat, if they repeat most of one."""
    matcher = difflib.SequenceMatcher(None, stored, words, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= 3]
    if not blocks or sum(block.size for block in blocks) < _ALIKE * len(words):
        return ""
    start, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    if end - start > 2 * len(words):
        return ""
    return stored[max(0, start - min(blocks[0].b, 6)) : end]


def misplaced_figure(claim: str, stored: str) -> str:
    """A figure that the provision has, but not in the rule that the claim is about; nothing if all is in its place.

    休息日……百分之三百: the provision has 百分之三百, for 法定休假日.
    """
    rules = [(one, _pairs(one), _values(one)) for one in _SPLIT.split(stored) if one.strip()]
    everything = {value for *_, values in rules for value in values}
    if len(rules) < 2:
        return ""
    for part in filter(None, _SPLIT.split(claim)):
        values, pairs = _values(part), _pairs(part)
        if not values or len(pairs) + 2 * len(values) < _LEAST:
            continue
        for value, words in values.items():
            if sum(unit == value[1] for _, unit in values) > 1:
                continue  # it speaks of several rules at once
            own = _rule_about(part, value, rules)
            rivals = [said for (_, unit), said in own.items() if unit == value[1]]
            if value in everything and value not in own and rivals:
                return f"正文写的是“{words}”，条文里这种情形写的是{'、'.join(f'“{one}”' for one in rivals)}。"
    return ""


def _rule_about(part: str, value: tuple[object, str], rules: Sequence[tuple[str, set[str], Values]]) -> Values:
    """The figures of the rule that a claim is plainly about, but for one of its figures; none if it is not plain."""
    pairs, bounded = _pairs(part), {one for one in _bounded(part) if one[:2] != value}
    ranked = sorted(
        (
            len(pairs & theirs) / max(len(pairs), 1) + _FIGURES * len(bounded & _bounded(rule)) / max(len(bounded), 1),
            at,
        )
        for at, (rule, theirs, _) in enumerate(rules)
    )
    (best, at), second = ranked[-1], ranked[-2][0]
    return rules[at][2] if best >= _ABOUT and best - second >= _CLEARLY else {}


def _values(text: str) -> Values:
    return {(figure.value, figure.unit): words for figure, words in figures(text) if figure.unit not in {"元", "人"}}


def _bounded(text: str) -> set[tuple[object, str, str]]:
    """The figures of a rule with 满 or 以上 beside them."""
    found: set[tuple[object, str, str]] = set()
    at = 0
    for figure, words in figures(text):
        place = max(text.find(words, at), at)
        at = place + len(words)
        signs = _BOUND.findall(text[max(0, place - 3) : place]) + _BOUND.findall(text[at : at + 2])
        found.add((figure.value, figure.unit, signs[-1] if signs else ""))
    return found


def _pairs(text: str) -> set[str]:
    """Pairs of letters, without figures and the words round them."""
    parts: Sequence[str] = _PLAIN.sub(" ", text).split()
    return {part[at : at + 2] for part in parts for at in range(len(part) - 1) if _HAN.match(part[at])}
