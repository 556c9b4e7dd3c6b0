"""Replies to what a lesson asked back: the name of an option, or nothing but a span of time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from knowledge.lessons import Case, Lesson, Option

from .tenure import bare_tenure

__all__ = ["MOST_REPLIES", "is_reply", "labels_of", "read_reply", "split_replies"]

MOST_REPLIES = 3
_ENDS = " \t。.！!？?～~"


def labels_of(lessons: Sequence[Lesson]) -> frozenset[str]:
    """The names of all options of all cases."""
    return frozenset(option.label for lesson in lessons for case in lesson.cases for option in case.options)


def is_reply(message: str, labels: Collection[str]) -> bool:
    """Whether a message can only be a reply; any question of its own is none."""
    return message.strip(_ENDS) in labels or bare_tenure(message) is not None


def read_reply(case: Case, message: str) -> Option | None:
    """The option of ``case`` that a reply names or whose span of months it lies in."""
    name = message.strip(_ENDS)
    named = next((option for option in case.options if option.label == name), None)
    months = None if named else bare_tenure(message)
    if months is None:
        return named
    spans = [option for option in case.options if option.months is not None]
    return next((one for one in spans if one.months and one.months[0] <= months < (one.months[1] or 1e9)), None)


def split_replies(history: Sequence[str], message: str, labels: Collection[str]) -> tuple[int, list[str]] | None:
    """Where in ``history`` the question stands that ``message`` and the replies before it belong to, and all replies.

    ``None`` if the message is no reply or no question stands before it.
    """
    if not is_reply(message, labels):
        return None
    replies = [message]
    for at in range(len(history) - 1, max(-1, len(history) - 1 - MOST_REPLIES), -1):
        if not is_reply(history[at], labels):
            return (at, replies) if history[at].strip() else None
        replies.insert(0, history[at])
    return None
