"""Searching the stored index: questions in, ranked articles out."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.catalogue import Catalogue
from knowledge.errors import ReferenceError_
from knowledge.library import article_status
from knowledge.records import NATIONAL, Article, Law, Status
from knowledge.regions import applies_in

from .counted import CountedTexts
from .encoders import Encoder
from .lexical import KeywordIndex
from .lines import LineIndex
from .local import fits, merge
from .passages import PassageIndex
from .questions import QuestionIndex, Reference
from .ranking import Matrix, Way, features, load_ranker
from .store import IndexStore, Manifest

__all__ = ["Candidates", "Hit", "Query", "SearchIndex"]

Key = tuple[str, str]
# How many passages, questions or articles each way in contributes.
DEPTH, LOCAL_DEPTH, GIST_DEPTH = 150, 30, 60
# An article that only written questions name must be among this many of a way to be ranked.
CANDIDATES = 60
# Decays of a question's vote with its distance from the best: of cosines, and of the share of the best BM25 score.
NEAR, WIDE, WORDS = 0.02, 0.04, 0.15
# Passages at least this near, one of today and one that has ended, say the same.
SAME_RULE = 0.92
# A union paper may be this much further from a question about such papers than national law, in cosines.
POLICY_LAG = 0.04
# A law that the question names goes before others, whatever was learned.
NAMED_BONUS, NAMED_LEAD = 1.5, 0.1
AUTHORITY = ("宪法", "法律", "立法解释", "行政法规", "司法解释", "部门规章", "地方性法规", "工会文件")


@dataclass(frozen=True)
class Query:
    """What to search for.

    Attributes:
        text: The question, normalised.
        day: Only what is in force on this day is found.
        region: Local rules of this place are found beside national ones.
        terms: Legal terms of the question's topics, for the keyword index.
        glossary: The law's words for everyday words in the question, for the keyword index.
        laws: Titles that the question names; their articles are preferred.
        anchors: For each topic of the question the (title, number) of its usual ground, most usual first.
        without: Names of ways in that are left out, for measuring what they are worth.
        local_first: Whether the question is above all about the rules or documents of its place.
    """

    text: str
    day: date
    region: str = NATIONAL
    terms: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    anchors: tuple[tuple[Key, ...], ...] = ()
    local_first: bool = False
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hit:
    """An article that was found.

    Attributes:
        score: The ranker's share of probability among all candidates of the question, 0 to 1.
        paragraphs: 1-based numbers of the 款 that matched, best first.
        cosine: The best cosine of its passages with the question, 0 if the vectors did not find it.
        asked: The best cosine of a written question that leads to it, 0 if none is near.
        ways: Way in (:attr:`index.ranking.Way.name`) to the rank it gave.
    """

    law: Law
    article: Article
    score: float
    paragraphs: tuple[int, ...]
    cosine: float
    ways: Mapping[str, int]
    asked: float = 0.0


@dataclass(frozen=True)
class Candidates:
    """What a question's ways in found, ready to be ranked.

    Attributes:
        keys: The articles, each once.
        matrix: float32 ``(len(keys), len(FEATURES))``.
    """

    ways: tuple[Way, ...]
    keys: tuple[Key, ...]
    matrix: Matrix


class SearchIndex(PassageIndex):
    """A verified index in memory; safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest, encoder: Encoder, catalogue: Catalogue) -> None:
        """Load the files of a verified build.

        Raises:
            ModelError: ``encoder`` is not the model that the index was built with.
        """
        super().__init__(folder, manifest, encoder, catalogue)
        self._keywords = KeywordIndex.load(folder / "keywords", len(self.passages))
        self._title_ids = {title: at for at, title in enumerate(dict.fromkeys(one.title for one in self.passages))}
        self._titles = np.array([self._title_ids[one.title] for one in self.passages])
        self._is_local = np.array([self.library.law(one.law_id).region != NATIONAL for one in self.passages])
        self._is_policy = np.array([self.library.law(one.law_id).is_policy for one in self.passages])
        self.questions = QuestionIndex.load(folder / "questions")
        self.lines = LineIndex.load(folder / "lines")
        self.counted = CountedTexts.load(folder / "counted")
        self._rows: dict[Key, list[int]] = {}
        for row, one in enumerate(self.passages):
            self._rows.setdefault((one.law_id, one.article), []).append(row)
        # For each day the articles that written questions name, looked up when first needed.
        self._known_on = functools.lru_cache(maxsize=16)(_no_articles)

    @classmethod
    def open(cls, root: Path, encoder: Encoder, catalogue: Catalogue) -> SearchIndex:
        """Open the serving build below ``root``, every file verified.

        Raises:
            IndexMissing: There is none.
            IndexDamaged: A file does not match its hash.
            ModelError: It was built with another model.
        """
        folder, manifest = IndexStore(root).verified()
        return cls(folder, manifest, encoder, catalogue)

    def titles(self) -> frozenset[str]:
        """Titles of the laws that are indexed, in whole or in part."""
        return frozenset(self._title_ids)

    def search(
        self,
        query: Query,
        top_k: int = 20,
        vector: npt.NDArray[np.float32] | None = None,
        questions: QuestionIndex | None = None,
    ) -> list[Hit]:
        """The best articles, best first.

        An article counts with its best passage in each way in; :mod:`index.ranking` weighs what the ways say.

        Args:
            vector: The question's vector, if it was computed already.
            questions: Written questions to go by instead of the index's own, for fitting.
        """
        if not query.text.strip():
            return []
        return self._search(query, top_k, self.embed(query.text) if vector is None else vector, questions)

    def candidates(
        self, query: Query, vector: npt.NDArray[np.float32], questions: QuestionIndex | None = None
    ) -> Candidates:
        """All articles that any way in finds, with their features.

        Args:
            questions: Written questions to go by instead of the index's own, for fitting the ranker.
        """
        allowed = self._allowed(query.day, query.region)
        every = (
            *self._passage_ways(query, vector, allowed),
            *self._anchored(query),
            *self._asked_before(query, vector, self.questions if questions is None else questions),
        )
        ways = tuple(way for way in every if way.name not in query.without)
        keys = tuple(dict.fromkeys(key for way in ways for key in list(way.scores)[:CANDIDATES]))
        return Candidates(ways, keys, features(ways, keys, [self.library.law(law).level for law, _ in keys]))

    def _search(
        self, query: Query, top_k: int, vector: npt.NDArray[np.float32], questions: QuestionIndex | None
    ) -> list[Hit]:
        found = self.candidates(query, vector, questions)
        if not found.keys:
            return []
        logits = self._with_named(load_ranker().logits(found.matrix), query, found.keys)
        weights = np.exp(logits - logits.max())
        scores = dict(zip(found.keys, (weights / weights.sum()).tolist(), strict=True))
        ordered = sorted(scores, key=lambda key: (-scores[key], self._authority(key)))
        if query.region != NATIONAL:
            ordered = self._with_local(ordered, query, found, scores)
        return [self._hit(key, scores[key], found.ways) for key in ordered[:top_k]]

    def _with_named(
        self, logits: npt.NDArray[np.float32], query: Query, keys: Sequence[Key]
    ) -> npt.NDArray[np.float32]:
        """The logits with the articles of named laws moved up together, until the best of them leads."""
        named = np.array([self.library.law(law).title in query.laws for law, _ in keys], np.bool_)
        if not named.any() or named.all():
            return logits
        gap = float(logits[~named].max() - logits[named].max())
        bonus = np.where(named, max(NAMED_BONUS, gap + NAMED_LEAD), 0.0).astype(np.float32)
        moved: npt.NDArray[np.float32] = logits + bonus
        return moved

    def _with_local(
        self, ordered: Sequence[Key], query: Query, found: Candidates, scores: dict[Key, float]
    ) -> list[Key]:
        """The ranking with the local rules in their places; each gets a score between those of its neighbours."""
        local = {key for key in ordered if self.library.law(key[0]).region != NATIONAL}
        # Named by the question, or asked for by a written question like it.
        named = {key for key in local if self.library.law(key[0]).title in query.laws}.union(local & {ordered[0]})
        ranked = [replace(fit, gap=1.0) if fit.key in named else fit for fit in fits(found.ways, local)]
        ranked.sort(key=lambda fit: fit.key not in named)
        if not query.local_first:  # a union's documents inform, they are not the rule of a place
            ranked = [fit for fit in ranked if fit.gap > 0 or not self.library.law(fit.key[0]).is_policy]
        national = [key for key in ordered if key not in local]
        merged = merge(national, ranked, query.local_first)
        merged += [key for key in ordered if key not in set(merged)]
        behind = 0.0
        for key in reversed(merged):
            behind = scores[key] = behind if key in local else max(scores[key], behind)
        return merged

    def _passage_ways(
        self, query: Query, vector: npt.NDArray[np.float32], allowed: npt.NDArray[np.bool_]
    ) -> Iterator[Way]:
        yield self._way("dense", self.dense.search(vector, allowed, DEPTH))
        yield self._way("keywords", self._keywords.best(query.text, DEPTH, allowed))
        for name, terms in (("terms", query.terms), ("glossary", query.glossary)):
            if terms:
                yield self._way(name, self._keywords.best("，".join(terms), DEPTH, allowed))
        if query.laws:
            named = allowed & np.isin(
                self._titles, [self._title_ids[law] for law in query.laws if law in self._title_ids]
            )
            if named.any():
                yield self._way("named", self.dense.search(vector, named, DEPTH))
        if query.region != NATIONAL:
            local = allowed & self._is_local
            if local.any():
                yield self._way("local", self.dense.search(vector, local, LOCAL_DEPTH))
                yield self._way("local_words", self._keywords.best(query.text, LOCAL_DEPTH, local))
                if terms := (*query.terms, *query.glossary):
                    yield self._way("local_terms", self._keywords.best("，".join(terms), LOCAL_DEPTH, local))

    def _way(self, name: str, found: Sequence[tuple[int, float]]) -> Way:
        """Articles in the order of their best passage, each with all its passages found."""
        scores: dict[Key, float] = {}
        passages: dict[Key, list[tuple[int, float]]] = {}
        for row, score in found:
            passage = self.passages[row]
            key = (passage.law_id, passage.article)
            scores.setdefault(key, score)
            passages.setdefault(key, []).append((passage.paragraph, score))
        return Way(name, scores, passages)

    def _anchored(self, query: Query) -> Iterator[Way]:
        """The anchors of each topic that are in force, the first of each topic with the most weight."""
        scores: dict[Key, float] = {}
        for at, anchors in enumerate(query.anchors, start=1):
            known = self._known_on(query.day)
            grounds = (self._known_article(ref, query.day, known) for ref in anchors)
            found = [article.key for article in grounds if article is not None and self._applies(article, query.region)]
            for rank, key in enumerate(found, start=1):
                scores[key] = max(scores.get(key, 0.0), 1.0 / (rank * (0.7 + 0.3 * at)))
        if scores:
            yield Way("topic", _best_first(scores))

    def _asked_before(self, query: Query, vector: npt.NDArray[np.float32], questions: QuestionIndex) -> Iterator[Way]:
        """The articles of the written questions that resemble this one, and those whose questions do as a whole."""
        near, words = questions.by_meaning(vector, DEPTH), questions.by_words(query.text, DEPTH)
        for name, found in (("asked", near), ("asked_words", words)):
            best: dict[Key, float] = {}
            for row, score in found:
                for key in self._leads_to(questions.bank[row].gold, query):
                    best.setdefault(key, score)
            yield Way(name, best)
        for name, found, decay in (
            ("votes_near", near, NEAR),
            ("votes_wide", near, WIDE),
            ("votes_words", words, WORDS),
        ):
            top = found[0][1] if found else 1.0
            scale = decay * (top if name == "votes_words" else 1.0)
            votes: dict[Key, float] = {}
            for row, score in found:
                for place, key in enumerate(self._leads_to(questions.bank[row].gold, query), start=1):
                    votes[key] = votes.get(key, 0.0) + float(np.exp((score - top) / scale)) / place
            yield Way(name, _best_first(votes))
        gists = questions.gists(vector, GIST_DEPTH)
        yield Way("gist", {key: score for ref, score in gists for key in self._leads_to((ref,), query)})

    def _leads_to(self, gold: Sequence[Reference], query: Query) -> list[Key]:
        """The articles in force on the day that apply in the place, in order."""
        known = self._known_on(query.day)
        found = (self._known_article(ref, query.day, known) for ref in gold)
        return [article.key for article in found if article is not None and self._applies(article, query.region)]

    def _known_article(self, ref: Reference, day: date, known: dict[Reference, Article | None]) -> Article | None:
        if ref not in known:
            known[ref] = self._as_it_was(ref, day)
        return known[ref]

    def _as_it_was(self, ref: Reference, day: date) -> Article | None:
        """The article in force on ``day`` that said what ``ref`` says today, whatever its name and number were."""
        then, now = self.find(*ref, day), self.find(*ref, date.today())
        if now is None or (then is not None and then.law_id == now.law_id):
            return then
        ended = self._in_force_on(day) & ~self._in_force_on(date.today())
        found = [self.dense.search(self.dense.vector(row), ended, 1) for row in self._rows.get(now.key, ())]
        best = max((hits[0] for hits in found if hits), key=lambda hit: hit[1], default=(0, 0.0))
        if best[1] < SAME_RULE:
            return then
        return self.library.article(self.passages[best[0]].law_id, self.passages[best[0]].article)

    def local_gap(self, vector: npt.NDArray[np.float32], day: date) -> float:
        """How much closer the closest local rule of any place is than the closest national passage, in cosines."""
        in_force = self._in_force_on(day)
        best = [
            self.dense.search(vector, in_force & mask, 1)
            for mask in (self._is_local & ~self._is_policy, ~self._is_local)
        ]
        return best[0][0][1] - best[1][0][1] if all(best) else -1.0

    def place_of_policy(self, vector: npt.NDArray[np.float32], day: date) -> str:
        """The place of the union paper that is closest to a question, 全国 if national law is clearly closer."""
        in_force = self._in_force_on(day)
        paper = self.dense.search(vector, in_force & self._is_policy, 1)
        law = self.dense.search(vector, in_force & ~self._is_local, 1)
        if not paper or (law and paper[0][1] < law[0][1] - POLICY_LAG):
            return NATIONAL
        return self.library.law(self.passages[paper[0][0]].law_id).region

    def _applies(self, article: Article, region: str) -> bool:
        return applies_in(self.library.law(article.law_id).region, region)

    def find(self, title: str, number: str, day: date) -> Article | None:
        """The article in force on ``day``, or ``None`` if the library has no such law or article."""
        if not self.library.holds(title):  # thousands of written questions point to texts not installed
            return None
        law = self.library.version(title, day)
        try:
            article = self.library.article(law.id, number)
        except ReferenceError_:
            return None
        return article if article_status(law, article, day) is Status.IN_FORCE else None

    def article_keys(self, day: date, region: str = NATIONAL) -> list[Key]:
        """(law id, number) of every indexed article that may be found on that day in that place."""
        allowed = self._allowed(day, region)
        rows = np.flatnonzero(allowed)
        return list(dict.fromkeys((self.passages[row].law_id, self.passages[row].article) for row in rows))

    def _hit(self, key: Key, score: float, ways: Sequence[Way]) -> Hit:
        paragraphs: dict[int, None] = {}
        cosine = 0.0
        for way in ways:
            for paragraph, value in way.passages.get(key, ()):
                paragraphs.setdefault(paragraph)
                if way.name in {"dense", "named", "local"}:
                    cosine = max(cosine, value)
        return Hit(
            law=self.library.law(key[0]),
            article=self.library.article(*key),
            score=score,
            paragraphs=tuple(paragraphs),
            cosine=cosine,
            asked=next((way.scores.get(key, 0.0) for way in ways if way.name == "asked"), 0.0),
            ways={way.name: way.ranks[key] for way in ways if key in way.ranks and not way.name.startswith("votes")},
        )

    def _authority(self, key: Key) -> tuple[int, str, str]:
        level = self.library.law(key[0]).level
        return (AUTHORITY.index(level) if level in AUTHORITY else len(AUTHORITY), *key)


def _best_first(scores: Mapping[Key, float]) -> dict[Key, float]:
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


def _no_articles(_day: date) -> dict[Reference, Article | None]:
    return {}
