"""From characters with places to lines in reading order, in one column or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .characters import is_wide
from .shapes import Char, Line

__all__ = ["lines_of"]

# In units of the character size.
ROW_TOLERANCE = 0.45
LATIN_GAP = 0.25
WIDE_GAP = 0.7
RUN_GAP = 1.4
GUTTER = 1.2
# A gutter is one that few rows cross and that has full columns of text on both sides.
MOST_CROSSING = 0.25
LEAST_SHARE = 0.3
LEAST_ROWS = 6
LEAST_FULL = 0.5


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one row without a wide gap between them."""

    chars: tuple[Char, ...]
    y: float

    @property
    def x0(self) -> float:
        return self.chars[0].x0

    @property
    def x1(self) -> float:
        return next((one.x1 for one in reversed(self.chars) if not one.text.isspace()), self.chars[-1].x1)


def lines_of(chars: Sequence[Char], page: int, width: float, height: float) -> tuple[Line, ...]:
    """The lines of a page in reading order.

    Args:
        chars: In any order; what lies outside the page or stands twice in one place is left out.
        page: 1-based page number.
        width: Of the page, in points.
        height: Of the page, in points.
    """
    inside = [one for one in chars if -1 <= one.x0 <= width + 1 and -1 <= one.middle <= height + 1]
    if not any(not one.text.isspace() for one in inside):
        return ()
    em = median(one.y1 - one.y0 for one in inside if not one.text.isspace()) or 10.0
    runs = [run for row in _rows(inside, em) for run in _runs(row, em)]
    gutter = _gutter(runs, em)
    ordered = [(0, runs)] if gutter is None else _bands(runs, gutter)
    found: list[Line] = []
    for column, own in ordered:
        for row in _same_row(own, em):
            line = _line(row, page, column, width, height)
            if line.text.strip(" \u3000"):
                found.append(line)
    return tuple(found)


def _rows(chars: Sequence[Char], em: float) -> list[list[Char]]:
    rows: list[list[Char]] = []
    level = 0.0
    for one in sorted(chars, key=lambda char: -char.middle):
        if rows and level - one.middle <= ROW_TOLERANCE * max(em * 0.6, min(em, one.y1 - one.y0)):
            rows[-1].append(one)
        else:
            rows.append([one])
            level = one.middle
    return [_unique(sorted(row, key=lambda char: char.x0)) for row in rows]


def _unique(row: list[Char]) -> list[Char]:
    """Without the second copy of characters that are drawn twice to look bold."""
    kept: list[Char] = []
    for one in row:
        same = any(
            one.text == other.text and one.x0 - other.x0 < 0.4 * max(other.x1 - other.x0, 1) for other in kept[-3:]
        )
        if not same or one.text.isspace():
            kept.append(one)
    return kept


def _runs(row: list[Char], em: float) -> list[_Run]:
    parts: list[list[Char]] = []
    for one in row:
        if parts and one.x0 - parts[-1][-1].x1 <= RUN_GAP * em:
            parts[-1].append(one)
        else:
            parts.append([one])
    return [
        _Run(tuple(part), median(one.middle for one in part))
        for part in parts
        if any(not one.text.isspace() for one in part)
    ]


def _gutter(runs: Sequence[_Run], em: float) -> float | None:
    """The x of the gap between two columns of running text, or ``None``."""
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    best: tuple[int, float] | None = None
    steps = 40
    for step in range(steps + 1):
        x = left + (right - left) * (0.35 + 0.3 * step / steps)
        half = GUTTER * em / 2
        crossing = sum(1 for run in runs if run.x0 < x + half and run.x1 > x - half)
        before = [run for run in runs if run.x1 <= x - half]
        after = [run for run in runs if run.x0 >= x + half]
        if min(len(before), len(after)) < LEAST_ROWS or crossing > MOST_CROSSING * (len(before) + len(after)):
            continue
        if not (_is_text(before, em) and _is_text(after, em)):
            continue
        if best is None or crossing < best[0]:
            best = crossing, x
    return best[1] if best else None


def _is_text(runs: Sequence[_Run], em: float) -> bool:
    """Running text fills its lines; the cells of a table seldom do."""
    edge = max(run.x1 for run in runs)
    full = sum(1 for run in runs if run.x1 > edge - 2 * em and run.x1 - run.x0 > 8 * em)
    return full >= LEAST_FULL * len(runs)


def _bands(runs: Sequence[_Run], gutter: float) -> list[tuple[int, list[_Run]]]:
    """Columns between the lines that go over the whole width: left one first."""
    ordered: list[tuple[int, list[_Run]]] = []
    left: list[_Run] = []
    right: list[_Run] = []
    for run in sorted(runs, key=lambda one: (-one.y, one.x0)):
        if run.x1 <= gutter:
            left.append(run)
        elif run.x0 >= gutter:
            right.append(run)
        else:
            ordered += [(1, left), (2, right), (0, [run])]
            left, right = [], []
    ordered += [(1, left), (2, right)]
    return [(column, own) for column, own in ordered if own]


def _same_row(runs: Sequence[_Run], em: float) -> list[list[Char]]:
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda one: -one.y):
        if rows and abs(rows[-1][0].y - run.y) <= ROW_TOLERANCE * em:
            rows[-1].append(run)
        else:
            rows.append([run])
    return [[one for run in sorted(row, key=lambda one: one.x0) for one in run.chars] for row in rows]


def _line(chars: Sequence[Char], page: int, column: int, width: float, height: float) -> Line:
    visible = [one for one in chars if not one.text.isspace()]
    size = median(one.y1 - one.y0 for one in visible)
    parts = [chars[0].text]
    for before, one in pairwise(chars):
        gap = one.x0 - before.x1
        blank = before.text.isspace() or one.text.isspace()
        wide = is_wide(before.text[-1]) or is_wide(one.text[0])
        if not blank and gap > (WIDE_GAP if wide else LATIN_GAP) * size:
            parts.append(" ")
        parts.append(one.text)
    text = "".join(parts).lstrip(" \u3000")
    middle = median(one.middle for one in visible)
    return Line(text, page, column, visible[0].x0, visible[-1].x1, middle, size, width, height)
