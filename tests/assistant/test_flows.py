"""A generator that is taken in a thread: its items, its faults, and its end when the reader goes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from assistant.flows import Flow, close


class Source:
    """Gives numbers, each when it is let; remembers how it ended."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.allowed = threading.Semaphore(0)
        self.fault = fault
        self.ends: list[str] = []

    def __call__(self) -> Iterator[int]:
        try:
            for number in range(3):
                assert self.allowed.acquire(timeout=20)
                yield number
            if self.fault:
                raise self.fault
            self.ends.append("whole")
        except GeneratorExit:
            self.ends.append("closed")
            raise


def test_items_come_in_order_to_the_end() -> None:
    source = Source()
    source.allowed.release(3)

    async def read() -> list[int]:
        return [number async for number in Flow(source)]

    assert asyncio.run(read()) == [0, 1, 2]
    assert source.ends == ["whole"]


def test_a_fault_is_raised_where_it_is_read() -> None:
    source = Source(ValueError("broken"))
    source.allowed.release(3)
    seen: list[int] = []

    async def read() -> None:
        async for number in Flow(source):
            seen.append(number)

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(read())
    assert seen == [0, 1, 2]


def test_who_waits_goes_at_once_and_the_generator_is_closed_with_its_next_item() -> None:
    source = Source()

    async def read() -> list[int]:
        flow = Flow(source)
        source.allowed.release()
        seen = [await anext(flow)]
        asyncio.get_running_loop().call_later(0.05, flow.stop)
        async with asyncio.timeout(5):  # the source is not let go on
            seen += [number async for number in flow]
        assert source.ends == []
        assert not flow.wait_ended(0)
        source.allowed.release()
        assert await asyncio.to_thread(flow.wait_ended, 5)
        flow.stop()
        assert [number async for number in flow] == []
        return seen

    assert asyncio.run(read()) == [0]
    assert source.ends == ["closed"]


def test_what_came_before_a_stop_is_not_read_after_it() -> None:
    source = Source()
    source.allowed.release(3)

    async def read() -> list[int]:
        flow = Flow(source)
        assert await asyncio.to_thread(flow.wait_ended, 5)
        await asyncio.sleep(0)
        flow.stop()
        return [number async for number in flow]

    assert asyncio.run(read()) == []


def test_an_iterator_without_an_end_of_its_own() -> None:
    close(iter([1]))

    async def read() -> list[int]:
        return [number async for number in Flow(lambda: iter([1, 2]))]

    assert asyncio.run(read()) == [1, 2]
