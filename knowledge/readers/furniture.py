"""What stands on a page but not in the text: running headers, footers and page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from .shapes import Line, Page

__all__ = ["strip_furniture"]

# Lines at the edge of a page that may be furniture, and how far into the page such an edge goes.
EDGE_LINES = 3
EDGE = 0.16
SAME_PLACE = 4.0  # points
# A line that comes back in the same place on so many pages is no text; in a short file twice is enough.
OFTEN = 3
SHORT_FILE = 4
_SHOWN = 4
_STOPS = tuple("。；：，！？")

_NUMBER = re.compile(
    r"[\s—–―－\-·•~～_|]*"
    r"(?:第?\s*[0-9]{1,4}\s*页?|第[一二三四五六七八九十百]+页|[ivxl]{1,6}|page\s*[0-9]{1,4})"
    r"(?:\s*(?:[/／|,，]|of|共)?\s*(?:共\s*)?[0-9]{1,4}\s*页?)?"
    r"[\s—–―－\-·•~～_|]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9]+")
_BLANK = re.compile(r"[\s\u3000]+")
_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")

_Place = tuple[int, str]


def strip_furniture(pages: Sequence[Page]) -> tuple[list[Page], list[str]]:
    """The pages without furniture, and what was left out, in words.

    Args:
        pages: In order, with their lines in reading order.
    """
    edges = {page.number: _edges(page) for page in pages}
    running = _running(pages, edges)
    title, largest = _title(pages)
    kept: list[Page] = []
    shown: dict[str, None] = {}
    for page in pages:
        dropped: set[int] = set()
        for at, zone in edges[page.number]:
            line = page.lines[at]
            if _is_running(line, zone, running) or (line.em < 0.9 * largest and _bare(line) in title):
                dropped.add(at)
                shown.setdefault(_bare(line))
        dropped |= {at for at in _outermost(page, dropped) if _is_page_number(page.lines[at])}
        lines = tuple(line for at, line in enumerate(page.lines) if at not in dropped)
        kept.append(Page(page.number, lines, page.pictures))
    texts = [text for text in shown if not _NUMBER.fullmatch(text.translate(_WIDTH))]
    if not texts:
        return kept, []
    more = f"等 {len(texts)} 种" if len(texts) > _SHOWN else ""
    return kept, [f"页眉页脚已略去：{'；'.join(texts[:_SHOWN])}{more}"]


def _edges(page: Page) -> list[_Place]:
    """Positions of the lines near the upper and lower edge, with the name of the edge."""
    order = sorted(range(len(page.lines)), key=lambda at: -page.lines[at].y)
    upper = [(at, "top") for at in order[:EDGE_LINES] if page.lines[at].y >= (1 - EDGE) * page.lines[at].height]
    lower = [(at, "bottom") for at in order[-EDGE_LINES:] if page.lines[at].y <= EDGE * page.lines[at].height]
    return upper + lower


def _bare(line: Line) -> str:
    return _BLANK.sub("", line.text)


def _key(line: Line) -> str:
    """Numbers in a header count pages; a sentence that differs in its numbers is another sentence."""
    text = _bare(line).translate(_WIDTH)
    return text if text.endswith(_STOPS) else _DIGITS.sub("#", text)


def _running(pages: Sequence[Page], edges: dict[int, list[_Place]]) -> dict[tuple[str, str], list[float]]:
    """Texts that come back at an edge, digits aside, with the heights at which they do."""
    heights: dict[tuple[str, str], list[float]] = defaultdict(list)
    for page in pages:
        for at, zone in edges[page.number]:
            heights[zone, _key(page.lines[at])].append(page.lines[at].y)
    needed = 2 if len(pages) <= SHORT_FILE else OFTEN
    found: dict[tuple[str, str], list[float]] = {}
    for place, own in heights.items():
        often = [y for y in own if sum(abs(y - other) <= SAME_PLACE for other in own) >= needed]
        if often:
            found[place] = often
    return found


def _is_running(line: Line, zone: str, running: dict[tuple[str, str], list[float]]) -> bool:
    return any(abs(line.y - y) <= SAME_PLACE for y in running.get((zone, _key(line)), ()))


def _title(pages: Sequence[Page]) -> tuple[set[str], float]:
    """The lines of the first page in large letters, each and together, and how large: a header often repeats them."""
    first = next((page.lines for page in pages if page.lines), ())
    if not first:
        return set(), 0.0
    usual = sorted(line.em for line in first)[len(first) // 2]
    # A red head is larger than the title below it, so each large size counts for itself.
    sizes = {round(line.em) for line in first if line.em >= 1.15 * usual}
    titles: set[str] = set()
    for size in sizes:
        parts = [_bare(line) for line in first if round(line.em) == size]
        titles |= {"".join(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, len(parts) + 1)}
    return titles, min(sizes, default=0.0)


def _outermost(page: Page, dropped: set[int]) -> Iterator[int]:
    order = sorted((at for at in range(len(page.lines)) if at not in dropped), key=lambda at: -page.lines[at].y)
    if order:
        yield from {order[0], order[-1]}


def _is_page_number(line: Line) -> bool:
    near = line.y <= EDGE * line.height or line.y >= (1 - EDGE) * line.height
    return near and _NUMBER.fullmatch(line.text.strip().translate(_WIDTH)) is not None
