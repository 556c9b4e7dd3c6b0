"""A name in a text, and which stretches of the text belong to names already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

__all__ = ["Kind", "Source", "Taken"]


class Kind(Enum):
    """What a name stands for."""

    LAW = "a law, known or not"
    OTHER = "something else that has articles: a contract, a company's rules"
    BACK = "本法 and the like"


@dataclass(frozen=True, slots=True)
class Source:
    """A name in a skeleton, ``text[start:end]``.

    Attributes:
        name: The law as written or, for an abbreviation that the text defines, the name that it stands for.
        tail: Where what belongs to the name ends, a note in brackets included.
        year: The year of the version that a note names, else 0.
        number: The document number in a note behind the name.
        version: Words before it, or in a note, that mean another text than today's.
        alone: Whether it is a reference without any article: a name in 《》, a document number.
    """

    kind: Kind
    name: str
    start: int
    end: int
    tail: int
    year: int = 0
    alone: bool = False
    number: str = ""
    version: str = ""


class Taken:
    """Stretches of a text that belong to a name already; those of one round do not overlap."""

    def __init__(self) -> None:
        self._rounds: list[tuple[list[int], list[int]]] = []

    def add(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._rounds.append(([start for start, _ in ordered], [end for _, end in ordered]))

    def meets(self, start: int, end: int) -> bool:
        """Whether some stretch and ``start`` to ``end`` overlap."""
        for starts, ends in self._rounds:
            at = bisect_left(starts, end) - 1
            if at >= 0 and ends[at] > start:
                return True
        return False
