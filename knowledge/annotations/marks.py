"""Putting marks exactly around words: runs are split where a mark falls inside one, keeping their format."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from docx.oxml.ns import qn

from .names import RUN_FORMAT, SPACE
from .story import Piece, Story

__all__ = ["Marks"]

# What holds runs; a mark at its edge stands better outside.
_HOLDERS = {qn("w:hyperlink"), qn("w:ins"), qn("w:moveTo"), qn("w:smartTag"), qn("w:fldSimple")}


class Marks:
    """Collects elements that are to stand at positions of a story, and puts them there all at once."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._starts: dict[int, list[Any]] = defaultdict(list)
        self._ends: dict[int, list[Any]] = defaultdict(list)

    def around(self, start: int, end: int, before: Any, after: Sequence[Any]) -> str:
        """Ask for ``before`` in front of ``text[start:end]`` of the story and ``after`` behind it.

        Around a note or a text box, which cannot bear marks, nothing can be put: the marks go around the run in the
        body on which it hangs, and its name (脚注, 尾注, 文本框) is returned; otherwise an empty string.

        Raises:
            ValueError: There is no text at all in between.
        """
        first, last = self._story.at_or_after(start), self._story.at_or_before(end - 1)
        if first is None or last is None or first.start > last.start:
            raise ValueError(f"nothing to mark from {start} to {end}")
        if first.where or last.where:
            # Both first: a run of the body holds the anchor as a whole, so that later splits fall inside.
            _outermost(first.run, forward=False).addprevious(before)
            _behind(_outermost(first.run, forward=True), after)
        else:
            self._starts[max(start, first.start)].append(before)
            self._ends[min(end, last.end)] += after
        return first.where

    def place(self) -> None:
        """Put everything in its place. The story is of no use afterwards."""
        # From the end to the beginning: what is split off stands behind everything that is still to be done.
        for position in sorted({*self._starts, *self._ends}, reverse=True):
            self._place(position, self._starts[position], self._ends[position])

    def _place(self, position: int, starts: Sequence[Any], ends: Sequence[Any]) -> None:
        left, right = self._story.at_or_before(position - 1), self._story.at_or_after(position)
        if left is not None and right is not None and left.run is right.run and _split(left, right, position):
            _behind(left.run, [*ends, *starts])
            return
        if starts:
            assert right is not None
            run = _outermost(right.run, forward=False)
            for mark in starts:
                run.addprevious(mark)
        if ends:
            assert left is not None
            _behind(_outermost(left.run, forward=True), ends)


def _split(left: Piece, right: Piece, position: int) -> bool:
    """Split the run of both pieces between them, or inside if they are one; whether that can be done."""
    run, child = left.run, left.child
    if left is right:
        if not left.splits:
            return False
        tail = copy.copy(child)
        text, at = child.text, position - left.start
        child.text, tail.text = text[:at], text[at:]
        for one in (child, tail):
            one.set(SPACE, "preserve")
        child.addnext(tail)
    elif child is right.child:
        return False
    rest = run.makeelement(run.tag, run.attrib, run.nsmap)
    form = run.find(RUN_FORMAT)
    if form is not None:
        rest.append(copy.deepcopy(form))
    rest.extend(list(child.itersiblings()))
    run.addnext(rest)
    return True


def _outermost(run: Any, *, forward: bool) -> Any:
    """The run, or what holds it if the run stands at that edge of it."""
    while run.getparent().tag in _HOLDERS and (run.getnext() if forward else run.getprevious()) is None:
        run = run.getparent()
    return run


def _behind(element: Any, marks: Sequence[Any]) -> None:
    for mark in reversed(marks):
        element.addnext(mark)
