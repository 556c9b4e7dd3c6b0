"""The union lawyers' desk: accounts, questions that workers asked to have looked at, reviews, and who did what."""

from .audit import Act
from .desk import Desk
from .export import ReviewedCase, reviewed_cases
from .records import AuditEntry, Feedback, Mark, NewFeedback, Pinned, Review, Role, Session, User
from .reviews import answer_digest, question_key
from .store import utc_now

__all__ = [
    "Act",
    "AuditEntry",
    "Desk",
    "Feedback",
    "Mark",
    "NewFeedback",
    "Pinned",
    "Review",
    "ReviewedCase",
    "Role",
    "Session",
    "User",
    "answer_digest",
    "question_key",
    "reviewed_cases",
    "utc_now",
]
