"""Tables of contents: found in a sequence of lines, whatever kind of file they come from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .characters import heading

__all__ = ["contents_in"]

# The table stands before the text.
LONGEST_SEARCH = 400
# So many headings in a row without a word of text between them, all of which come again, are a table without a title.
LEAST_BARE = 3

_TITLE = re.compile(r"目[\s\u3000]*[录次]")
_LEADER = re.compile(
    r"(?:[.．。·•…⋯‥\-_ \u3000\t]{2,}|[…⋯]+|[ \u3000\t])[(（—\-]*[0-9]{1,4}[)）—\-]*$|(?:[.．·•…⋯‥][ \u3000]?){4,}$"
)
_DOTS = re.compile(r"(?:[.．·•…⋯‥][ \u3000]?){4,}")
_ENTRY = re.compile(
    r"附\s*则|附\s*[件录表].{0,40}|总\s*则|[一二三四五六七八九十]+、[^。；，]{1,40}|[（(][一二三四五六七八九十]+[)）][^。；，]{1,40}"
)
_ARTICLE_ENTRY = re.compile(r"第[零〇一二三四五六七八九十百千]+条[^。；]{0,60}")
_BLANK = re.compile(r"[\s\u3000]+")


def contents_in(lines: Sequence[str]) -> set[int]:
    """The positions of the lines of a table of contents, its title included; empty where there is none.

    An entry without a page number is taken for one only if the same heading comes again further down:
    a heading of the text itself must never go.
    """
    later = _positions(lines)
    found: set[int] = set()
    for at, line in enumerate(lines[:LONGEST_SEARCH]):
        if _TITLE.fullmatch(line.strip(" \u3000")):
            entries = _entries(lines, at + 1, later)
            if entries:
                return found | {at, *entries}
    start = next((at for at, line in enumerate(lines[:LONGEST_SEARCH]) if heading(line)), None)
    if start is None:
        return set()
    bare = _entries(lines, start, later)
    return bare if len(bare) >= LEAST_BARE else set()


def _entries(lines: Sequence[str], start: int, later: dict[str, list[int]]) -> set[int]:
    found: set[int] = set()
    first = ""
    for at in range(start, len(lines)):
        line = lines[at].strip(" \u3000")
        name = _folded(line)
        if first and name == first:
            break
        numbered = _LEADER.search(line) is not None or _DOTS.search(line) is not None
        shaped = heading(_without_number(line)) is not None or _ENTRY.fullmatch(_without_number(line)) is not None
        article = _ARTICLE_ENTRY.fullmatch(_without_number(line)) is not None
        if not (numbered and (shaped or article or _DOTS.search(line))) and not (
            shaped and _comes_again(name, at, later)
        ):
            break
        found.add(at)
        first = first or name
    return found


def _without_number(line: str) -> str:
    return _LEADER.sub("", _DOTS.sub("", line)).rstrip(" \u3000")


def _folded(line: str) -> str:
    return _BLANK.sub("", _without_number(line))


def _positions(lines: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if len(line) <= 80:
            found.setdefault(_folded(line.strip(" \u3000")), []).append(at)
    return found


def _comes_again(name: str, at: int, later: dict[str, list[int]]) -> bool:
    return any(position > at for position in later.get(name, ()))
