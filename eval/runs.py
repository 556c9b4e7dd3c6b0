"""Putting the cases to the assistant and keeping what came back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from assistant.records import Answer, Outcome
from index.encoders import Encoder
from index.search import Query
from knowledge.errors import UnknownArticle, UnknownLaw, XuefaError
from knowledge.library import Library

from .cases import Case, Key

__all__ = ["DEPTH", "CaseResult", "Collection", "Progress", "Run", "System", "run_cases"]

# Hits that are scored; every system hands in as many.
DEPTH = 20
Progress = Callable[[int, int], None]


class Collection(Protocol):
    """What the evaluation needs of ``index.search.SearchIndex``."""

    library: Library

    def article_keys(self, day: date, region: str) -> Iterable[Key]:
        """(law id, article number) of what retrieval may return on a day in a place."""
        ...


class System(Protocol):
    """What the evaluation needs of ``assistant.Assistant``."""

    @property
    def index(self) -> Any: ...

    @property
    def encoder(self) -> Encoder: ...

    def ask(self, question: str, *, region: str = ..., as_of: date | None = ...) -> Answer:
        """Answer one question, with the language model of the settings if there is one.

        ``as_of`` is the day that was chosen beside it, ``None`` if none was.
        """
        ...

    def answer_plainly(self, question: str, *, region: str = ..., as_of: date | None = ...) -> Answer:
        """The same without a language model."""
        ...

    def model_status(self) -> dict[str, Any] | None:
        """Name and counts of the language model; ``None`` without one."""
        ...

    def query(self, question: str, day: date, region: str) -> Query:
        """What a question makes the index search for."""
        ...


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What happened to one case.

    Attributes:
        gold: The case's gold as the library writes it: aliases and article numbers resolved.
        answer: ``None`` where the assistant refused the input with an error.
        took_ms: Wall time around the call.
        declined: Why retrieval is not scored, empty if it can be.
        error: The sentence the assistant failed with, empty if it did not.
    """

    case: Case
    gold: tuple[Key, ...]
    answer: Answer | None
    took_ms: float
    declined: str = ""
    error: str = ""

    @property
    def scored(self) -> bool:
        """Whether the case counts for retrieval."""
        return bool(self.gold) and not self.declined

    @property
    def outcome(self) -> Outcome | None:
        """How the question ended, ``None`` where the assistant failed."""
        return self.answer.status if self.answer else None

    @property
    def ranking(self) -> tuple[Key, ...]:
        """The articles returned, best first, each once, at most 20."""
        hits = self.answer.hits if self.answer else ()
        return tuple(dict.fromkeys((hit.law, hit.article) for hit in hits))[:DEPTH]

    @property
    def day(self) -> date:
        """The day whose law was applied."""
        return self.answer.as_of if self.answer else self.case.as_of or date.today()

    @property
    def region(self) -> str:
        """The place whose rules were considered."""
        return self.answer.region if self.answer else self.case.region


@dataclass(frozen=True, slots=True)
class Run:
    """All cases put to one system."""

    results: tuple[CaseResult, ...]

    @property
    def scored(self) -> list[CaseResult]:
        """The cases that count for retrieval."""
        return [result for result in self.results if result.scored]

    @property
    def declined(self) -> list[CaseResult]:
        """The cases that have gold which the library does not hold."""
        return [result for result in self.results if result.declined]

    @property
    def failed(self) -> list[CaseResult]:
        """The cases on which the assistant raised an error; they count as not found, not as declined."""
        return [result for result in self.results if result.error]

    @property
    def answers(self) -> list[Answer]:
        """Every answer, in the order of the cases."""
        return [result.answer for result in self.results if result.answer]


def run_cases(system: System, cases: Sequence[Case], progress: Progress = lambda *_: None, llm: bool = False) -> Run:
    """Ask every question once, one after the other, in the place and under the day that the case chose.

    A case is declined if any article of its gold is not in the library: part of it could never be found.

    Args:
        progress: Gets the number of cases done and of all cases.
        llm: Let the language model of the system take part; without it none is called, even if there is one.
    """
    ask, results = system.ask if llm else system.answer_plainly, []
    for done, case in enumerate(cases, start=1):
        results.append(_run_case(ask, system.index.library, case))
        progress(done, len(cases))
    return Run(tuple(results))


def _run_case(ask: Callable[..., Answer], library: Library, case: Case) -> CaseResult:
    gold, missing = _resolve(case.gold, library)
    declined = f"库中没有标准条文：{'、'.join(missing)}" if missing else ""
    answer, error = None, ""
    start = time.perf_counter()
    try:
        answer = ask(case.question, region=case.region, as_of=case.as_of)
    except XuefaError as failure:
        error = str(failure)
    took = (time.perf_counter() - start) * 1000
    return CaseResult(case, gold, answer, took, declined, error)


def _resolve(gold: Sequence[Key], library: Library) -> tuple[tuple[Key, ...], list[str]]:
    """The gold in the library's own names, and what the library does not hold."""
    found: dict[Key, None] = {}
    missing = []
    for law, article in gold:
        key = _held(law, article, library)
        found.setdefault(key or (law, article))
        if key is None:
            missing.append(f"《{law}》{article}")
    return tuple(found), missing


def _held(law: str, article: str, library: Library) -> Key | None:
    try:
        versions = library.versions(law)
    except UnknownLaw:
        return None
    for version in versions:
        try:
            return version.title, library.article(version.id, article).number
        except UnknownArticle:
            continue
    return None
