"""What a language model did for the answers of a run, and how a judge marked it: pure functions with formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from assistant.records import Answer, Section, SectionKind, Written

from .metrics import latency_figures

__all__ = ["MARKS", "UNREADABLE", "judge_figures", "written_figures", "written_section"]

MARKS = ("sufficient", "incomplete", "wrong")
UNREADABLE = "unreadable"
# No call was made: too many at once, the circuit is open, or there is nothing that a sentence may rest on.
_NOT_CALLED = frozenset({"busy", "open", "unsupported"})


def written_section(answer: Answer) -> Section | None:
    """The section that a model wrote, ``None`` if nothing of it is shown."""
    return next((one for one in answer.sections if one.kind is SectionKind.WRITTEN), None)


def written_figures(model: str, answers: Sequence[Answer], spent: tuple[int, int]) -> dict[str, Any]:
    """The figures of a model over all answers of a run; counts are sums over the answers that it was to write for.

    answers = answers that it was to write for.
    supported, replaced = sentences of it that stand; that gave way to the words which they rest on.
    dropped = reason to sentences that the guard refused, replaced ones and those of answers that fell back among them.
    fallback = reason to answers that show nothing of it.
    length = mean characters, without spaces and marks, of the answers that show something of it: ``written`` of its
    section, ``plain`` of all else.
    first_ms = percentiles over the answers for which a word of it came; took_ms = over those for which it was called.

    Args:
        spent: Tokens in and out of the whole run, also for questions that it only helped to understand.
    """
    written = [one.written for one in answers if one.written]
    shown = [(answer, section) for answer in answers if (section := written_section(answer))]
    return {
        "model": model,
        "answers": len(written),
        "supported": sum(one.supported for one in written),
        "replaced": sum(one.replaced for one in written),
        "dropped": _counts(reason for one in written for reason in Counter(one.dropped).elements()),
        "fallback": _counts(one.fallback for one in written if one.fallback),
        "length": {
            "plain": _mean([sum(map(_length, answer.sections)) - _length(section) for answer, section in shown]),
            "written": _mean([_length(section) for _, section in shown]),
        },
        "tokens": {"in": spent[0], "out": spent[1]},
        "first_ms": latency_figures([one.first_ms for one in written if one.first_ms]),
        "took_ms": latency_figures([one.took_ms for one in written if _was_called(one)]),
    }


def judge_figures(model: str, marks: Iterable[str]) -> dict[str, Any]:
    """n = sections that were put to the judge; each mark = sections that got it; unreadable = those that got none."""
    counts = Counter(marks)
    return {"model": model, "n": counts.total(), **{name: counts[name] for name in (*MARKS, UNREADABLE)}}


def _was_called(written: Written) -> bool:
    return written.first_ms > 0 or written.fallback not in _NOT_CALLED


def _length(section: Section) -> int:
    texts = (section.title, *(block.text for block in section.blocks), *section.choices)
    return sum(len("".join(text.split())) for text in texts)


def _counts(names: Iterable[str]) -> dict[str, int]:
    """How often each name is there, the most frequent first."""
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def _mean(values: Sequence[int]) -> float | None:
    return round(float(np.mean(values)), 1) if values else None
