"""From characters with places to lines in reading order, in one column or two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from .characters import is_wide
from .shapes import Char, Line

__all__ = ["lines_of"]

# In units of the character size.
ROW_TOLERANCE = 0.45
LATIN_GAP = 0.25
WIDE_GAP = 0.7
# A gutter is a strip that few rows cross and that has full columns of text on both sides.
GUTTER_FROM, GUTTER_TO = 0.35, 0.65  # share of the width of the text
STEPS = 120
MOST_CROSSING = 0.25
LEAST_ROWS = 5
LEAST_FULL = 0.35
LEAST_WIDTH = 8  # of a full line, in units of the character size


def lines_of(
    chars: Sequence[Char], page: int, width: float, height: float, before: Sequence[Line] = ()
) -> tuple[Line, ...]:
    """The lines of a page in reading order.

    Args:
        chars: In any order; what lies outside the page or stands twice in one place is left out.
        page: 1-based page number.
        width: Of the page, in points.
        height: Of the page, in points.
        before: Lines of another page in columns, if there is one: a few lines are enough for columns here then.
    """
    inside = [one for one in chars if -1 <= one.x0 <= width + 1 and -1 <= one.middle <= height + 1]
    if not any(not one.text.isspace() for one in inside):
        return ()
    em = median(one.y1 - one.y0 for one in inside if not one.text.isspace()) or 10.0
    found: list[Line] = []
    for column, own in _columns(inside, em, before):
        for row in _rows(own, em):
            if any(not one.text.isspace() for one in row):
                found.append(_line(row, page, column, width, height))
    return tuple(found)


def _rows(chars: Sequence[Char], em: float) -> list[list[Char]]:
    """Characters of one height, upper rows first, each from left to right."""
    rows: list[list[Char]] = []
    level = 0.0
    for one in sorted(chars, key=lambda char: -char.middle):
        if rows and level - one.middle <= ROW_TOLERANCE * max(em * 0.6, min(em, one.y1 - one.y0)):
            rows[-1].append(one)
        else:
            rows.append([one])
            level = one.middle
    return [_unique(sorted(row, key=lambda char: char.x0 + char.x1)) for row in rows]


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


def _columns(chars: Sequence[Char], em: float, before: Sequence[Line]) -> list[tuple[int, list[Char]]]:
    """All characters as column 0; or, between lines that go over the whole width (0), columns 1 and 2."""
    gutter = _gutter(chars, em)
    if gutter is None:
        gutter = _same_gutter(chars, em, before)
    if gutter is None:
        return [(0, list(chars))]
    whole = sorted({one.middle for one in chars if _crosses(one, gutter)}, reverse=True)
    ordered: dict[tuple[int, int], list[Char]] = {}
    for one in chars:
        above = sum(1 for y in whole if y - one.middle > ROW_TOLERANCE * em)
        across = any(abs(y - one.middle) <= ROW_TOLERANCE * em for y in whole)
        column = 0 if across else 1 if one.x1 <= gutter + 1 else 2
        ordered.setdefault((2 * above + (0 if across else -1), column), []).append(one)
    return [(column, own) for (_, column), own in sorted(ordered.items(), key=lambda item: item[0])]


def _crosses(char: Char, x: float) -> bool:
    return char.x0 < x + 1 and char.x1 > x - 1 and not char.text.isspace()


def _gutter(chars: Sequence[Char], em: float) -> float | None:
    """The x of the middle of the gap between two columns of running text, or ``None``."""
    left, right = min(one.x0 for one in chars), max(one.x1 for one in chars)
    places = [
        left + (right - left) * (GUTTER_FROM + (GUTTER_TO - GUTTER_FROM) * step / STEPS) for step in range(STEPS + 1)
    ]
    crossing = [sum(1 for one in chars if _crosses(one, x)) for x in places]
    fewest = min(crossing)
    # The longest run of places that equally few characters cross.
    best: list[int] = []
    current: list[int] = []
    for at, count in enumerate(crossing):
        current = [*current, at] if count == fewest else []
        best = current if len(current) > len(best) else best
    x = places[best[len(best) // 2]]
    whole = {one.middle for one in chars if _crosses(one, x)}
    apart = [one for one in chars if not any(abs(y - one.middle) <= ROW_TOLERANCE * em for y in whole)]
    before = _rows([one for one in apart if one.x1 <= x + 1], em)
    after = _rows([one for one in apart if one.x0 >= x - 1], em)
    few = fewest <= MOST_CROSSING * (len(before) + len(after))
    return x if few and _is_text(before, em) and _is_text(after, em) else None


def _same_gutter(chars: Sequence[Char], em: float, before: Sequence[Line]) -> float | None:
    """The gutter of the page before, where this one keeps it free too."""
    left, right = ([line for line in before if line.column == column] for column in (1, 2))
    if not left or not right:
        return None
    x = (max(line.x1 for line in left) + min(line.x0 for line in right)) / 2
    sides = {one.x0 > x for one in chars if not _crosses(one, x)}
    crossing = sum(1 for one in chars if _crosses(one, x))
    return x if len(sides) == 2 and crossing <= MOST_CROSSING * len(_rows(chars, em)) else None


def _is_text(rows: Sequence[Sequence[Char]], em: float) -> bool:
    """Running text fills its lines; the cells of a table seldom do."""
    if len(rows) < LEAST_ROWS:
        return False
    ends = [(row[0].x0, row[-1].x1) for row in rows]
    edge = max(x1 for _, x1 in ends)
    full = sum(1 for x0, x1 in ends if x1 > edge - 2.5 * em and x1 - x0 > LEAST_WIDTH * em)
    return full >= LEAST_FULL * len(rows)


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
