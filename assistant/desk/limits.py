"""How often logging in may fail, counted in the database so that all processes count together."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from knowledge.errors import LoginBlocked

from .networks import network_of
from .tables import failures

__all__ = ["ADDRESS_FAILURES", "NAME_FAILURES", "WINDOW", "Attempt", "Counted"]

WINDOW = timedelta(minutes=15)
NAME_FAILURES, ADDRESS_FAILURES = 5, 20


@dataclass(frozen=True, slots=True)
class Counted:
    """An attempt that was counted as a failure.

    Attributes:
        rows: What counts it, for :meth:`Attempt.succeed`.
        locks_name, locks_address: Whether nobody else is let in after it, unless it succeeds.
    """

    rows: tuple[int, ...]
    locks_name: bool
    locks_address: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody wants in.

    It counts as a failure before the password is looked at, and is taken back if that was right: many at once
    would otherwise all be let through to guess.
    """

    name: str
    address: str

    def begin(self, connection: Connection, now: datetime) -> Counted:
        """Count it. Only in a transaction that runs alone.

        Raises:
            LoginBlocked: There were too many within the window; this one is not counted.
        """
        connection.execute(delete(failures).where(failures.c.at <= now - WINDOW))
        locks = []
        for subject, most in ((self._name, NAME_FAILURES), (self._address, ADDRESS_FAILURES)):
            when = failures.c.at
            latest = select(when).where(failures.c.subject == subject).order_by(when.desc()).limit(most)
            times = list(connection.scalars(latest))
            if len(times) >= most:
                minutes = max(1, math.ceil((times[-1] + WINDOW - now) / timedelta(minutes=1)))
                raise LoginBlocked(f"登录失败的次数太多，请过{minutes}分钟再试；忘了密码请联系管理员。")
            locks.append(len(times) == most - 1)
        rows = tuple(
            connection.scalars(insert(failures).values(subject=subject, at=now).returning(failures.c.id)).one()
            for subject in (self._name, self._address)
        )
        return Counted(rows, *locks)

    def succeed(self, connection: Connection, counted: Counted) -> None:
        """Take it back, and forget the failures of the name; those of the address stay."""
        connection.execute(delete(failures).where((failures.c.subject == self._name) | failures.c.id.in_(counted.rows)))

    @property
    def _name(self) -> str:
        return _digest("name", self.name)

    @property
    def _address(self) -> str:
        return _digest("address", network_of(self.address))


def _digest(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\0{value}".encode("utf-8", "replace")).hexdigest()
