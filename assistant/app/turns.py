"""A conversation: frozen turns, kept only in the session of one visitor."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.records import Answer, Section

from .written import is_pending

__all__ = ["MAX_TURNS", "Asked", "Turn", "add", "earlier_questions"]

MAX_TURNS = 20
"""Turns shown and remembered; the oldest leaves first, so that a session cannot grow without end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """All that it takes to ask a question again; ``as_of`` is what stood in its field, empty for today."""

    question: str
    region: str
    as_of: str
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what it got.

    Attributes:
        uid: Part of every element id of this turn, so that marks of older answers keep working.
        answer: None while the question is being looked up, or when it ended in an error.
        error: The sentence to show in place of an answer.
        asked: How it was asked, where an answer may be handed to lawyers.
        told: What lawyers said, for one who asks with a receipt; then there is no answer.
    """

    question: str
    answer: Answer | None = None
    error: str = ""
    asked: Asked | None = None
    told: tuple[Section, ...] = ()
    uid: str = field(default_factory=lambda: secrets.token_hex(4))

    def with_answer(self, answer: Answer) -> Turn:
        """The same turn, answered."""
        return replace(self, answer=answer)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show but the question."""
        return self.answer is None and not self.error and not self.told

    @property
    def is_pending(self) -> bool:
        """Whether a language model still adds to the answer."""
        return is_pending(self.answer)

    def settled(self) -> Turn:
        """The same turn when no model writes for it any more: it stays with the sentences that stand."""
        answer = self.answer
        if answer is None or answer.written is None or not self.is_pending:
            return self
        return replace(self, answer=replace(answer, written=replace(answer.written, pending=False)))

    def with_told(self, told: tuple[Section, ...]) -> Turn:
        """The same turn, which was about a receipt."""
        return replace(self, told=told, asked=None)

    def with_error(self, sentence: str) -> Turn:
        """The same turn, ended by an error."""
        return replace(self, error=sentence)


def add(turns: Sequence[Turn], turn: Turn) -> tuple[Turn, ...]:
    """The conversation with one more turn, never longer than ``MAX_TURNS``."""
    return (*turns, turn)[-MAX_TURNS:]


def earlier_questions(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The questions that were answered; a failed one is no context for the next."""
    return tuple(turn.question for turn in turns if turn.answer is not None)
