"""What the lessons that were matched put into a draft, in the order in which a reader needs it."""

from __future__ import annotations

from datetime import date

from index.search import SearchIndex

from .composing import Draft
from .focus import Focus
from .lesson_answer import (
    Told,
    told_cases,
    write_alike,
    write_asked,
    write_beside,
    write_choice,
    write_grounds,
    write_lessons,
)
from .lesson_matching import Vector
from .phrases import most_like
from .teaching import Matched
from .understanding import Understanding

__all__ = ["tell", "tell_more"]

# Beside lessons that are sure to answer, so many others are told of; beside one that is not, all that are near.
MOST_BESIDE = 2
# Points of other lessons that are shown, each with its question.
MOST_ELSEWHERE = 3


def tell(
    draft: Draft,
    matched: Matched,
    asked: Understanding,
    vector: Vector,
    focus: Focus,
    index: SearchIndex,
    day: date,
) -> list[Told]:
    """Begin a draft with the lessons that answer, or with those that may; nothing is written if there are none.

    Args:
        vector: float32 ``(dim,)``, the question's L2-normalised vector.

    Returns:
        The cases of the lessons that answer, and which option of each the question shows.
    """
    lessons = matched.answering
    told = told_cases(lessons, asked.search)
    if not matched.sure:  # words that show an option of the right lesson may show a wrong one of another
        told = [Told(one.case, None) for one in told]
    if lessons and not matched.sure:
        draft.sections.append(most_like(bool(matched.near)))
    points = [one for lesson in lessons if (one := focus.point(lesson, vector))]
    text = asked.search if matched.sure else ""  # nothing is computed for a lesson that is only likely
    write_lessons(draft, lessons, told, text, index, asked.region, day, points)
    near = [(one, focus.asked([one], vector)) for one in matched.near]
    if lessons:
        write_asked(draft, [one for one in focus.asked(lessons, vector) if one[1] not in points], index, day)
        write_beside(draft, near[: MOST_BESIDE if matched.sure else None], index, day)
    else:
        write_choice(draft, near, index, day)
    if matched.sure:  # else the articles have to answer, too
        write_grounds(draft, lessons, index, day)
    return told


def tell_more(draft: Draft, matched: Matched, vector: Vector, focus: Focus, index: SearchIndex, day: date) -> None:
    """End a draft with what other lessons say to like questions."""
    told_of = (*matched.answering, *matched.near)
    write_alike(draft, focus.elsewhere(vector, matched.chances, told_of, MOST_ELSEWHERE), index, day)
