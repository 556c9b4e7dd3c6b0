"""The layer round the app, alone."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.app.guard import MAX_BODY, Guard
from assistant.app.words import BUSY


async def _full(request: Request) -> Response:
    return Response(b'{"detail":"Queue is full."}', status_code=503)


async def _echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


def _client() -> TestClient:
    routes = [Route("/gradio_api/queue/join", _full, methods=["POST"]), Route("/echo", _echo, methods=["POST"])]
    return TestClient(Guard(Starlette(routes=routes)))


def test_a_full_queue_is_told_in_chinese() -> None:
    reply = _client().post("/gradio_api/queue/join", json={})
    assert (reply.status_code, reply.json()) == (503, {"detail": BUSY})


def test_a_body_of_the_largest_size_passes_unchanged() -> None:
    body = bytes(range(256)) * (MAX_BODY // 256)
    assert _client().post("/echo", content=body).content == body
    assert _client().post("/echo", content=(body[at : at + 1000] for at in range(0, MAX_BODY, 1000))).content == body


def test_one_byte_more_does_not() -> None:
    assert _client().post("/echo", content=b"x" * (MAX_BODY + 1)).status_code == 413


def test_every_reply_carries_the_policy() -> None:
    policy = _client().post("/echo").headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "http" not in policy


def test_the_limit_is_asked_for_each_request_before_its_body() -> None:
    app = Starlette(routes=[Route(path, _echo, methods=["POST"]) for path in ("/large", "/small")])
    client = TestClient(Guard(app, limit=lambda scope: 3 * MAX_BODY if scope["path"] == "/large" else 10))
    body = b"x" * (3 * MAX_BODY)
    assert client.post("/large", content=body).content == body
    assert client.post("/large", content=body + b"x").status_code == 413
    assert client.post("/small", content=b"x" * 11).status_code == 413
