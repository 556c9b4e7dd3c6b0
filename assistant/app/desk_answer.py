"""An answer as a worker saw it, from the JSON that was stored: plain pieces for the template, which escapes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["AnswerLine", "Source", "answer_lines", "sources_of"]

_TITLE = re.compile(r"\*\*(?P<words>[^*]+)\*\*")
_POINT = re.compile(r"(?:-|\d+\.) ")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A line of an answer; ``kind`` is ``title``, ``quote``, ``point`` or ``words``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A citation of an answer."""

    number: str
    place: str
    status: str
    text: str
    law: str
    article: str


def answer_lines(answer: Mapping[str, Any]) -> list[AnswerLine]:
    """The lines of the answer's Markdown, as ``Answer.answer`` writes it."""
    return [_line(line) for line in str(answer.get("answer", "")).split("\n") if line.strip()]


def sources_of(answer: Mapping[str, Any]) -> list[Source]:
    """The citations of the answer, in its order."""
    return [
        Source(
            number=str(one.get("n", "")),
            place="".join(str(one.get(name, "")) for name in ("law", "article", "paragraph")),
            status=str(one.get("status", "")),
            text=str(one.get("text") or one.get("quote", "")),
            law=str(one.get("law", "")),
            article=str(one.get("article", "")),
        )
        for one in answer.get("citations", ())
    ]


def _line(line: str) -> AnswerLine:
    if title := _TITLE.fullmatch(line):
        return AnswerLine("title", title["words"])
    if line.startswith("> "):
        return AnswerLine("quote", line[2:])
    return AnswerLine("point" if _POINT.match(line) else "words", line.removeprefix("- "))
