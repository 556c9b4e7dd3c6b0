"""The app that is served: REST routes, the library's pages and the chat page in one FastAPI application."""

from __future__ import annotations

import traceback
from importlib import resources

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from assistant.api import AskGate, api_router
from assistant.desk import Desk
from knowledge.errors import XuefaError

from .desk_check import Checker
from .desk_door import Door, body_limit, refuse_body
from .desk_pages import desk_router
from .feedback import feedback_router
from .guard import MAX_BODY, Guard
from .lesson_pages import lesson_router
from .library_pages import library_router
from .page import build_page, gradio, page_theme
from .words import BROKEN, BUSY

__all__ = ["create_app"]

_log = structlog.get_logger(__name__)
_STYLES = ("light.css", "dark.css", "page.css", "written.css")
_SCRIPTS = ("page.js", "written.js")


def create_app(assistant: Checker, desk: Desk | None = None) -> FastAPI:
    """The web app of an assistant, for any ASGI server.

    Args:
        desk: The lawyers' desk; without one its pages say how it is opened, and workers are not offered to hand in an
            answer.
    """
    # FastAPI's own documentation pages load scripts from another host, so they are off.
    app = FastAPI(title="学法小课堂", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    gate = AskGate(assistant.settings)
    app.include_router(api_router(assistant, BUSY, f"{BROKEN}。", gate))
    app.include_router(library_router(assistant))
    app.include_router(lesson_router(assistant))
    app.include_router(desk_router(assistant, desk))
    if desk is not None:
        app.include_router(feedback_router(assistant, desk, gate))
    app.add_exception_handler(XuefaError, _mistake)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, limit=body_limit, refuse=refuse_body)
    app.add_middleware(Door, desk=desk)  # the outermost: it decides before anything of a body is read
    gradio.mount_gradio_app(
        app,
        build_page(assistant, desk),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=MAX_BODY,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=page_theme(),
        head=_head(),
    )
    return app


def _head() -> str:
    """Our style and script as part of the page; in ``head`` because Gradio rewrites selectors in ``css``."""
    here = resources.files(__package__)
    texts = {name: here.joinpath(name).read_text("utf-8") for name in (*_STYLES, *_SCRIPTS)}
    styles, scripts = ("".join(map(texts.__getitem__, names)) for names in (_STYLES, _SCRIPTS))
    return f"<style>{styles}</style><script>{scripts}</script>"


async def _mistake(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, status_code=400)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    names = [str(part) for part in error.errors()[0]["loc"][1:]] if isinstance(error, RequestValidationError) else []
    where = f"（出错的位置：{'.'.join(names)}）" if names else ""
    return JSONResponse({"error": f"请求的格式不对{where}，请对照接口说明检查。"}, status_code=400)


async def _broken(request: Request, error: Exception) -> JSONResponse:
    # As text: a trace with local variables would hold the question.
    _log.error("request_failed", path=request.url.path, trace="".join(traceback.format_exception(error)))
    return JSONResponse({"error": f"{BROKEN}。"}, status_code=500)
