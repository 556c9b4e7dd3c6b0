"""``python -m eval.gate``: the floor below which no change may fall, on our own question sets.

The floors stand a little below what was measured when they were set, so that noise passes and a
broken component does not. They are raised when the figures rise, and never lowered to let a change in.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant, load_settings
from assistant.service import builder_for
from index.builder import SilentReporter
from knowledge.errors import XuefaError

from .command import evaluate

__all__ = ["FLOORS", "Floor", "failures"]

QUESTIONS = Path(__file__).parent / "questions"


@dataclass(frozen=True, slots=True)
class Floor:
    """Sets of ``eval/questions`` that are run together, and what they must reach.

    Attributes:
        lowest: (group, figure, lowest allowed): below what was measured both with and without a library folder.
        most_refused: Largest share of in-scope questions that may be declined.
        needs_texts: Whether nothing may be scored where no library folder is installed.
    """

    sets: tuple[str, ...]
    lowest: tuple[tuple[str, str, float], ...]
    most_refused: float
    needs_texts: bool = False


# A lesson for a question that is not ours would be a confident answer to something else.
MOST_TAUGHT = 0.02
_PROVED = (("citations", "valid", 1.0), ("citations", "verbatim", 1.0), ("citations", "in_place", 1.0))
# The question bank has the same authors as the first sets, so these show breakage, not quality on strangers' questions.
FLOORS = (
    Floor(
        ("lay", "local_policy", "out_of_scope"),
        (
            ("retrieval", "hit@5", 0.92),
            ("retrieval", "mrr", 0.80),
            ("retrieval", "recall@20", 0.87),
            *_PROVED,
            ("refusal", "out_of_scope", 0.92),
        ),
        most_refused=0.03,
    ),
    Floor(
        ("local", "policy"),
        (("retrieval", "hit@5", 0.90), ("retrieval", "mrr", 0.70), *_PROVED),
        most_refused=0.03,
        needs_texts=True,
    ),
)


def failures(floor: Floor, figures: dict[str, Any]) -> list[str]:
    """One line for each figure below its floor; a figure of no case is one, unless the texts for it may be missing."""
    scored = figures["n"] > len(figures["declined"])
    found = []
    for group, name, lowest in floor.lowest:
        value = figures[group][name]
        if value is None and floor.needs_texts and (group == "retrieval" or not scored):
            continue
        if value is None or value < lowest:
            found.append(f"{group} {name} = {value} < {lowest}")
    refused = figures["refusal"]["false"]
    taught = figures["lessons"]["out_of_scope"]
    if taught is not None and taught > MOST_TAUGHT:
        found.append(f"lessons out_of_scope = {taught} > {MOST_TAUGHT}")
    if refused is None or refused > floor.most_refused:
        found.append(f"refusal false = {refused} > {floor.most_refused}")
    return found


def main() -> int:
    """Evaluate on all own sets; 0 if every floor holds."""
    try:
        settings = load_settings().without_model()  # what a model writes is no ground to let a change in
        builder_for(settings, print).build(SilentReporter())
        assistant = Assistant.open(settings)
        runs = [(floor, evaluate(assistant, [QUESTIONS / f"{name}.jsonl" for name in floor.sets])) for floor in FLOORS]
    except XuefaError as error:
        print(error)
        return 2
    fallen = 0
    for floor, figures in runs:
        print(f"{'、'.join(floor.sets)}：")
        print({key: figures[key] for key in ("n", "retrieval", "citations", "refusal", "lessons", "latency_ms")})
        print(f"declined (texts not installed): {len(figures['declined'])}")
        for line in failures(floor, figures):
            print(f"below the floor: {line}")
            fallen = 1
    return fallen


if __name__ == "__main__":
    sys.exit(main())
