"""``python -m eval.bench``: time and memory of opening, searching, answering and checking, as medians."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from assistant import Assistant, load_settings

from .cases import load_cases

__all__ = ["main"]

QUESTIONS = Path(__file__).parent / "questions"


def main() -> None:
    """Print one JSON object; times in milliseconds, memory in MiB."""
    started = time.perf_counter()
    assistant = Assistant.open(load_settings().without_model())
    opened = (time.perf_counter() - started) * 1000
    questions = [case.question for case in load_cases(sorted(QUESTIONS.glob("*.jsonl")))]
    text = "依据《劳动合同法》第四十七条第一款、第八十七条和《工伤保险条例》第十四条。" * 50
    today = date.today()
    figures = {
        "open": round(opened),
        "search": _timed(lambda question: assistant.search(question), questions),
        "ask": _timed(lambda question: assistant.ask(question), questions),
        "check_150_references": _timed(lambda given: assistant.checker.check(given, today), [text] * 5),
        "draft_of_100_pages": _draft(),
        "rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(figures))


def _draft() -> dict[str, float]:
    """Apart, as the command line does it, with its memory to itself."""
    done = subprocess.run([sys.executable, "-m", "eval.bench_draft"], capture_output=True, check=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _timed(call: Callable[[str], object], inputs: list[str]) -> dict[str, float]:
    took = []
    for given in inputs:
        started = time.perf_counter()
        call(given)
        took.append((time.perf_counter() - started) * 1000)
    cuts = statistics.quantiles(took, n=20)
    return {"p50": round(statistics.median(took), 1), "p95": round(cuts[-1], 1)}


if __name__ == "__main__":
    main()
