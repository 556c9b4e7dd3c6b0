"""What a lawyer writes of an answer, checked before it may be shown to anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from assistant.checking import Checked, Verdict
from assistant.checking.words import VERDICT_WORDS
from assistant.desk import Feedback, Mark
from knowledge.errors import FormError

from .desk_route import field

__all__ = ["MARK_WORDS", "Opinion", "complete", "digest_of", "latest_of", "may_be_pinned", "read_opinion"]

MARK_WORDS = {Mark.RIGHT: "回答正确", Mark.WRONG: "有错误", Mark.INCOMPLETE: "不完整"}
LONGEST_COMMENT = 2000
LONGEST_CORRECTION = 8000


@dataclass(frozen=True, slots=True)
class Opinion:
    """The form as it was sent.

    Attributes:
        mark: As sent, so that it can be shown again; ``None`` if nothing was chosen.
        pin, without_law: Whether the boxes were ticked.
        seen: Id of the latest review that the lawyer saw, 0 if there was none.
        shown: Digest of the correction whose citations the lawyer was shown.
        saves: Whether it is to be stored, or only its citations to be checked.
    """

    mark: Mark | None = None
    comment: str = ""
    correction: str = ""
    pin: bool = False
    without_law: bool = False
    seen: int = 0
    shown: str = ""
    saves: bool = False


def read_opinion(request: Request) -> Opinion:
    """The form, whatever is in it."""
    mark, seen = field(request, "mark"), field(request, "seen")
    return Opinion(
        mark=Mark(mark) if mark in set(Mark) else None,
        comment=field(request, "comment").strip(),
        correction=field(request, "correction").strip(),
        pin=field(request, "pin") == "1",
        without_law=field(request, "without_law") == "1",
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 12 else 0,
        shown=field(request, "shown"),
        saves=field(request, "do") == "save",
    )


def latest_of(feedback: Feedback) -> int:
    """Id of the latest review, 0 if there is none."""
    return feedback.reviews[-1].id if feedback.reviews else 0


def digest_of(correction: str) -> str:
    """Stands for a correction whose citations were shown; another text has another one."""
    return hashlib.sha256(correction.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def complete(opinion: Opinion) -> Mark:
    """The mark of an opinion that can be stored.

    Raises:
        FormError: Something is missing, too long or does not go together.
    """
    if opinion.mark is None:
        raise FormError("请先选这个回答是正确、有错误，还是不完整。")
    if len(opinion.comment) > LONGEST_COMMENT:
        raise FormError(f"意见有{len(opinion.comment)}字，请写在{LONGEST_COMMENT}字以内。")
    if len(opinion.correction) > LONGEST_CORRECTION:
        raise FormError(f"更正有{len(opinion.correction)}字，请写在{LONGEST_CORRECTION}字以内。")
    if opinion.mark is Mark.RIGHT and opinion.correction:
        raise FormError("您选了“回答正确”，就不用写更正；要更正，请改选“有错误”或“不完整”。")
    if opinion.pin and not opinion.correction:
        raise FormError("固定给别人看的是更正，请先写更正，或者不要勾选“固定”。")
    return opinion.mark


def may_be_pinned(opinion: Opinion, checked: Sequence[Checked], feedback: Feedback) -> None:
    """Nothing happens if the correction may be shown to whoever asks the same question.

    Raises:
        FormError: It may not; the sentence says why.
    """
    if feedback.given.history:
        raise FormError("这个问题是接着前面的问题问的，离开前面的话意思就变了，所以更正不能固定；请去掉“固定”再提交。")
    if bad := [one for one in checked if one.verdict is not Verdict.OK]:
        names = "、".join(f"{one.reference.raw}（{VERDICT_WORDS[one.verdict]}）" for one in bad[:3])
        more = f"等{len(bad)}处" if len(bad) > 3 else ""
        raise FormError(f"更正里的{names}{more}没有核对通过，不能固定；请改正以后再提交，或者去掉“固定”。")
    if not checked and not opinion.without_law:
        raise FormError("更正里没有引用法条；确实要固定，请勾选“更正里没有引用法条，我仍要固定”。")
    if opinion.shown != digest_of(opinion.correction):
        raise FormError("更正里的法条已经核对好了，请看下面的核对结果，没有问题就再按一次“提交意见”。")
