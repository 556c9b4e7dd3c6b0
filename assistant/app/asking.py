"""What the page does when something is pressed, and which of its widgets that changes."""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

from assistant.api import Answerer
from assistant.flows import Flow

from .conversation import Conversation
from .events import Step, steps
from .feedback import Mailbox
from .render import render_news, render_turn
from .turns import MAX_TURNS

__all__ = ["Asking", "Widgets"]

_WAIT = 3.0
"""Seconds for which a model's new words wait for the end of its old ones."""


class Widgets:
    """The widgets that an answer changes.

    Args:
        hide: The update that hides what is there before the first question.
        unhide: The update that brings it back.
    """

    def __init__(self, talk: Any, start: Any, box: Any, slots: list[Any], news: Any, *, hide: Any, unhide: Any) -> None:
        self._hide, self._unhide = hide, unhide
        self.talk, self.start, self.box, self.slots, self.news = talk, start, box, slots, news
        self.all = [start, box, *slots]

    def show(self, step: Step, first: bool) -> dict[Any, Any]:
        """The updates of one step; everything that is left out stays as it is."""
        update: dict[Any, Any] = {}
        if first:
            update |= {self.box: "", self.start: self._hide}
            if len(step.turns) == MAX_TURNS:
                # The oldest turn may just have left, and the others moved up.
                update |= {slot: render_turn(turn) for slot, turn in zip(self.slots, step.turns, strict=True)}
        if step.retry:
            update[self.box] = step.retry
        update[self.slots[len(step.turns) - 1]] = step.html
        return update

    def cleared(self) -> dict[Any, Any]:
        return {self.box: "", self.start: self._unhide, **dict.fromkeys(self.slots, "")}


class Asking:
    """What the page does when something is pressed.

    A question takes two events. The first gives the answer that stands without a language model, and takes one of
    the few places in the line; the second adds what a model writes, and waits without holding a place or a thread.
    None is ever cancelled to stop a model: stopping makes the second event give its last step, so that there is one
    way to an end, and the turn stays in the conversation as any other.
    """

    def __init__(self, assistant: Answerer, desk: Mailbox | None, widgets: Widgets) -> None:
        self._assistant, self._desk, self.widgets = assistant, desk, widgets

    async def ask(
        self, question: str, region: str, as_of: str, talk: Conversation, visitor: str
    ) -> AsyncGenerator[dict[Any, Any], None]:
        def make(before: Flow[Step] | None) -> Iterator[Step]:
            # The words of the question before may count for the visitor until they have ended.
            wait = functools.partial(before.wait_ended, _WAIT) if before else lambda: None
            return steps(self._assistant, talk.turns, question, region, as_of, self._desk, visitor, wait)

        first = True
        async with aclosing(talk.ask(make)) as answering:
            async for step in answering:
                yield self.widgets.show(step, first)
                first = False

    async def add(self, talk: Conversation) -> AsyncGenerator[str, None]:
        """What a language model writes after the answer."""
        async with aclosing(talk.more()) as adding:
            async for step in adding:
                yield step.html

    async def stop(self, talk: Conversation) -> str:
        """Gives the end of the turn too, for when nobody reads the model's words any more."""
        turn = await talk.finish()
        return render_news(turn) if turn else ""

    async def clear(self, talk: Conversation) -> dict[Any, Any]:
        await talk.clear()
        return self.widgets.cleared()
