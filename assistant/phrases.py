"""What the assistant says in its own words, where it has no statute to quote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .records import Block, Section, SectionKind
from .understanding import Kind, Understanding

__all__ = [
    "ask_place",
    "ask_which",
    "care",
    "correction_lines",
    "doubtful",
    "for_kind",
    "no_evidence",
    "no_local",
    "not_relied_on",
    "notices",
    "out_of_scope",
]


def out_of_scope() -> tuple[Section, ...]:
    """A kind no, and where to ask instead."""
    lines = (
        "这个问题不在我能回答的范围里。我只懂劳动、工会、社会保险和职工法律援助方面的法律，不想随便说错误导您。",
        "婚姻、房产、借款、交通事故等其他法律问题，可以拨打公共法律服务热线12348免费咨询；不知道找哪个部门，可以打12345。",
    )
    return (Section(SectionKind.LEAD, "", tuple(map(Block, lines))),)


def no_evidence() -> tuple[Section, ...]:
    """I don't know, ask here."""
    lines = (
        "我的法律库里没有找到能直接回答这个问题的条文，所以不乱说。",
        "您可以换个说法再问，写清楚：发生了什么事、什么时候、在哪个省市；也可以直接拨打下面的电话问人工。",
    )
    return (Section(SectionKind.LEAD, "", tuple(map(Block, lines))),)


def ask_whether(titles: Sequence[str]) -> Section:
    """Whether lessons about like matters are of use where nothing answers."""
    line = "学法小课堂里有讲相近事情的课，不一定正好回答您问的；想看就点。"
    return Section(SectionKind.ASK, "要不要看这一课", (Block(line),), tuple(titles))


def doubtful() -> tuple[Section, ...]:
    """That what follows may not decide the question."""
    line = "我没有把握库里有直接回答这个问题的条文。下面是最接近的，不一定管您这件事，请打12351或12333核实。"
    return (Section(SectionKind.NOTICE, "", (Block(line),)),)


def not_relied_on(named: Sequence[tuple[str, str, str]]) -> tuple[Section, ...]:
    """That texts which the question names (title, status, successor) were left aside, and why."""
    return notices(
        [
            f"您提到的《{title}》在库中的效力状态是“{status}”，没有作为依据；"
            + (f"取代它的是{after}。" if after else "请向12351核实它现在是否有效。")
            for title, status, after in named
        ]
    )


def notices(lines: Sequence[str]) -> tuple[Section, ...]:
    """What is to be known before reading on, such as that the law has changed since; nothing for no lines."""
    return (Section(SectionKind.NOTICE, "", tuple(map(Block, lines))),) if lines else ()


def ask_place() -> Section:
    """The one fact that is missing where places have rules of their own."""
    line = (
        "这件事不少省、市有自己的规定。您在哪个省、市上班？直接回复地名（例如：河南郑州），"
        "或者在页面上选好地区再问，我就把当地的规定一起找出来。"
    )
    return Section(SectionKind.ASK, "再问您一句", (Block(line),))


def most_like(others: bool) -> Section:
    """That the lesson which follows is only the likeliest; ``others`` are shown below it."""
    line = "您问的最像下面这件事。如果不是，"
    line += "请看后面“您也可能想问下面的事”，或者" if others else "请"
    return Section(SectionKind.BRIDGE, "", (Block(f"{line}换个说法，写清楚发生了什么、什么时候、在什么单位。"),))


def ask_which(titles: Sequence[str]) -> Section:
    """Which of several matters is meant."""
    line = "如果不是这件事，您问的是下面哪一件？也可以换个说法，写清楚发生了什么、什么时候、在什么单位。"
    return Section(SectionKind.ASK, "您问的是哪件事", (Block(line),), tuple(titles))


def no_local(region: str) -> Section:
    """That the library holds no rule of the place where places have rules of their own."""
    place = region.replace("/", "")
    line = f"这件事各地可能另有规定，我的库里没有找到{place}的，上面只是全国的规定；请拨打当地12333或12351核实。"
    return Section(SectionKind.NOTICE, "", (Block(line),))


def of_one_place(region: str) -> str:
    """That a union paper of some place is shown because the question names none."""
    return f"您没有说是哪里的工会。下面引用的是{region.replace('/', '')}的工会文件，只说明当地的做法，各地可能不同。"


def care() -> Section:
    """For a person who may be in danger: first a human word and a number."""
    lines = (
        "听得出您现在很难受。钱和工作的事都有办法一步步解决，您的平安最要紧。",
        "请马上给信得过的家人、朋友或工友打个电话，让人陪着您；也可以打心理援助热线12356；有危险请马上打110或120。",
    )
    return Section(SectionKind.CARE, "请先照顾好自己", tuple(map(Block, lines)))


def correction_lines(reviewer: str, day: date) -> tuple[str, str, str]:
    """The title of a lawyer's correction, who signed it when, and what it means for the answer below."""
    return (
        "工会律师的更正",
        f"——工会律师{reviewer}，{day.year}年{day.month}月{day.day}日",
        "下面是程序自动整理的回答，和更正不一样的地方，以更正为准。",
    )


def for_kind(asked: Understanding) -> tuple[Section, ...]:
    """Answers to messages that are not questions yet."""
    return (Section(SectionKind.LEAD, "", (Block(_WORDS[asked.kind]),)),)


_WORDS = {
    Kind.GREETING: (
        "您好！我是学法小课堂的法律助手。工资、合同、工伤、社保、休假、辞退、工会方面的事，"
        "直接用平常的话问我就行，例如：老板三个月没发工资怎么办？"
    ),
    Kind.THANKS: "不客气。还有不明白的随时问我；需要人帮忙，可以拨打工会热线12351。",
    Kind.NOT_CHINESE: "请用中文写下您的问题，例如：老板三个月没发工资怎么办？",
    Kind.VAGUE: "请再多说几句：发生了什么事、在什么单位、什么时候开始的？例如：厂里加班不给加班费，怎么办？",
}
