"""The frozen records of the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

__all__ = ["AuditEntry", "Feedback", "Mark", "NewFeedback", "Pinned", "Review", "Role", "Session", "User"]


class Role(StrEnum):
    """What an account may do; an admin may do all that a lawyer may, and reads the audit trail."""

    LAWYER = "lawyer"
    ADMIN = "admin"


class Mark(StrEnum):
    """What a lawyer says of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class User:
    """An account.

    Attributes:
        name: What is typed to log in, lower case, unique.
        display: What workers and colleagues see, such as 王律师.
    """

    id: int
    name: str
    display: str
    role: Role
    active: bool
    created: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A login.

    Attributes:
        id: The sha256 of the cookie's token, hex; the token itself is stored nowhere.
        csrf: What every form of this session must send along.
    """

    id: str
    user: User
    csrf: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """What a worker, with explicit consent, gives to the lawyers.

    Attributes:
        answer: ``Answer.to_json()`` of the answer that was marked as unhelpful.
        digest: :func:`assistant.desk.reviews.answer_digest` of that answer.
        remark: What the worker adds in own words, may be empty.
    """

    question: str
    region: str
    as_of: date
    history: tuple[str, ...]
    answer: dict[str, Any]
    digest: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """What one lawyer says of one answer; the latest counts.

    Attributes:
        correction: The right answer in the lawyer's words, with citations in the text; may be empty.
        pinned: Whether ``correction`` is shown to whoever asks the same question.
    """

    id: int
    feedback_id: int
    reviewer: User
    mark: Mark
    comment: str
    correction: str
    pinned: bool
    created: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """An answer in the queue.

    Attributes:
        receipt: The number that the worker keeps, such as ``7K3M-92QX``.
        reviews: Oldest first; empty while nobody looked at it.
    """

    id: int
    receipt: str
    created: datetime
    given: NewFeedback
    reviews: tuple[Review, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Pinned:
    """The latest review of a question that is asked again.

    Attributes:
        mark: ``RIGHT`` confirms the answer whose digest is ``digest``; otherwise ``correction`` stands in front.
    """

    mark: Mark
    correction: str
    reviewer: str
    day: date
    digest: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit trail: who did what to what, when."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: str
