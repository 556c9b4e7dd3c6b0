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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UnreadableFile
from ..records import RawText
from .limits import Limits

__all__ = ["Reading", "read_in_process"]

# Where this package lives, so that the worker runs the same code whatever its working directory.
_ROOT = Path(__file__).resolve().parents[2]
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file.

    Attributes:
        raw: Its text, ``None`` if there are only pictures of pages.
        pictures: How many pages are pictures without text.
    """

    raw: RawText | None
    pictures: int


def read_in_process(path: Path, limits: Limits, *, recognise: int = 0) -> Reading:
    """Read ``path`` in a process of its own, which is killed with its children at the limit.

    Args:
        path: The file.
        limits: Of time, memory and size.
        recognise: How many pages are pictures in which to recognise characters, 0 not to do so.

    Raises:
        UnreadableFile: The worker refused the file, broke down or reached a limit.
    """
    seconds = limits.seconds + limits.ocr_seconds * min(recognise, limits.ocr_pages)
    request = {
        "path": os.path.abspath(path),  # noqa: PTH100 - resolving links would change the name
        "seconds": seconds,
        "recognise": bool(recognise),
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


def _result(path: Path, answer: bytes, code: int, limits: Limits) -> Reading:
    try:
        found: dict[str, Any] = json.loads(answer)
    except ValueError:
        found = {"problem": "crash"}
    match found.get("problem"):
        case None:
            raw = RawText(path.name, found["kind"], tuple(found["lines"]), tuple(found["doubts"]))
            return Reading(raw, found["pictures"])
        case "scan":
            return Reading(None, found["pictures"])
        case "refused":
            raise UnreadableFile(str(found["message"]))
        # Libraries in C end the process when they get no more memory.
        case problem if problem == "memory" or code == -signal.SIGABRT:
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
