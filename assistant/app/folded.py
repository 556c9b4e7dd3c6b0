"""What of an answer is folded away on the page, a tap from where it is needed, as HTML.

A worker on a phone reads the answer first; the law's own words, further questions, and all but the leads of several
matters open at a tap.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from assistant.records import LAW_BELOW, Block, Section, SectionKind

__all__ = ["OPENED", "grouped", "is_folded", "only_folded", "questions", "standing"]

OPENED = {SectionKind.NEAREST: 3, SectionKind.ASKED: 3, SectionKind.ALIKE: 0}
"""Sections of questions, each of which opens at a tap, and how many stand open: those nearest to what was asked."""
# Further questions of a card that are named on it: what is behind a fold is not looked for unless its heading says so.
NAMED = 3
_MORE = "看要点、怎么办"
# What is never folded away, in a card either.
_IN_THE_OPEN = frozenset({SectionKind.LEAD, SectionKind.NEAREST})


def is_folded(section: Section, folds: bool) -> bool:
    """Whether the page shows a section only at a tap; ``folds`` is whether it folds the law's own words away."""
    if (section.kind in OPENED and section.kind not in _IN_THE_OPEN) or (folds and section.kind in LAW_BELOW):
        return True
    return bool(section.under and section.kind not in _IN_THE_OPEN)


def standing(section: Section) -> int:
    """How many questions of a section stand open; on a card only those that are nearest to what was asked."""
    return 0 if section.under and section.kind not in _IN_THE_OPEN else OPENED[section.kind]


def only_folded(sections: Sequence[Section], folds: bool) -> frozenset[int]:
    """The marks that stand only in what is folded away."""
    marks = {True: set[int](), False: set[int]()}
    for section in sections:
        marks[is_folded(section, folds)].update(mark for block in section.blocks for mark in block.marks)
    return frozenset(marks[True] - marks[False])


def grouped(sections: Sequence[Section], folds: bool, draw: Callable[[Section], str]) -> str:
    """The sections in order, those of one matter as a card, and with ``folds`` the law's own words folded away.

    Args:
        draw: Makes the HTML of one section.
    """
    html = ""
    for (below, under), group in itertools.groupby(sections, lambda one: (folds and one.kind in LAW_BELOW, one.under)):
        if under:
            html += _matter(under, list(group), draw)
            continue
        inner = "".join(map(draw, group))
        html += f'<details class="part law-below"><summary>看法律原文</summary>{inner}</details>' if below else inner
    return html


def _matter(title: str, sections: Sequence[Section], draw: Callable[[Section], str]) -> str:
    asked = [one for one in sections if one.kind is SectionKind.ASKED]
    named = [replace(one, title="", blocks=one.blocks[:NAMED]) for one in asked]
    others = [replace(one, blocks=one.blocks[NAMED:]) for one in asked if one.blocks[NAMED:]]
    behind = [*(one for one in sections if one.kind not in _IN_THE_OPEN and one not in asked), *others]
    lead = "".join(draw(one) for one in [*(one for one in sections if one.kind in _IN_THE_OPEN), *named])
    rest = "".join(map(draw, behind))
    summary = f'<summary>{_MORE}<span class="sr">：{escape(title)}</span></summary>'
    more = f'<details class="law-below">{summary}{rest}</details>'
    return f'<section class="part matter"><h3>{escape(title)}</h3>{lead}{more if rest else ""}</section>'


def questions(blocks: Sequence[Block], text: Callable[[Block], str], standing: int) -> str:
    """Questions with their answers, each to be opened.

    Args:
        text: Makes the HTML of an answer with its marks.
        standing: So many stand open.
    """
    return "".join(
        f'<details class="point"{" open" if at < standing else ""}><summary>{escape(block.question)}</summary>'
        f"<p>{text(block)}</p></details>"
        for at, block in enumerate(blocks)
    )
