"""What lawyers say of answers, and what of that reaches whoever asks the same."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from knowledge.errors import DeskError, ReviewedMeanwhile
from knowledge.text import fold

from .accounts import USER_COLUMNS, user_of
from .audit import Act, add_line
from .records import Mark, Pinned, Review, User
from .store import Store, storable
from .tables import feedback, reviews, users

__all__ = ["CHINA", "MARK_WORDS", "Reviews", "answer_digest", "key_digest", "question_key"]

CHINA = timezone(timedelta(hours=8))
MOST_WORDS = 10_000  # characters of a comment or a correction
MARK_WORDS = {Mark.RIGHT: "正确", Mark.WRONG: "错误", Mark.INCOMPLETE: "不完整"}


def answer_digest(answer_json: Mapping[str, Any]) -> str:
    """Sha256, hex, over what a reader takes from an answer (``Answer.to_json()``), not over its time and hits."""
    read = [
        answer_json["status"],
        answer_json["answer"],
        [[one["law"], one["article"], one["quote"]] for one in answer_json["citations"]],
    ]
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()


def question_key(text: str) -> str:
    """What is the same for the same question: folded, without punctuation and symbols."""
    return "".join(one for one in fold(text) if unicodedata.category(one)[0] not in "PSZC")


def key_digest(text: str) -> str | None:
    """Sha256 of :func:`question_key`, short enough for an index; nothing if there is no word in the text."""
    key = question_key(text)
    return hashlib.sha256(key.encode()).hexdigest() if key else None


class Reviews:
    """The table of reviews."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def review(
        self, feedback_id: int, by: User, mark: Mark, comment: str, correction: str, pin: bool, seen: int | None
    ) -> Review:
        """See :meth:`Desk.review`."""
        comment, correction = storable(comment).strip(), storable(correction).strip()
        _check(mark, comment, correction, pin)
        now = self._store.clock()
        values = {"mark": mark.value, "comment": comment, "correction": correction, "pinned": pin, "created": now}
        with self._store.write() as connection:
            given = _locked(connection, feedback_id)
            reviewer = _reviewer(connection, by)
            latest = connection.scalar(select(func.max(reviews.c.id)).where(reviews.c.feedback_id == feedback_id)) or 0
            if seen is not None and latest > seen:
                raise ReviewedMeanwhile("另一位同事刚刚审核了这个回答，您的意见还没有保存，请看过之后再提交。")
            if pin and given.question_key is None:
                raise DeskError(
                    "这个问题接着前面的话问，或者按别的日期问，单独看意思可能不同，更正不能固定；请去掉固定再提交。"
                )
            row = {"feedback_id": feedback_id, "reviewer_id": reviewer.id, **values}
            number = connection.scalars(insert(reviews).values(**row).returning(reviews.c.id)).one()
            act = Act.PINNED if pin else Act.REVIEWED
            add_line(connection, now, reviewer.name, act, given.receipt, f"判为{MARK_WORDS[mark]}，审核编号{number}")
        return Review(number, feedback_id, reviewer, mark, comment, correction, pin, now)

    def pinned(self, question: str, region: str) -> Pinned | None:
        """See :meth:`Desk.pinned`."""
        key = key_digest(question)
        if key is None:
            return None
        # Not ORDER BY … LIMIT 1: PostgreSQL may then walk through all reviews from the latest on.
        latest = (
            select(func.max(reviews.c.id))
            .join(feedback, feedback.c.id == reviews.c.feedback_id)
            .where(feedback.c.question_key == key, feedback.c.region == region)
            # Who finds right what a correction leads confirms the correction, and does not take it away.
            .where(~((reviews.c.mark == Mark.RIGHT.value) & feedback.c.corrected))
            .scalar_subquery()
        )
        wanted = (
            select(reviews.c.mark, reviews.c.correction, reviews.c.pinned, reviews.c.created)
            .add_columns(feedback.c.digest, users.c.display)
            .join_from(reviews, feedback, feedback.c.id == reviews.c.feedback_id)
            .join(users, users.c.id == reviews.c.reviewer_id)
            .where(reviews.c.id == latest)
        )
        with self._store.read() as connection:
            row = connection.execute(wanted).first()
        if row is None or not (row.pinned or row.mark == Mark.RIGHT):
            return None
        correction = row.correction if row.pinned else ""
        return Pinned(Mark(row.mark), correction, row.display, row.created.astimezone(CHINA).date(), row.digest)


def _check(mark: Mark, comment: str, correction: str, pin: bool) -> None:
    if max(len(comment), len(correction)) > MOST_WORDS:
        raise DeskError(f"意见和更正请各不超过{MOST_WORDS}字。")
    if pin and not correction:
        raise DeskError("还没有写更正，不能固定；请写上更正，或去掉固定。")
    if pin and mark is Mark.RIGHT:
        raise DeskError("回答判为正确时不需要固定更正；请去掉固定，或改判为错误或不完整。")


def _locked(connection: Connection, feedback_id: int) -> Row[Any, Any]:
    """The answer's row; two reviews of the same answer come one after the other."""
    wanted = select(feedback.c.receipt, feedback.c.question_key).where(feedback.c.id == feedback_id)
    row = connection.execute(wanted.with_for_update()).first()
    if row is None:
        raise DeskError(f"没有编号为{feedback_id}的反馈，请回到待审列表重新选择。")
    return row


def _reviewer(connection: Connection, by: User) -> User:
    row = connection.execute(select(*USER_COLUMNS).where(users.c.id == by.id, users.c.active.is_(True))).first()
    if row is None:
        raise DeskError("您的账号已经停用，意见没有保存，请联系管理员。")
    return user_of(row)
