"""Accounts: made, closed and opened by the operator."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from knowledge.errors import DeskError
from knowledge.text import clean_input

from .audit import Act, add_line
from .passwords import check_strength, hash_password
from .records import Role, User
from .store import Store, storable
from .tables import sessions, users

__all__ = ["USER_COLUMNS", "Accounts", "normal_name", "user_of"]

NAME = re.compile(r"[\w.@-]{2,40}")
LONGEST_DISPLAY = 40
# Labelled: rows of several tables are read together.
USER_COLUMNS = tuple(
    users.c[name].label(f"user_{name}") for name in ("id", "name", "display", "role", "active", "created")
)


def normal_name(name: str) -> str:
    """The form in which names are stored and compared."""
    return unicodedata.normalize("NFKC", storable(name)).strip().lower()


def user_of(row: Row[Any]) -> User:
    """The account in a row with :data:`USER_COLUMNS`."""
    return User(row.user_id, row.user_name, row.user_display, Role(row.user_role), row.user_active, row.user_created)


class Accounts:
    """The table of accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, name: str, display: str, password: str, role: Role, by: str) -> User:
        """See :meth:`Desk.add_user`."""
        name, display = normal_name(name), clean_input(display)
        if not NAME.fullmatch(name):
            raise DeskError("用户名应是2到40个字母、汉字、数字或 . _ - @，中间没有空格，请换一个。")
        if not 1 <= len(display) <= LONGEST_DISPLAY:
            raise DeskError(f"显示的名字应有1到{LONGEST_DISPLAY}个字，如 王律师。")
        check_strength(password, name)
        row: dict[str, Any] = {"name": name, "display": display, "role": role.value, "active": True}
        hashed, now = hash_password(password), self._store.clock()
        with self._store.write(one_by_one=True) as connection:
            if connection.execute(select(users.c.id).where(users.c.name == name)).first():
                raise DeskError(f"用户名“{name}”已经有了，请换一个。")
            connection.execute(insert(users).values(**row, created=now, password=hashed))
            add_line(connection, now, by, Act.USER_ADDED, name, f"{display}，{role.value}")
            return user_of(_found(connection, name))

    def set_password(self, name: str, password: str, by: str) -> None:
        """See :meth:`Desk.set_password`."""
        name = normal_name(name)
        check_strength(password, name)
        hashed = hash_password(password)
        self._change(name, by, Act.PASSWORD_SET, password=hashed)

    def set_active(self, name: str, active: bool, by: str) -> None:
        """See :meth:`Desk.set_active`."""
        self._change(normal_name(name), by, Act.USER_ENABLED if active else Act.USER_DISABLED, active=active)

    def all(self) -> list[User]:
        """By name."""
        with self._store.read() as connection:
            return [user_of(row) for row in connection.execute(select(*USER_COLUMNS).order_by(users.c.name))]

    def _change(self, name: str, by: str, act: Act, **values: Any) -> None:
        with self._store.write() as connection:
            user = user_of(_found(connection, name))
            # The row is locked first: a login that is just being made waits here, and then sees the change.
            connection.execute(update(users).where(users.c.id == user.id).values(**values))
            connection.execute(delete(sessions).where(sessions.c.user_id == user.id))
            add_line(connection, self._store.clock(), by, act, name)


def _found(connection: Connection, name: str) -> Row[Any]:
    row = connection.execute(select(*USER_COLUMNS).where(users.c.name == name)).first()
    if row is None:
        raise DeskError(f"没有“{name[:40]}”这个账号，用 xuefa user list 看有哪些。")
    return row
