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
_NUMBER = re.compile(r"[.．。·•…⋯‥\-_ \u3000\t]*[(（—\-]*[0-9]{1,4}[)）—\-]*$")
_DOTS = re.compile(r"(?:[.．·•…⋯‥][ \u3000]?){4,}")
_ENTRY = re.compile(
    r"第[零〇一二三四五六七八九十百千]+条[^。；]{0,60}|附\s*则|附\s*[件录表].{0,40}|总\s*则|[一二三四五六七八九十]+、[^。；，]{1,40}|[（(][一二三四五六七八九十]+[)）][^。；，]{1,40}"
)
_BLANK = re.compile(r"[\s\u3000]+")


def contents_in(lines: Sequence[str]) -> set[int]:
    """The positions of the lines of a table of contents, its title included; empty where there is none.

    An entry without a page number is taken for one only if the same heading comes again further down:
    a heading of the text itself must never go.
    """
    folded = [_folded(line) for line in lines]
    for at, line in enumerate(lines[:LONGEST_SEARCH]):
        if _TITLE.fullmatch(line.strip(" \u3000")) and (entries := _titled(lines, folded, at + 1)):
            return {at, *entries}
    start = next((at for at, line in enumerate(lines[:LONGEST_SEARCH]) if heading(line)), None)
    if start is None:
        return set()
    bare: set[int] = set()
    for at in range(start, len(lines)):
        if not (_is_shaped(lines[at]) and folded[at] in folded[at + 1 :]) or (bare and folded[at] == folded[start]):
            break
        bare.add(at)
    return bare if len(bare) >= LEAST_BARE else set()


def _titled(lines: Sequence[str], folded: Sequence[str], start: int) -> set[int]:
    """The entries below the title of a table; one entry may take two lines."""
    found: set[int] = set()
    first, at = "", start
    while at < len(lines) and not (first and folded[at] == first):
        later = "".join(folded[at + 1 :])
        taken = next((count for count in (1, 2) if _is_entry("".join(lines[at : at + count]), later)), 0)
        if not taken:
            break
        found.update(range(at, at + taken))
        first = first or _folded("".join(lines[at : at + taken]))
        at += taken
    return found


def _is_entry(line: str, later: str) -> bool:
    """Whether a line below 目录 is an entry: by its shape and page number, or because it comes again."""
    name = _folded(line)
    if _NUMBER.search(line) and (_is_shaped(line) or _DOTS.search(line)):
        return True
    again = len(name) > 1 and name in later
    return again and (_is_shaped(line) or _NUMBER.search(line) is not None)


def _is_shaped(line: str) -> bool:
    bare = _without_number(line).strip(" \u3000")
    return heading(bare) is not None or _ENTRY.fullmatch(bare) is not None


def _without_number(line: str) -> str:
    return _NUMBER.sub("", _DOTS.sub("", line)).rstrip(" \u3000")


def _folded(line: str) -> str:
    return _BLANK.sub("", _without_number(line))
