"""How often answers may be handed in: bounded for one address and for all together."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from assistant.desk.networks import network_of
from knowledge.errors import Busy

__all__ = ["FeedbackLimits"]

_WINDOW = 3600.0


class FeedbackLimits:
    """Counts of the last hour, in memory; never more entries than ``everyone``."""

    def __init__(self, address: int = 10, everyone: int = 500, clock: Callable[[], float] = time.monotonic) -> None:
        """``address`` from one place and ``everyone`` in all, each in an hour."""
        self._address, self._everyone, self._clock = address, everyone, clock
        self._taken: deque[tuple[float, str]] = deque()
        self._lock = threading.Lock()

    def take(self, address: str) -> None:
        """Count one.

        Raises:
            Busy: There were too many within the last hour; this one was not counted.
        """
        place, now = network_of(address), self._clock()
        with self._lock:
            while self._taken and self._taken[0][0] <= now - _WINDOW:
                self._taken.popleft()
            if sum(place == other for _, other in self._taken) >= self._address:
                raise Busy("您这一小时里提交得太多了，请过一会儿再试；着急的话可以拨打12351。")
            if len(self._taken) >= self._everyone:
                raise Busy("现在提交的人太多了，请过一小时再试；着急的话可以拨打12351。")
            self._taken.append((now, place))
