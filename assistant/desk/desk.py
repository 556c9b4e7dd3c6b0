"""The desk as the rest of the program sees it: one object over one database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from .accounts import Accounts
from .audit import Act, Trail
from .feedback import Inbox
from .records import AuditEntry, Feedback, Mark, NewFeedback, Pinned, Review, Role, Session, User
from .reviews import Reviews
from .sessions import Logins
from .store import Store, utc_now

__all__ = ["Desk"]


class Desk:
    """Accounts, logins, feedback, reviews and the audit trail; safe to share between threads.

    Each method that writes returns only after the database has made it durable. Every method raises
    ``DeskError`` if the database cannot be used at the moment.
    """

    def __init__(self, store: Store, session_hours: int) -> None:
        self._store = store
        self._accounts = Accounts(store)
        self._logins = Logins(store, timedelta(hours=session_hours))
        self._inbox = Inbox(store)
        self._reviews = Reviews(store)
        self._trail = Trail(store)

    @classmethod
    def open(cls, url: str, *, session_hours: int = 12, clock: Callable[[], datetime] = utc_now) -> Desk:
        """Connect, and bring the tables to the form of this program.

        Args:
            url: ``sqlite:////folder/desk.sqlite`` or ``postgresql://name:password@host/database``.
            session_hours: How long a login lasts.
            clock: The time, with its zone.

        Raises:
            DeskError: The URL is not one of these, or the database cannot be reached or is newer than this program.
        """
        return cls(Store.open(url, clock), session_hours)

    def close(self) -> None:
        """Give all connections back."""
        self._store.close()

    def add_user(self, name: str, display: str, password: str, role: Role, *, by: str) -> User:
        """A new account; ``by`` says who made it.

        Raises:
            DeskError: The name is taken or not usable, or the password is weak.
        """
        return self._accounts.add(name, display, password, role, by)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Another password; all logins of the account end.

        Raises:
            DeskError: There is no such account, or the password is weak.
        """
        self._accounts.set_password(name, password, by)

    def set_active(self, name: str, active: bool, *, by: str) -> None:
        """Close an account or open it again; all its logins end.

        Raises:
            DeskError: There is no such account.
        """
        self._accounts.set_active(name, active, by)

    def users(self) -> list[User]:
        """All accounts by name."""
        return self._accounts.all()

    def log_in(self, name: str, password: str, address: str) -> tuple[str, Session]:
        """The token for the cookie, which is stored nowhere, and the session.

        Raises:
            LoginBlocked: Too many failures for this name or from this address.
            LoginError: Unknown name, wrong password or closed account: the same sentence after the same work.
        """
        return self._logins.log_in(name, password, address)

    def session(self, token: str) -> Session | None:
        """The session of a token; ``None`` if unknown, over, or of a closed account."""
        return self._logins.session(token)

    def log_out(self, session: Session) -> None:
        """End a session; nothing happens if it is over already."""
        self._logins.log_out(session)

    def leave_feedback(self, given: NewFeedback) -> str:
        """Put an answer into the queue and return the receipt, such as ``7K3M-92QX``."""
        return self._inbox.leave(given)

    def queue(self, *, reviewed: bool, page: int = 1, per_page: int = 20) -> tuple[list[Feedback], int]:
        """One page of what waits, longest first, or of what was reviewed, latest first; and how many there are."""
        return self._inbox.queue(reviewed, page, per_page)

    def feedback(self, feedback_id: int) -> Feedback:
        """One answer with its reviews.

        Raises:
            DeskError: There is none of this number.
        """
        return self._inbox.get(feedback_id)

    def by_receipt(self, receipt: str) -> Feedback | None:
        """What a worker's receipt stands for, however it was typed (small letters, without its hyphen)."""
        return self._inbox.by_receipt(receipt)

    def delete_feedback(self, receipt: str, *, by: str) -> None:
        """Take an answer out of the queue with all that was said of it, as its worker may ask; the audit tells of it.

        Raises:
            DeskError: There is no such receipt.
        """
        self._inbox.delete(receipt, by)

    def reviewed(self) -> Iterator[Feedback]:
        """All that have a review, oldest first."""
        return self._inbox.reviewed()

    def review(
        self, feedback_id: int, by: User, mark: Mark, comment: str, correction: str, pin: bool, seen: int | None = None
    ) -> Review:
        """Say what an answer is worth; stored together with its line in the audit trail.

        Args:
            pin: Show the correction to whoever asks the same question in the same place. Only for an answer that is
                wrong or incomplete, and a question that stands on its own, without earlier ones.
            seen: Id of the latest review that the lawyer has seen, 0 for none; ``None``: do not compare.

        Raises:
            ReviewedMeanwhile: There is a later review than ``seen``; nothing was stored.
            DeskError: No such answer, the account was closed, or what was given does not go together.
        """
        return self._reviews.review(feedback_id, by, mark, comment, correction, pin, seen)

    def pinned(self, question: str, region: str) -> Pinned | None:
        """The latest review of the same question in exactly this region, if it says something to whoever asks now.

        That is: the answer was right, or a correction is pinned. Only questions that were asked without earlier
        ones count, so ask only for such.
        """
        return self._reviews.pinned(question, region)

    def audit(self, page: int = 1, per_page: int = 50) -> tuple[list[AuditEntry], int]:
        """One page of the audit trail, latest first, and how many lines there are."""
        return self._trail.page(page, per_page)

    def note(self, who: str, action: Act | str, subject: str, detail: str = "") -> None:
        """Write down something that was done outside, never its text."""
        self._trail.note(who, action, subject, detail)
