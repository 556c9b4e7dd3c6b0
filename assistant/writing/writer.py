"""The part of an answer that a language model writes: asked for, checked sentence by sentence, or left out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from assistant.composing import citation_of
from assistant.quoting import paragraph_label
from assistant.records import Answer, Block, Citation, Section, SectionKind, Written
from assistant.settings import ModelSettings
from assistant.verification import verify_answer
from knowledge.grounds import Rule
from knowledge.lessons import Lesson
from knowledge.library import Library

from .calling import Calls, ModelFault, Usage
from .guard import Guard, carrier_of, stead_of
from .meter import Meter
from .prompting import answer_messages, question_for_model
from .reading import sentence_of
from .records import Fault, Sentence, Source
from .sources import sources_of

__all__ = ["REPLACEABLE", "TITLE", "Writer", "operator_of"]

TITLE = "用大白话说"
MOST_SENTENCES, LEAST_SENTENCES = 8, 2
# What a sentence with one of these says was made up; with another one it is only said too freely.
_INVENTED = frozenset({Fault.SOURCE, Fault.LINK, Fault.QUOTE, Fault.LAW, Fault.FIGURE})
REPLACEABLE = frozenset(Fault) - {Fault.SOURCE}
# These stand before the words of a model.
_FIRST = frozenset({SectionKind.CARE, SectionKind.REVIEW, SectionKind.NOTICE})


def operator_of(settings: ModelSettings) -> str:
    """Who runs the model, as readers see it."""
    return settings.operator or urlsplit(settings.base_url).hostname or settings.provider


@dataclass
class _Page:
    """The sentences that stand so far, with what they rest on."""

    day: date
    citations: list[Citation]
    blocks: list[Block] = field(default_factory=list)
    supported: int = 0
    replaced: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def full(self) -> bool:
        return self.supported + self.replaced >= MOST_SENTENCES


class Writer:
    """Lets one model write over one library; safe to share between threads."""

    def __init__(
        self, calls: Calls, guard: Guard, library: Library, lessons: Sequence[Lesson], settings: ModelSettings
    ) -> None:
        self._calls, self._guard, self._library, self._settings = calls, guard, library, settings
        self._lessons = {one.id: one for one in lessons}
        self.meter = Meter()

    @property
    def nothing_yet(self) -> Written:
        """What an answer says of the model before it has written."""
        return Written(self._settings.model, operator_of(self._settings), pending=True)

    def write(self, question: str, answer: Answer, until: float, usage: Usage) -> Iterator[Answer]:
        """The answer with what the model adds, after each sentence; the last one is whole.

        What the model does wrong, or its server, never shows: then the last one is ``answer`` with a reason to count.

        Args:
            question: As the worker wrote it.
            until: ``time.monotonic()`` at which the model is given up.
            usage: Counts on from what earlier calls for this question took.
        """
        lessons = [self._lessons[one.id] for one in answer.lessons if one.id in self._lessons]
        sources = sources_of(self._library, answer.citations, lessons, answer.region, answer.as_of)
        started, page, reason = time.monotonic(), _Page(answer.as_of, list(answer.citations)), ""
        try:
            for _ in self._sentences(question_for_model(question), sources, until, usage, page) if sources else ():
                yield self._shown(answer, page, replace(self.nothing_yet, supported=page.supported))
        except ModelFault as fault:
            reason = fault.reason
        reason = reason or ("" if sources and _enough(page) else "unsupported")
        written = replace(
            self.nothing_yet,
            pending=False,
            supported=0 if reason else page.supported,
            replaced=0 if reason else page.replaced,
            dropped=dict(page.dropped),
            fallback=reason,
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            first_ms=usage.first_ms,
            took_ms=(time.monotonic() - started) * 1000,
        )
        self.meter.add(written)
        yield replace(answer, written=written) if reason else self._shown(answer, page, written)

    def _sentences(
        self, question: str, sources: Sequence[Source], until: float, usage: Usage, page: _Page
    ) -> Iterator[None]:
        """Fill the page; a step for each sentence that stands."""
        known = {source.id: source for source in sources}
        with closing(self._calls.objects(answer_messages(question, sources), until, usage)) as objects:
            for found in objects:
                sentence = sentence_of(found)
                if sentence is None or page.full:
                    continue
                if self._take(sentence, known, question, page):
                    yield

    def _take(self, sentence: Sentence, known: Mapping[str, Source], question: str, page: _Page) -> bool:
        """Put a sentence on the page, or what it rests on in its stead; whether anything was put there."""
        fault = self._guard.fault(sentence, known, question)
        text, quoted, source = sentence.text, False, carrier_of(sentence, known)
        if fault is not None or source is None:
            fault = fault or Fault.EDITED
            page.dropped[fault.value] += 1
            stead = stead_of(sentence, known) if fault in REPLACEABLE else None
            if stead is None:
                return False
            text, quoted, source = stead.text, stead.quoted, stead.source
        if any(text in block.text or block.text in text for block in page.blocks):
            return False
        marks = dict.fromkeys(self._mark(rule, page) for rule in source.rules)
        if quoted:
            rule = source.rules[0]
            page.blocks.append(Block(f"《{rule.law.title}》{rule.article.number}规定：", tuple(marks)))
        page.blocks.append(Block(text, tuple(marks), quoted))
        page.supported += fault is None
        page.replaced += fault is not None
        return True

    def _mark(self, rule: Rule, page: _Page) -> int:
        """The number of the citation of a rule's article; a new one stands behind those of the answer."""
        for one in page.citations:
            if (one.law, one.article) == (rule.law.title, rule.article.number):
                return one.n
        number = max((one.n for one in page.citations), default=0) + 1
        label = paragraph_label(rule.article, rule.paragraphs[0]) if len(rule.paragraphs) == 1 else ""
        page.citations.append(citation_of(rule.law, rule.article, rule.text, label, page.day, number))
        return number

    def _shown(self, answer: Answer, page: _Page, written: Written) -> Answer:
        """The answer with the page in it, verified as a whole once more."""
        section = Section(SectionKind.WRITTEN, TITLE, tuple(page.blocks))
        first = next((at for at, one in enumerate(answer.sections) if one.kind not in _FIRST), len(answer.sections))
        sections = (*answer.sections[:first], section, *answer.sections[first:])
        kept, citations, dropped = verify_answer(self._library, sections, page.citations, answer.as_of)
        return replace(answer, sections=kept, citations=citations, dropped=answer.dropped + dropped, written=written)


def _enough(page: _Page) -> bool:
    """Whether what stands is worth showing: enough of it, and most of what the model said was not made up."""
    given = page.supported + sum(page.dropped.values())
    invented = sum(page.dropped[fault.value] for fault in _INVENTED)
    stand = page.supported + page.replaced
    return stand >= LEAST_SENTENCES and invented * 2 < max(given, 1)
