"""What a model is sent: a prompt of ``assistant/prompts``, then the material, without personal data."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from importlib import resources

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.masking import mask
from assistant.records import Citation, Section
from knowledge.text import clean_input

from .records import Source

__all__ = [
    "answer_messages",
    "claim_messages",
    "issue_messages",
    "judge_messages",
    "load_prompt",
    "question_for_model",
    "rewrite_messages",
]

LONGEST_SOURCE, LONGEST_CITED = 1200, 6000
MOST_TURNS, LONGEST_TURN = 6, 300
# What marks a part of the material must not stand inside of one.
_FENCE = re.compile(r"</?(?:问题|来源|对话|回答|条文|句子)[^>]*>")


@functools.cache
def load_prompt(name: str) -> str:
    """The text of ``assistant/prompts/<name>.md``."""
    return resources.files("assistant").joinpath(f"prompts/{name}.md").read_text("utf-8").strip()


def question_for_model(question: str) -> str:
    """A question as it leaves the machine: personal data masked, nothing in it that nobody sees."""
    return _FENCE.sub("", mask(clean_input(question)))


def answer_messages(question: str, sources: Sequence[Source]) -> list[BaseMessage]:
    """Ask for the sentences of an answer.

    Args:
        question: As :func:`question_for_model` gives it.
    """
    material = "\n".join(_told(source) for source in sources)
    return _messages("answer", f"<问题>\n{question}\n</问题>\n<来源>\n{material}\n</来源>")


def rewrite_messages(question: str, history: Sequence[str]) -> list[BaseMessage]:
    """Ask for a follow-up as a question of its own; both as they leave the machine."""
    turns = [one[:LONGEST_TURN] for one in history[-MOST_TURNS:]]
    lines = "\n".join(f"劳动者：{one}" for one in (*turns, question))
    return _messages("rewrite", f"<对话>\n{lines}\n</对话>")


def issue_messages(question: str) -> list[BaseMessage]:
    """Ask for the legal issues of a story."""
    return _messages("issues", f"<问题>\n{question}\n</问题>")


def judge_messages(question: str, written: Section, citations: Sequence[Citation]) -> list[BaseMessage]:
    """Ask for a mark of what a model wrote, beside the whole articles that it rests on.

    Args:
        question: As :func:`question_for_model` gives it.
        written: The section of the answer; its marks number ``citations``.
    """
    lines = "\n".join(
        f"{_inline(block.text, LONGEST_CITED)}{''.join(f'[{n}]' for n in block.marks)}" for block in written.blocks
    )
    used = {n for block in written.blocks for n in block.marks}
    articles = "\n".join(
        f"[{one.n}]（{one.law}{one.article}）{_inline(one.text, LONGEST_CITED)}" for one in citations if one.n in used
    )
    return _messages("judge", f"<问题>\n{question}\n</问题>\n<回答>\n{lines}\n</回答>\n<条文>\n{articles}\n</条文>")


def claim_messages(claims: Sequence[tuple[str, str]]) -> list[BaseMessage]:
    """Ask of each claim of a draft whether its provision says it.

    Args:
        claims: The claim, which is masked here, and the stored words of its provision.
    """
    lines = "\n".join(
        f'<句子 n="{number}">{_inline(mask(claim))}</句子>\n<条文 n="{number}">{_inline(text, LONGEST_CITED)}</条文>'
        for number, (claim, text) in enumerate(claims, start=1)
    )
    return _messages("claim", lines)


def _messages(name: str, material: str) -> list[BaseMessage]:
    return [SystemMessage(load_prompt(name)), HumanMessage(material)]


def _told(source: Source) -> str:
    """One line a source: what it is, then its words."""
    if source.own:
        return f"[{source.id}]（{source.title}）{_inline(source.told)}"
    rule = source.rules[0]
    return f"[{source.id}]（{rule.law.title}{rule.article.number}）{_inline(source.law)}"


def _inline(text: str, longest: int = LONGEST_SOURCE) -> str:
    return _FENCE.sub("", clean_input(text).replace("\n", " "))[:longest]
