"""Whether a claim is about what the provision says: by the letters they share, and by their vectors.

A claim that shares next to nothing with the provision named, while another provision plainly says it, most likely names
the wrong one. Thresholds were set on the development sets of ``eval/references``.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from index.passages import PassageIndex
from index.spans import SpanIndex, letters
from knowledge.library import Library, article_status
from knowledge.numerals import article_label
from knowledge.records import Article, Law, Status
from knowledge.statute import split_paragraphs

from .records import Suggestion

__all__ = ["Meaning", "Vectors", "Wording"]

SHORTEST = 8
"""Letters of a claim that says anything."""
_LITTLE, _LESS = 0.12, 0.08  # shares of a claim's pairs of letters that the provision has
_MORE, _MUCH = 0.3, 0.35
_ALSO, _WHOLE = 0.45, 0.45  # a claim in nearly the words of another article, though some are of this one too
_MARGIN, _FAR = 0.11, 0.2  # cosine
_AT_ONCE = 64  # claims whose cosines with every passage are in memory together


@dataclass(frozen=True, slots=True)
class Wording:
    """A claim and the provision that it names.

    Attributes:
        stored: The words of the provision: of its 款, or its 项 with the lead-in, where one is named.
    """

    claim: str
    law: Law
    article: Article
    paragraph: int
    item: int
    stored: str


class Vectors:
    """The passages of an index with their vectors."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index
        self._vectors = index.dense.vectors()
        self._rows: dict[str, list[int]] = {}  # of each law
        for row, passage in enumerate(index.passages):
            self._rows.setdefault(passage.law_id, []).append(row)

    def elsewhere(self, wordings: Sequence[Wording], day: date) -> list[Article | None]:
        """For each claim, the article that it is much nearer to than to the one named, if there is one."""
        if not wordings:
            return []
        claims = self._index.embed_all([one.claim for one in wordings])
        ended = np.ones(len(self._index.passages), np.bool_)
        ended[self._index.passages_in_force(day)] = False
        found: list[Article | None] = []
        for at in range(0, len(wordings), _AT_ONCE):
            near = claims[at : at + _AT_ONCE] @ self._vectors.T
            found += map(self._nearer, wordings[at : at + _AT_ONCE], near, itertools.repeat(ended))
        return found

    def _nearer(self, one: Wording, near: npt.NDArray[np.float32], ended: npt.NDArray[np.bool_]) -> Article | None:
        """Args: near: float32 (n_passages,), cosines; ended: bool (n_passages,), what does not apply."""
        passages, rows = self._index.passages, self._rows.get(one.law.id, [])
        mine = [row for row in rows if passages[row].article == one.article.number]
        if not mine:
            return None  # not every article is indexed
        there = [row for row in mine if passages[row].paragraph == one.paragraph]
        own = float(near[there or mine].max())
        others = near.copy()
        others[ended] = -np.inf
        others[mine] = -np.inf
        best_here, best = max(rows, key=lambda row: others[row]), int(others.argmax())
        for row, margin in ((best_here, _MARGIN), (best, _FAR)):
            if others[row] - own >= margin:
                return self._index.library.article(passages[row].law_id, passages[row].article)
        return None


class Meaning:
    """Finds claims that are about another provision than the one named."""

    def __init__(self, library: Library, vectors: Vectors | None = None) -> None:
        self._library, self._vectors = library, vectors
        self._pairs = SpanIndex(library, size=2)

    def elsewhere(self, wordings: Sequence[Wording | None], day: date) -> list[Suggestion | None]:
        """For each claim the provision that it is plainly about, where that is not the one named."""
        found: list[Suggestion | None] = [None] * len(wordings)
        doubtful: list[int] = []
        for at, one in enumerate(wordings):
            if one is None or len(letters(one.claim)) < SHORTEST:
                continue
            own = self._pairs.share(one.claim, one.stored)
            found[at] = self._by_letters(one, own, day)
            if found[at] is None and own < _LITTLE:
                doubtful.append(at)
        if self._vectors is not None and doubtful:
            asked = [one for at in doubtful if (one := wordings[at]) is not None]
            for at, article in zip(doubtful, self._vectors.elsewhere(asked, day), strict=True):
                if article is not None:
                    found[at] = self._suggestion(article, "")
        return found

    def _by_letters(self, one: Wording, own: float, day: date) -> Suggestion | None:
        if one.paragraph or one.item:
            best = max(self._others(one), key=lambda part: self._pairs.share(one.claim, part[1]), default=None)
            more = _MORE - 0.1 if one.item else _MORE
            if best and own < _LITTLE + 0.08 and self._pairs.share(one.claim, best[1]) - own >= more:
                return self._suggestion(one.article, best[0])
        if own >= _ALSO:
            return None
        for hit in self._pairs.find(one.claim, 20):
            law = self._library.law(hit.article.law_id)
            if hit.article.key == one.article.key or article_status(law, hit.article, day) is not Status.IN_FORCE:
                continue
            same = hit.article.law_id == one.law.id and hit.share - own >= (_MORE if own < _LITTLE else _WHOLE)
            if same or (own < _LESS and hit.share >= _MUCH):
                return self._suggestion(hit.article, "")
        return None

    @staticmethod
    def _others(one: Wording) -> list[tuple[str, str]]:
        """The other 款 of the article or, where a 项 is named, its other 项: (name, words)."""
        parts = split_paragraphs(one.article.text)
        if one.item:  # with the lead-in, as the words of the one that is named
            items = [(part.text, item) for part in parts for item in part.items]
            return [
                (f"第{item.label}项", f"{lead}\n{item.text}") for lead, item in items if item.text not in one.stored
            ]
        return [
            (article_label(at).replace("条", "款"), part.full)
            for at, part in enumerate(parts, start=1)
            if at != one.paragraph
        ]

    def _suggestion(self, article: Article, part: str) -> Suggestion:
        law = self._library.law(article.law_id)
        return Suggestion(law.title, article.number, part, article.text, "正文说的更像是这里的内容。")
