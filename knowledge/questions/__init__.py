"""The question bank: how workers ask, each question with the articles that answer it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import orjson

__all__ = ["BankQuestion", "load_bank"]

# These train the models of scope, of support and of the matching of lessons.
_NOT_BANK = frozenset({"scope.jsonl", "support.jsonl", "lesson_labels.jsonl"})


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question that we wrote and the (title, number) of the articles that answer it, the best first.

    Attributes:
        source: The file that it stands in, without ending; the questions of one file have one author.
        lesson: Id of the lesson that answers it, empty if none is linked.
    """

    question: str
    gold: tuple[tuple[str, str], ...]
    source: str = ""
    lesson: str = ""


def load_bank() -> tuple[BankQuestion, ...]:
    """All questions of the files beside this module, in the order of file and line."""
    folder = resources.files(__package__)
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".jsonl")), key=lambda one: one.name)
    return tuple(question for one in files if one.name not in _NOT_BANK for question in _read(one))


def _read(file: Traversable) -> Iterator[BankQuestion]:
    source = file.name.removesuffix(".jsonl")
    for line in filter(None, file.read_text("utf-8").split("\n")):
        row = orjson.loads(line)
        gold = tuple((ref["law"], ref["article"]) for ref in row["gold"])
        yield BankQuestion(row["question"], gold, source, row.get("lesson", ""))
