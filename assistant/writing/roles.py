"""Who does what: the employer, the worker and the authorities must not change places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.figures import Figure, figures

from .canon import pairs

__all__ = ["amount_of_another", "swapped"]

_ACTORS = (
    "用人单位|劳动者|人社部门|劳动监察|仲裁委|法院|工会|社保经办|工伤基金|失业保险基金|医保基金|生育保险基金|基金"
    "|用工单位|派遣单位|派遣工|总包|分包|建设单位|公安机关|鉴定委员会"
)
_SIDES = frozenset({"用人单位", "劳动者"})
_ACTOR = re.compile(_ACTORS)
# Before an actor: it is not who acts, but whom something is done to, or with whom.
_NOT_DOING = re.compile(
    r"(?:向|给|对|与|和|跟|同|从|替|帮|要求|责令|让|叫|找|把|将|被|支付|的|为|保护|侵害|属于|因|在|到|强迫|安排|通知|代表|欠|支持)$"
)
_DOING = re.compile(r"由$")
_ACTION = re.compile(
    r"支付|赔偿|承担|负担|负责|举证|证明|缴纳|收取|返还|退还|安排|提供|出具|补缴|报销|清偿|垫付|查处|受理|办理|起诉|发出"
)
_CLAUSE = re.compile(r"[，,。；;：:\n]")
_STATEMENT = re.compile(r"[。\n]")


def swapped(sentence: str, ground: str) -> str:
    """The clause of a sentence whose action its ground gives to somebody else; nothing if all are in their places.

    Args:
        sentence, ground: Canonical texts.
    """
    held = [act for statement in _STATEMENT.split(ground) for act in _acts(statement, carry=True)]
    for actor, action, words in _acts(sentence, carry=False):
        own = _about(words, actor)
        same = [(len(own & _about(theirs, who)), who) for who, what, theirs in held if what == action]
        if not same:
            if actor in _SIDES and action in ground:
                return words  # the ground does not say whose act it is
            continue
        best = max(count for count, _ in same)
        # Of several that do the same, those whose words are nearest.
        if actor not in {who for count, who in same if count >= 0.8 * best}:
            return words
    return ""


def amount_of_another(sentence: str, ground: str) -> str:
    """The clause of a sentence that gives somebody an amount which its ground gives to another; both canonical."""
    told = [(set(_figures(clause)), set(_ACTOR.findall(clause))) for clause in _CLAUSE.split(ground)]
    for clause in _CLAUSE.split(sentence):
        actors = set(_ACTOR.findall(clause))
        for figure in _figures(clause) if actors else ():
            theirs = [who for found, who in told if figure in found and who]
            if theirs and not any(actors & who for who in theirs):
                return clause
    return ""


def _figures(clause: str) -> Iterator[Figure]:
    return (figure for figure, _ in figures(clause))


def _about(words: str, actor: str) -> frozenset[str]:
    return pairs(words.replace(actor, "，"))


def _acts(text: str, carry: bool) -> Iterator[tuple[str, str, str]]:
    """(who, the action, its clause) of each action whose actor is known.

    Args:
        carry: Whether the actor of a clause also acts in the next ones that name none.
    """
    last = ""
    for clause in _CLAUSE.split(text):
        actors = [
            (match.end(), match[0])
            for match in _ACTOR.finditer(clause)
            if _DOING.search(clause[: match.start()]) or not _NOT_DOING.search(clause[: match.start()])
        ]
        for match in _ACTION.finditer(clause):
            before = [who for end, who in actors if end <= match.start()]
            who = before[-1] if before else last
            if who:
                yield who, match[0], clause
        last = (actors[-1][1] if actors else last) if carry else ""
