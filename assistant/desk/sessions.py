"""Logging in and out."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select

from knowledge.errors import LoginError

from .accounts import USER_COLUMNS, normal_name, user_of
from .audit import Act, add_line
from .limits import ADDRESS_FAILURES, NAME_FAILURES, WINDOW, Attempt, Counted
from .passwords import hash_of_nobody, verify_password
from .records import Session
from .store import Store
from .tables import sessions, users

__all__ = ["Logins"]

LONGEST_TOKEN = 128
LONGEST_SUBJECT = 40
NOBODY = "（未登录）"
UNKNOWN = "没有这个账号"
"""What was typed in place of a name is not written down: it may be a password."""
REFUSED = "用户名或密码不对，请重新输入；忘了密码请联系管理员。"


class Logins:
    """The table of sessions."""

    def __init__(self, store: Store, lasting: timedelta) -> None:
        self._store, self._lasting = store, lasting

    def log_in(self, name: str, password: str, address: str) -> tuple[str, Session]:
        """See :meth:`Desk.log_in`."""
        name = normal_name(name)
        attempt = Attempt(name, address)
        with self._store.write(one_by_one=True) as connection:
            counted = attempt.begin(connection, self._store.clock())
        with self._store.read() as connection:
            row = connection.execute(select(users.c.password).where(users.c.name == name)).first()
        nobody = hash_of_nobody()
        stored: str = row.password if row else nobody
        try:
            if not verify_password(stored, password):  # outside a transaction: it takes a while
                raise LoginError(REFUSED)
            return self._begin(attempt, counted, stored)
        except LoginError:
            self._tell_of_locks(attempt, counted, name if row else UNKNOWN)
            raise

    def _begin(self, attempt: Attempt, counted: Counted, password: str) -> tuple[str, Session]:
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        now = self._store.clock()
        # The password may have been changed, or the account closed, while it was verified.
        same = select(*USER_COLUMNS).where(
            users.c.name == attempt.name, users.c.password == password, users.c.active.is_(True)
        )
        with self._store.write() as connection:
            row = connection.execute(same.with_for_update()).first()
            if row is None:
                raise LoginError(REFUSED)
            session = Session(_digest(token), user_of(row), csrf, now + self._lasting)
            attempt.succeed(connection, counted)
            connection.execute(delete(sessions).where(sessions.c.expires <= now))
            connection.execute(
                insert(sessions).values(id=session.id, user_id=session.user.id, csrf=csrf, expires=session.expires)
            )
            add_line(connection, now, attempt.name, Act.LOGGED_IN, attempt.name, attempt.address)
        return token, session

    def _tell_of_locks(self, attempt: Attempt, counted: Counted, name: str) -> None:
        """A line for each lock that begins with this failure; the tries that it refuses get none."""
        minutes = WINDOW // timedelta(minutes=1)
        lines = []
        if counted.locks_name:
            lines.append((name, f"{minutes}分钟内输错{NAME_FAILURES}次，最后一次来自{attempt.address}"))
        if counted.locks_address:
            lines.append((f"地址 {attempt.address}", f"{minutes}分钟内输错{ADDRESS_FAILURES}次"))
        if lines:
            with self._store.write() as connection:
                for subject, detail in lines:
                    add_line(
                        connection, self._store.clock(), NOBODY, Act.LOGIN_BLOCKED, subject[:LONGEST_SUBJECT], detail
                    )

    def session(self, token: str) -> Session | None:
        """See :meth:`Desk.session`."""
        if not 0 < len(token) <= LONGEST_TOKEN:
            return None
        wanted = (
            select(sessions.c.id, sessions.c.csrf, sessions.c.expires, *USER_COLUMNS)
            .join(users, users.c.id == sessions.c.user_id)
            .where(sessions.c.id == _digest(token), users.c.active.is_(True))
        )
        with self._store.read() as connection:
            row = connection.execute(wanted).first()
        if row is None or row.expires <= self._store.clock():
            return None
        return Session(row.id, user_of(row), row.csrf, row.expires)

    def log_out(self, session: Session) -> None:
        """See :meth:`Desk.log_out`."""
        with self._store.write() as connection:
            if connection.execute(delete(sessions).where(sessions.c.id == session.id)).rowcount:
                name = session.user.name
                add_line(connection, self._store.clock(), name, Act.LOGGED_OUT, name)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
