"""What a person wants, read from the words alone: no model, no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.citations import Reference, ReferenceFinder
from knowledge.errors import QuestionError, RegionError
from knowledge.records import NATIONAL
from knowledge.regions import find_regions, normalise_region, without_regions
from knowledge.text import clean_input, simplify

from .topics import Topic, match_topics

__all__ = ["Intent", "Kind", "Understander", "Understanding"]

# Shorter questions with one of these words lean on what was asked before.
FOLLOW_UP_LENGTH = 24
_FOLLOW_UP = re.compile(
    "^(那|那么|这|这样|这个|这种|它|他|她|还有|另外|然后|如果|要是|具体|为什么|为啥|什么时候|多久|几天|怎么算|怎么办|去哪|找谁|需要|要)"
    "|呢[?？]?$|上面|刚才|前面|这种情况"
)
_DISTRESS = re.compile(
    "吃了.{0,4}安眠药|去陪(他|她|我爸|我妈|孩子)|(砍|杀|捅)(了|死)?.{0,6}(老板|全家|他们|人)|"
    "不想活|不如死|一死了之|活够了|活着(没意思|没意义|干什么|还有什么)|想死|自杀|轻生|寻死|跳楼|跳河|割腕|结束生命|活不下去|了结自己|喝农药|同归于尽|没有活路"
)
_GREETING = re.compile(
    r"(你好|您好|在吗|在不在|哈喽|嗨|早上好|下午好|晚上好|hello|hi|有人吗)[!！。,，~～?？呀啊吗]*", re.IGNORECASE
)
_THANKS = re.compile(r"(好的)?[,，]?(谢谢|多谢|感谢|辛苦了|明白了|知道了|再见|拜拜)(你|您|了|啦)*[!！。,，~～]*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HOME = re.compile(
    r"(老家|户口|户籍|籍贯|家)(是|在)?[\u4e00-\u9fff]{2,8}?(?=[的人，,。；;\s]|$)|我是[\u4e00-\u9fff]{2,6}人"
)
_FILLER = re.compile(r"^(?:(?:律师|你好|您好|请问|咨询一下|想问一下|我想问|问一下|老师|在吗)[,，。!！:： ]*)+")
_AROUND_PLACE = re.compile(
    "我们?|俺们?|咱们?|人?在|是|的|呢|这边|那边|这里|上班|打工|工作|干活|做工|[，。,.!！?？、；;：:\\s]"
)
_INTENTS = {
    "deadline": re.compile(
        "还可以(申请|告|要|办|吗)|多久|几天|多长时间|时效|(?<!固定)(?<!约定)(?<!合同)(?<!任务为)期限|过期|什么时候(之前|以前)|来得及|还能(告|申请|要|仲裁)|晚了|几年内|多少天"
    ),
    "policy": re.compile("总工会|工作要点|工作总结|工作报告|调研报告|一函两书"),
    "where": re.compile("去哪|哪里|哪儿|找谁|哪个部门|什么部门|向谁|电话|地址|在什么地方"),
}


class Kind(StrEnum):
    """What sort of message this is."""

    QUESTION = "question"
    GREETING = "greeting"
    THANKS = "thanks"
    NOT_CHINESE = "not_chinese"
    VAGUE = "vague"


class Intent(StrEnum):
    """What a question wants to know above all; POLICY asks about a union's own documents."""

    DEADLINE = "deadline"
    WHERE = "where"
    POLICY = "policy"


@dataclass(frozen=True)
class Understanding:
    """A message, understood.

    Attributes:
        text: What was typed, cleaned.
        search: What to search for: simplified, without filler and place names, with the earlier question if this
            one leans on it.
        references: Articles that the message names.
        laws: Names of laws that it mentions.
        region: The place that it names, or the one chosen.
        distress: Whether the person may be in danger.
    """

    kind: Kind
    text: str
    search: str
    references: tuple[Reference, ...] = ()
    laws: tuple[str, ...] = ()
    region: str = NATIONAL
    topics: tuple[Topic, ...] = ()
    intents: frozenset[Intent] = frozenset()
    distress: bool = False


class Understander:
    """Reads messages; knows the names of the laws in the library."""

    def __init__(self, finder: ReferenceFinder, longest: int) -> None:
        """Refuse messages of more than ``longest`` characters."""
        self._finder, self._longest = finder, longest

    def understand(self, message: str, region: str = NATIONAL, history: Sequence[str] = ()) -> Understanding:
        """Read one message in its conversation.

        Raises:
            QuestionError: It is empty or too long.
        """
        text = clean_input(message)
        if not text:
            raise QuestionError("您还没有输入问题。请用一两句话写下您遇到的事，例如：老板三个月没发工资怎么办？")
        if len(text) > self._longest:
            raise QuestionError(f"您的问题有{len(text)}个字，太长了，最多{self._longest}个字。请只写最要紧的几句。")
        distress = bool(_DISTRESS.search(simplify(text)))
        kind = _kind(text)
        if kind is not Kind.QUESTION:
            return Understanding(kind, text, text, distress=distress)
        own = _FILLER.sub("", simplify(text)) or simplify(text)
        if history and (place := _place_alone(own)):
            # An answer to the question where: the earlier question, asked again for that place.
            earlier = self.understand(history[-1][: self._longest], place, history[:-1])
            return replace(earlier, text=text, region=place, distress=distress)
        search = _with_context(own, [earlier[: self._longest] for earlier in history[-2:]])
        topics = match_topics(own) or match_topics(search)
        if search != own:
            topics = tuple(dict.fromkeys((*match_topics(search), *topics)))[:3]
        return Understanding(
            kind=Kind.VAGUE if not topics and len(_HAN.findall(search)) < 3 else kind,
            text=text,
            search=without_regions(search) or search,
            references=tuple(ref for ref in self._finder.find(own) if ref.article and ref.law),
            laws=tuple(self._finder.laws_named(own)),
            region=_region(own, region),
            topics=topics,
            intents=frozenset(Intent(name) for name, cue in _INTENTS.items() if cue.search(own)),
            distress=distress,
        )


def _place_alone(text: str) -> str:
    """The region of a message that is nothing but a place (河南郑州, 我在四川这边上班), or nothing."""
    bare = _AROUND_PLACE.sub("", text)
    try:
        return normalise_region(bare) if bare else ""
    except RegionError:
        named = find_regions(bare)
        return named[0] if named and len(_HAN.findall(without_regions(bare))) == 0 else ""


def _kind(text: str) -> Kind:
    if _GREETING.fullmatch(text):
        return Kind.GREETING
    if _THANKS.fullmatch(text):
        return Kind.THANKS
    han = len(_HAN.findall(text))
    letters = sum(char.isascii() and char.isalpha() for char in text)
    if han == 0 or (letters > 40 and han < letters / 8):
        return Kind.NOT_CHINESE
    return Kind.QUESTION


def _with_context(own: str, history: Sequence[str]) -> str:
    """The earlier question in front of one that leans on it."""
    if not history or len(own) > FOLLOW_UP_LENGTH or not _FOLLOW_UP.search(own):
        return own
    earlier = _FILLER.sub("", simplify(clean_input(history[-1])))
    if len(history) > 1 and len(earlier) <= FOLLOW_UP_LENGTH and _FOLLOW_UP.search(earlier):
        earlier = f"{simplify(clean_input(history[-2]))}，{earlier}"
    return f"{earlier}，{own}"


def _region(text: str, chosen: str) -> str:
    """The place of work in the text, not the home town; a city stays within a province that was chosen."""
    named = find_regions(_HOME.sub("", text)) or find_regions(text)
    if not named:
        return chosen
    inside = [place for place in named if chosen != NATIONAL and place.startswith(f"{chosen}/")]
    return (inside or list(named))[0]
