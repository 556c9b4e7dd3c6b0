"""Words of a sentence that its ground does not have, and those of them that say nothing of the rule.

What plain writing adds to a statute (还, 马上, 手里, 谈不拢) is learned from the lessons: each of their lines was
written and read against its provisions, so a word that several lessons use without finding it there decides nothing.
Words that decide (who, how much, by when, in which form) are never learned.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import rjieba

from knowledge.errors import ReferenceError_
from knowledge.grounds import rule_of
from knowledge.lessons import Lesson
from knowledge.library import Library
from knowledge.numerals import CN_DIGITS

from .canon import canonical

__all__ = ["Vocabulary"]

LESSONS_THAT_USE = 2
"""A word counts as plain if so many lessons use it beyond their provisions."""
# Who acts, what is due, in which form, from when: whatever lessons do, a sentence has these only from its ground.
_DECIDES = re.compile(
    r"用人单位|用工单位|劳动者|派遣|总包|承包|发包|建设单位|人社|监察|仲裁|法院|工会|社保|基金|公安|检察|民政|税务|工伤|医院|律师|机构|部门|近亲属"
    r"|工资|支付|补偿|赔偿|罚|费|津贴|补助|待遇|奖金|押金|本金|利息|钱|标准|基数|比例"
    r"|书面|口头|签字|盖章|公证|期限|时效|期间|试用|医疗期|服务期|竞业|保密|产假|年假|病假|婚假|事假|放假"
    r"|合法|有效|无效|刑事|犯罪|判刑|拘留|坐牢|开除|解除|终止|辞退|裁员|辞职|离职|退休|起诉|申请|投诉|举证|证明|证据"
    r"|免费|放弃|自愿|同意|批准|协商|委托|签收|转账|全部|一律|任何|所有|永远|一定|肯定|绝对|保证|加倍|一半|翻倍|以上|以下|以内|不满|超过|至少|最多|最少|连续|累计|工作日|自然日"
    r"|之前|之后|全日|小时工|农民工|女职工|实习|学生|超龄|童工|未成年|残疾|正式|个体|家政|外卖|骑手|平台|个人|缴纳|承担|负担|旷工|拒绝|拒不|冒险|级$|同意|抵押|最终|终局"
)
# Must, may and not are the matter of another layer; 您 is whoever asks.
_OTHERS = re.compile(
    r"应当|必须|应该|可以|有权|不得|不能|不准|不可以|没有|不用|不必|无需|不要|不是|不算|能够|需要|要求|还要|就要|都要|要先|也要|劳动者|不满|未满|超过|不超过|不到|不足|不低于|不少于|最短|最长|最多|最少|至少|最高|最低|以上|以下|以内|之内|有没有|一次"
)
# How a worker calls whoever employs him.
_EMPLOYERS = re.compile("医院|学校|平台|工地|厂|店|酒店|饭店|物业|幼儿园|银行")
_SEVERAL = re.compile("用工单位|派遣单位|总包|分包|建设单位|发包|承包")
_COUNTED = re.compile(
    rf"第?(?:百分之)?[\d{CN_DIGITS}半几]+(?:个|多|点|分之|零)*(?:[\d{CN_DIGITS}半]+个?)?(?:工作日|小时|分钟|年|月|日|天|周|倍|成|元|人|岁|级|次|份|度|%)?半?(?:[到至][\d{CN_DIGITS}]+[日月年天])?"
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_LONGEST_SPLIT = 4


class Vocabulary:
    """The plain words of one collection of lessons."""

    def __init__(self, plain: Iterable[str]) -> None:
        self.plain = frozenset(plain)
        self._letters = frozenset(_EMPTY_LETTERS)

    @classmethod
    def of(cls, lessons: Sequence[Lesson], library: Library, day: date) -> Vocabulary:
        """Learn from lessons; a line whose provisions the library lacks teaches nothing."""
        used: dict[str, set[str]] = defaultdict(set)
        for lesson in lessons:
            for _, statement in lesson.statements():
                try:
                    rules = [rule_of(library, ground, day) for ground in statement.grounds]
                except ReferenceError_:
                    continue
                ground = canonical("\n".join(rule.text for rule in rules))
                for word in _words(canonical(statement.text)):
                    if word not in ground:
                        used[word].add(lesson.id)
        return cls(word for word, where in used.items() if len(where) >= LESSONS_THAT_USE and not _DECIDES.search(word))

    def unknown(self, clause: str, ground: str, told: str) -> list[str]:
        """Words of a clause that neither its ground has nor plain writing adds; all canonical.

        Args:
            told: What the worker said: its words may be taken up, but do not decide.
        """
        return [
            word
            for word in _words(clause)
            if not self._known(word, ground)
            and not (word in told if _EMPLOYERS.search(word) else self._told(word, told))
        ]

    def _told(self, word: str, told: str) -> bool:
        return not _DECIDES.search(word) and self._known(word, told)

    def _known(self, word: str, ground: str) -> bool:
        if word in ground or word in self.plain or _OTHERS.fullmatch(word):
            return True
        if word == "用人单位":  # 公司 is whoever employs, as long as the rule does not tell several such apart
            return not _SEVERAL.search(ground)
        if any(word[:at] in ground and word[at:] in ground for at in range(2, len(word) - 1)):
            return True  # 书面通知, where the ground says 以书面形式通知
        bare = word.strip(_EMPTY_LETTERS)
        if bare != word and (bare in ground or bare in self.plain if bare else not _DECIDES.search(word)):
            return True
        if _DECIDES.search(word) or len(word) > _LONGEST_SPLIT:
            return False
        return any(self._part(word[:at], ground) and self._part(word[at:], ground) for at in range(1, len(word)))

    def _part(self, part: str, ground: str) -> bool:
        return part in self._letters or part in self.plain or part in ground


# Letters that a word may have besides a part that is known: 裁掉, 要编, 没先.
_EMPTY_LETTERS = (
    "的了着过掉完好到出来去上下起开住要能会该可也都还又再就才只先被把让给跟和与及等其这那您我他她它们个些种所以为是有在"
    "由大比从向对于按里中内外时候人事物者没不未一每各同后前"
)


def _words(text: str) -> Iterator[str]:
    """Chinese words of two letters and more, without amounts, which another layer looks at."""
    for line in text.split("\n"):
        for word in rjieba.cut(_COUNTED.sub("，", line)):
            if _HAN.fullmatch(word):
                yield word
