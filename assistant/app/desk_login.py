"""Logging in and out."""

from __future__ import annotations

import re
import secrets

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from assistant.desk import Desk, Session
from knowledge.errors import LoginBlocked, LoginError

from .desk_door import COOKIE, LOGIN, SESSION
from .desk_drafts import DraftStore
from .desk_route import LOGIN_CSRF, add_page, field, show
from .links import DESK

__all__ = ["add_login", "after_login"]

_OWN = re.compile(rf"{DESK}(?:[/?][\w\-./?=&%]*)?", re.ASCII)
_LONGEST = 500


def add_login(router: APIRouter, desk: Desk, drafts: DraftStore, *, secure: bool) -> None:
    """The routes.

    Args:
        secure: Whether the cookie is sent through https only.
    """

    async def form(request: Request) -> Response:
        return _form(request, request.query_params.get("next", ""), secure=secure)

    async def log_in(request: Request) -> Response:
        return await run_in_threadpool(_log_in, request, desk, drafts, secure)

    def log_out(_: Request, session: Session) -> Response:
        desk.log_out(session)
        drafts.forget(session.id)
        reply = RedirectResponse(LOGIN, status_code=303)
        reply.delete_cookie(COOKIE, path=DESK, secure=secure, httponly=True, samesite="strict")
        return reply

    router.add_api_route(LOGIN, form, methods=["GET"])
    router.add_api_route(LOGIN, log_in, methods=["POST"])
    add_page(router, "POST", "/logout", log_out)


def after_login(wanted: str) -> str:
    """Where to go after the login: a page of the desk, never another site."""
    fits = len(wanted) <= _LONGEST and _OWN.fullmatch(wanted) and "//" not in wanted and ".." not in wanted
    return wanted if fits else DESK


def _form(
    request: Request, wanted: str, code: int = 200, *, secure: bool, name: str = "", sentence: str = ""
) -> Response:
    token = secrets.token_urlsafe(24)
    reply = show(
        request, "desk_login.html", code, csrf=token, next=after_login(wanted), name=name[:_LONGEST], sentence=sentence
    )
    reply.set_cookie(LOGIN_CSRF, token, path=LOGIN, secure=secure, httponly=True, samesite="strict")
    return reply


def _log_in(request: Request, desk: Desk, drafts: DraftStore, secure: bool) -> Response:
    name, wanted = field(request, "name").strip(), field(request, "next")
    here = request.client.host if request.client else ""
    try:
        token, _ = desk.log_in(name, field(request, "password"), here)
    except LoginError as error:
        code = 429 if isinstance(error, LoginBlocked) else 403
        return _form(request, wanted, code, secure=secure, name=name, sentence=str(error))
    before = request.scope.get(SESSION)
    if isinstance(before, Session):  # a login in place of another one
        desk.log_out(before)
        drafts.forget(before.id)
    reply = RedirectResponse(after_login(wanted), status_code=303)
    reply.set_cookie(COOKIE, token, path=DESK, secure=secure, httponly=True, samesite="strict")
    reply.delete_cookie(LOGIN_CSRF, path=LOGIN, secure=secure, httponly=True, samesite="strict")
    return reply
