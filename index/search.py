"""Searching the stored index: questions in, ranked articles out."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.catalogue import Catalogue
from knowledge.errors import ModelError, ReferenceError_
from knowledge.library import Library, article_status, ended_paragraphs
from knowledge.records import NATIONAL, Article, Law, Status
from knowledge.regions import applies_in

from .dense import DenseIndex
from .encoders import Encoder, Vectors
from .fusion import fuse
from .lexical import KeywordIndex
from .questions import QuestionIndex
from .snapshot import load_library_snapshot, load_passages
from .store import IndexStore, Manifest

__all__ = ["Hit", "Query", "SearchIndex"]

Key = tuple[str, str]
# How many passages each way in contributes, and how much its ranks count (tuned on our own questions).
DEPTH = 150
DENSE_WEIGHT, KEYWORD_WEIGHT, TERMS_WEIGHT, NAMED_WEIGHT, ANCHOR_WEIGHT, LOCAL_WEIGHT = 2.0, 1.0, 1.0, 2.0, 1.0, 4.0
ASKED_WEIGHT, ASKED_WORDS_WEIGHT = 2.0, 1.0
AUTHORITY = ("宪法", "法律", "立法解释", "行政法规", "司法解释", "部门规章", "地方性法规", "工会文件")


@dataclass(frozen=True)
class Query:
    """What to search for.

    Attributes:
        text: The question, normalised.
        day: Only what is in force on this day is found.
        region: Local rules of this place are found beside national ones.
        terms: Legal terms that the question implies, for the keyword index.
        laws: Titles that the question names; their articles are preferred.
        anchors: For each topic of the question the (title, number) of its usual ground, most usual first.
    """

    text: str
    day: date
    region: str = NATIONAL
    terms: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    anchors: tuple[tuple[Key, ...], ...] = ()


@dataclass(frozen=True)
class Hit:
    """An article that was found.

    Attributes:
        score: Fused score, comparable within one result only.
        paragraphs: 1-based numbers of the 款 that matched, best first.
        cosine: The best cosine of its passages with the question, 0 if the vectors did not find it.
        ways: Way in (dense, keywords, terms, named, local, topic, asked, asked_words) to the rank it gave.
    """

    law: Law
    article: Article
    score: float
    paragraphs: tuple[int, ...]
    cosine: float
    ways: Mapping[str, int]


@dataclass(frozen=True)
class _Ranking:
    way: str
    weight: float
    passages: Sequence[tuple[int, float]]


_ByArticle = tuple[str, float, Mapping[Key, list[tuple[int, float]]]]


class SearchIndex:
    """A verified index in memory; safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest, encoder: Encoder, catalogue: Catalogue) -> None:
        """Load the files of a verified build.

        Raises:
            ModelError: ``encoder`` is not the model that the index was built with.
        """
        if (encoder.name, encoder.dim) != (manifest.model, manifest.dim):
            raise ModelError(
                f"检索库是用模型 {manifest.model} 建立的，当前设置是 {encoder.name}："
                "请运行 xuefa build 重建，或改回设置。"
            )
        self.manifest = manifest
        self.library: Library = load_library_snapshot(folder / "library.json", catalogue)
        self._passages = load_passages(folder / "passages.json")
        self._dense = DenseIndex.load(folder / "vectors.faiss")
        self._keywords = KeywordIndex.load(folder / "keywords", len(self._passages))
        self._encoder = encoder
        self._title_ids = {title: at for at, title in enumerate(dict.fromkeys(one.title for one in self._passages))}
        self._titles = np.array([self._title_ids[one.title] for one in self._passages])
        self._is_local = np.array([self.library.law(one.law_id).region != NATIONAL for one in self._passages])
        self._questions = QuestionIndex.load(folder / "questions")
        self._answers = functools.lru_cache(maxsize=16)(self._compute_answers)
        self._in_force_on = functools.lru_cache(maxsize=32)(self._compute_in_force)
        self._applicable_in = functools.lru_cache(maxsize=128)(self._compute_applicable)

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

    def embed(self, text: str) -> npt.NDArray[np.float32]:
        """float32 ``(dim,)``, L2-normalised: the vector of a question."""
        vectors: Vectors = self._encoder.encode_queries([text])
        first: npt.NDArray[np.float32] = vectors[0]
        return first

    def search(self, query: Query, top_k: int = 20, vector: npt.NDArray[np.float32] | None = None) -> list[Hit]:
        """The best articles, best first.

        An article counts with its best passage in each ranking; the rankings are fused by reciprocal rank.

        Args:
            vector: The question's vector, if it was computed already.
        """
        if not query.text.strip():
            return []
        return self._search(query, top_k, self.embed(query.text) if vector is None else vector)

    def _search(self, query: Query, top_k: int, vector: npt.NDArray[np.float32]) -> list[Hit]:
        allowed = self._allowed(query.day, query.region)
        rankings = list(self._rankings(query, vector, allowed))
        by_article: list[_ByArticle] = [
            (ranking.way, ranking.weight, self._best_passages(ranking)) for ranking in rankings
        ]
        by_article += [("topic", ANCHOR_WEIGHT, best) for best in self._anchored(query)]
        by_article += self._asked_before(query, vector)
        scores = fuse((list(best), weight) for _, weight, best in by_article)
        ranks = [(way, {key: at for at, key in enumerate(best, 1)}, best) for way, _, best in by_article]
        ordered = sorted(scores, key=lambda key: (-scores[key], self._authority(key)))[:top_k]
        return [self._hit(key, scores[key], ranks) for key in ordered]

    def _rankings(
        self, query: Query, vector: npt.NDArray[np.float32], allowed: npt.NDArray[np.bool_]
    ) -> Iterator[_Ranking]:
        yield _Ranking("dense", DENSE_WEIGHT, self._dense.search(vector, allowed, DEPTH))
        yield _Ranking("keywords", KEYWORD_WEIGHT, self._by_keywords(query.text, allowed))
        if query.terms:
            yield _Ranking("terms", TERMS_WEIGHT, self._by_keywords("，".join(query.terms), allowed))
        if query.laws:
            named = allowed & np.isin(
                self._titles, [self._title_ids[law] for law in query.laws if law in self._title_ids]
            )
            if named.any():
                yield _Ranking("named", NAMED_WEIGHT, self._dense.search(vector, named, DEPTH))
        if query.region != NATIONAL:
            local = allowed & self._is_local
            if local.any():
                yield _Ranking("local", LOCAL_WEIGHT, self._dense.search(vector, local, DEPTH // 5))

    def _anchored(self, query: Query) -> Iterator[Mapping[Key, list[tuple[int, float]]]]:
        """The anchors of each topic that are in force; they name articles, not passages."""
        for anchors in query.anchors:
            known = (self.find(title, number, query.day) for title, number in anchors)
            found = [article.key for article in known if article is not None and self._applies(article, query.region)]
            if found:
                yield {key: [] for key in found}

    def _asked_before(self, query: Query, vector: npt.NDArray[np.float32]) -> Iterator[_ByArticle]:
        """The articles of the written questions that resemble this one."""
        answers = self._answers(query.day)
        ways = (
            ("asked", ASKED_WEIGHT, self._questions.by_meaning(vector, DEPTH)),
            ("asked_words", ASKED_WORDS_WEIGHT, self._questions.by_words(query.text, DEPTH)),
        )
        for way, weight, found in ways:
            best: dict[Key, list[tuple[int, float]]] = {}
            for row, _ in found:
                for article in answers[row]:
                    if self._applies(article, query.region):
                        best.setdefault(article.key, [])
            if best:
                yield way, weight, best

    def _applies(self, article: Article, region: str) -> bool:
        return applies_in(self.library.law(article.law_id).region, region)

    def _compute_answers(self, day: date) -> list[tuple[Article, ...]]:
        """For each written question the articles in force that it leads to."""
        found = {ref: self.find(*ref, day) for one in self._questions.bank for ref in one.gold}
        return [
            tuple(article for ref in one.gold if (article := found[ref]) is not None) for one in self._questions.bank
        ]

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
        return list(dict.fromkeys((self._passages[row].law_id, self._passages[row].article) for row in rows))

    def _by_keywords(self, text: str, allowed: npt.NDArray[np.bool_]) -> list[tuple[int, float]]:
        scores = np.where(allowed, self._keywords.scores(text), 0.0)
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return [(int(row), float(scores[row])) for row in best if scores[row] > 0]

    def _best_passages(self, ranking: _Ranking) -> Mapping[Key, list[tuple[int, float]]]:
        """Articles in the order of their best passage, each with all its passages found."""
        found: dict[Key, list[tuple[int, float]]] = {}
        for row, score in ranking.passages:
            passage = self._passages[row]
            found.setdefault((passage.law_id, passage.article), []).append((passage.paragraph, score))
        return found

    def _hit(
        self,
        key: Key,
        score: float,
        ranks: Sequence[tuple[str, Mapping[Key, int], Mapping[Key, list[tuple[int, float]]]]],
    ) -> Hit:
        paragraphs: dict[int, None] = {}
        cosine = 0.0
        for way, _, best in ranks:
            for paragraph, value in best.get(key, ()):
                paragraphs.setdefault(paragraph)
                if way in {"dense", "named", "local"}:
                    cosine = max(cosine, value)
        return Hit(
            law=self.library.law(key[0]),
            article=self.library.article(*key),
            score=score,
            paragraphs=tuple(paragraphs),
            cosine=cosine,
            ways={way: places[key] for way, places, _ in ranks if key in places},
        )

    def _authority(self, key: Key) -> tuple[int, str, str]:
        level = self.library.law(key[0]).level
        return (AUTHORITY.index(level) if level in AUTHORITY else len(AUTHORITY), *key)

    def _allowed(self, day: date, region: str) -> npt.NDArray[np.bool_]:
        """bool ``(n_passages,)``: in force on the day and applicable in the place."""
        allowed: npt.NDArray[np.bool_] = self._in_force_on(day) & self._applicable_in(region)
        return allowed

    def _compute_in_force(self, day: date) -> npt.NDArray[np.bool_]:
        verdicts: dict[tuple[str, str, int], bool] = {}
        for one in self._passages:
            key = (one.law_id, one.article, one.paragraph)
            if key not in verdicts:
                verdicts[key] = self._in_force(*key, day)
        return np.array([verdicts[one.law_id, one.article, one.paragraph] for one in self._passages], np.bool_)

    def _compute_applicable(self, region: str) -> npt.NDArray[np.bool_]:
        laws = {law.id: applies_in(law.region, region) for law in self.library.laws()}
        return np.array([laws[one.law_id] for one in self._passages], np.bool_)

    def _in_force(self, law_id: str, number: str, paragraph: int, day: date) -> bool:
        article = self.library.article(law_id, number)
        in_force = article_status(self.library.law(law_id), article, day) is Status.IN_FORCE
        return in_force and paragraph not in ended_paragraphs(article, day)
