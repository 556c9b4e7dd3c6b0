"""Where local rules stand in a ranking: nothing was learned about them, so what fits the words decides.

The written questions that the ranker was fitted to are about national law. A local rule is judged by how
close it is to the question beside the closest national rule, and by the words that it shares with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .ranking import Way

__all__ = ["LOCAL_WAYS", "Fit", "fits", "merge"]

Key = tuple[str, str]
# Ways that search in local passages alone: by vector, by the question's words, by the law's words for them.
LOCAL_WAYS = ("local", "local_words", "local_terms")
# A difference of cosines this large counts as much as all the words.
COSINE_SPAN, WORDS, TERMS = 0.10, 0.5, 0.3
# How many rules take part, how far behind the best national cosine they may be, and from where on the first leads.
MOST, SPAN, LEAD = 4, 0.09, 0.0
# Rules whose fit is this far below that of the best local one wait behind.
NEAR = 0.8


@dataclass(frozen=True)
class Fit:
    """How well a local rule fits a question.

    Attributes:
        gap: Its cosine less the best national one.
        value: What rules of the place are ordered by.
    """

    key: Key
    gap: float
    value: float


def fits(ways: Sequence[Way], local: Collection[Key]) -> list[Fit]:
    """The local rules of a place, the one that fits best first.

    Args:
        local: The candidates that are local rules; all others are national.
    """
    by_name = {way.name: way for way in ways}
    cosines: dict[Key, float] = {}
    for name in ("dense", "local", "named"):
        if name in by_name:
            cosines.update(by_name[name].scores)
    best = max((score for key, score in cosines.items() if key not in local), default=0.0)
    words, terms = (_shares(by_name.get(name)) for name in ("local_words", "local_terms"))
    found = []
    for key in local:
        gap = cosines.get(key, 0.0) - best
        found.append(Fit(key, gap, gap / COSINE_SPAN + WORDS * words.get(key, 0.0) + TERMS * terms.get(key, 0.0)))
    return sorted(found, key=lambda fit: (-fit.value, fit.key))


def merge(national: Sequence[Key], local: Sequence[Fit], leading: bool) -> list[Key]:
    """The national ranking with the best local rules in it, one after each national article; no others.

    Args:
        leading: Whether the first local rule goes in front even if a national one is closer.
    """
    near = [fit for fit in local if fit.gap >= -SPAN and fit.value >= local[0].value - NEAR][:MOST]
    placed = [fit.key for fit in near]
    first = bool(near) and (leading or near[0].gap > LEAD)
    order: list[Key] = []
    for at in range(max(len(national), len(placed))):
        pair = (national[at : at + 1], placed[at : at + 1])
        for part in reversed(pair) if first else pair:
            order.extend(part)
    return order


def _shares(way: Way | None) -> Mapping[Key, float]:
    top = max(way.scores.values(), default=0.0) if way else 0.0
    return {key: score / top for key, score in way.scores.items()} if way and top > 0 else {}
