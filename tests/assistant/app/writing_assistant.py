"""An assistant with a scripted language model, which writes a sentence each time that a test lets it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from fake_assistant import FakeAssistant, citation

from assistant.records import Answer, Block, Section, SectionKind, Written

MODEL, OPERATOR = "示例-7B", "示例省总工会"
SENTENCES = (
    Block("先别急，欠您的工资能要回来。", (1,)),
    Block("您可以先去劳动监察投诉，不收钱。", (2, 4)),
    Block("还在厂里上班，就不怕过了一年。", (2,)),
)
TITLE = "用大白话说"


def written_answer(
    plain: Answer, sentences: tuple[Block, ...], pending: bool, model: str = MODEL, operator: str = OPERATOR
) -> Answer:
    """``plain`` with what a model wrote, after the care section; a fourth article if a sentence rests on it."""
    section = (Section(SectionKind.WRITTEN, TITLE, sentences),) if sentences else ()
    added = any(4 in block.marks for block in sentences)
    citations = (*plain.citations, citation(4, article="第八十三条", paragraph="")) if added else plain.citations
    failed = "" if sentences or pending else "timeout: secret detail of the machine"
    return replace(
        plain,
        sections=(*plain.sections[:1], *section, *plain.sections[1:]),
        citations=citations,
        written=Written(model, operator, pending=pending, supported=len(sentences), fallback=failed),
    )


@dataclass
class WritingAssistant(FakeAssistant):
    """Each answer after the plain one waits for :meth:`go`.

    Attributes:
        sentences: What the model writes for a question.
        fails: Whether the model gives up at the end, with nothing to show.
        breaks: Whether it raises in place of its last answer.
        closed: The questions whose stream was closed before its end, in that order.
    """

    sentences: tuple[Block, ...] = SENTENCES
    fails: bool = False
    breaks: bool = False
    model: str = MODEL
    closed: list[str] = field(default_factory=list)
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _allowed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def go(self, times: int = 1) -> None:
        """Let the model write so many sentences; the end of its words counts as one."""
        self._allowed.release(times)

    def stream(self, question: str, *, visitor: str = "", **options: Any) -> Iterator[Answer]:
        self.visitors.add(visitor)
        plain = self.ask(question, **options)
        try:
            yield written_answer(plain, (), pending=True, model=self.model)
            for count in range(0 if self.fails else len(self.sentences)):
                self._wait()
                yield written_answer(plain, self.sentences[: count + 1], pending=True, model=self.model)
            self._wait()
            if self.breaks:
                raise RuntimeError("secret detail of the machine")
            yield written_answer(plain, () if self.fails else self.sentences, pending=False, model=self.model)
        except GeneratorExit:
            self.closed.append(question)
            raise
        finally:
            self.ended.release()

    def _wait(self) -> None:
        assert self._allowed.acquire(timeout=60)
