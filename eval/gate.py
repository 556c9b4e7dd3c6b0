"""``python -m eval.gate``: the floor below which no change may fall, on our own question sets.

The floors stand a little below what was measured when they were set, so that noise passes and a
broken component does not. They are raised when the figures rise, and never lowered to let a change in.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from assistant import Assistant, load_settings
from assistant.service import builder_for
from index.builder import SilentReporter
from knowledge.errors import XuefaError

from .command import evaluate

__all__ = ["FLOORS", "failures"]

QUESTIONS = Path(__file__).parent / "questions"
# (group, figure, lowest allowed): below what was measured both with and without a library folder. The
# question bank has the same authors as these sets, so they show breakage, not quality on strangers' questions.
FLOORS: tuple[tuple[str, str, float], ...] = (
    ("retrieval", "hit@5", 0.92),
    ("retrieval", "mrr", 0.80),
    ("retrieval", "recall@20", 0.87),
    ("citations", "valid", 1.0),
    ("citations", "verbatim", 1.0),
    ("refusal", "out_of_scope", 0.92),
)
MOST_FALSE_REFUSALS = 0.03


def failures(figures: dict[str, Any]) -> list[str]:
    """One line for each figure below its floor."""
    found = [
        f"{group} {name} = {figures[group][name]:.3f} < {floor}"
        for group, name, floor in FLOORS
        if figures[group][name] is None or figures[group][name] < floor
    ]
    false = figures["refusal"]["false"]
    if false is None or false > MOST_FALSE_REFUSALS:
        found.append(f"refusal false = {false} > {MOST_FALSE_REFUSALS}")
    return found


def main() -> int:
    """Evaluate on all own sets; 0 if every floor holds."""
    try:
        settings = load_settings()
        builder_for(settings, print).build(SilentReporter())
        figures = evaluate(Assistant.open(settings), sorted(QUESTIONS.glob("*.jsonl")))
    except XuefaError as error:
        print(error)
        return 2
    print({key: figures[key] for key in ("n", "retrieval", "citations", "refusal", "latency_ms")})
    print(f"declined (texts not installed): {len(figures['declined'])}")
    fallen = failures(figures)
    for line in fallen:
        print(f"below the floor: {line}")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
