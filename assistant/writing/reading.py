"""Sentences out of what a model sends, as soon as each is there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from .records import Sentence

__all__ = ["LONGEST_REPLY", "Reader", "read_objects", "sentence_of"]

LONGEST_REPLY = 40_000
"""Characters after which a reply is not read on; a model that repeats itself never ends."""


class Reader:
    """Finds JSON objects in a text that arrives in pieces, whatever stands round them.

    Models put objects on lines, into an array, into a field of another object or into a code block: each innermost
    object that is closed counts, so all of these can be read while they arrive.
    """

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._open: list[int] = []
        self._quoted = self._escaped = False

    def feed(self, piece: str) -> Iterator[dict[str, object]]:
        """The objects that this piece closes."""
        self._text += piece[: max(0, LONGEST_REPLY - len(self._text))]
        while self._at < len(self._text):
            char = self._text[self._at]
            self._at += 1
            if self._quoted:
                # A line break ends a string that was never closed: the rest of the reply would be lost in it.
                self._quoted = self._escaped or char not in '"\n'
                self._escaped = not self._escaped and char == "\\"
            elif char == '"':
                self._quoted = bool(self._open)
            elif char == "{":
                self._open.append(self._at - 1)
            elif char == "}" and self._open:
                found = _object(self._text[self._open.pop() : self._at])
                if found is not None:
                    self._open.clear()
                    yield found


def _object(text: str) -> dict[str, object] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read_objects(pieces: Iterable[str]) -> Iterator[dict[str, object]]:
    """Every object of a reply that is there as a whole or in pieces."""
    reader = Reader()
    for piece in pieces:
        yield from reader.feed(piece)


def sentence_of(found: dict[str, object]) -> Sentence | None:
    """The sentence that an object holds: ``{"text": …, "ids": […]}``; ``None`` for any other."""
    text, ids = found.get("text"), found.get("ids")
    if not isinstance(text, str) or not text.strip():
        return None
    if not isinstance(ids, list):
        return Sentence(text.strip(), ())
    named = tuple(dict.fromkeys(one.strip() for one in ids if isinstance(one, str)))
    return Sentence(text.strip(), named)
