"""One file, one process: what reads foreign bytes has limits and cannot take the caller down with it."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import UnreadableFile
from ..records import RawText
from .limits import Limits

__all__ = ["NeedsRecognition", "read_in_process"]

# Where this package lives, so that the worker runs the same code whatever its working directory.
_ROOT = Path(__file__).resolve().parents[2]
_CHUNK = 1 << 16


class NeedsRecognition(Exception):
    """The pages are pictures: there is no text to read without character recognition."""


def read_in_process(path: Path, limits: Limits, *, recognise: bool = False) -> RawText:
    """Read ``path`` in a process of its own, which is killed with its children at the limit.

    Raises:
        UnreadableFile: The worker refused the file, broke down or reached a limit.
        NeedsRecognition: The file holds pictures of pages only, and ``recognise`` is off.
    """
    seconds = limits.ocr_seconds if recognise else limits.seconds
    request = {
        "path": str(path.resolve()),
        "recognise": recognise,
        "limits": {name: getattr(limits, name) for name in Limits.__slots__},
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "knowledge.readers.worker", json.dumps(request)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    )
    try:
        # A character takes at most 6 bytes in JSON; what exceeds that is not an answer of ours.
        answer = _collect(worker, time.monotonic() + seconds, 6 * limits.characters + (1 << 20))
    except TimeoutError:
        raise UnreadableFile(
            f"{path.name}：读了 {seconds:g} 秒还没读完，文件可能过大或有问题，请拆分或另存后再试"
        ) from None
    except OverflowError:
        raise UnreadableFile(_too_much_text(path, limits)) from None
    finally:
        _kill(worker)
    return _result(path, answer, worker.returncode, limits)


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


def _result(path: Path, answer: bytes, code: int, limits: Limits) -> RawText:
    try:
        found: dict[str, Any] = json.loads(answer)
    except ValueError:
        found = {"problem": "crash"}
    match found.get("problem"):
        case None:
            return RawText(path.name, found["kind"], tuple(found["lines"]), tuple(found["doubts"]))
        case "scan":
            raise NeedsRecognition
        case "refused":
            raise UnreadableFile(str(found["message"]))
        case "memory":
            raise UnreadableFile(
                f"{path.name}：读取需要的内存超过 {limits.memory >> 20} MB 的上限，文件可能有问题，请另存或拆分后再试"
            )
        case "text":
            raise UnreadableFile(_too_much_text(path, limits))
        case _:
            reason = f"信号 {-code}" if code < 0 else f"代码 {code}"
            raise UnreadableFile(f"{path.name}：读取程序意外中止（{reason}），文件可能已损坏，请重新下载或另存后再试")


def _too_much_text(path: Path, limits: Limits) -> str:
    return f"{path.name}：文字超过 {limits.characters // 10000} 万字的上限，请拆分后再加入"
