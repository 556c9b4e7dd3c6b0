"""Answers as server-sent events, for programs."""

from __future__ import annotations

import json
import traceback
from collections.abc import AsyncIterator, Mapping
from typing import Any

import structlog
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.records import Answer
from knowledge.errors import XuefaError

from .flows import Flow

__all__ = ["EventStream"]

_log = structlog.get_logger(__name__)


class EventStream(StreamingResponse):
    """One event for each answer; the stream of answers is closed when the last is sent or the client has gone."""

    def __init__(self, first: Answer, later: Flow[Answer], broken: str) -> None:
        """Send ``first`` and what comes later; ``broken`` is said in place of a fault of ours."""
        # Proxies that collect a response before they pass it on would make one of many events.
        headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
        super().__init__(_events(first, later, broken), headers=headers, media_type="text/event-stream")
        self._later = later

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Not in the generator: one that was never begun, as the client had gone before, runs no ``finally``.
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._later.stop()


async def _events(first: Answer, later: Flow[Answer], broken: str) -> AsyncIterator[str]:
    yield _event(_row(first))
    try:
        async for answer in later:
            yield _event(_row(answer))
    except XuefaError as error:
        yield _event({"error": str(error)}, "error")
    except Exception:  # noqa: BLE001  # nobody may see a trace in place of an answer
        _log.error("stream_failed", trace=traceback.format_exc())
        yield _event({"error": broken}, "error")


def _row(answer: Answer) -> dict[str, Any]:
    return answer.to_json() | {"pending": bool(answer.written and answer.written.pending)}


def _event(row: Mapping[str, Any], name: str = "") -> str:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(row, ensure_ascii=False)}\n\n"
