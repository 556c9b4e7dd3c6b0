"""How well the guard tells true sentences of a model from false: ``python -m eval.guard [FILE ...] [--show]``.

A case gives a question, the texts that a model was offered, one sentence, the texts that it says it rests on, and
whether a labour lawyer would accept it. A false sentence is tried as it stands, and again with each of the other
offered texts beside: a hostile model names whatever helps.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from assistant.writing import Fault, Guard, Sentence, Source
from assistant.writing.guard import MOST_IDS, stead_of
from assistant.writing.sources import lesson_lines
from assistant.writing.writer import REPLACEABLE
from knowledge.citations import ReferenceFinder
from knowledge.grounds import Ground, ground_of, rule_of
from knowledge.lessons import Lesson, load_lessons
from knowledge.lessons.__main__ import _library as library_in_use
from knowledge.library import Library
from knowledge.statute import split_paragraphs

__all__ = ["GuardCase", "GuardReport", "judge", "load_cases", "offered"]

_SETS = Path(str(resources.files("eval"))) / "writing"
_LINE = re.compile(r"(?P<lesson>[a-z0-9-]+)(?:\s+(?P<line>\S+))?")


@dataclass(frozen=True, slots=True)
class GuardCase:
    """A sentence that a model might write.

    Attributes:
        sources, rests: ``law 第X条``, with 款 where only some are meant, or a lesson's id, with the name of a line.
        true: Whether it may be shown.
    """

    id: str
    question: str
    sources: tuple[str, ...]
    text: str
    rests: tuple[str, ...]
    true: bool
    kind: str


@dataclass(frozen=True)
class GuardReport:
    """What the guard did with a set.

    Attributes:
        shown: False sentences that it would show.
        faults: True ones that it would not, with the reason; of these ...
        lost: ... the ones for which the words of no source stand either.
        ms: Milliseconds that each sentence took.
    """

    cases: tuple[GuardCase, ...]
    shown: tuple[GuardCase, ...]
    faults: tuple[tuple[GuardCase, Fault], ...]
    lost: tuple[GuardCase, ...]
    ms: tuple[float, ...]


def load_cases(path: Path) -> tuple[GuardCase, ...]:
    """The cases of one file."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return tuple(
        GuardCase(
            row["id"],
            row["question"],
            tuple(row["sources"]),
            row["text"],
            tuple(row["rests"]),
            row["label"] == "true",
            row["kind"],
        )
        for row in rows
    )


def offered(library: Library, lessons: Mapping[str, Lesson], spec: str, day: date) -> Iterator[tuple[str, Source]]:
    """(name, source) of everything that a spec names: the 款 of an article, the lines of a lesson."""
    match = _LINE.fullmatch(spec)
    if match and match["lesson"] in lessons:
        lesson = lessons[match["lesson"]]
        for name, (before, statement) in lesson_lines(lesson).items():
            if match["line"] in {None, name}:
                rules = tuple(rule_of(library, ground, day) for ground in statement.grounds)
                yield f"{lesson.id} {name}", Source(f"{lesson.id} {name}", statement.text, rules, lesson.title, before)
        return
    ground = ground_of(spec)
    whole = rule_of(library, ground, day)
    numbers = ground.paragraphs or range(1, len(split_paragraphs(whole.article.text)) + 1)
    for number in numbers:
        name = f"{whole.law.title} {whole.article.number} {number}"
        yield name, Source(name, "", (rule_of(library, Ground(ground.law, ground.article, (number,)), day),))


def judge(cases: Sequence[GuardCase], guard: Guard, library: Library, day: date) -> GuardReport:
    """Hold each case against the guard."""
    lessons = {one.id: one for one in load_lessons()}
    shown, faults_of, lost, ms = [], [], [], []
    for case in cases:
        known = dict(pair for spec in (*case.sources, *case.rests) for pair in offered(library, lessons, spec, day))
        rests = [name for spec in case.rests for name, _ in offered(library, lessons, spec, day)]
        started = time.perf_counter()
        faults = [guard.fault(Sentence(case.text, ids), known, case.question) for ids in _choices(case, rests, known)]
        ms.append((time.perf_counter() - started) * 1000 / len(faults))
        if not case.true and None in faults:
            shown.append(case)
        if case.true and None not in faults:
            fault = next(fault for fault in faults if fault)
            faults_of.append((case, fault))
            steads = [stead_of(Sentence(case.text, ids), known) for ids in _choices(case, rests, known)]
            if fault not in REPLACEABLE or not any(steads):
                lost.append(case)
    return GuardReport(tuple(cases), tuple(shown), tuple(faults_of), tuple(lost), tuple(ms))


def _choices(case: GuardCase, rests: Sequence[str], known: Mapping[str, Source]) -> list[tuple[str, ...]]:
    """The ids that a model might give: those of the case and, for a false one, also others of what was offered."""
    own = [tuple(rests[at : at + MOST_IDS]) for at in range(0, len(rests), MOST_IDS)]
    if case.true:
        return own
    others = [name for name in known if name not in rests]
    return own + [(*rests[: MOST_IDS - 1], other) for other in others]


def main(arguments: Sequence[str]) -> int:
    """Print the figures of each file; with ``--show`` also the cases that went wrong."""
    paths = [Path(one) for one in arguments if not one.startswith("--")]
    paths = paths or [path for path in sorted(_SETS.glob("*.jsonl")) if path.stem != "injections"]
    library = library_in_use()
    guard = Guard(library, ReferenceFinder(library))
    for path in paths:
        report = judge(load_cases(path), guard, library, date.today())
        true = sum(one.true for one in report.cases)
        slow = sorted(report.ms)
        rest = max(true, 1)
        print(
            f"{path.name}: true {true}, shown {true - len(report.faults)} ({1 - len(report.faults) / rest:.3f}),"
            f" replaced by the source's words {len(report.faults) - len(report.lost)}, lost {len(report.lost)}"
            f" ({len(report.lost) / rest:.3f}); false {len(report.cases) - true}, shown {len(report.shown)};"
            f" ms a sentence p50 {slow[len(slow) // 2]:.1f}, longest {slow[-1]:.1f}"
        )
        reasons = dict(Counter(fault.value for _, fault in report.faults))
        print("  not shown because of", reasons, "; false shown of", dict(Counter(one.kind for one in report.shown)))
        if "--show" in arguments:
            for case, fault in report.faults:
                print(f"  T {case.id} {fault.value}: {case.text}  {case.rests}")
            for case in report.shown:
                print(f"  F {case.id} {case.kind}: {case.text}  {case.rests}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
