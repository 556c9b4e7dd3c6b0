"""The door of the lawyers' desk: an ASGI layer that lets nobody without a login below ``/desk``.

It stands before the routes and before any body is read, so that a page that is added later is behind it too.
"""

from __future__ import annotations

from urllib.parse import quote

import anyio.to_thread
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.desk import Desk, Session
from knowledge.errors import AccessDenied, XuefaError

from .guard import MAX_BODY, MAX_UPLOAD, too_large
from .links import DESK, address
from .pages import PLAIN_POLICY, html_page
from .templating import render

__all__ = ["COOKIE", "LOGIN", "SESSION", "UPLOAD", "Door", "body_limit", "refuse_body", "session_of"]

COOKIE = "xuefa_desk"
LOGIN = f"{DESK}/login"
UPLOAD = f"{DESK}/check"
SESSION = "xuefa.session"
"""The key of the scope under which a request below ``/desk`` carries its session."""

_OURS = {
    b"cache-control": b"no-store",
    b"x-content-type-options": b"nosniff",
    # Without a referrer, browsers send "Origin: null" with our own forms.
    b"referrer-policy": b"same-origin",
}
_SAFE = frozenset({"GET", "HEAD"})
_DRAINED = 8 * MAX_UPLOAD


def session_of(request: Request) -> Session:
    """The login of a request.

    Raises:
        AccessDenied: There is none; the door was not passed.
    """
    session = request.scope.get(SESSION)
    if not isinstance(session, Session):
        raise AccessDenied("请先登录。")
    return session


class Door:
    """The ASGI middleware; without a desk nothing is behind it but the page that says so."""

    def __init__(self, app: ASGIApp, desk: Desk | None) -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or not _below(scope["path"]):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            app = self._app if self._desk is None else await self._checked(scope, self._desk)
            await app(scope, receive, _private(send))

    async def _checked(self, scope: Scope, desk: Desk) -> ASGIApp:
        """The app, or the reply for who may not come in."""
        token = HTTPConnection(scope).cookies.get(COOKIE, "")
        try:
            session = await anyio.to_thread.run_sync(desk.session, token) if token else None
        except XuefaError as error:
            return _page(scope, str(error), 503)
        if session is not None:
            scope[SESSION] = session
        return self._app if session is not None or scope["path"] == LOGIN else _turned_away(scope)


def body_limit(scope: Scope) -> int:
    """Bytes that a request may have: much only for who has logged in and brings a draft."""
    uploads = scope["method"] == "POST" and scope["path"] == UPLOAD and SESSION in scope
    return MAX_UPLOAD if uploads else MAX_BODY


async def refuse_body(scope: Scope, receive: Receive, send: Send) -> None:
    """Says that a body is too large; to a lawyer as a page."""
    if SESSION not in scope:
        await too_large(scope, receive, send)
        return
    left = _DRAINED
    while left > 0:  # a browser shows no reply while it is still sending
        message = await receive()
        left -= len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    await _page(scope, "文件或文字太大了，文件最大10 MB；请拆成几份再核对。", 413)(scope, receive, send)


def _below(path: str) -> bool:
    return path == DESK or path.startswith(f"{DESK}/")


def _turned_away(scope: Scope) -> ASGIApp:
    """To the login, or, for what cannot be asked again from there, a page; in no case is the body read."""
    if scope["method"] in _SAFE:
        query = scope.get("query_string", b"").decode("latin-1")
        wanted = quote(scope["path"]) + (f"?{query}" if query else "")
        return RedirectResponse(address(LOGIN, next=wanted), status_code=303)
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > MAX_BODY:
        return _page(scope, "您还没有登录，文件没有收下。请登录以后再上传。", 413)
    return _page(scope, "您还没有登录，或者登录已经过期，刚才的内容没有提交。请登录以后再试。", 401)


def _page(scope: Scope, sentence: str, code: int) -> Response:
    html = render("desk_closed.html", sentence=sentence)
    return html_page(Request(scope), html, PLAIN_POLICY, code)


def _private(send: Send) -> Send:
    """No reply below the desk is kept by a browser or a proxy."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [pair for pair in message.get("headers", ()) if pair[0].lower() not in _OURS]
            message["headers"] = [*others, *_OURS.items()]
        await send(message)

    return sending
