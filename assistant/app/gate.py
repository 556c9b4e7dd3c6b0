"""Long work in few threads: some run, some wait, and who comes after is asked to come back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from knowledge.errors import Busy

__all__ = ["Gate"]


class Gate:
    """Lets ``running`` pieces of work run and ``waiting`` wait; to be entered in a thread that may block."""

    def __init__(self, running: int, waiting: int) -> None:
        self._slots = threading.BoundedSemaphore(running)
        self._places = threading.BoundedSemaphore(running + waiting)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Waits for its turn.

        Raises:
            Busy: Too many wait already.
        """
        if not self._places.acquire(blocking=False):
            raise Busy("现在核对的人很多，请过一会儿再试。")
        try:
            with self._slots:
                yield
        finally:
            self._places.release()
