"""The parts of a report on a language model and its judge, in plain Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .render import Part, Table

if TYPE_CHECKING:
    from .scoring import Evaluation

__all__ = ["REASONS", "written_parts"]

_HEADERS = ("指标", "数值", "说明")
REASONS = {
    "form": "格式不对",
    "source": "没有注明来源",
    "link": "有网址或电话",
    "quote": "引文和原文不一致",
    "law": "提到了来源里没有的法律",
    "figure": "数字对不上",
    "edited": "说法和来源不一样",
    "busy": "同时写的太多",
    "open": "模型连续出错，暂停调用",
    "timeout": "太慢",
    "refused": "服务拒绝",
    "unreachable": "连不上",
    "empty": "什么也没写",
    "cut": "写到一半断了",
    "unreadable": "看不懂它写的格式",
    "unsupported": "站得住的句子太少",
}


def written_parts(evaluation: Evaluation) -> Iterator[Part]:
    """A part for the model, one for its judge; none for what did not take part."""
    if evaluation.llm is not None:
        yield _model(evaluation.llm)
    if evaluation.judge is not None:
        yield _judge(evaluation.judge)


def _model(told: Mapping[str, Any]) -> Part:
    length, tokens = told["length"], told["tokens"]
    rows = (
        ("请它写的回答", str(told["answers"]), "能写的回答数"),
        ("站得住的句子", str(told["supported"]), "和来源逐句核对过，原样显示"),
        ("换成来源原话的句子", str(told["replaced"]), "说过了头，改用它根据的原话"),
        ("没有显示的句子", str(sum(told["dropped"].values())), _reasons(told["dropped"]) or "没有"),
        ("没有采用的回答", str(sum(told["fallback"].values())), _reasons(told["fallback"]) or "没有"),
        ("它写的平均字数", _number(length["written"]), "显示了它的话的回答里，它写的部分"),
        ("其余平均字数", _number(length["plain"]), "同样的回答里，不靠模型的部分"),
        ("用掉的词元", f"{tokens['in']} 入，{tokens['out']} 出", "全部题目合计，包括帮助理解问题；由它的服务计数"),
        ("第一个字", _times(told["first_ms"]), "50%和95%的回答在这个时间内开始写"),
        ("写完", _times(told["took_ms"]), "50%和95%的回答在这个时间内写完或放弃"),
    )
    note = (
        "语言模型写的每句话都要和来源核对。“没有显示的句子”包括换成原话的，也包括没有采用的回答里的句子。"
        "有它参加时，上面的用时包括等它写完的时间。"
    )
    return Part(f"语言模型（{told['model']}）写了什么", (note,), table=Table(_HEADERS, rows))


def _judge(told: Mapping[str, Any]) -> Part:
    rows = (
        ("打了分的回答", str(told["n"]), "显示了语言模型的话的回答数"),
        ("够用", _of(told, "sufficient"), "都对，读的人知道规定和下一步（sufficient）"),
        ("不够", _of(told, "incomplete"), "说的都对，但没有说到点上，或漏了要紧的一步（incomplete）"),
        ("有错", _of(told, "wrong"), "有一句会误导人（wrong）"),
        ("没有打出分", _of(told, "unreadable"), "打分的模型没有回答，或者看不懂它的回答"),
    )
    note = (
        "这是另一个模型打的分，只供人参考：它也会错，不能代替律师，也不算进质量门槛。每个分的理由在 answers.jsonl 里。"
    )
    return Part(f"打分的模型（{told['model']}）怎么看", (note,), table=Table(_HEADERS, rows))


def _reasons(counts: Mapping[str, int]) -> str:
    return "\n".join(f"{REASONS.get(name, name)}（{name}）：{count}" for name, count in counts.items())


def _of(told: Mapping[str, Any], name: str) -> str:
    return f"{told[name]}（{told[name] / told['n']:.0%}）" if told["n"] else "—"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f}"


def _times(told: Mapping[str, float | None]) -> str:
    if told["p50"] is None or told["p95"] is None:
        return "—"
    return f"{told['p50']:.0f}毫秒，{told['p95']:.0f}毫秒"
