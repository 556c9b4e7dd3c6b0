"""The words of a checked draft in pieces, so that its page can mark the references in them."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.checking import Checked, Verdict

__all__ = ["Line", "Piece", "lines_of"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of a line.

    Attributes:
        number: The reference that it belongs to, from 1; 0 if to none.
        ends: The references that end here; their marks follow the words.
        quoted: Whether it is part of a quotation that does not match.
    """

    text: str
    number: int = 0
    ends: tuple[int, ...] = ()
    quoted: bool = False


Line = tuple[Piece, ...]


def lines_of(text: str, checked: Sequence[Checked]) -> list[Line]:
    """The text line by line; the pieces of the lines, joined, give it again."""
    spans = _Spans(text, checked)
    at, lines = 0, []
    for line in text.split("\n"):
        lines.append(spans.line(at, at + len(line)))
        at += len(line) + 1
    return lines


class _Spans:
    """The text between the places where a reference or a quotation begins or ends."""

    def __init__(self, text: str, checked: Sequence[Checked]) -> None:
        self._text, self._checked = text, checked
        quotes = [one for one in checked if one.verdict is Verdict.QUOTE_MISMATCH and one.quote_end > one.quote_start]
        places = {0, len(text)}
        places.update(place for one in checked for place in (one.reference.start, one.reference.end))
        places.update(place for one in quotes for place in (one.quote_start, one.quote_end))
        self._cuts = sorted(places)
        self._references: dict[int, list[int]] = {}
        for number, one in enumerate(checked, 1):
            for cut in self._between(one.reference.start, one.reference.end):
                self._references.setdefault(cut, []).append(number)
        self._quoted = {cut for one in quotes for cut in self._between(one.quote_start, one.quote_end)}

    def _between(self, start: int, end: int) -> Sequence[int]:
        return self._cuts[bisect.bisect_left(self._cuts, start) : bisect.bisect_left(self._cuts, end)]

    def line(self, start: int, end: int) -> Line:
        inner = self._cuts[bisect.bisect_right(self._cuts, start) : bisect.bisect_left(self._cuts, end)]
        borders = zip([start, *inner], [*inner, end], strict=True)
        return tuple(self._piece(left, right) for left, right in borders if left < right)

    def _piece(self, left: int, right: int) -> Piece:
        cut = self._cuts[bisect.bisect_right(self._cuts, left) - 1]
        numbers = self._references.get(cut, ())
        ends = tuple(number for number in numbers if self._checked[number - 1].reference.end == right)
        return Piece(self._text[left:right], numbers[0] if numbers else 0, ends, cut in self._quoted)
