"""Which lessons answer a question: a small logistic model over what speaks for each lesson.

Three things speak for a lesson. Its ways of asking in the question bank: how likely the question is one of them (linear
discriminant analysis over their vectors, with one covariance for all lessons, shrunk towards the identity: Friedman,
1989), how near the nearest of them are, and words in common. What it says: how near its lines are, and words in common.
All vectors are compared under the map of ``assistant/lesson_map.py``.
And the law: how far the articles that were found are those to which its ways of asking lead, and those that its
statements rest on. ``assistant/lesson_training.py`` makes the weights.
"""

from __future__ import annotations

import functools
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from index.questions import QuestionIndex, Reference
from index.search import Hit
from knowledge.lessons import Lesson

from .lesson_map import LessonMap
from .lesson_vectors import LessonVectors
from .lesson_words import LessonWords

__all__ = ["FEATURES", "Candidate", "LessonMatcher", "LessonModel", "Vector", "load_lesson_model"]

FEATURES = (
    *("posterior", "nearest", "three", "lead", "words", "rules_lead", "special_rules", "ground"),
    *("line", "three_lines", "summary", "line_lead", "text", "asked", "line_words", "head_words"),
)
# Lessons that are weighed: so many by their ways of asking, by the articles found, by the words of what they answer.
BY_ASKING, BY_RULES, BY_HEADS = 10, 8, 6
# And so many by the nearest way of asking, and by the nearest line.
BY_NEAREST, BY_LINES = 6, 8
# Linked questions that share words with the question.
BY_WORDS = 150
# Articles found that are looked at: for the usual rules of a lesson, for its special ones.
FIRST, MORE = 5, 10
SHRINKAGE = 0.5
FLOOR, LEAST_SHARE = -12.0, 1e-3

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LessonModel:
    """Weights of a logistic regression.

    Attributes:
        models: Names of the encoders that the weights fit; with another one no lesson is used.
        weights: One for each of :data:`FEATURES`.
        sure: From this probability on a lesson answers.
        also: From this one on a lesson answers too, where a part of the question alone is sure.
        turned_by: sha256 of the map under which the weights were fitted.
    """

    models: frozenset[str]
    weights: tuple[float, ...]
    bias: float
    sure: float
    also: float
    turned_by: str

    def probability(self, values: Sequence[float]) -> float:
        """How likely it is that a lesson with these values of :data:`FEATURES` answers, 0 to 1."""
        total = self.bias + sum(weight * value for weight, value in zip(self.weights, values, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lesson that may answer, with its values of :data:`FEATURES`."""

    lesson: str
    values: tuple[float, ...]


class LessonMatcher:
    """Matches questions with lessons over one question bank; safe to share between threads."""

    def __init__(
        self,
        questions: QuestionIndex,
        lessons: Sequence[Lesson],
        vectors: LessonVectors,
        words: LessonWords,
        turn: LessonMap,
    ) -> None:
        """Lessons to which no question of the bank is linked never match; ``words`` are of lessons, more may be."""
        rows: dict[str, list[int]] = {one.id: [] for one in lessons}
        for row, one in enumerate(questions.bank):
            if one.lesson in rows:
                rows[one.lesson].append(row)
        self._questions = questions
        self._lessons = tuple(one for one in lessons if rows[one.id])
        if not self._lessons:
            return
        self._turn, self._lines, self._words = turn, vectors, words
        self._ways = _Groups([questions.vectors[rows[one.id]] for one in self._lessons], turn)
        self._vectors = self._ways.groups
        # Those that would have to be embedded are found by their ways of asking.
        nothing = np.zeros((1, questions.vectors.shape[1]), np.float32)
        held = [vectors.held(one) for one in self._lessons]
        self._held = _Groups([nothing if some is None else some for some in held], turn)
        self._is_held = [some is not None for some in held]
        self._slopes, self._offsets = _discriminant(self._vectors)
        self._usual = [_usual_rules([questions.bank[row].gold for row in rows[one.id]]) for one in self._lessons]
        self._common = Counter(rule for rules in self._usual for rule in rules)
        self._grounds = [{(ground.law, ground.article) for ground in one.grounds()} for one in self._lessons]
        self._said = functools.lru_cache(maxsize=len(self._lessons))(self._turned_lines)
        places = {one.id: at for at, one in enumerate(self._lessons)}
        owners = [places.get(one.lesson, -1) for one in questions.bank]
        self._asked = questions.words_of(owners, len(places))

    def candidates(self, text: str, vector: Vector, hits: Sequence[Hit]) -> list[Candidate]:
        """The lessons that may answer.

        Args:
            text: The question, normalised.
            vector: float32 ``(dim,)``, the question's L2-normalised vector.
            hits: The ranked articles; at least :data:`MORE` should be given.
        """
        if not self._lessons:
            return []
        vector = self._turn.apply(vector)
        posterior = self._slopes @ vector + self._offsets
        posterior -= posterior.max()
        posterior = np.maximum(posterior - np.log(np.exp(posterior).sum()), FLOOR)
        found = [((hit.law.title, hit.article.number), hit.score) for hit in hits[:MORE]]
        rules = np.array([_share(usual, found[:FIRST]) for usual in self._usual])
        words, shares = self._shared_words(text), self._words.shares(text)
        heads = np.array([shares.heads[self._words.rows(one)].max() for one in self._lessons])
        ways, lines = self._ways.best(vector), self._held.best(vector)
        chosen = {
            *_first(posterior, BY_ASKING),
            *_first(rules, BY_RULES),
            *_first(ways, BY_NEAREST),
            *_first(lines, BY_LINES),
            *_first(heads, BY_HEADS),
        }
        said = {at: self._said(at) @ vector for at in chosen}
        nearest = max(float(ways[at]) for at in chosen)
        nearest_line = max(float(cosines.max()) for cosines in said.values())
        asked = self._asked.scores(text)
        asked /= max(float(asked.max(initial=0.0)), 1e-9)
        best = math.log(float(rules.max()) + LEAST_SHARE)
        return [
            Candidate(
                self._lessons[at].id,
                (
                    float(posterior[at]),
                    *_near(self._vectors[at] @ vector, nearest),
                    words.get(self._lessons[at].id, 0.0),
                    math.log(float(rules[at]) + LEAST_SHARE) - best,
                    math.log(_share(self._usual[at], found, self._common) + LEAST_SHARE),
                    sum(score for rule, score in found[:FIRST] if rule in self._grounds[at]),
                    *_said(said[at], nearest_line),
                    float(shares.lessons[self._words.place(self._lessons[at])]),
                    float(asked[at]),
                    float(shares.lines[self._words.rows(self._lessons[at])].max()),
                    float(heads[at]),
                ),
            )
            for at in sorted(chosen)
        ]

    def _turned_lines(self, at: int) -> Vector:
        """What a lesson says; embedded now if the index does not hold it."""
        if self._is_held[at]:
            return self._held.groups[at]
        return self._turn.apply(self._lines.of(self._lessons[at]))

    def _shared_words(self, text: str) -> Mapping[str, float]:
        """For lessons that share words with ``text`` the best BM25 score of their questions, as a share of the best."""
        shares: dict[str, float] = {}
        found = self._questions.by_words(text, BY_WORDS, linked=True)
        for row, score in found:
            shares.setdefault(self._questions.bank[row].lesson, score / found[0][1])
        return shares


class _Groups:
    """Vectors of several groups in one matrix."""

    def __init__(self, groups: Sequence[Vector], turn: LessonMap) -> None:
        """Each float32 ``(n, dim)`` with at least one row; compared under ``turn``."""
        self._all = turn.apply(np.concatenate(groups))
        ends = np.cumsum([len(group) for group in groups])
        self._starts = np.concatenate([[0], ends[:-1]])
        self.groups = np.split(self._all, ends[:-1])

    def best(self, vector: Vector) -> Vector:
        """float32 ``(n_groups,)``: the best cosine of each group with ``vector``."""
        found: Vector = np.maximum.reduceat(self._all @ vector, self._starts)
        return found


def _near(cosines: Vector, best: float) -> tuple[float, float, float]:
    """The nearest way of asking, the mean of three, and how far the best of all lessons is before it."""
    first, *others = np.sort(cosines)[::-1][:3].tolist()
    return first, (first + sum(others)) / (1 + len(others)), first - best


def _said(cosines: Vector, best: float) -> tuple[float, float, float, float]:
    """The nearest line, the mean of three, the lead, and how far the best of all lessons is before the nearest."""
    near = np.sort(cosines)[::-1][:3]
    return float(near[0]), float(near.mean()), float(cosines[0]), float(near[0]) - best


def _first(scores: npt.NDArray[Any], most: int) -> list[int]:
    found: list[int] = np.argsort(-scores)[:most].tolist()
    return found


def _discriminant(classes: Sequence[Vector]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Slopes ``(n_classes, dim)`` and offsets ``(n_classes,)`` of linear discriminant functions, priors equal.

    Args:
        classes: For each class its vectors, float32 ``(n, dim)``.
    """
    means = np.stack([vectors.mean(0, dtype=np.float64) for vectors in classes])
    spread = np.concatenate([vectors - mean for vectors, mean in zip(classes, means, strict=True)])
    covariance = spread.T @ spread / len(spread)
    size = len(covariance)
    even = np.eye(size) * max(np.trace(covariance) / size, 1e-6)
    slopes = np.linalg.solve((1 - SHRINKAGE) * covariance + SHRINKAGE * even, means.T).T
    return slopes, -0.5 * np.einsum("ij,ij->i", slopes, means)


def _usual_rules(golds: Sequence[Sequence[Reference]]) -> Mapping[Reference, float]:
    """The articles to which questions lead, with their shares; the first of a question counts most."""
    counts: Counter[Reference] = Counter()
    for gold in golds:
        for place, rule in enumerate(gold, start=1):
            counts[rule] += 1 / place  # type: ignore[assignment]
    total = sum(counts.values()) or 1
    return {rule: count / total for rule, count in counts.items()}


def _share(
    usual: Mapping[Reference, float],
    found: Sequence[tuple[Reference, float]],
    common: Mapping[Reference, int] | None = None,
) -> float:
    """How far what was found is what is usual; ``common`` makes rules that many lessons share count less."""
    return sum(score * usual[rule] / (common[rule] if common else 1) for rule, score in found if rule in usual)


@functools.cache
def load_lesson_model() -> LessonModel:
    """The weights that ship with the package."""
    raw = json.loads(resources.files(__package__).joinpath("data/lessons.json").read_text("utf-8"))
    return LessonModel(
        models=frozenset(raw["models"]),
        weights=tuple(raw["weights"][name] for name in FEATURES),
        bias=raw["bias"],
        sure=raw["sure"],
        also=raw["also"],
        turned_by=raw["map"],
    )
