"""The conversation of one visitor as it goes on: its turns, and the question in hand.

It is the value of the page's session state and changes in place: an answer to which a model still adds outlives the
event that began it, and a copy that another event took along would overwrite what came in between. Everything here
runs in the event loop, so nothing needs a lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager, suppress

from assistant.flows import Flow

from .events import Step
from .render import render_news
from .turns import Turn

__all__ = ["Conversation"]

_SECONDS = 5
"""How long the end of a reader is waited for; it is at its last step, or its page is gone."""


class Conversation:
    """The turns, the question in hand, and who reads its steps."""

    def __init__(self) -> None:
        self.turns: tuple[Turn, ...] = ()
        self._flow: Flow[Step] | None = None
        self._reader: asyncio.Event | None = None

    async def ask(self, make: Callable[[Flow[Step] | None], Iterator[Step]]) -> AsyncGenerator[Step, None]:
        """The steps up to the answer that stands without a language model; :meth:`more` gives the rest.

        Args:
            make: Begins the steps, in a thread; it is given the flow of the question before, which may not have ended.
        """
        before = self._flow
        await self.finish()
        flow = self._flow = Flow(lambda: make(before))
        stands = False
        try:
            with self._reading():
                async for step in flow:
                    self.turns, stands = step.turns, step.stands
                    yield step
                    if stands:
                        break
        finally:
            if not stands:
                flow.stop()

    async def more(self) -> AsyncGenerator[Step, None]:
        """The steps that a language model adds; the last one is settled, whether it ended by itself or was stopped."""
        flow = self._flow
        if flow is None or not self.turns or not self.turns[-1].is_pending:
            return
        try:
            with self._reading():
                async for step in flow:
                    self.turns = step.turns
                    yield step
                if self.turns[-1].is_pending and (turn := self._settle()):
                    yield Step(self.turns, render_news(turn), stands=True, news=True)
        finally:
            flow.stop()

    async def finish(self) -> Turn | None:
        """End what is in hand now; gives the last turn as it stays."""
        if self._flow is not None:
            self._flow.stop()
        if self._reader is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._reader.wait(), _SECONDS)
        return self._settle()

    async def clear(self) -> None:
        """Begin anew."""
        await self.finish()
        self.turns = ()

    def _settle(self) -> Turn | None:
        """The last turn with what stands in it; one that has nothing yet leaves."""
        if self.turns and self.turns[-1].is_empty:
            self.turns = self.turns[:-1]
            return None
        self.turns = (*self.turns[:-1], *(turn.settled() for turn in self.turns[-1:]))
        return self.turns[-1] if self.turns else None

    @contextmanager
    def _reading(self) -> Iterator[None]:
        reader = self._reader = asyncio.Event()
        try:
            yield
        finally:
            reader.set()
            if self._reader is reader:
                self._reader = None
