"""A command that is told to end leaves nothing behind: what it keeps for a moment goes, what it started ends."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

__all__ = ["ending_cleanly"]

_TOLD_TO_END = (signal.SIGTERM, signal.SIGHUP)
_KILLED = 128  # plus the number of the signal: what a shell says of a process that a signal ended


@contextmanager
def ending_cleanly() -> Iterator[None]:
    """Within the block SIGTERM and SIGHUP raise :class:`SystemExit`, so that every ``with`` and ``finally`` is run.

    Only for the main thread. Signals that somebody ignores or handles otherwise (``nohup``) are left alone.
    """
    ours = [number for number in _TOLD_TO_END if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: object) -> NoReturn:
    for each in _TOLD_TO_END:  # being told twice must not cut the cleaning short
        signal.signal(each, signal.SIG_IGN)
    sys.exit(_KILLED + number)
