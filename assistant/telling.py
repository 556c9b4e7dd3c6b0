"""What the lessons that were matched put into a draft, in the order in which a reader needs it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from index.search import SearchIndex
from knowledge.lessons import FollowUp, Lesson

from .composing import Draft
from .focus import BESIDE, MOST_LIKE, Asked, Focus, Question
from .lesson_answer import (
    Matter,
    Told,
    holds_on,
    told_cases,
    write_alike,
    write_asked,
    write_beside,
    write_choice,
    write_grounds,
    write_lessons,
    write_nearest,
)
from .phrases import most_like
from .teaching import Matched
from .understanding import Understanding

__all__ = ["nearest_points", "tell", "tell_more"]

# Beside lessons that are sure to answer, so many others are told of; beside one that is not, all that are near.
MOST_BESIDE = 2
# Points that are shown before the lessons where none is sure, those that begin the further questions where one is, and
# those of other lessons at the end.
MOST_NEAREST, MOST_FIRST, MOST_ELSEWHERE = 3, 2, 3
# Points beside the lead of a card.
MOST_ON_CARD = 2
# Among so many of the nearest is looked for those of other lessons.
LOOKED_AT = 40


def tell(
    draft: Draft,
    matched: Matched,
    asked: Understanding,
    question: Question,
    nearest: Sequence[Asked],
    focus: Focus,
    index: SearchIndex,
    day: date,
) -> list[Told]:
    """Begin a draft with the lessons that answer, or with those that may; nothing is written if there are none.

    Where no lesson is sure, the single points that are most like the question come first, else they begin the further
    questions: of whatever lesson they are, their own questions say whether they are meant.

    Args:
        nearest: What :func:`nearest_points` gives.

    Returns:
        The cases of the lessons that answer, and which option of each the question shows.
    """
    lessons = matched.answering
    told = told_cases(lessons, asked.search)
    if not matched.sure:  # words that show an option of the right lesson may show a wrong one of another
        told = [Told(one.case, None) for one in told]
    sure = bool(lessons) and matched.sure
    if not sure:
        write_nearest(draft, nearest, index, day)
    if lessons and not sure:
        draft.sections.append(most_like(bool(matched.near)))
    listed = [point for _, point in nearest]
    points = [one for lesson in lessons if (one := focus.point(lesson, question)) and (sure or one not in listed)]
    text = asked.search if sure else ""  # nothing is computed for a lesson that is only likely
    write_lessons(draft, lessons, told, text, index, asked.region, day, points)
    shown = [*points, *listed]
    near = [_as_card(one, question, focus, shown) for one in matched.near]
    if lessons:
        first = _but(nearest, points) if sure else []
        write_asked(draft, lessons, [*first, *_but(focus.asked(lessons, question), shown)], index, day)
        write_beside(draft, near[: MOST_BESIDE if matched.sure else None], index, day)
    else:
        write_choice(draft, near, index, day)
    if matched.sure:  # else the articles have to answer, too
        write_grounds(draft, lessons, index, day)
    return told


def tell_more(
    draft: Draft,
    matched: Matched,
    question: Question,
    nearest: Sequence[Asked],
    focus: Focus,
    index: SearchIndex,
    day: date,
) -> None:
    """End a draft with what other lessons say to like questions; ``nearest`` are those that are told already."""
    told_of = {one.id for one in (*matched.answering, *matched.near)}
    alike = focus.nearest(question, matched.chances, LOOKED_AT, without=told_of)
    others = _but(alike, [point for _, point in nearest])
    write_alike(draft, _holding(others, MOST_ELSEWHERE, index, day), index, day)


def _as_card(lesson: Lesson, question: Question, focus: Focus, shown: Sequence[FollowUp]) -> Matter:
    """A lesson with its points; beside its lead those that are more like the question than what it says itself."""
    points = _but(focus.asked([lesson], question), shown)
    near = _but(focus.asked([lesson], question, BESIDE), shown)
    return Matter(lesson, near[:MOST_ON_CARD], points)


def nearest_points(matched: Matched, question: Question, focus: Focus, index: SearchIndex, day: date) -> list[Asked]:
    """The points of whatever lesson that come first of all; none where there is no lesson at all."""
    if not (matched.answering or matched.near):
        return []
    most = MOST_FIRST if matched.answering and matched.sure else MOST_NEAREST
    return _holding(focus.nearest(question, matched.chances, LOOKED_AT, MOST_LIKE), most, index, day)


def _holding(points: Iterable[Asked], most: int, index: SearchIndex, day: date) -> list[Asked]:
    """The first of the points whose lessons say on ``day`` what they say today."""
    today = date.today()
    held: dict[str, bool] = {}
    found: list[Asked] = []
    for lesson, point in points:
        if lesson.id not in held:
            held[lesson.id] = holds_on(lesson, index, day, today)
        if held[lesson.id]:
            found.append((lesson, point))
        if len(found) == most:
            break
    return found


def _but(points: Sequence[Asked], shown: Sequence[FollowUp]) -> list[Asked]:
    return [one for one in points if one[1] not in shown]
