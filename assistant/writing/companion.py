"""How a language model takes part in answering: it helps to understand, writes a section, and is never needed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from langchain_core.language_models import BaseChatModel

from assistant.lesson_answer import OPTION_TITLE
from assistant.records import Answer, Block, Outcome, Section, SectionKind, Written
from assistant.settings import ModelSettings
from knowledge.citations import ReferenceFinder
from knowledge.errors import SettingsError
from knowledge.lessons import Lesson
from knowledge.library import Library

from .asking import Asking
from .calling import Calls, ModelFault, Usage, open_model
from .guard import Guard
from .writer import Writer

__all__ = ["LONG", "Companion", "model_of"]

LONG = 60
"""Characters from which on a message is a story that may ask several things."""
UNDERSTANDING = 4.0
"""Seconds that a model has for saying what a message means: until then nothing is shown."""
_NOT_UNDERSTOOD = frozenset({Outcome.OUT_OF_SCOPE, Outcome.NO_EVIDENCE})

Answerer = Callable[[str, Sequence[str], Sequence[str]], Answer]
"""(question, earlier questions, issues that it may ask) to the answer that needs no model."""


class Companion:
    """One model beside one library; safe to share between threads."""

    def __init__(
        self,
        model: BaseChatModel,
        settings: ModelSettings,
        library: Library,
        finder: ReferenceFinder,
        lessons: Sequence[Lesson],
    ) -> None:
        self._settings = settings
        self._calls = Calls(model, settings)
        guard = Guard(library, finder)
        self._writer = Writer(self._calls, guard, library, lessons, settings)
        self._asking = Asking(self._calls, finder)

    @classmethod
    def open(
        cls, settings: ModelSettings, library: Library, finder: ReferenceFinder, lessons: Sequence[Lesson]
    ) -> Companion:
        """The model that the settings name; no call is made.

        Raises:
            SettingsError: The provider is unknown, or its package is not installed.
        """
        return cls(model_of(settings, "XUEFA_LLM"), settings, library, finder, lessons)

    def stream(self, question: str, history: Sequence[str], visitor: str, plain: Answerer) -> Iterator[Answer]:
        """The answer as :meth:`assistant.service.Assistant.stream` gives it; ``plain`` answers without a model.

        Errors of ``plain`` pass; none of the model does.
        """
        until, usage = time.monotonic() + self._settings.deadline, Usage()
        answer = plain(question, history, ())  # its errors come before anything leaves the machine
        helps = _may_be_helped(answer, question, history)
        if not helps and not _may_be_written(answer):
            yield answer
            return
        try:
            if not helps:
                yield replace(answer, written=self._writer.nothing_yet)
            with self._calls.place(visitor):
                if helps:
                    soon = min(until, time.monotonic() + UNDERSTANDING)
                    answer = self._understood(question, history, answer, plain, soon, usage)
                    if not _may_be_written(answer):
                        self._writer.meter.add_tokens(usage.tokens_in, usage.tokens_out)
                        yield answer
                        return
                    yield replace(answer, written=self._writer.nothing_yet)
                yield from self._writer.write(question, answer, until, usage)
        except ModelFault as fault:
            yield replace(answer, written=self._gave_up(fault.reason)) if _may_be_written(answer) else answer

    def status(self) -> dict[str, Any]:
        """Model, circuit and counts, for the operator."""
        named = self._writer.nothing_yet
        return {
            "model": named.model,
            "operator": named.operator,
            "circuit": self._calls.circuit,
            **self._writer.meter.to_json(),
        }

    def _gave_up(self, reason: str) -> Written:
        written = replace(self._writer.nothing_yet, pending=False, fallback=reason)
        self._writer.meter.add(written)
        return written

    def _understood(
        self, question: str, history: Sequence[str], first: Answer, plain: Answerer, until: float, usage: Usage
    ) -> Answer:
        """The answer without the words of a model, after it helped to understand the question."""
        try:
            if not history:
                return self._of_issues(question, first, plain, until, usage)
            new = self._asking.rewrite(question, history, until, usage)
            again = plain(new, (), ()) if new != question else first
            return replace(again, question=first.question) if _is_better(again, first) else first
        except ModelFault:
            return first  # the writing, which comes next, counts what is wrong

    def _of_issues(self, question: str, first: Answer, plain: Answerer, until: float, usage: Usage) -> Answer:
        issues = self._asking.issues(question, until, usage)
        if first.status is Outcome.ANSWERED and issues:
            again = plain(question, (), issues)
            return again if len(again.lessons) > len(first.lessons) else first
        for issue in issues:
            again = plain(issue, (), ())
            if again.status is Outcome.ANSWERED and again.lessons:
                told = Section(
                    SectionKind.NOTICE,
                    "",
                    (Block(f"下面按“{again.lessons[0].title}”回答。如果不是这件事，请换个说法再问。"),),
                )
                return replace(again, question=first.question, sections=(told, *again.sections))
        return first


def model_of(settings: ModelSettings, prefix: str) -> BaseChatModel:
    """The chat model that the settings under ``prefix`` name; no call is made.

    Raises:
        SettingsError: The provider is unknown, or its package is not installed.
    """
    try:
        return open_model(settings)
    except Exception as error:  # each provider has errors of its own
        raise SettingsError(
            f"不能使用语言模型“{settings.model}”：提供方“{settings.provider}”不认识，或者没有安装它的软件包"
            f"（兼容 OpenAI 接口的服务请用 openai）。请检查 {prefix}__PROVIDER。"
        ) from error


def _is_better(new: Answer, old: Answer) -> bool:
    return new.status is Outcome.ANSWERED and (bool(new.lessons) or not old.lessons)


def _may_be_helped(answer: Answer, question: str, history: Sequence[str]) -> bool:
    """Whether a model may understand more than the program did: a follow-up, a story, or what was not understood."""
    more = bool(history) or answer.status in _NOT_UNDERSTOOD or len(question) >= LONG
    return more and answer.status is not Outcome.NEED_FACTS and not _is_delicate(answer) and not _is_reply(answer)


def _may_be_written(answer: Answer) -> bool:
    return answer.status is Outcome.ANSWERED and not _is_delicate(answer) and not _is_reply(answer)


def _is_delicate(answer: Answer) -> bool:
    """Whether a person may be in danger, or a lawyer has spoken: a model has no part in these."""
    spoken = any(one.kind in {SectionKind.CARE, SectionKind.REVIEW} for one in answer.sections)
    return spoken or answer.review is not None


def _is_reply(answer: Answer) -> bool:
    """Whether it says what one option of a case means, to one who tapped a button."""
    return any(one.title == OPTION_TITLE for one in answer.sections)
