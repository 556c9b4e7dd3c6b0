"""Tunes the embedding model: ``python -m assistant.model_training [--seeds 1 2 3] [--other FILE.jsonl]``.

It learns from six files of the question bank, without the questions of about one article in eight, which
judge the model. The stories, which fit and judge the ranker, are by other authors and are not learned from.
``--other`` adds questions about other areas of law (JSON Lines with question, law, article, text);
``--exclude`` leaves out those that it shares with other files. Development and evaluation questions are
never learned from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

import index.layers
from index.builder import SilentReporter
from index.encoders import Encoder, OnnxEncoder
from index.layers import Changes, save_changes
from index.model import UNTUNED_MODEL, made_folder, make_folder
from index.search import SearchIndex
from index.tuning import Pair, average, tune
from knowledge.text import fold

from .ranking_training import STORIES
from .service import Assistant, builder_for
from .settings import load_settings

__all__ = ["Material", "gather", "main"]

Key = tuple[str, str]
SEEDS = (1, 2, 3)
LEARNED_FROM = frozenset({"contract", "disputes", "injury", "insurance", "pay", "union"})
# So much of the tuned model and the rest of the untuned one.
SHARE = 0.7
# One article in eight is held out.
HELD_OF_100 = 12
# Hard negatives are every second of the passages at these ranks that do not answer the question.
NEGATIVES = slice(3, 33, 2)
OTHER_NEGATIVES = 10
TARGET = Path(index.layers.__file__).parent / "data" / "labour-layers.npz"


@dataclass(frozen=True)
class Material:
    """What to learn from and what to judge by.

    Attributes:
        passages: Texts for the encoder.
        keys: Their articles.
        held: Questions of articles of which no question is learned from.
        stories: Questions by other authors than those learned from.
        allowed: Numbers of the passages in force, which are searched for judging.
    """

    passages: list[str]
    keys: list[Key]
    train: list[Pair]
    held: list[Pair]
    stories: list[Pair]
    allowed: list[int]


def gather(search: SearchIndex, day: date, other: Iterable[dict[str, str]] = ()) -> Material:
    """Pairs of questions and passages with hard negatives, mined with the index's own model.

    Args:
        search: An index built with the untuned model.
        other: Questions about other areas of law.
    """
    passages = [passage.for_encoder for passage in search.passages]
    keys = [(passage.law_id, passage.article) for passage in search.passages]
    allowed = [int(row) for row in search.passages_in_force(day)]
    rows: dict[Key, list[int]] = {}
    for row in allowed:
        rows.setdefault(keys[row], []).append(row)
    vectors = search.dense.vectors()
    train: list[Pair] = []
    held: list[Pair] = []
    stories: list[Pair] = []
    for one, vector in zip(search.questions.bank, search.questions.vectors, strict=True):
        articles = (search.find(*ref, day) for ref in one.gold)
        gold = tuple(article.key for article in articles if article is not None and article.key in rows)
        if gold and (one.source in LEARNED_FROM or one.source.startswith(STORIES)):
            own = rows[gold[0]]
            near = (allowed[at] for at in np.argsort(-(vectors[allowed] @ vector))[:60])
            negatives = [row for row in near if keys[row] not in gold][NEGATIVES]
            pair = Pair(one.question, gold, own[int(np.argmax(vectors[own] @ vector))], tuple(map(int, negatives)))
            group = stories if one.source.startswith(STORIES) else held if _is_held(gold[0]) else train
            group.append(pair)
    material = Material(passages, keys, train, held, stories, allowed)
    _add_other(material, other)
    return material


def _add_other(material: Material, other: Iterable[dict[str, str]]) -> None:
    """Questions about other areas, each with its whole article; the negatives are other articles of that law."""
    rows: dict[Key, int] = {}
    by_law: dict[str, list[int]] = {}
    questions: list[tuple[str, Key]] = []
    gold: dict[str, list[Key]] = {}
    for one in other:
        key = (one["law"], one["article"])
        questions.append((one["question"], key))
        gold.setdefault(one["question"], []).append(key)
        if key not in rows:
            rows[key] = len(material.passages)
            material.passages.append(f"{one['law']}\n{one['text']}")
            material.keys.append(key)
            by_law.setdefault(one["law"], []).append(rows[key])
    chooser = np.random.default_rng(0)
    for question, key in questions:
        answers = tuple(dict.fromkeys([key, *gold[question]]))
        near = [row for row in by_law[key[0]] if material.keys[row] not in answers]
        negatives = chooser.choice(near, min(OTHER_NEGATIVES, len(near)), replace=False) if near else ()
        material.train.append(Pair(question, answers, rows[key], tuple(map(int, negatives))))


def _is_held(key: Key) -> bool:
    return int(hashlib.sha256(repr(key).encode()).hexdigest(), 16) % 100 < HELD_OF_100


def _judge(encoder: Encoder, material: Material, pairs: Sequence[Pair]) -> tuple[float, float, float]:
    """hit@1, hit@5 and MRR of the vectors alone."""
    vectors = encoder.encode_passages([material.passages[row] for row in material.allowed])
    keys = [material.keys[row] for row in material.allowed]
    found = []
    for vector, pair in zip(encoder.encode_queries([pair.question for pair in pairs]), pairs, strict=True):
        order = np.argsort(-(vectors @ vector))[:200]
        ranking = list(dict.fromkeys(keys[row] for row in order))[:20]
        first = next((rank for rank, key in enumerate(ranking, start=1) if key in pair.gold), 0)
        found.append((float(first == 1), float(0 < first <= 5), 1.0 / first if first else 0.0))
    hit1, hit5, mrr = np.mean(found, axis=0)
    return float(hit1), float(hit5), float(mrr)


def _report(name: str, changes: Changes | None, material: Material) -> None:
    with tempfile.TemporaryDirectory(prefix="xuefa-model-") as scratch:
        folder = Path(scratch) / "model"
        folder.mkdir()
        make_folder(folder, changes or {})
        encoder = OnnxEncoder(folder, name=name)
        for title, pairs in (("held-out articles", material.held), ("stories", material.stories)):
            hit1, hit5, mrr = _judge(encoder, material, pairs)
            print(
                f"{name:14} {title:18} n {len(pairs):5}  hit@1 {hit1:.3f}  hit@5 {hit5:.3f}  mrr {mrr:.3f}", flush=True
            )


def _read_other(paths: Sequence[Path], excluded: Sequence[Path]) -> Iterator[dict[str, str]]:
    seen = {fold(row["question"]) for path in excluded for row in _rows(path)}
    for path in paths:
        yield from (row for row in _rows(path) if fold(row["question"]) not in seen)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    for line in path.read_text("utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def main() -> None:
    """Tune once for each seed, report each beside the untuned model, and write the average."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--share", type=float, default=SHARE)
    parser.add_argument("--other", type=Path, nargs="*", default=[])
    parser.add_argument("--exclude", type=Path, nargs="*", default=[])
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    settings = load_settings()
    settings = settings.model_copy(update={"model": UNTUNED_MODEL, "home": settings.home / "training"})
    builder_for(settings).build(SilentReporter())
    material = gather(Assistant.open(settings).index, date.today(), _read_other(options.other, options.exclude))
    print(f"train {len(material.train)}, held out {len(material.held)}, stories {len(material.stories)}", flush=True)
    _report("untuned", None, material)
    folder = made_folder(UNTUNED_MODEL.removesuffix("-int8"), settings.home / "models")
    runs = []
    for seed in options.seeds:
        runs.append(tune(folder, material.train, material.passages, material.keys, seed, say=print))
        save_changes(average(runs, options.share), options.target)  # an interruption loses one run only
        _report(f"seed {seed}", average(runs[-1:], options.share), material)
    if len(runs) > 1:
        _report("average", average(runs, options.share), material)
    print(f"{options.target}: {options.target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
