"""One file, one process: what reads foreign bytes has limits and cannot take the caller down with it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UnreadableFile
from ..records import RawText
from .failures import broken_down, too_much_text, too_slow
from .limits import Limits
from .process import run_confined

__all__ = ["Reading", "read_in_process"]


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
    try:
        # A character takes at most 6 bytes in JSON; what exceeds that is not an answer of ours.
        answer, code = run_confined("knowledge.readers.worker", request, seconds, 6 * limits.characters + (1 << 20))
    except TimeoutError:
        raise UnreadableFile(too_slow(path.name, seconds)) from None
    except OverflowError:
        raise UnreadableFile(too_much_text(path.name, limits)) from None
    return _result(path, answer, code, limits)


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
        case problem:
            raise UnreadableFile(broken_down(path.name, problem, code, limits))
