"""The queue: answers that workers handed in, and finding them again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, func, insert, select

from knowledge.errors import DeskError

from .accounts import USER_COLUMNS, user_of
from .audit import Act, add_line
from .receipts import new_receipt, read_receipt
from .records import Feedback, Mark, NewFeedback, Review
from .reviews import CHINA, key_digest
from .store import Store, storable
from .tables import feedback, reviews, users

__all__ = ["Inbox"]

BATCH = 100
REVIEWED = exists().where(reviews.c.feedback_id == feedback.c.id)


class Inbox:
    """The table of feedback, each with its reviews."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def leave(self, given: NewFeedback) -> str:
        """See :meth:`Desk.leave_feedback`."""
        now = self._store.clock()
        # After earlier questions, or under the law of another day, the same words may mean something else.
        # (a server may count its days elsewhere than in China, hence one day of grace).
        alone = not given.history and abs((given.as_of - now.astimezone(CHINA).date()).days) <= 1
        row = {
            "created": now,
            "question": storable(given.question),
            "question_key": key_digest(given.question) if alone else None,
            "region": storable(given.region),
            "as_of": given.as_of,
            "history": json.dumps(given.history),
            "answer": json.dumps(given.answer),
            "digest": given.digest,
            "corrected": given.answer.get("review", {}).get("mark", Mark.RIGHT) != Mark.RIGHT,
            "remark": storable(given.remark),
        }
        with self._store.write(one_by_one=True) as connection:
            receipt = new_receipt()
            while connection.execute(select(feedback.c.id).where(feedback.c.receipt == receipt)).first():
                receipt = new_receipt()
            connection.execute(insert(feedback).values(receipt=receipt, **row))
        return receipt

    def queue(self, reviewed: bool, page: int, per_page: int) -> tuple[list[Feedback], int]:
        """See :meth:`Desk.queue`."""
        wanted = select(feedback).where(REVIEWED if reviewed else ~REVIEWED)
        if reviewed:
            latest = select(func.max(reviews.c.id)).where(reviews.c.feedback_id == feedback.c.id).scalar_subquery()
            wanted = wanted.order_by(latest.desc())
        else:
            wanted = wanted.order_by(feedback.c.id)
        with self._store.read() as connection:
            total = connection.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
            found = _read(connection, wanted.limit(per_page).offset((max(page, 1) - 1) * per_page))
        return found, total

    def get(self, feedback_id: int) -> Feedback:
        """See :meth:`Desk.feedback`."""
        with self._store.read() as connection:
            found = _read(connection, select(feedback).where(feedback.c.id == feedback_id))
        if not found:
            raise DeskError(f"没有编号为{feedback_id}的反馈，请回到待审列表重新选择。")
        return found[0]

    def by_receipt(self, receipt: str) -> Feedback | None:
        """See :meth:`Desk.by_receipt`."""
        wanted = read_receipt(receipt)
        if not wanted:
            return None
        with self._store.read() as connection:
            found = _read(connection, select(feedback).where(feedback.c.receipt == wanted))
        return found[0] if found else None

    def delete(self, receipt: str, by: str) -> None:
        """See :meth:`Desk.delete_feedback`."""
        wanted = read_receipt(receipt)
        with self._store.write() as connection:
            number = connection.scalar(select(feedback.c.id).where(feedback.c.receipt == wanted)) if wanted else None
            if number is None:
                raise DeskError(f"没有回执“{receipt.strip()[:20]}”，请核对回执号。")
            connection.execute(delete(reviews).where(reviews.c.feedback_id == number))
            connection.execute(delete(feedback).where(feedback.c.id == number))
            add_line(connection, self._store.clock(), by, Act.FEEDBACK_DELETED, wanted)

    def reviewed(self) -> Iterator[Feedback]:
        """See :meth:`Desk.reviewed`."""
        last = 0
        while True:
            wanted = select(feedback).where(REVIEWED, feedback.c.id > last).order_by(feedback.c.id).limit(BATCH)
            with self._store.read() as connection:
                found = _read(connection, wanted)
            if not found:
                return
            yield from found
            last = found[-1].id


def _read(connection: Connection, wanted: Select[Any]) -> list[Feedback]:
    rows = connection.execute(wanted).all()
    said = _reviews(connection, [row.id for row in rows])
    return [Feedback(row.id, row.receipt, row.created, _given(row), tuple(said.get(row.id, ()))) for row in rows]


def _given(row: Row[Any]) -> NewFeedback:
    return NewFeedback(
        question=row.question,
        region=row.region,
        as_of=row.as_of,
        history=tuple(json.loads(row.history)),
        answer=json.loads(row.answer),
        digest=row.digest,
        remark=row.remark,
    )


def _reviews(connection: Connection, ids: Sequence[int]) -> Mapping[int, list[Review]]:
    wanted = (
        select(reviews, *USER_COLUMNS)
        .join(users, users.c.id == reviews.c.reviewer_id)
        .where(reviews.c.feedback_id.in_(ids))
        .order_by(reviews.c.id)
    )
    found: dict[int, list[Review]] = {}
    for row in connection.execute(wanted):
        one = Review(
            id=row.id,
            feedback_id=row.feedback_id,
            reviewer=user_of(row),
            mark=Mark(row.mark),
            comment=row.comment,
            correction=row.correction,
            pinned=row.pinned,
            created=row.created,
        )
        found.setdefault(one.feedback_id, []).append(one)
    return found
