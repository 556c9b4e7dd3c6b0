"""A conversation: frozen turns, kept only in the session of one visitor."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.records import Answer

__all__ = ["MAX_TURNS", "Turn", "add", "earlier_questions"]

MAX_TURNS = 20
"""Turns shown and remembered; the oldest leaves first, so that a session cannot grow without end."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what it got.

    Attributes:
        uid: Part of every element id of this turn, so that marks of older answers keep working.
        answer: None while the question is being looked up, or when it ended in an error.
        error: The sentence to show in place of an answer.
    """

    question: str
    answer: Answer | None = None
    error: str = ""
    uid: str = field(default_factory=lambda: secrets.token_hex(4))

    def with_answer(self, answer: Answer) -> Turn:
        """The same turn, answered."""
        return replace(self, answer=answer)

    def with_error(self, sentence: str) -> Turn:
        """The same turn, ended by an error."""
        return replace(self, error=sentence)


def add(turns: Sequence[Turn], turn: Turn) -> tuple[Turn, ...]:
    """The conversation with one more turn, never longer than ``MAX_TURNS``."""
    return (*turns, turn)[-MAX_TURNS:]


def earlier_questions(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The questions that were answered; a failed one is no context for the next."""
    return tuple(turn.question for turn in turns if turn.answer is not None)
