"""The audit trail: who did what to what, when; lines are only ever added."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select

from .records import AuditEntry
from .store import Store, storable
from .tables import audit

__all__ = ["Act", "Trail", "add_line"]


class Act(StrEnum):
    """What is written down, as an admin reads it."""

    USER_ADDED = "新建账号"
    PASSWORD_SET = "设置密码"  # noqa: S105
    USER_DISABLED = "停用账号"
    USER_ENABLED = "启用账号"
    LOGGED_IN = "登录"
    LOGGED_OUT = "退出登录"
    LOGIN_BLOCKED = "登录暂时锁定"
    REVIEWED = "审核回答"
    PINNED = "审核回答并固定更正"
    DRAFT_CHECKED = "核对文稿"
    DRAFT_EXPORTED = "导出核对结果"
    CASES_EXPORTED = "导出评测题"
    FEEDBACK_DELETED = "删除反馈"


def add_line(connection: Connection, at: datetime, who: str, action: Act | str, subject: str, detail: str = "") -> None:
    """Add a line within the transaction of what it tells of."""
    line = {"who": who[:80], "action": str(action)[:40], "subject": subject[:200], "detail": detail[:500]}
    connection.execute(insert(audit).values(at=at, **{name: storable(words) for name, words in line.items()}))


class Trail:
    """Reads the trail, and takes lines from outside."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, who: str, action: Act | str, subject: str, detail: str) -> None:
        """One line of its own."""
        with self._store.write() as connection:
            add_line(connection, self._store.clock(), who, action, subject, detail)

    def page(self, page: int, per_page: int) -> tuple[list[AuditEntry], int]:
        """Latest first."""
        wanted = select(audit).order_by(audit.c.id.desc()).limit(per_page).offset((max(page, 1) - 1) * per_page)
        with self._store.read() as connection:
            total = connection.scalar(select(func.count()).select_from(audit)) or 0
            rows = connection.execute(wanted).all()
        return [AuditEntry(row.id, row.at, row.who, row.action, row.subject, row.detail) for row in rows], total
