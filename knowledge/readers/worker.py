"""The process that reads one file: ``python -m knowledge.readers.worker`` with JSON in and out.

Limits are set before any library sees a byte of the file. The answer goes to the standard output
that the process began with; libraries that print get another one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import UnreadableFile
from ..records import RawText
from .isolation import Reading
from .kinds import detect
from .limits import Limits, TooMuchText
from .process import confine, send_answer, take_request

__all__ = ["main", "read_here"]


def read_here(path: Path, limits: Limits, *, recognise: bool = False) -> Reading:
    """Read a file in this very process.

    Raises:
        UnreadableFile: It cannot be read.
        TooMuchText: There is more text than allowed.
    """
    kind = detect(path, limits)
    pictures = 0
    # Each reader brings its library along, so only the one that is needed is imported.
    if kind == "pdf":
        from .pdf import read_pdf

        raw, pictures = read_pdf(path, limits, recognise=recognise)
        if raw is None:
            return Reading(None, pictures)
    elif kind == "docx":
        from .word import read_docx

        raw = read_docx(path, limits)
    elif kind == "html":
        from .web import read_html

        raw = read_html(path)
    else:
        from .plain import read_plain

        raw = read_plain(path, kind, limits)
    if sum(map(len, raw.lines)) > limits.characters:
        raise TooMuchText
    if not raw.lines:
        raise UnreadableFile(f"{path.name}：里面没有文字，请检查文件内容")
    doubts = (kind.doubt, *raw.doubts) if kind.doubt else raw.doubts
    return Reading(RawText(path.name, raw.kind, raw.lines, doubts), pictures)


def main() -> None:
    """Answer one request and end."""
    request, answer_to = take_request()
    limits = Limits(**request["limits"])
    confine(request["seconds"], limits.ocr_memory if request["recognise"] else limits.memory)
    try:
        reading = read_here(Path(request["path"]), limits, recognise=request["recognise"])
        answer: dict[str, Any] = {"pictures": reading.pictures}
        if reading.raw is None:
            answer["problem"] = "scan"
        else:
            answer |= {"kind": reading.raw.kind, "lines": reading.raw.lines, "doubts": reading.raw.doubts}
    except UnreadableFile as error:
        answer = {"problem": "refused", "message": str(error)}
    except TooMuchText:
        answer = {"problem": "text"}
    except MemoryError:
        answer = {"problem": "memory"}
    except RecursionError:
        answer = {"problem": "crash"}
    send_answer(answer_to, json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
