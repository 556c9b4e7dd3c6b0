"""A process for foreign bytes: started with limits of time and memory, and ended with all its children."""

from __future__ import annotations

import json
import math
import os
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["confine", "run_confined", "send_answer", "take_request"]

# Where this package lives, so that the worker runs the same code whatever its working directory.
_ROOT = Path(__file__).resolve().parents[2]
_CHUNK = 1 << 16


def run_confined(module: str, request: Mapping[str, Any], seconds: float, most: int) -> tuple[bytes, int]:
    """What ``python -m module`` writes to its standard output, and its exit code.

    Args:
        request: Is its standard input, in JSON: arguments could be read by everybody who can list processes.
        seconds: Wall-clock time after which the process is killed with its children.
        most: Bytes of output that are read.

    Raises:
        TimeoutError: It did not end in time.
        OverflowError: It wrote more.
    """
    # A file without a name: a pipe would have to be fed while the answer is read.
    with tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(request).encode())
        asked.seek(0)
        worker = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
    try:
        answer = _collect(worker, time.monotonic() + seconds, most)
    finally:
        _kill(worker)
    return answer, worker.returncode


def take_request() -> tuple[dict[str, Any], int]:
    """In the worker: the request, and a descriptor for the answer.

    Whatever libraries print goes to the standard error from here on.
    """
    answer_to = os.dup(1)
    os.dup2(2, 1)
    request: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    return request, answer_to


def confine(seconds: float, memory: int) -> None:
    """In the worker: limit this process before any library sees a byte of the file.

    Args:
        memory: Address space in bytes.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Reading writes nothing; should a library try, it fails instead of filling the disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # Should the parent die, nobody else would end this process.
    signal.alarm(math.ceil(seconds) + 5)


def send_answer(answer_to: int, answer: bytes) -> None:
    """In the worker: write the answer and end."""
    with os.fdopen(answer_to, "wb") as stream:
        stream.write(answer)
    # No clean-up of half-read structures: they may be what was wrong.
    os._exit(0)


def _environment() -> dict[str, str]:
    inherited = os.environ.get("PYTHONPATH", "")
    return {
        **{name: os.environ[name] for name in ("PATH", "LANG", "HOME", "TMPDIR") if name in os.environ},
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), inherited))),
        "PYTHONDONTWRITEBYTECODE": "1",
        # Threads and arenas reserve address space that they never use.
        "OMP_NUM_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _collect(worker: subprocess.Popen[bytes], deadline: float, most: int) -> bytes:
    assert worker.stdout is not None
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as ready:
        ready.register(worker.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not ready.select(left):
                continue
            part = os.read(worker.stdout.fileno(), _CHUNK)
            if not part:
                worker.wait(max(left, 0.1))
                return b"".join(parts)
            parts.append(part)
            size += len(part)
            if size > most:
                raise OverflowError
    raise TimeoutError


def _kill(worker: subprocess.Popen[bytes]) -> None:
    """End the worker's whole session; nothing of it is left when a reading ends."""
    with suppress(ProcessLookupError, PermissionError):  # already gone
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    if worker.stdout is not None:
        worker.stdout.close()
