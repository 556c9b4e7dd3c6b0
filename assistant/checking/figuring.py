"""Figures that a draft gives as the law's, held against the provision."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from knowledge.figures import Figure, figures
from knowledge.numerals import CN_DIGITS

__all__ = ["wrong_figure"]

# Punctuation stays as people write it.
_SIGNS = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？"})
_ONCE = Figure(Fraction(1), "次")

# What happened, or a sum made of it: no figure of the law.
_FACT_BEFORE = re.compile(
    r"(?:入职|工作(?:了|已|满)?|干(?:了|满)?|上(?:了|满)?班?|拖欠?(?:了|其|劳动者|申请人|工人|工友|她|他|我)?|欠(?:了|薪|发|着)?|没发|未发|没签|未签|已经?"
    r"|至今|累计|合计|实际|月薪|月工资|月均工资|年薪|工龄|司龄|在职|住院|休了|怀孕|停工|签订?(?:了|过|的)?|约定(?:了|的)?|发了|给了|扣了|迟到|旷工"
    r"|加班(?:了)?|本?单位|已?履行|折合|大约|约|近|合|即|就是|也就是|相当于|等于|计算?为|赔偿金为|补偿金?为|共计?|总共|拿了|打了|做了|受了|我|您|你|他|她|本人|申请人|原告)\s*(?:第)?$"
)
_FACT_CLAUSE = re.compile(
    r"入职|离职|申请人|被申请人|原告|被告|我们?|您|你们?|她|本案|双方|某[一-龥]{0,3}(?:公司|厂|工|某)|老板|经理|师傅|小[一-龥]|张某|李某|王某|已经|至今|拖欠"
    r"|每月只|月薪|月工资\d|请求|诉请|裁决支付|主张"
)
# The letter's own deadline, or a sum worked out: 自收到本函之日起十五日内, 8000元×11个月, 四个月工资的二倍.
_OWN_CLAUSE = re.compile(
    r"本函|本通知|本意见书|本建议书|本提示函|收到(?:本|此)|(?:你单位|你公司|贵)[^，。]{0,16}(?:回复|答复|整改|改正)|(?:回复|答复)(?:我|本)|差额|[×*＝=]|请(?:你|贵|于|在|[^，。]{0,8}(?:回复|答复))|个月工资的[二两2]倍"
)
_LAWS = re.compile(
    r"不得|应当|应该|必须|可以|至少|最[长短多少低高迟]|以上|以下|以内|之内|内|不超过|不少于|不低于|超过|满|前|期限|时效|标准|规定|享受|罚|按|加付|加收|允许|只需|算|每"
)
_OVERRULES = re.compile(
    r"每[日天周月年](?:工作|加班|延长)?[^，。]{0,4}$|不得[^，。]{0,6}$|最[长多短少][^，。]{0,4}$|允许[^，。]{0,6}$|平均[^，。]{0,6}$"
)
_BOUND = re.compile(r"以[上下内]|之内|内|的?[^，。]{0,4}(?:期限|时效|期间)")
_SHARE = re.compile(r"(?:占[^，。]{0,6}|仅有?|只有|实际[^，。]{0,4}|合计|比例[^，。]{0,3})$")
_CALENDAR = re.compile(r"(?:19|20)\d\d$")
_COUNTED = re.compile(r"(?:至少|不少于|不得少于|超过|满|不足|不满|达到)[^，。]{0,2}$")
_CLAUSE = re.compile(r"[，,。；;：:、\n]")
_SUM = re.compile(r"罚|处|不[低少]于|不超过|不得超过|每人每[月日天]|每[月日天]每人|最[高低多少]")
_TOLD = frozenset({"%", "分", "日", "工作日", "月", "年", "小时", "岁", "次"})
_RARE = ("每季度", "按季", "每半年", "每年")


def wrong_figure(claim: str, stored: str, article: str = "") -> str:
    """The first figure of a claim that the provision has not, in one Chinese sentence; nothing if there is none.

    Args:
        article: The whole article, if ``stored`` is one of its 款: a claim that names a figure of this one may name
            one of the others beside it.

    A figure counts as the law's unless the words round it tell of a case: 拖欠三个月工资, 2019年入职, 月薪6000元.
    Days, months and years of the calendar are left out, and what is computed (五年就是五个月工资).
    """
    claim, stored = _told(claim), _told(stored)
    own = [(_plain(figure), words) for figure, words in figures(stored)]
    own += [(_ONCE, "一次")] if "一次" in stored else []
    held = {figure for figure, _ in own}
    if any(_plain(figure) in held for figure, *_ in _of_law(claim)):
        held |= {_plain(figure) for figure, _ in figures(article)}
    for figure, words, before, after in _of_law(claim):
        plain = _plain(figure)
        if plain in held or not _is_legal(plain, held, before, after):
            continue
        theirs = "、".join(dict.fromkeys(f"“{said}”" for one, said in own if one.unit == plain.unit))
        if theirs or figure.unit in _TOLD or figure.unit == "人":
            said = f"，写的是{theirs}" if theirs else ""
            return f"正文写的是“{words}”，条文里没有这个数{said}。"
    for words in _RARE:
        monthly = next((one for one in ("每月", "按月") if one in stored), "")
        if words in claim and words not in stored and monthly:
            return f"正文写的是“{words}”，条文里写的是“{monthly}”。"
    return _torn(claim, stored, held)


def _told(text: str) -> str:
    text = (
        unicodedata.normalize("NFKC", text)
        .translate(_SIGNS)
        .replace("双倍", "二倍")
        .replace("加倍", "二倍")
        .replace("翻倍", "二倍")
    )
    return re.sub(rf"(罚[^，。]{{0,6}}[{CN_DIGITS}\d]万)(?!元)", r"\1元", text)


def _is_legal(figure: Figure, held: Collection[Figure], before: str, after: str) -> bool:
    """Whether a figure that the provision has not is one that provisions state."""
    if figure.unit == "%":
        more = {Figure(figure.value - 100, "%"), Figure(figure.value + 100, "%")}
        return not (more & set(held) and re.search("再|另外?[付发给支加]|加[付发给]", before))
    if figure.unit == "人":
        return bool(_COUNTED.search(before)) or after.startswith(("以上", "以下"))
    if figure.unit == "元":
        return any(one.unit == "元" for one in held) and bool(_SUM.search(before) or "罚" in after)
    return figure.unit not in {"公里", "度"}


def _torn(claim: str, stored: str, held: Collection[Figure]) -> str:
    """Figures that the provision has, but not together: 十级伤残 and 二倍, of which the one belongs to another."""
    clauses = [_bounded(part) for part in _CLAUSE.split(stored)]
    for part in _CLAUSE.split(claim):
        found = [one for one in _bounded(part) if one[0] in held]
        legal = {_plain(figure) for figure, *_ in _of_law(part)}
        for first, second in itertools.permutations([one for one in found if one[0] in legal], 2):
            with_first = [clause for clause in clauses if _has(clause, first)]
            rivals = [
                one for clause in with_first for one in clause if one[0].unit == second[0].unit and one[0] != first[0]
            ]
            if rivals and not any(_has(clause, second) for clause in with_first):
                return f"正文把“{first[2]}”和“{second[2]}”放在一起，条文里不是这样对应的。"
    return ""


def _bounded(text: str) -> list[tuple[Figure, str, str]]:
    """(figure, 以上 or 以下 behind it, its words) of each figure of a clause."""
    found, at = [], 0
    for figure, words in figures(text):
        place = max(text.find(words, at), at)
        at = place + len(words)
        bound = text[at : at + 2] if text[at : at + 2] in {"以上", "以下"} else ""
        found.append((_plain(figure), bound, words + bound))
    return found


def _has(clause: Sequence[tuple[Figure, str, str]], one: tuple[Figure, str, str]) -> bool:
    return any(figure == one[0] and (not one[1] or bound in {"", one[1]}) for figure, bound, _ in clause)


def _of_law(claim: str) -> Iterator[tuple[Figure, str, str, str]]:
    """(figure, its words, what stands before, what stands after) of each figure that is said to be the law's."""
    at = 0
    fact = False
    for figure, words in figures(claim):
        place = claim.find(words, at)
        if place < 0:  # width: the words are those of the folded text
            place = at
        before, after = claim[max(0, place - 14) : place], claim[place + len(words) : place + len(words) + 8]
        clause = (
            re.split(r"[，。；：:,]", claim[max(0, place - 160) : place])[-1]
            + words
            + re.split(r"[，。；：:,]", after)[0]
        )
        at = place + len(words)
        if _is_of_calendar(words, before, after):
            continue
        told = _FACT_BEFORE.search(before) and not _OVERRULES.search(before) and figure.unit != "%"
        told = (told and not _BOUND.match(after)) or bool(figure.unit == "%" and _SHARE.search(before))
        if told or _OWN_CLAUSE.search(clause + after) or (_FACT_CLAUSE.search(clause) and not _LAWS.search(clause)):
            fact = True
            continue
        if fact and re.search(r"(?:共|就是|即|得|为|算|支付|赔|补偿|赔偿)[^，。]{0,8}$", before):
            continue  # a sum of what was told before
        yield figure, words, before, after


def _is_of_calendar(words: str, before: str, after: str) -> bool:
    """2019年3月8日, 六年零九个月: parts of a day, or of a time that somebody counted."""
    if _CALENDAR.search(words.rstrip("年")) or after.startswith("零") or words.startswith("零"):
        return True
    return bool(re.match(r"\d{1,2}[月日]", after)) or bool(re.search(r"\d{4}年$|\d{1,2}月$|年零$", before))


def _plain(figure: Figure) -> Figure:
    """Years as months, weeks as days, so that 一年 and 十二个月 are one figure."""
    factor, unit = {"年": (12, "月"), "周": (7, "日")}.get(figure.unit, (1, figure.unit))
    return Figure(figure.value * factor, unit)
