"""Answers for programs as they come about: one event each, an event for a fault, an end when the client goes."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fake_assistant import answer
from fastapi import FastAPI
from fastapi.testclient import TestClient
from writing_assistant import SENTENCES, WritingAssistant, written_answer

from assistant.api import AskGate, api_router
from assistant.app.server import create_app
from assistant.app.words import BROKEN, BUSY
from assistant.flows import Flow
from assistant.records import Answer
from assistant.sending import EventStream
from assistant.settings import Settings
from knowledge.errors import Busy

QUESTION = "老板三个月没发工资，怎么办？"


@pytest.fixture
def fake() -> WritingAssistant:
    return WritingAssistant()


@pytest.fixture
def client(fake: WritingAssistant) -> Iterator[TestClient]:
    with TestClient(create_app(fake), raise_server_exceptions=False) as client:
        yield client


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for block in text.removesuffix("\n\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((fields.get("event", ""), json.loads(fields["data"])))
    return found


def test_one_event_for_each_answer(client: TestClient, fake: WritingAssistant) -> None:
    fake.go(4)
    reply = client.post("/api/ask/stream", json={"question": QUESTION, "region": "四川"})
    assert reply.headers["content-type"].startswith("text/event-stream")
    found = events(reply.text)
    assert [name for name, _ in found] == [""] * 5
    assert [row["pending"] for _, row in found] == [True, True, True, True, False]
    assert [row["written"]["supported"] for _, row in found] == [0, 1, 2, 3, 3]
    assert SENTENCES[2].text in found[-1][1]["answer"]
    assert found[-1][1]["region"] == "四川省"
    assert fake.visitors == {"testclient"}


def test_the_last_event_is_what_ask_gives(client: TestClient, fake: WritingAssistant) -> None:
    fake.go(8)
    *_, (_, last) = events(client.post("/api/ask/stream", json={"question": QUESTION}).text)
    reply = client.post("/api/ask", json={"question": QUESTION}).json()
    assert last.pop("pending") is False
    assert reply == last


@pytest.mark.parametrize(
    ("body", "words"), [({"question": " "}, "请写下您的问题"), ({"question": "欠薪", "as_of": "昨天"}, "看不懂日期")]
)
def test_mistakes_are_told_before_the_stream_begins(client: TestClient, body: dict[str, str], words: str) -> None:
    reply = client.post("/api/ask/stream", json=body)
    assert reply.status_code == 400
    assert words in reply.json()["error"]


@pytest.mark.parametrize(("fault", "words"), [(RuntimeError("secret"), BROKEN), (Busy("请过一会儿再试。"), "过一会儿")])
def test_a_fault_in_the_stream_is_an_event(fault: Exception, words: str) -> None:
    def breaking() -> Iterator[Answer]:
        yield written_answer(answer("欠薪"), (), pending=True)
        raise fault

    async def read() -> str:
        later = Flow(breaking)
        stream = EventStream(await anext(later), later, BROKEN)
        return "".join([str(chunk) async for chunk in stream.body_iterator])

    text = asyncio.run(read())
    (_, first), (name, row) = events(text)
    assert first["pending"] is True
    assert name == "error"
    assert list(row) == ["error"]
    assert words in row["error"]
    assert "secret" not in text


@pytest.mark.parametrize("begun", [True, False], ids=["after the first event", "before any"])
def test_a_client_that_goes_away_ends_the_stream(fake: WritingAssistant, begun: bool) -> None:
    sent: list[Any] = []

    async def serve() -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, str]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if len(sent) == 2:
                gone.set()

        if not begun:
            gone.set()
        later = Flow(lambda: fake.stream(QUESTION))
        response = EventStream(await anext(later), later, BROKEN)
        scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
        async with asyncio.timeout(5):  # the model's thread still waits
            await response(scope, receive, send)
        fake.go()
        assert await asyncio.to_thread(fake.ended.acquire, timeout=5)

    asyncio.run(serve())
    assert fake.closed == [QUESTION]


def test_a_model_that_writes_holds_no_place_but_a_question_does() -> None:
    """One place and one who may wait: with a model at work the next gets in, with an answer at work it waits."""
    fake = WritingAssistant(Settings(concurrency=1, queue=1))
    app = FastAPI()
    app.include_router(api_router(fake, BUSY, BROKEN, AskGate(fake.settings)))
    with TestClient(app) as client, ThreadPoolExecutor(2) as pool:
        both = [pool.submit(client.post, "/api/ask/stream", json={"question": one}) for one in (QUESTION, "那呢")]
        seen = threading.Event()
        for _ in range(100):
            if len(fake.asked) == 2 or seen.wait(0.05):
                break
        assert len(fake.asked) == 2
        fake.go(8)
        assert [one.result(10).status_code for one in both] == [200, 200]


def test_a_full_line_is_503(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AskGate, "full", lambda _: True)
    reply = client.post("/api/ask/stream", json={"question": QUESTION})
    assert (reply.status_code, reply.json()) == (503, {"error": BUSY})
