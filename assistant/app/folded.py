"""What of an answer is folded away on the page, a tap from where it is needed, as HTML.

A worker on a phone reads the answer first; the law's own words, further questions, and all but the leads of several
matters open at a tap.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from html import escape

from assistant.records import LAW_BELOW, Block, Section, SectionKind

__all__ = ["OPENED", "grouped", "is_folded", "only_folded", "questions"]

OPENED = {SectionKind.NEAREST: 3, SectionKind.ASKED: 3, SectionKind.ALIKE: 0}
"""Sections of questions, each of which opens at a tap, and how many stand open: those nearest to what was asked."""
_MORE = "看要点、怎么办"
# What is never folded away, in a card either.
_IN_THE_OPEN = frozenset({SectionKind.LEAD, SectionKind.NEAREST})


def is_folded(section: Section, folds: bool) -> bool:
    """Whether the page shows a section only at a tap; ``folds`` is whether it folds the law's own words away."""
    if (section.kind in OPENED and section.kind not in _IN_THE_OPEN) or (folds and section.kind in LAW_BELOW):
        return True
    return bool(section.under and section.kind not in _IN_THE_OPEN)


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
    lead = "".join(draw(one) for one in sections if one.kind in _IN_THE_OPEN)
    rest = "".join(draw(one) for one in sections if one.kind not in _IN_THE_OPEN)
    summary = f'<summary>{_MORE}<span class="sr">：{escape(title)}</span></summary>'
    more = f'<details class="law-below">{summary}{rest}</details>'
    return f'<section class="part matter"><h3>{escape(title)}</h3>{lead}{more if rest else ""}</section>'


def questions(blocks: Sequence[Block], text: Callable[[Block], str], opened: int) -> str:
    """Questions with their answers, each to be opened.

    Args:
        text: Makes the HTML of an answer with its marks.
        opened: So many stand open.
    """
    return "".join(
        f'<details class="point"{" open" if at < opened else ""}><summary>{escape(block.question)}</summary>'
        f"<p>{text(block)}</p></details>"
        for at, block in enumerate(blocks)
    )
