"""From a run to figures, ours and other systems' on the same cases."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.library import Library
from knowledge.records import NATIONAL
from knowledge.regions import applies_in

from .baselines import Baseline
from .cases import Key
from .judging import Judgement
from .metrics import (
    Figures,
    citation_figures,
    cited_gold_figure,
    latency_figures,
    lesson_figures,
    mean_figures,
    place_figure,
    refusal_figures,
    retrieval_by_case,
)
from .runs import CaseResult, Run
from .significance import paired_p_value

__all__ = ["Comparison", "Evaluation", "compare", "score"]

ByCase = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another system on the cases that count for retrieval.

    Attributes:
        rankings: Case id to its articles, best first.
        figures: Over all these cases.
        p_value: Of the difference in hit@5 to ours, see :mod:`eval.significance`.
        p_mrr: Of the difference in MRR to ours.
        covered: Ids of the cases whose whole gold it holds.
        covered_figures: Its figures over those cases only.
        ours_covered: Our figures over the same cases.
        covered_p_value: Of the difference in hit@5 there, ``None`` where it covers no case.
    """

    name: str
    title: str
    rankings: Mapping[str, Sequence[Key]]
    figures: Figures
    p_value: float | None
    p_mrr: float | None
    latency: Figures
    covered: tuple[str, ...]
    covered_figures: Figures
    ours_covered: Figures
    covered_p_value: float | None

    def to_json(self) -> dict[str, Any]:
        """Metric to value, with ``n``, the p-value and the same for the cases it covers."""
        covered = {**self.covered_figures, "n": len(self.covered), "p_hit@5": self.covered_p_value}
        return {
            **self.figures,
            "n": len(self.rankings),
            "p_hit@5": self.p_value,
            "p_mrr": self.p_mrr,
            "latency_ms": dict(self.latency),
            "covered": covered,
            "ours_on_covered": dict(self.ours_covered),
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run and its figures.

    Attributes:
        by_case: Case id to metric to value, for the cases that count for retrieval.
        comparisons: Other systems on these cases.
        ablations: Our own search with one component left out.
        llm: What the language model did, if one took part, see :func:`eval.written.written_figures`.
        judge: How another one marked it, if one was asked, see :func:`eval.written.judge_figures`.
        judgements: Case id to what that one said.
    """

    run: Run
    by_case: ByCase
    retrieval: Figures
    citations: Figures
    refusal: Figures
    lessons: Figures
    latency: Figures
    comparisons: tuple[Comparison, ...] = ()
    ablations: tuple[Comparison, ...] = ()
    llm: Mapping[str, Any] | None = None
    judge: Mapping[str, Any] | None = None
    judgements: Mapping[str, Judgement] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The object of the contract, with ``declined`` and what else there is."""
        figures: dict[str, Any] = {
            "n": len(self.run.results),
            "retrieval": dict(self.retrieval),
            "citations": dict(self.citations),
            "refusal": dict(self.refusal),
            "lessons": dict(self.lessons),
            "latency_ms": dict(self.latency),
            "declined": [{"id": one.case.id, "reason": one.declined} for one in self.run.declined],
        }
        if self.llm is not None:
            figures["llm"] = dict(self.llm)
        if self.judge is not None:
            figures["judge"] = dict(self.judge)
        if self.comparisons:
            figures["baselines"] = {one.name: one.to_json() for one in self.comparisons}
        if self.ablations:
            figures["ablations"] = {one.name: one.to_json() for one in self.ablations}
        return figures


def score(run: Run, library: Library) -> Evaluation:
    """The figures of a run, without comparisons."""
    by_case = retrieval_by_case(
        {result.case.id: result.gold for result in run.scored},
        {result.case.id: result.ranking for result in run.scored},
    )
    return Evaluation(
        run=run,
        by_case=by_case,
        retrieval=mean_figures(by_case),
        citations={
            **citation_figures(run.answers, library),
            "gold": cited_gold_figure(
                (result.gold, result.answer.citations if result.answer else ()) for result in run.scored
            ),
            "in_place": place_figure(
                (result.answer.citations, _place(result, library)) for result in run.results if result.answer
            ),
        },
        refusal=refusal_figures((result.case.scope, result.outcome) for result in run.results),
        lessons=lesson_figures(
            (result.case.scope, bool(result.answer and result.answer.lessons)) for result in run.results
        ),
        latency=latency_figures([result.took_ms for result in run.results]),
    )


def _place(result: CaseResult, library: Library) -> str:
    """Where a case plays: the place that was chosen, else that of its local gold, else what was understood.

    A city that the question names within the chosen province is where it plays (老板在郑州, asked under 河南省).
    """
    if result.case.region != NATIONAL:
        return result.region if applies_in(result.case.region, result.region) else result.case.region
    known = (law for law, _ in result.gold if library.holds(law))
    regions = (one.region for law in known for one in library.versions(law))
    place = next((region for region in regions if region != NATIONAL), result.region)
    return result.region if applies_in(place, result.region) else place


def compare(run: Run, ours: ByCase, baseline: Baseline) -> Comparison:
    """``baseline`` on the cases of ``ours``."""
    rankings: dict[str, Sequence[Key]] = {}
    took = []
    for result in run.scored:
        start = time.perf_counter()
        rankings[result.case.id] = baseline.rank(result.case.question, result.day, result.region)
        took.append((time.perf_counter() - start) * 1000)
    theirs = retrieval_by_case({result.case.id: result.gold for result in run.scored}, rankings)
    covered = tuple(result.case.id for result in run.scored if all(map(baseline.holds, result.gold)))
    return Comparison(
        name=baseline.name,
        title=baseline.title,
        rankings=rankings,
        figures=mean_figures(theirs),
        p_value=_p_value(ours, theirs, tuple(theirs)),
        p_mrr=_p_value(ours, theirs, tuple(theirs), "mrr"),
        latency=latency_figures(took),
        covered=covered,
        covered_figures=mean_figures({case: theirs[case] for case in covered}),
        ours_covered=mean_figures({case: ours[case] for case in covered}),
        covered_p_value=_p_value(ours, theirs, covered),
    )


def _p_value(ours: ByCase, theirs: ByCase, cases: Sequence[str], metric: str = "hit@5") -> float | None:
    if not cases:
        return None
    return round(paired_p_value([ours[case][metric] for case in cases], [theirs[case][metric] for case in cases]), 4)
