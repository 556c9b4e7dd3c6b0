"""学法小课堂: the pages of the lessons, the quiz and the contest, made on the server.

Everything can be read without a script. The script adds what only a browser can do: large print, listening, the share
picture, the marks of what was read; nothing of it leaves the browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from importlib import resources
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.api import Answerer
from assistant.classroom import Classroom, ContestQuestion
from assistant.topics import channels
from knowledge.errors import LessonError, QuestionError
from knowledge.lessons import SITUATIONS, TOPICS

from .library_request import MAX_WORDS
from .links import CLASSROOM, address
from .pages import Page, html_page
from .plain import china_today
from .templating import render
from .words import LESSON_LABEL

__all__ = ["lesson_router"]

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""One script of our own; the picture to share is made in the browser."""

_YEAR = 365 * 24 * 3600
_MOST_FOUND = 20
_DIGITS = 6


def lesson_router(assistant: Answerer) -> APIRouter:
    """The routes below ``/lessons``."""
    router = APIRouter(route_class=Page, include_in_schema=False)
    rooms: list[Classroom] = []

    def room() -> Classroom:
        library = assistant.library
        if not rooms or rooms[0].library is not library:
            rooms[:] = [Classroom(library, assistant.lessons, assistant.ways_of_asking())]
        return rooms[0]

    def page(path: str, make: Callable[[Request, Classroom], Response]) -> None:
        def route(request: Request) -> Response:
            return make(request, room())

        router.add_api_route(f"{CLASSROOM}{path}", route, methods=["GET"])

    def search(request: Request, classroom: Classroom) -> Response:
        query = " ".join(request.query_params.get("q", "").split())
        if len(query) > MAX_WORDS:
            raise QuestionError(f"查找的词太长了，请写在{MAX_WORDS}字以内，或者到提问页面直接提问。")
        found = classroom.search(query, assistant.rank_lessons(query)) if query else []
        return _show(request, "lesson_list.html", name=f"查找“{query}”", lessons=found[:_MOST_FOUND], query=query)

    router.add_api_route(f"{CLASSROOM}/lessons.js", _script, methods=["GET"])
    page("", _home)
    page("/list", _list)
    page("/search", search)
    page("/contest", _contest)
    page("/contest/result", _result)
    page("/{lesson}/sheet", _sheet)
    page("/{lesson}", _lesson)
    return router


def _home(request: Request, classroom: Classroom) -> Response:
    return _show(
        request,
        "classroom.html",
        today=classroom.lesson_of_day(china_today()),
        topics=classroom.by_topic(),
        situations=classroom.by_situation(),
        count=len(classroom.lessons),
        quizzes=sum(len(one.quiz) for one in classroom.lessons),
    )


def _list(request: Request, classroom: Classroom) -> Response:
    topic, situation = (request.query_params.get(name, "") for name in ("topic", "situation"))
    if (topic and topic not in TOPICS) or (situation and situation not in SITUATIONS):
        raise LessonError(f"没有“{(topic or situation)[:20]}”这一类课，请回到学法小课堂重新选择。")
    name = " · ".join(filter(None, (topic, situation))) or "全部课程"
    return _show(request, "lesson_list.html", name=name, lessons=classroom.browse(topic, situation), query="")


def _lesson(request: Request, classroom: Classroom) -> Response:
    lesson = classroom.lesson(request.path_params["lesson"])
    known = channels()
    return _show(
        request,
        "lesson.html",
        lesson=lesson,
        view=classroom.view(lesson, china_today()),
        where=[known[one] for one in lesson.where if one in known],
        related=classroom.related(lesson),
    )


def _sheet(request: Request, classroom: Classroom) -> Response:
    """One sheet of paper: to print, or to save as a PDF of one page."""
    lesson = classroom.lesson(request.path_params["lesson"])
    known = channels()
    where = [known[one] for one in lesson.where if one in known]
    return _show(request, "sheet.html", lesson=lesson, view=classroom.view(lesson, china_today()), where=where)


def _contest(request: Request, classroom: Classroom) -> Response:
    """A paper has a number, so that a whole workshop can answer the same ten questions."""
    number = request.query_params.get("n", "").strip()
    if not number:
        return RedirectResponse(address(f"{CLASSROOM}/contest", n=secrets.randbelow(10**_DIGITS)), status_code=302)
    questions = _paper(classroom, number)
    return _show(request, "contest.html", number=int(number), questions=questions)


def _result(request: Request, classroom: Classroom) -> Response:
    number = request.query_params.get("n", "").strip()
    questions = _paper(classroom, number)
    answers = [_choice(request.query_params.get(f"q{at}", "")) for at in range(len(questions))]
    right = sum(answer == one.quiz.right for answer, one in zip(answers, questions, strict=True))
    rows = list(zip(questions, answers, strict=True))
    return _show(request, "result.html", number=int(number), rows=rows, right=right, count=len(questions))


def _paper(classroom: Classroom, number: str) -> list[ContestQuestion]:
    if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
        raise LessonError("没有这份考题，请回到学法小课堂重新开始答题。")
    return classroom.contest(int(number), china_today())


def _choice(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 1 else None


def _show(request: Request, template: str, **values: Any) -> Response:
    html = render(template, home=CLASSROOM, day=china_today(), label=LESSON_LABEL, **values)
    return html_page(request, html, _POLICY)


def _script() -> Response:
    text = resources.files(__package__).joinpath("lessons.js").read_text("utf-8")
    headers = {"cache-control": f"public, max-age={_YEAR}, immutable"}
    return Response(text, media_type="text/javascript; charset=utf-8", headers=headers)
