"""Word documents that somebody wrote: their text with its places, and comments put at the words that they are about.

Every document is opened in a process of its own with limits of time and memory, see :mod:`knowledge.readers`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from ..errors import UnreadableFile
from ..readers.failures import broken_down, too_much_text, too_slow
from ..readers.limits import Limits
from ..readers.process import run_confined
from .records import Note, ReadDocument, Summary

__all__ = ["Note", "ReadDocument", "Summary", "annotate_document", "compose_document", "read_document"]

_ZIP = b"PK"
# Comments on everything make a document longer; beyond this it is no document of ours.
_MOST_BYTES = 100 << 20


def read_document(path: Path, limits: Limits = Limits()) -> ReadDocument:  # noqa: B008 - frozen
    """The text of a DOCX, one line for each paragraph, with its tables, text boxes, footnotes and endnotes.

    Raises:
        UnreadableFile: It is damaged, locked, no Word document, or beyond a limit.
    """
    # A character takes at most 6 bytes in JSON.
    answer = _ask({"task": "read", "path": _absolute(path)}, path.name, limits, 6 * limits.characters + (1 << 20))
    found = json.loads(answer)
    return ReadDocument(found["text"], tuple(found["doubts"]))


def annotate_document(
    path: Path,
    text: str,
    notes: Sequence[Note],
    *,
    author: str,
    initials: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> bytes:
    """The same DOCX with comments at ``text[note.start:note.end]``; everything that it holds stays.

    Args:
        text: What :func:`read_document` gave for it.

    Raises:
        UnreadableFile: It cannot be opened, or is not the document that was read.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    request = {"task": "annotate", "path": _absolute(path), "digest": digest}
    return _ask(request | _comments(notes, author, initials), path.name, limits, _MOST_BYTES)


def compose_document(
    text: str,
    notes: Sequence[Note],
    summary: Summary,
    *,
    author: str,
    initials: str,
    name: str = "",
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> bytes:
    """A new DOCX of a text, a paragraph for each line, with comments and a page with a summary at the end.

    Args:
        text: What XML cannot hold of it becomes �.
        name: What a refusal calls it.

    Raises:
        UnreadableFile: It is too long.
    """
    request = {"task": "compose", "text": text, "summary": asdict(summary)}
    return _ask(request | _comments(notes, author, initials), name, limits, _MOST_BYTES)


def _comments(notes: Sequence[Note], author: str, initials: str) -> dict[str, Any]:
    return {"notes": [astuple(note) for note in notes], "author": author, "initials": initials}


def _absolute(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - resolving links would change the name


def _ask(request: Mapping[str, Any], name: str, limits: Limits, most: int) -> bytes:
    given = {**request, "limits": {field: getattr(limits, field) for field in Limits.__slots__}}
    try:
        answer, code = run_confined("knowledge.annotations.worker", given, limits.seconds, most)
    except TimeoutError:
        raise UnreadableFile(too_slow(name, limits.seconds)) from None
    except OverflowError:
        raise UnreadableFile(too_much_text(name, limits)) from None
    if answer.startswith(_ZIP):
        return answer
    try:
        problem = json.loads(answer).get("problem")
    except ValueError:
        problem = "crash"
    if problem is None:
        return answer
    if problem == "refused":
        raise UnreadableFile(str(json.loads(answer)["message"]))
    raise UnreadableFile(broken_down(name, problem, code, limits))
