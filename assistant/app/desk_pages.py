"""The union lawyers' desk: all pages below ``/desk``, made on the server, without a script."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from assistant.desk import Desk, Role, Session
from knowledge.errors import AccessDenied, PageError

from .desk_check import Checker, add_check
from .desk_drafts import DraftStore
from .desk_login import add_login
from .desk_queue import add_queue
from .desk_route import DeskPage, add_page, page_number, show
from .gate import Gate
from .links import DESK, address
from .pages import PLAIN_POLICY, html_page
from .templating import render

__all__ = ["desk_router"]

_WAITING = 12
_PER_PAGE = 50
_NONE_YET = (
    "这里是工会律师的工作台，现在还没有开通。请管理员在服务器上运行 xuefa user add 建立账号，然后重新启动网页服务。"
)


def desk_router(assistant: Checker, desk: Desk | None, drafts: DraftStore | None = None) -> APIRouter:
    """The routes below ``/desk``; without a desk, a page that says how to open one."""
    if desk is None:
        return _closed()
    router = APIRouter(route_class=DeskPage, include_in_schema=False)
    settings, kept = assistant.settings, drafts or DraftStore()
    gate = Gate(settings.concurrency, _WAITING)
    add_login(router, desk, kept, secure=settings.secure_cookie)
    add_check(router, assistant, desk, kept, gate)
    add_queue(router, assistant, desk, gate)
    _add_audit(router, desk)
    add_page(router, "GET", "/{rest:path}", _nothing)
    return router


def _closed() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    def page(request: Request) -> Response:
        return html_page(request, render("desk_closed.html", sentence=_NONE_YET), PLAIN_POLICY)

    router.add_api_route(DESK, page, methods=["GET"])
    router.add_api_route(f"{DESK}/{{rest:path}}", page, methods=["GET"])
    return router


def _add_audit(router: APIRouter, desk: Desk) -> None:
    def audit(request: Request, session: Session) -> Response:
        if session.user.role is not Role.ADMIN:
            raise AccessDenied("操作记录只有管理员能看。")
        page = page_number(request.query_params.get("page", ""))
        rows, count = desk.audit(page, _PER_PAGE)
        pages = max(1, -(-count // _PER_PAGE))
        if page > pages:
            raise PageError(f"没有第{page}页，一共只有{pages}页，请从第1页看起。")

        def other(**fields: object) -> str:
            return address(f"{DESK}/audit", **fields)

        return show(request, "desk_audit.html", rows=rows, count=count, page=page, pages=pages, other=other)

    add_page(router, "GET", "/audit", audit)


def _nothing(_request: Request, _session: Session) -> Response:
    raise PageError("没有这个页面，请从上面的菜单重新选择。")
