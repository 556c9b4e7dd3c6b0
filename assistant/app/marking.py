"""Words found in a text, as pieces for the templates: the templates escape, nothing here makes HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Run", "marked", "snippet"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters; ``hit`` where it is a word that was searched for."""

    text: str
    hit: bool = False


def marked(text: str, words: Sequence[str]) -> tuple[Run, ...]:
    """``text`` in runs that joined give it again; longer words are found before words that they contain."""
    if not words:
        return (Run(text),) if text else ()
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    runs, last = [], 0
    for match in pattern.finditer(text):
        runs += [Run(text[last : match.start()]), Run(match[0], hit=True)]
        last = match.end()
    runs.append(Run(text[last:]))
    return tuple(run for run in runs if run.text)


def snippet(text: str, words: Sequence[str], width: int = 110) -> tuple[Run, ...]:
    """About ``width`` characters round the first word, cut ends shown by …, on one line."""
    line = text.replace("\n", " ")
    first = min((at for word in words if (at := line.find(word)) >= 0), default=0)
    start = max(0, first - width // 3)
    end = min(len(line), start + width)
    before, after = ("…" if start else ""), ("…" if end < len(line) else "")
    return marked(f"{before}{line[start:end]}{after}", words)
