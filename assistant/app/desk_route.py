"""What the pages of the desk share: routes with a login, forms that were sent from our own pages, errors as pages."""

from __future__ import annotations

import hmac
import traceback
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import HTTPException
from fastapi.routing import APIRoute
from starlette.datastructures import FormData

from assistant.desk import Role, Session
from knowledge.errors import AccessDenied, Busy, FormError, PageError, ReferenceError_, XuefaError

from .desk_door import LOGIN, SESSION, session_of
from .guard import MAX_UPLOAD
from .links import DESK
from .pages import PLAIN_POLICY, html_page
from .templating import render
from .words import BROKEN

__all__ = [
    "LOGIN_CSRF",
    "DeskPage",
    "add_page",
    "code_of",
    "field",
    "form_of",
    "page_number",
    "sentence_of",
    "show",
]

_log = structlog.get_logger(__name__)
LOGIN_CSRF = "xuefa_desk_form"
"""The cookie that stands for the session where there is none yet."""

_MOST_FIELDS = 20
_ENDS = ("。", "！", "？")
_STALE = "这一页打开得太久了，刚才的内容没有提交。请返回上一页，复制您写的内容，刷新以后再提交。"
_FOREIGN = "这个请求不是从本站的页面发出的，没有提交。请从工会律师入口重新打开。"

Make = Callable[[Request, Session], Response]


class DeskPage(APIRoute):
    """A route whose forms must come from our own pages and whose errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                if request.method in {"GET", "HEAD"}:
                    return await inner(request)
                form = await _own_form(request)
                try:
                    return await inner(request)
                finally:
                    await form.close()
            except XuefaError as error:
                return show(request, "desk_message.html", code_of(error), sentence=sentence_of(error))
            except Exception as error:  # noqa: BLE001  # nobody may see a trace in place of a page
                _log.error("page_failed", path=request.url.path, trace="".join(traceback.format_exception(error)))
                return show(request, "desk_message.html", 500, sentence=f"{BROKEN}。")

        return handler


def add_page(router: APIRouter, method: str, path: str, make: Make) -> None:
    """A page below ``/desk`` for who has logged in, made in a thread."""

    async def route(request: Request) -> Response:
        return await run_in_threadpool(make, request, session_of(request))

    router.add_api_route(f"{DESK}{path}", route, methods=[method])


def show(request: Request, template: str, code: int = 200, **values: Any) -> Response:
    """A page of the desk; its head shows who is logged in."""
    session = request.scope.get(SESSION)
    is_admin = session is not None and session.user.role is Role.ADMIN
    html = render(template, session=session, is_admin=is_admin, here=request.url.path, **values)
    return html_page(request, html, PLAIN_POLICY, code)


def form_of(request: Request) -> FormData:
    """The fields that were sent."""
    form = request.state.form
    assert isinstance(form, FormData)
    return form


def field(request: Request, name: str) -> str:
    """One field with the line ends of a text, empty if it was not sent."""
    value = form_of(request).get(name, "")
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""


def page_number(text: str) -> int:
    """The number of a page of a list.

    Raises:
        PageError: The text is none.
    """
    number = text.strip() or "1"
    if not (number.isascii() and number.isdecimal() and len(number) <= 6 and int(number)):
        raise PageError(f"没有第「{text[:20]}」页，请从第1页看起。")
    return int(number)


async def _own_form(request: Request) -> FormData:
    """The form, if one of our own pages sent it.

    Raises:
        AccessDenied: Another page sent it, or a page of another login.
        FormError: It cannot be read.
    """
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise AccessDenied(_FOREIGN)
    try:
        form = await request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=MAX_UPLOAD)
    except HTTPException:
        raise FormError("表单没有完整收到，请返回上一页再提交一次。") from None
    request.state.form = form
    sent = field(request, "csrf").encode()
    if not (known := _csrf(request).encode()) or not hmac.compare_digest(sent, known):
        await form.close()
        raise AccessDenied(_STALE)
    return form


def _csrf(request: Request) -> str:
    if request.url.path == LOGIN:
        return request.cookies.get(LOGIN_CSRF, "")
    return session_of(request).csrf


def code_of(error: XuefaError) -> int:
    """The status of a page that tells of it."""
    if isinstance(error, PageError | ReferenceError_):
        return 404
    if isinstance(error, AccessDenied):
        return 403
    return 503 if isinstance(error, Busy) else 400


def sentence_of(error: XuefaError) -> str:
    """What a page says of it; errors of files come without a full stop, for the command line adds more."""
    text = str(error)
    return text if text.endswith(_ENDS) else f"{text}。"
