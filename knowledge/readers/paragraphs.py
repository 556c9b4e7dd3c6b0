"""From lines on pages to paragraphs: where a sentence goes on and where a new 自然段 begins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .characters import clean, heading
from .contents import contents_in
from .shapes import Line

__all__ = ["join_texts", "paragraphs_of"]

# In units of the character size.
INDENT = 1.2  # a first line stands at least so far to the right
MOST_INDENT = 3.0  # and at most so far, or all lines of the paragraph are set in
SHORT = 2.5  # a line that ends so far before the edge ends its paragraph
CENTRED = 3.0  # a centred line keeps so far from both edges
LARGE = 1.12  # letters of a title against those of the text
OTHER_SIZE = 1.2  # letters of so different sizes are no one paragraph
WIDE_TITLE = 0.75  # share of the width that a line of a title takes before it goes on in the next
WIDE_LEADING = 1.6  # distance to the line above against the usual one, where no paragraph is indented
LONGEST_NOTE = 15  # lines of a note in brackets below a title

_ENDS = tuple("。；：！？”’」』）)…》")
_STOPS = tuple("。；：！？…")
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?(?:[ \u3000]|$)")
_ANY_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千]+条")
_START = re.compile(
    r"第[零〇一二三四五六七八九十百千]+条|[（(][一二三四五六七八九十百]+[)）]|[一二三四五六七八九十]+、"
    r"|[0-9０-９]{1,2}[.．、](?![0-9])|[（(][0-9]{1,2}[)）]|附\s*[件录则表]|[①-⑳]"
)
_FIRST_WORD = re.compile(r"[A-Za-z0-9.,:/%_\-]+")
_LABEL = re.compile(r".*(?:令|公告|号|文件|批复)$")


@dataclass(frozen=True, slots=True)
class _Margins:
    """Edges of the text on pages of one size and side, in points, and how paragraphs begin there.

    Attributes:
        left: Left edge.
        right: Right edge.
        em: Size of the characters.
        leading: Usual distance from line to line.
        indented: Whether first lines are set in.
        blocks: Whether all lines of a paragraph may be set in as far as first lines are.
    """

    left: float
    right: float
    em: float
    leading: float
    indented: bool
    blocks: bool


def paragraphs_of(lines: Sequence[Line]) -> tuple[list[str], bool]:
    """The paragraphs of a text in order without its table of contents, and whether it had one.

    Args:
        lines: Of all pages in reading order, without headers, footers and page numbers.
    """
    contents = contents_in([line.text for line in lines])
    kept = [line for at, line in enumerate(lines) if at not in contents]
    if not kept:
        return [], bool(contents)
    margins = _all_margins(kept)
    paragraphs: list[list[Line]] = []
    for line in kept:
        if not paragraphs or _begins(paragraphs[-1], line, margins):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    texts = (clean(join_texts([line.text for line in paragraph])) for paragraph in paragraphs)
    return [heading(text) or text for text in texts if text], bool(contents)


def join_texts(parts: Sequence[str]) -> str:
    """The lines of a paragraph as one; two words of Latin letters keep a blank between them."""
    text = parts[0]
    for part in parts[1:]:
        following = part.lstrip(" \u3000")
        if text[-1:].isascii() and text[-1:].isalpha() and following[:1].isascii() and following[:1].isalpha():
            text += " "
        text += following
    return text


def _group(line: Line) -> tuple[int, int, int, int]:
    # Left and right pages of a book have other margins.
    return round(line.width), round(line.height), line.page % 2, line.column


def _all_margins(lines: Sequence[Line]) -> dict[tuple[int, int, int, int], _Margins]:
    groups: dict[tuple[int, int, int, int], list[Line]] = defaultdict(list)
    for line in lines:
        groups[_group(line)].append(line)
    em = median(line.em for line in lines for _ in range(max(len(line.text) // 10, 1)))
    found = {group: _margins(own, em) for group, own in groups.items()}
    # A side with a few lines only takes the margins of the other side.
    for group in found:
        other = (group[0], group[1], 1 - group[2], group[3])
        if len(groups[group]) < 8 and len(groups.get(other, ())) > len(groups[group]):
            found[group] = found[other]
    return found


def _margins(lines: Sequence[Line], em: float) -> _Margins:
    text = [line for line in lines if line.x1 - line.x0 > 8 * em] or list(lines)
    right = _edge([line.x1 for line in text], em, highest=True)
    full = [line for line in lines if line.x1 > right - SHORT * em]
    # Where a full line goes on, the next one shows the left edge.
    following = [after.x0 for before, after in pairwise(lines) if before.x1 > right - SHORT * em]
    left = _edge([*(line.x0 for line in full), *following] or [line.x0 for line in lines], em, highest=False)
    indents = [line for line in lines if INDENT * em <= line.x0 - left <= MOST_INDENT * em]
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.page == b.page and 0 < a.y - b.y < 4 * em]
    indented = len(indents) >= max(2, len(lines) // 12)
    return _Margins(left, right, em, median(gaps) if gaps else 1.5 * em, indented, _has_blocks(lines, left, right, em))


def _has_blocks(lines: Sequence[Line], left: float, right: float, em: float) -> bool:
    """Whether full lines that are set in often go on in a line that is set in as far.

    Now and then a paragraph fills exactly one line, and nearly always ends with a stop.
    """
    ended = going_on = 0
    for before, line in pairwise(lines):
        same = abs(before.x0 - line.x0) < 0.5 * em and INDENT * em <= line.x0 - left <= MOST_INDENT * em
        if same and before.x1 > right - SHORT * em:
            stops = before.text.rstrip().endswith(_STOPS)
            ended, going_on = ended + stops, going_on + (not stops)
    return going_on >= max(3, ended)


def _edge(places: list[float], em: float, *, highest: bool) -> float:
    """The outermost place where several lines end, one stray line aside."""
    ordered = sorted(places, reverse=highest)
    needed = max(2, len(ordered) // 25)
    for place in ordered:
        if sum(abs(place - other) <= 0.6 * em for other in ordered) >= needed:
            return place
    return ordered[0]


def _begins(paragraph: Sequence[Line], line: Line, all_margins: dict[tuple[int, int, int, int], _Margins]) -> bool:
    """Whether ``line`` opens a paragraph of its own after ``paragraph``."""
    before = paragraph[-1]
    own, previous = all_margins[_group(line)], all_margins[_group(before)]
    so_far = "".join(one.text for one in paragraph)
    text = line.text
    if heading(text) or heading(so_far):
        return not (
            heading(so_far) and _is_full(before, line, previous) and not _START.match(text) and not heading(text)
        )
    if max(before.em, line.em) > OTHER_SIZE * min(before.em, line.em):
        return True
    if _in_note(so_far, paragraph) and not _START.match(text):
        return False
    if _is_centred(line, own):
        return not _goes_on_as_title(paragraph, line, previous, own.em)
    if _is_centred(before, previous):
        return True
    if not _is_full(before, line, previous):
        return True
    ended = so_far.rstrip().endswith(_STOPS) or (so_far.rstrip().endswith(_ENDS) and _START.match(text) is not None)
    if line.x0 - own.left >= INDENT * own.em:
        # Items that are set in as a block go on at the same place.
        block = abs((line.x0 - own.left) - (before.x0 - previous.left)) < 0.5 * own.em
        block = block and (own.blocks or line.x0 - own.left > MOST_INDENT * own.em)
        return not block or ended or (_START.match(text) is not None and not _cites(text))
    if own.indented:
        return ended and _ARTICLE.match(text) is not None
    if ended and _START.match(text):
        return True
    apart = before.page == line.page and before.column == line.column and before.y - line.y > WIDE_LEADING * own.leading
    return apart and ended


def _cites(text: str) -> bool:
    """第三十条规定 at the beginning of a line is the end of a reference, 第三十条 with a blank an article."""
    return _ANY_ARTICLE.match(text) is not None and _ARTICLE.match(text) is None


def _is_full(line: Line, following: Line, margins: _Margins) -> bool:
    """Whether ``line`` reaches the edge, or would not have had room for the next word."""
    room = margins.right - line.x1
    if room < SHORT * margins.em:
        return True
    word = _FIRST_WORD.match(following.text)
    return word is not None and len(word[0]) > 4 and room < (len(word[0]) * 0.6 + 1) * margins.em


def _is_centred(line: Line, margins: _Margins) -> bool:
    before, after = line.x0 - margins.left, margins.right - line.x1
    return before > CENTRED * margins.em and after > CENTRED * margins.em and abs(before - after) < 2 * margins.em


def _goes_on_as_title(paragraph: Sequence[Line], line: Line, margins: _Margins, em: float) -> bool:
    """A title that takes two lines: the upper one full, or both in large letters, and not two things of their own."""
    before = paragraph[-1]
    same = abs(before.em - line.em) < 0.05 * line.em and before.page == line.page and before.y - line.y < 2.2 * line.em
    opens = line.text.startswith(("（", "(", "〔", "第"))
    if not same or opens or _LABEL.fullmatch(before.text.strip()) or before.text.rstrip().endswith(_STOPS):
        return False
    if _is_centred(before, margins):
        return line.em > LARGE * em or before.x1 - before.x0 > WIDE_TITLE * (margins.right - margins.left)
    # The full line of a title begins at the edge, that of a paragraph is set in or goes on from one that is.
    alone = len(paragraph) == 1 or line.em > LARGE * em
    return alone and _is_full(before, line, margins) and before.x0 - margins.left < INDENT * margins.em


def _in_note(so_far: str, paragraph: Sequence[Line]) -> bool:
    """Inside a note in brackets, such as the one that says when a text was passed."""
    begins = so_far.startswith(("（", "(")) and not _START.match(so_far)
    closed = so_far.count("（") + so_far.count("(") <= so_far.count("）") + so_far.count(")")
    return begins and not closed and len(paragraph) < LONGEST_NOTE
