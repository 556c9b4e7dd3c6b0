"""The process that opens one Word document: ``python -m knowledge.annotations.worker``.

JSON in; out comes JSON or, for a document that was annotated, its bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from ..errors import UnreadableFile
from ..readers.archive import check_archive
from ..readers.kinds import detect
from ..readers.limits import Limits, TooMuchText
from ..readers.process import confine, send_answer, take_request
from .comments import add_notes
from .composing import add_summary, compose
from .records import Note, Summary
from .story import Story, TooDeep, read_story

__all__ = ["main"]

_DAMAGE = (
    OpcError, KeyError, ValueError, TypeError, etree.LxmlError, zipfile.BadZipFile, EOFError, OSError, AttributeError
)  # fmt: skip


def main() -> None:
    """Answer one request and end."""
    request, answer_to = take_request()
    limits = Limits(**request["limits"])
    confine(limits.seconds, limits.memory)
    try:
        answer = _answer(request, limits)
    except UnreadableFile as error:
        answer = _json({"problem": "refused", "message": str(error)})
    except TooMuchText:
        answer = _json({"problem": "text"})
    except MemoryError:
        answer = _json({"problem": "memory"})
    send_answer(answer_to, answer)


def _answer(request: dict[str, Any], limits: Limits) -> bytes:
    if request["task"] == "read":
        story = _opened(Path(request["path"]), limits)[1]
        return _json({"text": story.text, "doubts": story.doubts})
    notes = [Note(*one) for one in request["notes"]]
    if request["task"] == "compose":
        document = compose(request["text"])
        story = read_story(document, len(request["text"]) + 1)  # each paragraph ends its line
        add_notes(document, story, notes, request["author"], request["initials"])
        add_summary(document, Summary(**request["summary"]))
        return _saved(document)
    path = Path(request["path"])
    document, story = _opened(path, limits)
    if hashlib.sha256(story.text.encode()).hexdigest() != request["digest"]:
        raise UnreadableFile(f"{path.name}：内容与核对时不同，请重新上传后再核对")
    try:
        add_notes(document, story, notes, request["author"], request["initials"])
        return _saved(document)
    except _DAMAGE:
        raise UnreadableFile(
            f"{path.name}：文档的结构不常见，写不进批注；请在 Word 或 WPS 里打开后另存为 .docx 再试"
        ) from None


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _opened(path: Path, limits: Limits) -> tuple[Any, Story]:
    kind = detect(path, limits)
    if kind != "docx":
        raise UnreadableFile(f"{path.name}：内容不是 Word（.docx）文档，而是 {kind}，请改正扩展名后再试")
    check_archive(path, limits)
    try:
        document = docx.Document(str(path))
        story = read_story(document, limits.characters)
    except TooDeep:
        raise UnreadableFile(f"{path.name}：内容嵌套得太深，不像正常的文档，请在 Word 或 WPS 里另存后再试") from None
    except _DAMAGE:
        raise UnreadableFile(
            f"{path.name}：不是完整的 Word（.docx）文档，可能已损坏或带宏；请在 Word 或 WPS 里打开后另存为 .docx"
        ) from None
    if kind.doubt:
        story.doubts.insert(0, kind.doubt)
    return document, story


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


if __name__ == "__main__":
    main()
