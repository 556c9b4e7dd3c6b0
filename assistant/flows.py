"""What a generator gives, taken in a thread of its own: nobody who waits for it holds a thread or a lock.

Gradio and Starlette take a generator's next item in a worker thread and cannot leave it: who wants to end one that
waits for a language model has to wait as well, and Gradio keeps a lock of the whole page meanwhile. Here the one who
waits goes at once, and the thread closes the generator as soon as that gives its next item.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, TypeVar

__all__ = ["Flow", "close"]

T = TypeVar("T")


class _End:
    """The last item of a queue; ``fault`` is what the generator raised."""

    def __init__(self, fault: BaseException | None = None) -> None:
        self.fault = fault


def close(items: Iterator[object]) -> None:
    """End a generator, which gets ``GeneratorExit`` where it stands; other iterators have nothing to end."""
    ending: Callable[[], None] | None = getattr(items, "close", None)
    if ending is not None:
        ending()


class Flow(AsyncIterator[T], Generic[T]):
    """The items of an iterator as they come, for one reader in the running event loop."""

    def __init__(self, make: Callable[[], Iterator[T]]) -> None:
        """Begin at once; ``make`` is called in the thread too."""
        self._loop = asyncio.get_running_loop()
        self._items: asyncio.Queue[T | _End] = asyncio.Queue()
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._take, args=(make,), name="flow", daemon=True)
        self._thread.start()

    async def __anext__(self) -> T:
        if self._stopped.is_set():
            raise StopAsyncIteration
        item = await self._items.get()
        if isinstance(item, _End) or self._stopped.is_set():
            self._stopped.set()
            if isinstance(item, _End) and item.fault is not None:
                raise item.fault
            raise StopAsyncIteration
        return item

    def stop(self) -> None:
        """Let the reader go now, and have the iterator closed; harmless when all is over."""
        if not self._stopped.is_set():
            self._stopped.set()
            self._items.put_nowait(_End())

    def wait_ended(self, seconds: float) -> bool:
        """Wait in a thread until the iterator is closed, but no longer than this."""
        return self._ended.wait(seconds)

    def _take(self, make: Callable[[], Iterator[T]]) -> None:
        fault: BaseException | None = None
        try:
            items = make()
            try:
                for item in items:
                    if self._stopped.is_set():
                        break
                    self._hand_over(item)
            finally:
                close(items)
        except BaseException as error:  # noqa: BLE001  # raised again where it is read
            fault = error
        finally:
            self._ended.set()
            self._hand_over(_End(fault))

    def _hand_over(self, item: T | _End) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody reads any more
            self._loop.call_soon_threadsafe(self._items.put_nowait, item)
