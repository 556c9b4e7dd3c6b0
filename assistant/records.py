"""What the assistant gives back: an answer, its sections, its citations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

__all__ = [
    "LAW_BELOW",
    "Answer",
    "Block",
    "Citation",
    "HitSummary",
    "Outcome",
    "Reviewed",
    "Section",
    "SectionKind",
    "Taught",
    "Written",
]


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    OUT_OF_SCOPE = "out_of_scope"
    NO_EVIDENCE = "no_evidence"
    NEED_FACTS = "need_facts"


class SectionKind(StrEnum):
    """What a section of an answer is for; the page styles each differently."""

    CARE = "care"
    REVIEW = "review"
    WRITTEN = "written"
    LEAD = "lead"
    POINTS = "points"
    CASE = "case"
    STEPS = "steps"
    NEAREST = "nearest"
    ASKED = "asked"
    ALIKE = "alike"
    BRIDGE = "bridge"
    EVIDENCE = "evidence"
    GROUND = "ground"
    LAW = "law"
    DEADLINE = "deadline"
    LOCAL = "local"
    ASK = "ask"
    WHERE = "where"
    NOTICE = "notice"


LAW_BELOW = frozenset({SectionKind.GROUND, SectionKind.LAW})
"""What stands below in an answer that a lesson leads: the law's own words."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One article that an answer rests on, whole.

    Attributes:
        n: The number of its mark in the answer, from 1.
        paragraph: 第二款, or empty where the quote is the article's only 款.
        quote: The sentences that matter, a verbatim span of ``text``.
        text: The whole article, verbatim.
        chapters: Heading path, outermost first.
        effective: ISO date on which this version took effect, empty if no source says.
        status: Status on the day asked about.
    """

    n: int
    law: str
    article: str
    paragraph: str
    quote: str
    text: str
    chapters: tuple[str, ...]
    status: str
    effective: str
    level: str
    region: str
    source: str
    issuer: str = ""
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The fields of the contract, and the whole text."""
        return {
            "n": self.n,
            "law": self.law,
            "article": self.article,
            "paragraph": self.paragraph,
            "quote": self.quote,
            "status": self.status,
            "effective": self.effective,
            "level": self.level,
            "region": self.region,
            "source": self.source,
            "text": self.text,
            "chapters": list(self.chapters),
            "issuer": self.issuer,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a section.

    Attributes:
        text: Plain Chinese, or the statute's own words where ``quoted``.
        marks: Numbers of the citations that it rests on.
        question: The question that it answers, if it is of a section of such.
    """

    text: str
    marks: tuple[int, ...] = ()
    quoted: bool = False
    question: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an answer with a short heading (may be empty).

    Attributes:
        choices: Replies that the page offers as buttons, for a section that asks.
        under: The matter of which it speaks, where the answer offers several to choose from.
    """

    kind: SectionKind
    title: str
    blocks: tuple[Block, ...]
    choices: tuple[str, ...] = ()
    under: str = ""

    @property
    def heading(self) -> str:
        """Its title, with the matter in front if it is one of several."""
        return "：".join(filter(None, (self.under, self.title)))


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson that an answer rests on."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a union lawyer said of this very answer.

    Attributes:
        mark: ``right``: these words were found right; ``wrong`` or ``incomplete``: the answer begins with a correction.
        reviewer: As workers see it, such as 王律师.
        day: The day of the review.
    """

    mark: str
    reviewer: str
    day: date

    @property
    def badge(self) -> str:
        """One line for readers; empty where a correction, which has its own signature, says it."""
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        return f"✔ 工会律师{self.reviewer}审核过（{day}）" if self.mark == "right" else ""


@dataclass(frozen=True, slots=True)
class Written:
    """What a language model had to do with an answer.

    Attributes:
        model: Its name, as readers see it.
        operator: Who runs it.
        pending: Whether it is still writing; the last answer of a stream never is.
        supported: Sentences of it that stand in the answer, each held against the texts that it rests on.
        replaced: Sentences that were not supported and gave way to the words of the lesson that they rest on.
        dropped: Why its other words are not shown, those of ``replaced`` too: reason to count.
        fallback: Why nothing that it wrote is shown; empty where something is.
        tokens_in, tokens_out: Tokens that its server counted, 0 where it does not say.
        first_ms, took_ms: From the first call to its first word, and to the end, in milliseconds.
    """

    model: str
    operator: str
    pending: bool = False
    supported: int = 0
    replaced: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    fallback: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    first_ms: float = 0.0
    took_ms: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """All fields but ``pending``."""
        return {
            "model": self.model,
            "operator": self.operator,
            "supported": self.supported,
            "replaced": self.replaced,
            "dropped": dict(self.dropped),
            "fallback": self.fallback,
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "first_ms": round(self.first_ms, 1),
            "took_ms": round(self.took_ms, 1),
        }


@dataclass(frozen=True, slots=True)
class HitSummary:
    """A ranked article, as retrieval returned it."""

    law: str
    article: str
    score: float
    ways: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got.

    Attributes:
        sections: In the order in which a person reads them.
        hits: The ranked articles, whatever the outcome.
        region: The place whose local rules were considered, 全国 if none.
        as_of: The day whose law was applied.
        took_ms: Time from question to answer, in milliseconds.
        dropped: Citations that verification removed before anything was shown.
        lessons: The lessons that answer, the most fitting first.
        near: Lessons that may be of use besides.
        review: What a union lawyer said of it, if one did.
        written: What a language model did for it, if one was asked.
    """

    question: str
    status: Outcome
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    hits: tuple[HitSummary, ...]
    region: str
    as_of: date
    took_ms: float
    dropped: int = 0
    lessons: tuple[Taught, ...] = ()
    near: tuple[Taught, ...] = ()
    review: Reviewed | None = None
    written: Written | None = None

    @property
    def answer(self) -> str:
        """The answer as Markdown with ``[1]`` marks; a lawyer's badge stands last."""
        badge = self.review.badge if self.review else ""
        return "\n\n".join(filter(None, [*map(self._markdown, self.sections), badge]))

    def _markdown(self, section: Section) -> str:
        if section.kind is not SectionKind.WRITTEN or self.written is None:
            return _section_markdown(section)
        label = f"（人工智能生成：语言模型 {self.written.model}，{self.written.operator}运行）"
        return _section_markdown(replace(section, title=f"{section.title}{label}"))

    def to_json(self) -> dict[str, Any]:
        """The JSON object of the contract; ``review`` and ``written`` only where there is one."""
        row: dict[str, Any] = {
            "question": self.question,
            "status": self.status.value,
            "answer": self.answer,
            "citations": [citation.to_json() for citation in self.citations],
            "hits": [{"law": hit.law, "article": hit.article, "score": round(hit.score, 6)} for hit in self.hits],
            "lessons": [{"id": one.id, "title": one.title} for one in self.lessons],
            "near": [{"id": one.id, "title": one.title} for one in self.near],
            "region": self.region,
            "as_of": self.as_of.isoformat(),
            "took_ms": round(self.took_ms, 1),
        }
        if self.review:
            row["review"] = {
                "mark": self.review.mark,
                "reviewer": self.review.reviewer,
                "day": self.review.day.isoformat(),
            }
        if self.written:
            row["written"] = self.written.to_json()
        return row


_PLAIN = frozenset(
    {
        SectionKind.REVIEW,
        SectionKind.WRITTEN,
        SectionKind.LEAD,
        SectionKind.GROUND,
        SectionKind.NOTICE,
        SectionKind.CARE,
        SectionKind.ASK,
        SectionKind.CASE,
        SectionKind.BRIDGE,
    }
)
_SPACED = frozenset({SectionKind.REVIEW, SectionKind.LEAD, SectionKind.GROUND})


def _section_markdown(section: Section) -> str:
    lines = [f"**{section.heading}**"] if section.heading else []
    for number, block in enumerate(section.blocks, start=1):
        marks = "".join(f"[{n}]" for n in block.marks)
        if block.question:
            lines.append(f"- {block.question} {block.text}{marks}")
        elif block.quoted:
            quoted = block.text.replace("\n", "\n> ")
            lines.append(f"> {quoted} {marks}".rstrip())
        elif section.kind in _PLAIN:
            lines.append(f"{block.text}{marks}")
        elif section.kind is SectionKind.STEPS:
            lines.append(f"{number}. {block.text}{marks}")
        else:
            lines.append(f"- {block.text}{marks}")
    if section.choices:
        lines.append(f"（可以回复：{'；'.join(section.choices)}）")
    return "\n\n".join(lines) if section.kind in _SPACED else "\n".join(lines)
