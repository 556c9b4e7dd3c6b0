"""An answer that did not help goes to the union's lawyers, if the worker says so; nothing is kept otherwise.

What is kept is not what a browser sends as the answer: the assistant is asked once more, and its own answer is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import StrictBool

from assistant.api import Answerer, AskBody, AskGate, read_day
from assistant.desk.records import Feedback, NewFeedback
from assistant.flows import close
from assistant.masking import mask
from assistant.records import Answer
from assistant.reviewed import digest_of
from knowledge.errors import Busy, FormError, QuestionError
from knowledge.records import NATIONAL
from knowledge.text import clean_input

from .feedback_limits import FeedbackLimits
from .words import BUSY, MOST_REMARK

__all__ = ["FeedbackBody", "Mailbox", "feedback_router", "hand_in"]


_FEW = 3
"""How many lengths of what was asked before are tried, from none on."""


class Mailbox(Protocol):
    """What the chat needs of the desk; :class:`assistant.desk.Desk` is one."""

    def leave_feedback(self, given: NewFeedback) -> str: ...

    def by_receipt(self, receipt: str) -> Feedback | None: ...


class FeedbackBody(AskBody):
    """The question as it was asked, what the worker adds, and ``consent``, which must be ``true``."""

    remark: str = ""
    consent: StrictBool = False


def feedback_router(
    assistant: Answerer, desk: Mailbox, gate: AskGate, limits: FeedbackLimits | None = None
) -> APIRouter:
    """The route ``POST /api/feedback``; ``XuefaError`` is turned into HTTP 400 by the app that includes it.

    Args:
        gate: That of the API, because the assistant is asked here too.
    """
    router = APIRouter()
    limits = limits or FeedbackLimits()

    @router.post("/api/feedback")
    async def feedback(body: FeedbackBody, request: Request) -> JSONResponse:
        _check(body, assistant.settings.max_question)
        if gate.full():
            return JSONResponse({"error": BUSY}, status_code=503)
        try:
            limits.take(request.client.host if request.client else "")
        except Busy as error:
            return JSONResponse({"error": str(error)}, status_code=429)
        return JSONResponse({"receipt": await gate.run(lambda: hand_in(assistant, desk, body))})

    return router


def hand_in(assistant: Answerer, desk: Mailbox, body: FeedbackBody) -> str:
    """Ask again, and leave question and answer with the desk; personal data is taken out of both. Gives the receipt.

    Raises:
        XuefaError: The question cannot be asked, or the desk cannot be used.
    """
    day = read_day(body.as_of)

    def stream(history: Sequence[str]) -> Iterator[Answer]:
        return assistant.stream(body.question, region=body.region or NATIONAL, as_of=day, history=history)

    def ask(history: Sequence[str]) -> Answer:
        answers = stream(history)
        try:
            return next(answers)  # what stands without a language model tells answers apart
        finally:
            close(answers)

    answer = ask(body.history)  # without a model: its words would be others than those that the worker saw
    given = NewFeedback(
        question=_own(body.question),
        region=answer.region,
        as_of=answer.as_of,
        history=tuple(map(_own, _used(ask, answer, body.history))),
        answer=_stored(answer),
        digest=digest_of(answer),
        remark=_own(body.remark),
    )
    return desk.leave_feedback(given)


def _check(body: FeedbackBody, longest: int) -> None:
    """Before anything else is done with what came.

    Raises:
        FormError: There is no consent, or the remark is too long.
        QuestionError: An earlier question is longer than any could have been.
    """
    if body.consent is not True:
        raise FormError("没有您的同意，我们什么都不会保存。请先勾选“我同意”，再提交。")
    if len(body.remark) > MOST_REMARK:
        raise FormError(f"补充的话有{len(body.remark)}个字，太长了，请写在{MOST_REMARK}字以内。")
    if any(len(earlier) > longest for earlier in body.history):
        raise QuestionError(f"前面的问题太长了，每个最多{longest}个字。")


def _used(ask: Callable[[Sequence[str]], Answer], answer: Answer, history: Sequence[str]) -> Sequence[str]:
    """Only the latest of the earlier questions that it takes to get this very answer; mostly none.

    All of them where the latest few do not do: asking costs as much each time as a question does.
    """
    wanted = digest_of(answer), answer.region
    for count in range(min(len(history), _FEW)):
        shorter = history[len(history) - count :]
        again = ask(shorter)
        if (digest_of(again), again.region) == wanted:
            return shorter
    return history


def _own(text: str) -> str:
    """What a person wrote, fit to be kept."""
    return mask(clean_input(text))


def _stored(answer: Answer) -> dict[str, Any]:
    """The answer as the worker saw it. Its citations are the library's words, and stay verbatim."""
    row = answer.to_json()
    return row | {"question": _own(answer.question), "answer": mask(row["answer"])}
