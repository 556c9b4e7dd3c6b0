"""The queue of answers that workers want to have looked at, and the form of a lawyer's opinion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.checking import Checked
from assistant.desk import Desk, Feedback, Session
from knowledge.errors import Busy, DeskError, FormError, PageError, ReviewedMeanwhile

from .desk_answer import answer_lines, sources_of
from .desk_check import Checker
from .desk_review import (
    LONGEST_COMMENT,
    LONGEST_CORRECTION,
    MARK_WORDS,
    Opinion,
    complete,
    digest_of,
    latest_of,
    may_be_pinned,
    read_opinion,
)
from .desk_route import add_page, code_of, page_number, sentence_of, show
from .desk_view import cards_of
from .gate import Gate
from .links import DESK, address
from .plain import china_today

__all__ = ["add_queue", "waited"]

PER_PAGE = 20


def add_queue(router: APIRouter, assistant: Checker, desk: Desk, gate: Gate) -> None:
    """The routes."""

    def queue(request: Request, _: Session) -> Response:
        reviewed = request.query_params.get("reviewed") == "1"
        page = page_number(request.query_params.get("page", ""))
        rows, count = desk.queue(reviewed=reviewed, page=page, per_page=PER_PAGE)
        pages = max(1, -(-count // PER_PAGE))
        if page > pages:
            raise PageError(f"没有第{page}页，一共只有{pages}页，请从第1页看起。")

        def other(**fields: object) -> str:
            return address(f"{DESK}/queue", **({"reviewed": "1" if reviewed else ""} | fields))

        now = datetime.now(UTC)
        shown = [(one, waited(one, now)) for one in rows]
        return show(
            request, "desk_queue.html", rows=shown, count=count, page=page, pages=pages, reviewed=reviewed,
            other=other, marks=MARK_WORDS,
        )  # fmt: skip

    def detail(request: Request, _: Session) -> Response:
        feedback = _feedback(desk, request)
        done = request.query_params.get("done") == "1"
        return _detail(request, feedback, Opinion(seen=latest_of(feedback)), done=done)

    def review(request: Request, session: Session) -> Response:
        feedback, opinion = _feedback(desk, request), read_opinion(request)
        checked: Sequence[Checked] | None = None
        try:
            mark = complete(opinion)
            if opinion.correction:
                with gate.place():
                    checked = assistant.check(opinion.correction, as_of=china_today())
            if not opinion.saves:
                return _detail(request, feedback, opinion, checked=checked)
            if opinion.pin:
                may_be_pinned(opinion, checked or (), feedback)
            desk.review(
                feedback.id, session.user, mark, opinion.comment, opinion.correction, opinion.pin, seen=opinion.seen
            )
        except ReviewedMeanwhile:
            return _crossed(request, _feedback(desk, request), opinion, checked)
        except (FormError, DeskError, Busy) as error:
            return _detail(request, feedback, opinion, code_of(error), sentence=sentence_of(error), checked=checked)
        return RedirectResponse(address(f"{DESK}/queue/{feedback.id}", done="1"), status_code=303)

    add_page(router, "GET", "/queue", queue)
    add_page(router, "GET", "/queue/{feedback_id:int}", detail)
    add_page(router, "POST", "/queue/{feedback_id:int}", review)


def waited(feedback: Feedback, now: datetime) -> str:
    """How long an answer has waited, in words."""
    minutes = max(0, int((now - feedback.created).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)}天"


def _feedback(desk: Desk, request: Request) -> Feedback:
    number = int(request.path_params["feedback_id"])
    if number > 2**31 - 1:  # more than a database counts to
        raise PageError("没有这条反馈，请回到反馈列表重新选择。")
    try:
        return desk.feedback(number)
    except DeskError as error:
        raise PageError(str(error)) from error


def _crossed(request: Request, feedback: Feedback, opinion: Opinion, checked: Sequence[Checked] | None) -> Response:
    """Another lawyer was faster: their words are shown, and what was typed is kept."""
    other = feedback.reviews[-1].reviewer.display if feedback.reviews else "另一位律师"
    sentence = f"在您填写的时候，{other}已经提交了意见（见下面“律师的意见”）。您写的还在，看过以后可以再提交。"
    return _detail(request, feedback, opinion, 409, sentence=sentence, checked=checked)


def _detail(
    request: Request,
    feedback: Feedback,
    opinion: Opinion,
    code: int = 200,
    *,
    sentence: str = "",
    checked: Sequence[Checked] | None = None,
    done: bool = False,
) -> Response:
    """``checked`` is what the correction cites, None if it was not looked at."""
    given, today = feedback.given, china_today()
    return show(
        request,
        "desk_feedback.html",
        code,
        feedback=feedback,
        given=given,
        lines=answer_lines(given.answer),
        sources=sources_of(given.answer),
        opinion=opinion,
        marks=MARK_WORDS,
        seen=latest_of(feedback),
        sentence=sentence,
        done=done,
        cards=cards_of(checked or (), today, today),
        today=today,
        # What was checked and is about to be shown; the form sends it back.
        shown=digest_of(opinion.correction) if checked is not None else "",
        was_checked=checked is not None,
        longest_comment=LONGEST_COMMENT,
        longest_correction=LONGEST_CORRECTION,
        retry=address("/", q=given.question) if len(quote(given.question)) < 1500 else "",
    )
