"""Numbers, multiples, percentages, spans of time and their bounds, held against what a sentence rests on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from knowledge.figures import Figure, figures

from .canon import canonical, pairs

__all__ = ["bare_numbers", "wrong_amount"]

_AT_LEAST = re.compile(r"以上|至少|不少于|不低于|不得少于|不得低于|最少|最低|起(?![诉码])|满|超过|多于|高于|及以上")
_AT_MOST = re.compile(r"以下|以内|之内|内|不超过|不得超过|最多|最长|最高|不满|不足|不到|未满|少于|低于|前")
_AROUND = 6
_ORDINARY = re.compile(
    r"上一?年度?|同一年度|[上下]一个?月|个人|一次性?|一个(?!工作日|小?时|月|星期|年|半)|第[一二三四五六七八九十两]+(?:次|个月|天|年)"
)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
# Numbers of laws, articles and the calendar; the layer of names looks at those.
_NAMES = re.compile(
    r"《[^》]*》|第[\d零〇一二三四五六七八九十百千]+(?:条|款|项|章|节)(?:之[一二三四五六七八九十])?|[〔\[（(]\d{4}[〕\]）)]\d+号"
)
_TENTHS = re.compile(r"([一二三四五六七八九两])成(?![立为员本果就年绩])")
_SAID = {
    "双倍": "二倍",
    "翻倍": "二倍",
    "加倍": "二倍",
    "一倍半": "百分之一百五十",
    "一半": "百分之五十",
    "半数": "百分之五十",
    "半年": "六个月",
    "百分之两十": "百分之二十",
}


def wrong_amount(sentence: str, ground: str, question: str) -> str:
    """The first amount of a sentence that its ground has not, or has with another bound; nothing if all are there.

    What a worker told (三个月没发工资) may be taken up in a clause about him, in the words of his question.
    """
    held = [*_amounts(ground)]
    told = {figure for figure, *_ in _amounts(question)}
    for figure, words, clause, bound in _amounts(sentence):
        same = [one for one in held if one[0] == figure]
        if not same:
            if figure in told and _takes_up(clause, question):
                continue
            return words
        theirs = {one[3] for one in same}
        if bound and theirs and bound not in theirs and "" not in theirs:
            return words
    return ""


def bare_numbers(sentence: str, ground: str, question: str) -> str:
    """The first number in digits that stands nowhere in what a sentence rests on, nor in the question."""
    known = {Fraction(one) for one in _DIGITS.findall(unicodedata.normalize("NFKC", f"{ground}\n{question}"))}
    plain = _NAMES.sub(" ", unicodedata.normalize("NFKC", sentence))
    counted = {words for _, words in figures(plain)}
    for word in counted:
        plain = plain.replace(word, " ")
    return next((one for one in _DIGITS.findall(plain) if Fraction(one) not in known), "")


def _amounts(text: str) -> Iterator[tuple[Figure, str, str, str]]:
    """(figure, its words, the clause, its bound: ``≥``, ``≤`` or nothing) of each amount."""
    plain = _NAMES.sub("，", unicodedata.normalize("NFKC", text))
    plain = _ORDINARY.sub(lambda match: "某" * len(match[0]), plain)
    plain = _TENTHS.sub(lambda match: f"百分之{match[1]}十", plain)
    for said, meant in _SAID.items():
        plain = plain.replace(said, meant)
    for clause in re.split(r"[，。；：、,;:!?！？\n]", plain):
        at = 0
        for figure, words in figures(clause):
            place = max(clause.find(words, at), 0)
            at = place + len(words)
            yield (
                _plain(figure),
                words,
                clause,
                _bound(clause[max(0, place - _AROUND) : place], clause[at : at + _AROUND]),
            )


def _bound(before: str, after: str) -> str:
    near = after[:3]
    if re.match(r"的?(?:以下|以内|之内|内|前)", near):
        return "≤"
    if re.match(r"的?(?:以上|及以上|起)", near):
        return "≥"
    found = [("≤", match) for match in _AT_MOST.finditer(before)] + [
        ("≥", match) for match in _AT_LEAST.finditer(before)
    ]
    # The last one, and of those that end together the longest: 不超过, not 超过.
    return max(found, key=lambda pair: (pair[1].end(), len(pair[1][0])), default=("", None))[0]


def _plain(figure: Figure) -> Figure:
    """Years as months, weeks as days, so that 一年 and 十二个月 are one figure."""
    factor, unit = {"年": (12, "月"), "周": (7, "日")}.get(figure.unit, (1, figure.unit))
    return Figure(figure.value * factor, unit)


def _takes_up(clause: str, question: str) -> bool:
    own, asked = pairs(canonical(clause)), pairs(canonical(question))
    return len(own & asked) >= max(1, len(own) // 2)
