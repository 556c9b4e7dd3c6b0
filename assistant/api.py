"""The answers for programs: a small REST interface over the same assistant.

A mistake of the caller is HTTP 400 with ``{"error": one Chinese sentence}``, the same sentence that
the page and the command line show. Once a stream has begun, it is an event ``error`` with the same object.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Protocol, TypeVar

import anyio
import anyio.to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.records import Answer, Citation
from assistant.settings import Settings
from knowledge.errors import DateError
from knowledge.lessons import Lesson
from knowledge.library import Library
from knowledge.records import NATIONAL

from .flows import Flow
from .sending import EventStream

__all__ = ["MAX_HISTORY", "Answerer", "AskBody", "AskGate", "api_router", "read_day"]

MAX_HISTORY = 20
"""Earlier questions that a caller may send along."""

T = TypeVar("T")


class Answerer(Protocol):
    """What the app and the API need of an assistant."""

    settings: Settings

    @property
    def library(self) -> Library: ...

    @property
    def lessons(self) -> Sequence[Lesson]: ...

    def rank_lessons(self, text: str) -> Sequence[str]: ...

    def ways_of_asking(self) -> Mapping[str, int]: ...

    def ask(
        self,
        question: str,
        *,
        region: str = ...,
        as_of: date | None = ...,
        history: Sequence[str] = ...,
        visitor: str = ...,
    ) -> Answer: ...

    def stream(
        self,
        question: str,
        *,
        region: str = ...,
        as_of: date | None = ...,
        history: Sequence[str] = ...,
        visitor: str = ...,
    ) -> Iterator[Answer]: ...

    def article(self, law: str, number: str, *, as_of: date | None = ...) -> Citation: ...

    def laws(self) -> Sequence[Any]: ...

    def levels_missing(self) -> tuple[str, ...]: ...

    def model_status(self) -> dict[str, Any] | None: ...


class AskBody(BaseModel):
    """The body of ``POST /api/ask``; unknown keys are refused so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")

    question: str
    region: str | None = None
    as_of: str | None = None
    history: list[str] = Field(default_factory=list, max_length=MAX_HISTORY)


def read_day(text: str | None) -> date | None:
    """The day that a form or a caller named, None for today.

    Raises:
        DateError: The text is no date of the form 2024-05-01.
    """
    if text is None or not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise DateError(f"看不懂日期「{text.strip()[:20]}」，请写成 2024-05-01 这样的形式。") from error


class AskGate:
    """Lets ``settings.concurrency`` calls run and ``settings.queue`` wait, like the queue of the page.

    One for an app: each lets so many run.
    """

    def __init__(self, settings: Settings) -> None:
        self._limiter = anyio.CapacityLimiter(settings.concurrency)
        self._queue = settings.queue

    def full(self) -> bool:
        """Whether one who comes now has to be sent away."""
        return self._limiter.statistics().tasks_waiting >= self._queue

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread, when it is its turn."""
        return await anyio.to_thread.run_sync(work, limiter=self._limiter)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for one's turn, and keep it for as long as the block lasts."""
        async with self._limiter:
            yield


def api_router(assistant: Answerer, busy: str, broken: str, gate: AskGate) -> APIRouter:
    """The routes; ``XuefaError`` is turned into HTTP 400 by the app that includes them.

    Args:
        busy: The sentence for a caller who comes when the queue is full (HTTP 503).
        broken: The sentence for one whose stream breaks.
        gate: Shared with whatever else asks the assistant.
    """
    router = APIRouter()

    async def begin(body: AskBody, request: Request) -> tuple[Answer, Flow[Answer]]:
        """The answer that stands without a language model, and those after it.

        Those after it hold no place in the line: a model that writes must not keep others from their answers.
        """
        day, visitor = read_day(body.as_of), request.client.host if request.client else ""
        region = body.region or NATIONAL
        async with gate.place():
            answers = Flow(
                lambda: assistant.stream(body.question, region=region, as_of=day, history=body.history, visitor=visitor)
            )
            return await anext(answers), answers

    @router.post("/api/ask")
    async def ask(body: AskBody, request: Request) -> JSONResponse:
        if gate.full():
            return JSONResponse({"error": busy}, status_code=503)
        answer, later = await begin(body, request)
        async for one in later:
            answer = one
        return JSONResponse(answer.to_json())

    @router.post("/api/ask/stream")
    async def ask_stream(body: AskBody, request: Request) -> Response:
        if gate.full():
            return JSONResponse({"error": busy}, status_code=503)
        return EventStream(*await begin(body, request), broken)

    @router.get("/api/article")
    async def article(law: str, article: str = Query(), as_of: str | None = None) -> JSONResponse:
        day = read_day(as_of)
        found = await gate.run(lambda: assistant.article(law, article, as_of=day))
        return JSONResponse(found.to_json())

    @router.get("/api/laws")
    async def laws() -> JSONResponse:
        return JSONResponse({"laws": jsonable_encoder(await gate.run(assistant.laws))})

    @router.get("/api/model")
    async def model() -> JSONResponse:
        """What the language model did since the start, in numbers; ``null`` without one."""
        return JSONResponse({"model": assistant.model_status()})

    @router.get("/healthz")
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return router
