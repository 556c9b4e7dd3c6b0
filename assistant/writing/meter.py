"""What a language model did since the program started, in numbers only: no word of a question or an answer."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from assistant.records import Written

__all__ = ["Meter"]


class Meter:
    """Counts; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._totals: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._fallbacks: Counter[str] = Counter()

    def add(self, written: Written) -> None:
        """Count what a model did for one answer."""
        with self._lock:
            self._totals["answers"] += 1
            self._totals["supported"] += written.supported
            self._totals["replaced"] += written.replaced
            self._totals["tokens_in"] += written.tokens_in
            self._totals["tokens_out"] += written.tokens_out
            self._dropped.update(written.dropped)
            if written.fallback:
                self._fallbacks[written.fallback] += 1

    def add_tokens(self, tokens_in: int, tokens_out: int) -> None:
        """Count what understanding a question took that the model then wrote nothing for."""
        with self._lock:
            self._totals.update(tokens_in=tokens_in, tokens_out=tokens_out)

    def to_json(self) -> dict[str, Any]:
        """All counts."""
        with self._lock:
            names = ("answers", "supported", "replaced", "tokens_in", "tokens_out")
            return {
                **{name: self._totals[name] for name in names},
                "dropped": dict(self._dropped),
                "fallbacks": dict(self._fallbacks),
            }
