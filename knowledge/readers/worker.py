"""The process that reads one file: ``python -m knowledge.readers.worker REQUEST`` with JSON in and out.

Limits are set before any library sees a byte of the file. The answer goes to the standard output
that the process began with; libraries that print get another one.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from ..errors import UnreadableFile
from ..records import RawText
from .kinds import detect
from .limits import Limits

__all__ = ["NoText", "TooMuchText", "main", "read_here"]


class NoText(Exception):
    """Pictures of pages, no text."""


class TooMuchText(Exception):
    """More text than the limits allow."""


def read_here(path: Path, limits: Limits, *, recognise: bool = False) -> RawText:
    """Read a file in this very process.

    Raises:
        UnreadableFile: It cannot be read.
        NoText: It is a scan and ``recognise`` is off.
        TooMuchText: There is more text than allowed.
    """
    kind = detect(path, limits)
    # Each reader brings its library along, so only the one that is needed is imported.
    if kind == "pdf":
        from .pdf import read_pdf

        raw = read_pdf(path, limits, recognise=recognise)
        if raw is None:
            raise NoText
    elif kind == "docx":
        from .word import read_docx

        raw = read_docx(path, limits)
    elif kind == "html":
        from .web import read_html

        raw = read_html(path)
    else:
        from .plain import read_plain

        raw = read_plain(path, kind)
    if sum(map(len, raw.lines)) > limits.characters:
        raise TooMuchText
    if not raw.lines:
        raise UnreadableFile(f"{path.name}：里面没有文字，请检查文件内容")
    doubts = (kind.doubt, *raw.doubts) if kind.doubt else raw.doubts
    return RawText(path.name, raw.kind, raw.lines, doubts)


def main() -> None:
    """Answer one request and end."""
    request = json.loads(sys.argv[1])
    limits = Limits(**request["limits"])
    answer_to = os.dup(1)
    os.dup2(2, 1)
    _confine(limits, recognise=request["recognise"])
    try:
        raw = read_here(Path(request["path"]), limits, recognise=request["recognise"])
        answer: dict[str, Any] = {"kind": raw.kind, "lines": raw.lines, "doubts": raw.doubts}
    except UnreadableFile as error:
        answer = {"problem": "refused", "message": str(error)}
    except NoText:
        answer = {"problem": "scan"}
    except TooMuchText:
        answer = {"problem": "text"}
    except MemoryError:
        answer = {"problem": "memory"}
    except RecursionError:
        answer = {"problem": "crash"}
    with os.fdopen(answer_to, "wb") as stream:
        stream.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    # No clean-up of half-read structures: they may be what was wrong.
    os._exit(0)


def _confine(limits: Limits, *, recognise: bool) -> None:
    memory = limits.ocr_memory if recognise else limits.memory
    seconds = math.ceil(limits.ocr_seconds if recognise else limits.seconds)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Reading writes nothing; should a library try, it fails instead of filling the disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # Should the parent die, nobody else would end this process.
    signal.alarm(seconds + 5)


if __name__ == "__main__":
    main()
