"""Checked drafts, in memory only: each belongs to one login and is gone with it, and with the process."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from assistant.checking import Checked
from assistant.desk import Session
from assistant.drafts import Draft
from knowledge.errors import PageError

__all__ = ["PASTED", "DraftStore", "StoredDraft"]

PASTED = "粘贴的文字"
"""What a pasted draft is called where its own words must not stand."""

MOST_OF_ONE = 10
MOST_BYTES_OF_ONE = 64 * 1024 * 1024
MOST_BYTES = 512 * 1024 * 1024
_LONGEST_TITLE = 20
_BYTES_OF_A_CHARACTER = 4
_BYTES_OF_A_REFERENCE = 2048


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft with what checking it found.

    Attributes:
        id: Part of its address; cannot be guessed, and is of no use in another login.
        owner: The id of the session.
        day: The day whose law it was checked against.
        expires: When the login ends.
    """

    id: str
    owner: str
    draft: Draft
    checked: tuple[Checked, ...]
    day: date
    expires: datetime

    @property
    def title(self) -> str:
        """The name of the file, or the beginning of the first line of what was pasted; not for the audit trail."""
        first = next((" ".join(line.split()) for line in self.draft.text.split("\n") if line.strip()), PASTED)
        cut = f"{first[:_LONGEST_TITLE]}…" if len(first) > _LONGEST_TITLE else first
        return self.draft.name or cut

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        characters = len(self.draft.text) + sum(len(one.text) for one in self.checked)
        return len(self.draft.data) + characters * _BYTES_OF_A_CHARACTER + len(self.checked) * _BYTES_OF_A_REFERENCE


@dataclass
class DraftStore:
    """The drafts of all logins, bounded: the oldest leave first. Safe to share between threads."""

    clock: Callable[[], datetime] = _utc_now
    _drafts: dict[str, StoredDraft] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, session: Session, draft: Draft, checked: Sequence[Checked], day: date) -> StoredDraft:
        """Keeps a draft until the session ends."""
        stored = StoredDraft(secrets.token_urlsafe(16), session.id, draft, tuple(checked), day, session.expires)
        with self._lock:
            self._forget_ended()
            self._drafts[stored.id] = stored
            self._bound(session.id)
        return stored

    def same(self, session: Session, draft: Draft, day: date) -> StoredDraft | None:
        """The very same draft as it was checked for that day, if this session has it."""
        return next((one for one in self.of(session) if one.draft is draft and one.day == day), None)

    def get(self, session: Session, draft_id: str) -> StoredDraft:
        """One draft of this session.

        Raises:
            PageError: There is none, or it belongs to another session; nobody can tell which.
        """
        with self._lock:
            self._forget_ended()
            stored = self._drafts.get(draft_id)
        if stored is None or stored.owner != session.id:
            raise PageError("这份文稿已经不在了（退出登录、登录过期或者核对的文稿太多时会自动清除），请重新核对。")
        return stored

    def of(self, session: Session) -> list[StoredDraft]:
        """The drafts of this session, newest first."""
        with self._lock:
            self._forget_ended()
            return [one for one in reversed(self._drafts.values()) if one.owner == session.id]

    def delete(self, session: Session, draft_id: str) -> None:
        """Forgets one draft.

        Raises:
            PageError: As in :meth:`get`.
        """
        stored = self.get(session, draft_id)
        with self._lock:
            self._drafts.pop(stored.id, None)

    def forget(self, session_id: str) -> None:
        """Forgets all drafts of a session."""
        with self._lock:
            self._keep(lambda one: one.owner != session_id)

    def _forget_ended(self) -> None:
        now = self.clock()
        self._keep(lambda one: one.expires > now)

    def _keep(self, wanted: Callable[[StoredDraft], bool]) -> None:
        self._drafts = {name: one for name, one in self._drafts.items() if wanted(one)}

    def _bound(self, owner: str) -> None:
        """The newest always stays."""
        own = [one for one in self._drafts.values() if one.owner == owner]
        while len(own) > 1 and (len(own) > MOST_OF_ONE or sum(one.size for one in own) > MOST_BYTES_OF_ONE):
            del self._drafts[own.pop(0).id]
        while len(self._drafts) > 1 and sum(one.size for one in self._drafts.values()) > MOST_BYTES:
            del self._drafts[next(iter(self._drafts))]
