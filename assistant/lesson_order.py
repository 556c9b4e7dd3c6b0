"""The order of lessons where words of a message say more than what it is like.

A lesson's cue shows that a message is also about it, or, of a later step or another case, that it is about it first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from knowledge.lessons import Lesson

__all__ = ["LIKELY", "NEAR", "put_first", "shown_by_words", "with_shown"]

# From this probability on a lesson is shown among what the question may be about.
NEAR = 0.1
# From this one on it is shown whole, with the others beside it: it is more likely than not to answer.
LIKELY, BELOW_LIKELY = 0.5, 0.49
# Below this probability the likeliest comes behind those that words show.
WEAK = 0.35
# Lessons that are shown because words of the question say so, whatever their probability.
MOST_SHOWN = 2


def shown_by_words(lessons: Iterable[Lesson], text: str) -> list[Lesson]:
    """The lessons of which a cue occurs in a text."""
    return [one for one in lessons if one.cue and one.cue.search(text)]


def put_first(shown: Sequence[Lesson], chances: Mapping[str, float]) -> tuple[dict[str, float], set[str]]:
    """The chances where words show a later step or another case than the likeliest lessons tell of.

    Who has won and is not paid does not file again, however much the message is like one of who will. What the words
    alone speak for, with hardly a chance of its own, comes first among the cards and does not lead.

    Args:
        shown: What :func:`shown_by_words` gives.
        chances: How likely it is that a lesson answers, 0 to 1, by id.

    Returns:
        The chances in the order in which lessons are looked at, what is shown as likely as what it comes before; and
        the ids of what stays behind, which does not lead either.
    """
    raised = [one for one in shown if one.before]
    behind = {name for one in raised for name in one.before}
    rank = dict(chances)
    for _ in raised:  # along chains: what comes before one that comes before another
        for one in raised:
            rank[one.id] = max(rank.get(name, 0.0) for name in (one.id, *one.before))
    order = sorted(rank, key=lambda name: (-rank[name], name in behind, -chances.get(name, 0.0)))
    hardly = {one.id for one in raised if chances.get(one.id, 0.0) < NEAR}
    return {name: min(rank[name], BELOW_LIKELY) if name in hardly else rank[name] for name in order}, behind


def with_shown(
    shown: Iterable[Lesson],
    others: Sequence[str],
    chances: Mapping[str, float],
    behind: Collection[str],
    *,
    sure: bool,
) -> list[str]:
    """Ids of what may be of use: ``others`` with the lessons that words show, none twice.

    Args:
        shown: Those that do not answer already.
        chances, behind: What :func:`put_first` gives.
        sure: Whether a lesson is sure to answer.
    """
    ranked = sorted(shown, key=lambda one: (one.id in behind, -chances.get(one.id, 0.0)))
    first = any(chances.get(name, 0.0) >= NEAR for one in ranked[:1] for name in one.before)
    # Words say more than a low chance, of a second matter beside a lesson that is sure, and of what comes first.
    ahead = 0 if sure or first or max(chances.values(), default=0.0) < WEAK else 1
    return list(dict.fromkeys([*others[:ahead], *(one.id for one in ranked[:MOST_SHOWN]), *others[ahead:]]))
