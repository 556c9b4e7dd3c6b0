"""Fits the matching of lessons: ``python -m assistant.lesson_training``.

It learns from questions of the bank whose authors did not write the lessons, and to which a reader gave lessons, or
none (``knowledge/questions/lesson_labels.jsonl``). While a question is matched, nothing that its author wrote is in the
bank: neither as a way to articles nor as a way of asking of a lesson; nor was the map of vectors learned from it. Only
the part ``dev`` is learned from; the part ``test`` is for the figures. Development and evaluation questions are never
read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.encoders import Vectors
from index.model import DEFAULT_MODEL, TORCH_MODEL
from index.questions import QuestionIndex
from knowledge.lessons import Lesson

from .lesson_map import LessonMap, save_lesson_map
from .lesson_matching import FEATURES, MORE, LessonMatcher
from .lesson_vectors import LessonVectors
from .lesson_words import LessonWords
from .map_training import fit_map
from .service import Assistant

__all__ = ["Example", "Figures", "figures", "fit", "main"]

LABELS = Path(__file__).parents[1] / "knowledge" / "questions" / "lesson_labels.jsonl"
TARGET = Path(__file__).parent / "data" / "lessons.json"
MAP = TARGET.with_name("lesson-map.npy")
# Authors' files are dealt out to so many folds; the map under which a fold is matched has not seen it.
FOLDS = 5
# Of the questions that get a lesson, so many may at most get one that the reader did not give. Most of these are the
# lesson beside it (the pension's years for its transfer); the answer names the lesson's title, so that it can be seen.
WRONG_SHARE = 0.12
PENALTY = 0.05

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question's candidates.

    Attributes:
        values: float64 ``(n, len(FEATURES))``.
        right: bool ``(n,)``, whether the lesson answers.
        answerable: Whether any lesson does, candidate or not.
        part: dev or test.
    """

    values: Floats
    right: npt.NDArray[np.bool_]
    answerable: bool
    part: str


@dataclass(frozen=True)
class Figures:
    """What a threshold does.

    Attributes:
        answered: Of the questions that a lesson answers, the share that gets one that does.
        wrong: Of the questions that get a lesson, the share that gets one that does not answer.
        idle: Of the questions that no lesson answers, the share that gets one.
    """

    answered: float
    wrong: float
    idle: float


def examples(assistant: Assistant, day: date) -> Iterator[Example]:
    """Every labelled question, matched without its author's file."""
    bank = assistant.index.questions
    vectors = LessonVectors(assistant.encoder, assistant.index.lines)
    words = LessonWords(assistant.lessons, assistant.index.counted)
    labels = {row["question"]: row for row in map(json.loads, filter(None, LABELS.read_text("utf-8").split("\n")))}
    sources = sorted({one.source for one in bank.bank if one.question in labels})
    for fold in (sources[at::FOLDS] for at in range(FOLDS)):
        turn = LessonMap(learned_map(bank.without(fold), assistant.lessons, vectors))
        for source in fold:
            rest = bank.without([source])
            matcher = LessonMatcher(rest, assistant.lessons, vectors, words, turn)
            for one in (one for one in bank.bank if one.source == source and one.question in labels):
                query = assistant.query(one.question, day)
                vector = assistant.index.embed(query.text)
                found = matcher.candidates(query.text, vector, assistant.index.search(query, MORE, vector, rest))
                label = labels[one.question]
                yield Example(
                    values=np.array([candidate.values for candidate in found], np.float64),
                    right=np.array([candidate.lesson in label["lessons"] for candidate in found], np.bool_),
                    answerable=bool(label["lessons"]),
                    part=label["split"],
                )


def learned_map(bank: QuestionIndex, lessons: Sequence[Lesson], vectors: LessonVectors) -> Vectors:
    """The map learned from all questions of a bank that are linked to one of the lessons, float32 ``(dim, dim)``."""
    numbers = {one.id: at for at, one in enumerate(lessons)}
    linked = [row for row, one in enumerate(bank.bank) if one.lesson in numbers]
    asked = np.array([numbers[bank.bank[row].lesson] for row in linked], np.int64)
    lines = [vectors.of(one) for one in lessons]
    said = np.repeat(np.arange(len(lessons), dtype=np.int64), [len(some) for some in lines])
    return fit_map(bank.vectors[linked], asked, np.concatenate(lines), said)


def fit(data: Sequence[Example]) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression over all candidates."""
    from sklearn.linear_model import LogisticRegression

    values = np.concatenate([one.values for one in data])
    right = np.concatenate([one.right for one in data])
    mean, scale = values.mean(0), values.std(0)
    scale[scale == 0] = 1.0
    # Cosines of the nearest and of the nearest three go together: without a penalty they get large, opposite weights.
    model = LogisticRegression(C=PENALTY, max_iter=2000)
    model.fit((values - mean) / scale, right)
    found: Floats = model.coef_[0] / scale
    return found, float(model.intercept_[0] - found @ mean)


def figures(data: Sequence[Example], weights: Floats, bias: float, sure: float) -> Figures:
    """What the threshold ``sure`` does to the likeliest lesson of each question."""
    best = [_best(one, weights, bias) for one in data]
    given = [(one, right) for one, (chance, right) in zip(data, best, strict=True) if chance >= sure]
    answerable = [one for one in data if one.answerable]
    return Figures(
        answered=sum(right for _, right in given) / max(len(answerable), 1),
        wrong=sum(not right for _, right in given) / max(len(given), 1),
        idle=sum(not one.answerable for one, _ in given) / max(len(data) - len(answerable), 1),
    )


def _best(one: Example, weights: Floats, bias: float) -> tuple[float, bool]:
    if not len(one.right):
        return 0.0, False
    chances = 1.0 / (1.0 + np.exp(-(one.values @ weights + bias)))
    at = int(chances.argmax())
    return float(chances[at]), bool(one.right[at])


def threshold(data: Sequence[Example], weights: Floats, bias: float) -> float:
    """The lowest probability from which on at most :data:`WRONG_SHARE` of the lessons given are wrong."""
    steps = np.linspace(0.2, 0.95, 76)
    good = [step for step in steps if figures(data, weights, bias, float(step)).wrong <= WRONG_SHARE]
    return round(float(good[0] if good else steps[-1]), 3)


def main() -> None:
    """Fit, print what the thresholds do, and write ``data/lesson-map.npy`` and ``data/lessons.json``."""
    assistant = Assistant.open()
    vectors = LessonVectors(assistant.encoder, assistant.index.lines)
    data = list(examples(assistant, date.today()))
    parts = {part: [one for one in data if one.part == part] for part in ("dev", "test")}
    weights, bias = fit(parts["dev"])
    sure = threshold(parts["dev"], weights, bias)
    shown = {}
    for part, some in parts.items():
        found = figures(some, weights, bias, sure)
        shown[part] = {
            "n": len(some),
            "answered": round(found.answered, 3),
            "wrong": round(found.wrong, 3),
            "idle": round(found.idle, 3),
        }
    out = {
        "models": [DEFAULT_MODEL, TORCH_MODEL],
        "map": "",
        "figures": shown,
        "weights": dict(zip(FEATURES, (round(float(one), 4) for one in weights), strict=True)),
        "bias": round(bias, 4),
        "sure": sure,
        "also": round(sure / 4, 4),
    }
    # Both at the end: a map without its weights is refused.
    out["map"] = save_lesson_map(learned_map(assistant.index.questions, assistant.lessons, vectors), MAP)
    TARGET.write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
