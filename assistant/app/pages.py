"""What the pages that are made on the server share: errors that are pages, a policy, and compression."""

from __future__ import annotations

import gzip
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from knowledge.errors import LessonError, PageError, ReferenceError_, XuefaError

from .templating import render
from .words import BROKEN

__all__ = ["PLAIN_POLICY", "Page", "html_page"]

_log = structlog.get_logger(__name__)
PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""Stricter than the guard's policy, which holds as well: no script, no frame, and an empty icon."""

_WORTH_PACKING = 2048


class Page(APIRoute):
    """A route whose errors are pages that say what to do next, with the status code that fits."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(request)
            except XuefaError as error:
                code = 404 if isinstance(error, PageError | LessonError | ReferenceError_) else 400
                return html_page(request, render("message.html", sentence=str(error)), PLAIN_POLICY, code)
            except Exception as error:  # noqa: BLE001  # nobody may see a trace in place of a page
                _log.error("page_failed", path=request.url.path, trace="".join(traceback.format_exception(error)))
                return html_page(request, render("message.html", sentence=f"{BROKEN}。"), PLAIN_POLICY, 500)

        return handler


def html_page(request: Request, html: str, policy: str, code: int = 200) -> Response:
    """A response with its own content policy, packed where that is worth it."""
    headers = {"content-security-policy": policy, "cache-control": "no-cache", "vary": "accept-encoding"}
    body = html.encode()
    if len(body) >= _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["content-encoding"] = gzip.compress(body, 5), "gzip"
    return HTMLResponse(body, code, headers)
