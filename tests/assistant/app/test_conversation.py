"""A conversation over several events: what stays when a model is stopped, or the next question comes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from writing_assistant import SENTENCES, WritingAssistant

from assistant.app.conversation import Conversation
from assistant.app.events import Step, steps
from assistant.flows import Flow

QUESTION, NEXT = "欠薪怎么办", "那要多久"


@pytest.fixture
def fake() -> WritingAssistant:
    return WritingAssistant()


async def ask(talk: Conversation, fake: WritingAssistant, question: str = QUESTION) -> list[Step]:
    def make(before: Flow[Step] | None) -> Iterator[Step]:
        return steps(fake, talk.turns, question, "", "", before_model=lambda: before and before.wait_ended(5))

    return [step async for step in talk.ask(make)]


async def begin(talk: Conversation, seen: list[Step]) -> asyncio.Task[None]:
    async def read() -> None:
        async for step in talk.more():
            seen.append(step)

    task = asyncio.create_task(read())
    await asyncio.sleep(0)
    return task


async def until(seen: list[Step], count: int) -> None:
    async with asyncio.timeout(5):
        while len(seen) < count:
            await asyncio.sleep(0.01)


def test_to_the_end(fake: WritingAssistant) -> None:
    async def go() -> None:
        talk = Conversation()
        first = await ask(talk, fake)
        assert first[-1].stands
        assert talk.turns[-1].is_pending
        fake.go(4)
        seen = [step async for step in talk.more()]
        assert len(seen) == 4
        assert talk.turns == seen[-1].turns
        assert not talk.turns[-1].is_pending
        assert [step async for step in talk.more()] == []

    asyncio.run(go())


def test_a_stop_gives_the_reader_its_last_step(fake: WritingAssistant) -> None:
    async def go() -> None:
        talk, seen = Conversation(), []  # type: tuple[Conversation, list[Step]]
        await ask(talk, fake)
        reading = await begin(talk, seen)
        fake.go()
        await until(seen, 1)
        async with asyncio.timeout(5):  # the model's thread still waits
            turn = await talk.finish()
            await reading
        assert turn is talk.turns[-1]
        assert turn is not None
        assert not turn.is_pending
        assert SENTENCES[0].text in seen[-1].html
        assert "class=&quot;stop&quot;" not in seen[-1].html
        assert len(seen) == 2
        fake.go()
        assert await asyncio.to_thread(fake.ended.acquire, timeout=5)
        assert fake.closed == [QUESTION]

    asyncio.run(go())


def test_a_stop_that_nobody_reads(fake: WritingAssistant) -> None:
    async def go() -> None:
        talk = Conversation()
        await ask(talk, fake)
        turn = await talk.finish()
        assert turn is not None
        assert not turn.is_pending
        assert talk.turns == (turn,)

    asyncio.run(go())
    fake.go()


def test_the_next_question_finds_the_old_one_settled(fake: WritingAssistant) -> None:
    async def go() -> None:
        talk, seen = Conversation(), []  # type: tuple[Conversation, list[Step]]
        await ask(talk, fake)
        reading = await begin(talk, seen)
        second = await ask(talk, fake, NEXT)
        await reading
        assert not second[0].turns[0].is_pending
        assert [turn.question for turn in talk.turns] == [QUESTION, NEXT]
        assert fake.asked[-1][3] == (QUESTION,)
        # The new words wait for the end of the old ones, which may count for the visitor.
        fake.go(5)
        assert len([step async for step in talk.more()]) == 4
        assert fake.closed == [QUESTION]

    asyncio.run(go())


def test_a_question_that_is_given_up_before_its_answer_leaves(fake: WritingAssistant) -> None:
    async def go() -> None:
        talk = Conversation()

        def make(_: Flow[Step] | None) -> Iterator[Step]:
            return steps(fake, talk.turns, QUESTION, "", "")

        asking = talk.ask(make)
        await anext(asking)
        await asking.aclose()
        assert await talk.finish() is None
        assert talk.turns == ()

    asyncio.run(go())
    fake.go(9)


def test_clear(fake: WritingAssistant) -> None:
    async def go() -> None:
        talk = Conversation()
        await ask(talk, fake)
        await talk.clear()
        assert talk.turns == ()

    asyncio.run(go())
    fake.go()
