"""The tables of the desk; ``migrations/`` makes them, a test compares both."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

__all__ = ["UtcDateTime", "audit", "failures", "feedback", "metadata", "reviews", "sessions", "users"]


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: with its zone in Python, in UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC; SQLite keeps no zones."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC, with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A number is never given twice (AUTOINCREMENT): "the latest review" is the one with the greatest.
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("display", String(40), nullable=False),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("password", String(255), nullable=False),  # argon2's own form: parameters, salt and hash
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),  # sha256 of the token
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("expires", UtcDateTime, nullable=False, index=True),
)

failures = Table(
    "login_failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(64), nullable=False),  # sha256 of a name or an address: people type passwords as names
    Column("at", UtcDateTime, nullable=False, index=True),
    Index(None, "subject", "at"),
    sqlite_autoincrement=True,
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("receipt", String(9), nullable=False, unique=True),
    Column("created", UtcDateTime, nullable=False),
    Column("question", Text, nullable=False),
    Column("question_key", String(64)),  # sha256; nothing where the question does not stand on its own
    Column("region", String(80), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("history", Text, nullable=False),  # JSON
    Column("answer", Text, nullable=False),  # JSON
    Column("digest", String(64), nullable=False),
    Column("corrected", Boolean, nullable=False),  # whether a lawyer's correction stood in the answer already
    Column("remark", Text, nullable=False),
    Index(None, "question_key", "region"),
    sqlite_autoincrement=True,
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feedback_id", Integer, ForeignKey("feedback.id"), nullable=False, index=True),
    Column("reviewer_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("mark", String(16), nullable=False),
    Column("comment", Text, nullable=False),
    Column("correction", Text, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", String(500), nullable=False),
    sqlite_autoincrement=True,
)
