"""Reading and writing in transactions, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from knowledge.errors import DeskError

from .engine import WRITES, connect
from .migrating import migrate

__all__ = ["Store", "storable", "utc_now"]

TURN = 7_359_302  # any number that no other program locks in this database
# Connection lost, serialisation, resources, lock not available, stopped by an operator, system error.
PASSING = frozenset({"08", "40", "53", "55", "57", "58"})
BUSY = "数据库暂时不能用，这次操作没有保存，请稍后再试；如果一直这样，请联系管理员。"


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def storable(words: str) -> str:
    """Text that every database takes: without NUL and without halves of characters."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode()


class Store:
    """Transactions over one database; safe to share between threads."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine, self.clock = engine, clock
        self._writing = engine.execution_options(**WRITES)
        self._postgres = engine.dialect.name == "postgresql"
        # SQLite lets one write at a time and makes the others poll, which starves some; a lock is fair.
        self._turn = nullcontext() if self._postgres else threading.Lock()

    @classmethod
    def open(cls, url: str, clock: Callable[[], datetime] = utc_now) -> Store:
        """Connect and migrate.

        Raises:
            DeskError: The URL is of no use, or the database cannot be reached or migrated.
        """
        engine = connect(url)
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, clock)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only looks.

        Raises:
            DeskError: The database cannot be used.
        """
        with _told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, one_by_one: bool = False) -> Iterator[Connection]:
        """A transaction that is durable when the block has ended, or left no trace.

        Args:
            one_by_one: No other such block runs at the same time, in whatever process.

        Raises:
            DeskError: The database cannot be used.
        """
        with _told(), self._turn, self._writing.begin() as connection:
            if one_by_one and self._postgres:  # SQLite's writers are one by one anyhow
                connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
            yield connection


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except NoConnection as error:
        raise DeskError(BUSY) from error
    except DBAPIError as error:
        if isinstance(error, OperationalError | InterfaceError) or _state(error) in PASSING:
            raise DeskError(BUSY) from error
        raise


def _state(error: DBAPIError) -> str:
    """The class of PostgreSQL's SQLSTATE; pg8000 has no exceptions of its own for them."""
    first = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return str(first.get("C", ""))[:2] if isinstance(first, dict) else ""
