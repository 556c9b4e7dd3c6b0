"""Reviewed answers as evaluation cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..checking.records import Checked, Verdict
from ..records import Outcome
from .records import Feedback, Mark, Review
from .reviews import question_key

__all__ = ["ReviewedCase", "reviewed_cases"]

IN, OUT = "in", "out"
REFUSED = frozenset({Outcome.OUT_OF_SCOPE, Outcome.NO_EVIDENCE})

Check = Callable[[str, date], Sequence[Checked]]


@dataclass(frozen=True, slots=True)
class ReviewedCase:
    """A question with what a lawyer confirmed as its law; of the worker, only the question.

    Attributes:
        gold: (law, article) pairs, each once; empty for a question that was rightly declined.
        scope: ``in`` or ``out``, as in ``eval.cases``.
        reviewed_by: The lawyer, as shown to workers.
    """

    id: str
    question: str
    gold: tuple[tuple[str, str], ...]
    scope: str
    region: str
    as_of: date
    reviewed_by: str
    mark: Mark

    def to_json(self) -> dict[str, Any]:
        """One line of an evaluation file."""
        return {
            "id": self.id,
            "question": self.question,
            "gold": [{"law": law, "article": article} for law, article in self.gold],
            "scope": self.scope,
            "region": self.region,
            "as_of": self.as_of.isoformat(),
            "source": "desk",
            "reviewed_by": self.reviewed_by,
            "mark": self.mark.value,
        }


def reviewed_cases(found: Iterable[Feedback], check: Check) -> list[ReviewedCase]:
    """The cases in reviewed feedback, oldest first; of the same question only what was reviewed last.

    Left out: questions that followed on others (they mean nothing without them), and reviews that settle neither
    the law nor the scope, such as a wrong answer without a correction, or a correction without one confirmed citation.

    Args:
        check: Finds and checks the citations of a correction, as of a day.
    """
    latest: dict[tuple[str, str, date], Feedback] = {}
    for one in found:
        given = one.given
        if one.reviews and not given.history:
            place = (question_key(given.question), given.region, given.as_of)
            if place not in latest or latest[place].reviews[-1].id < one.reviews[-1].id:
                latest[place] = one
    ordered = sorted(latest.values(), key=lambda one: one.id)
    return [case for one in ordered if (case := _case(one, one.reviews[-1], check))]


def _case(feedback: Feedback, review: Review, check: Check) -> ReviewedCase | None:
    given = feedback.given
    scope, gold = IN, _gold(feedback, review, check)
    if not gold:
        refused = review.mark is Mark.RIGHT and not review.correction and given.answer["status"] in REFUSED
        if not refused:
            return None
        scope = OUT
    return ReviewedCase(
        id=f"desk-{feedback.id}",
        question=given.question,
        gold=gold,
        scope=scope,
        region=given.region,
        as_of=given.as_of,
        reviewed_by=review.reviewer.display,
        mark=review.mark,
    )


def _gold(feedback: Feedback, review: Review, check: Check) -> tuple[tuple[str, str], ...]:
    given = feedback.given
    if review.correction:
        cited = check(review.correction, given.as_of)
        return tuple(
            dict.fromkeys((one.law, one.article) for one in cited if one.verdict is Verdict.OK and one.article)
        )
    if review.mark is Mark.RIGHT and given.answer["status"] not in REFUSED:
        return tuple(dict.fromkeys((one["law"], one["article"]) for one in given.answer["citations"]))
    return ()
