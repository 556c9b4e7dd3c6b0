"""Questions that name articles: each shown whole, or why it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from index.search import SearchIndex
from knowledge.citations import Reference, Resolved, resolve
from knowledge.errors import ReferenceError_
from knowledge.library import article_status, ended_paragraphs
from knowledge.numerals import article_label
from knowledge.records import Status
from knowledge.statute import split_paragraphs

from .composing import Draft
from .quoting import paragraph_label
from .records import Block, SectionKind

__all__ = ["exists", "look_up"]

MOST_LOOKED_UP = 5


def look_up(index: SearchIndex, references: Sequence[Reference], day: date) -> tuple[Draft, list[Block]]:
    """A draft with the articles that a question names, and why any of them cannot be shown."""
    draft = Draft(index, day)
    blocks: list[Block] = []
    faults: list[Block] = []
    for reference in references[:MOST_LOOKED_UP]:
        try:
            blocks.extend(_looked_up(index, draft, reference, day))
        except ReferenceError_ as error:
            faults.append(Block(str(error)))
    draft.add(SectionKind.LEAD, "您问的条文", blocks)
    return draft, faults


def exists(index: SearchIndex, reference: Reference, day: date) -> bool:
    """Whether the library holds what a reference points to, whatever its status."""
    try:
        resolve(index.library, reference, day)
    except ReferenceError_:
        return False
    return True


def _looked_up(index: SearchIndex, draft: Draft, reference: Reference, day: date) -> list[Block]:
    """The blocks that quote one article.

    Raises:
        ReferenceError_: There is no such article, or it does not apply on ``day``.
    """
    found = resolve(index.library, reference, day)
    status = article_status(found.law, found.article, day)
    if status is not Status.IN_FORCE:
        successor = f"，已由{found.law.superseded_by}取代" if found.law.superseded_by else ""
        raise ReferenceError_(
            f"您提到的《{found.law.title}》{found.article.number}在{day.isoformat()}的状态是“{status.value}”{successor}，"
            "不能作为依据。"
        )
    ended = ended_paragraphs(found.article, day)
    if found.paragraph in ended:
        raise ReferenceError_(
            f"您提到的《{found.law.title}》{found.article.number}：{found.article.note}，不能作为依据。"
        )
    text = _live_text(found, ended)
    label = paragraph_label(found.article, found.paragraph) if found.paragraph else ""
    label += f"第（{article_label(found.item)[1:-1]}）项" if found.item else ""
    mark = draft.cite(found.law, found.article, text, label)
    return [
        Block(f"《{found.law.title}》{found.article.number}{label}：", (mark,)),
        Block(text, (mark,), quoted=True),
    ]


def _live_text(found: Resolved, ended: frozenset[int]) -> str:
    """What a reference points to, without 款 that ended: the longest run of those that apply."""
    if found.item:  # an item says nothing without its lead-in
        whole = next(part.full for part in split_paragraphs(found.article.text) if found.text in part.full)
        return whole[: whole.index(found.text) + len(found.text)]
    if not ended or found.paragraph:
        return found.text
    runs: list[list[str]] = [[]]
    for number, paragraph in enumerate(split_paragraphs(found.article.text), start=1):
        if number in ended:
            runs.append([])
        else:
            runs[-1].append(paragraph.full)
    return max(("\n".join(run) for run in runs), key=len)
