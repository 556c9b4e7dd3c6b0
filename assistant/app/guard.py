"""An ASGI layer round the whole app: what comes in is bounded, what goes out stays on this machine.

Gradio's page is made for the world of demos: English, with links and images of other hosts in its
head. The layer turns the page into a Chinese one and sends a content policy under which the browser
itself refuses any other host.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .words import BUSY, SUBTITLE, TITLE, TOO_LARGE

__all__ = ["MAX_BODY", "MAX_UPLOAD", "Guard", "too_large"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 64 * 1024
"""Bytes of a request body; a question and its history need far less."""

MAX_UPLOAD = 10 * 1024 * 1024 + 4 * MAX_BODY
"""Bytes of a draft that a lawyer uploads, with the frame of its form."""


_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'self'"
)
"""Gradio compiles its templates in the page, hence unsafe-eval; no other host in any line."""

_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_SOCIAL = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*?/>', re.S)
_HEAD = (
    f'<meta name="description" content="{SUBTITLE}">\n'
    # Gradio takes its own few words from the language of the browser; ours are Chinese for everyone.
    "<script>for (const [k, v] of [['language', 'zh-CN'], ['languages', ['zh-CN']]])"
    " Object.defineProperty(navigator, k, {get: () => v});</script>\n"
    f"<title>{TITLE}</title>"
)
_NOSCRIPT = "<noscript>这个页面需要浏览器打开 JavaScript。您也可以拨打工会热线12351咨询。</noscript>"


class Guard:
    """The ASGI middleware.

    Args:
        limit: How many bytes the body of a request may have; asked before any of it is read.
        refuse: The application that answers in place of the app when a body is too large.
    """

    def __init__(self, app: App, limit: Callable[[Scope], int] = lambda _: MAX_BODY, refuse: App | None = None) -> None:
        self._app, self._limit, self._refuse = app, limit, refuse or too_large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await _read_body(scope, receive, self._limit(scope))
        if body is None:
            await self._refuse(scope, receive, _with_headers(send))
            return
        send = _with_headers(send)
        if scope["path"] in {"", "/"} or scope["path"].endswith("/queue/join"):
            # A compressed page could not be rewritten.
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            send = _Rewriter(send)
        await self._app(scope, _replay(body, receive), send)


async def _read_body(scope: Scope, receive: Receive, limit: int) -> bytes | None:
    """The whole body, None if it is larger than ``limit``; a declared length need not be true."""
    if scope["method"] not in {"POST", "PUT", "PATCH", "DELETE"}:
        return b""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > limit:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return sending


async def too_large(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Says that a body is too large; nothing more of it is read."""
    body = json.dumps({"error": TOO_LARGE, "detail": TOO_LARGE}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Rewriter:
    """Collects one response and sends it in Chinese."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        body = _chinese(self._start, bytes(self._body))
        headers = [pair for pair in self._start["headers"] if pair[0].lower() != b"content-length"]
        self._start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _chinese(start: Message, body: bytes) -> bytes:
    kind = dict(start["headers"]).get(b"content-type", b"")
    if start["status"] == 503:
        return json.dumps({"detail": BUSY}, ensure_ascii=False).encode()
    if not kind.startswith(b"text/html"):
        return body
    page = _SOCIAL.sub("", body.decode("utf-8"))
    page = page.replace('lang="en"', 'lang="zh-CN"', 1)
    page = page.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />\n{_HEAD}', 1)
    return page.replace("</body>", f"{_NOSCRIPT}</body>", 1).encode("utf-8")
