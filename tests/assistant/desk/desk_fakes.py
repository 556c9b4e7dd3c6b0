"""What the tests of the desk share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["PASSWORD", "Clock"]

PASSWORD = "mulberry harbour 7"


class Clock:
    """The time, until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)
