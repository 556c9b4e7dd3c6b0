"""Figures of an evaluation: pure functions, each with its formula.

A figure of a class that has no case is ``None``, never 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG

from assistant.records import Answer, Citation, Outcome
from knowledge.errors import UnknownLaw
from knowledge.library import Library, article_status
from knowledge.numerals import to_int
from knowledge.records import Article, Status
from knowledge.regions import applies_in

from .cases import Key

__all__ = [
    "RETRIEVAL",
    "Figures",
    "citation_figures",
    "cited_gold_figure",
    "is_valid",
    "is_verbatim",
    "latency_figures",
    "lesson_figures",
    "mean_figures",
    "place_figure",
    "refusal_figures",
    "retrieval_by_case",
]

# Our names for the measures of ir-measures (https://ir-measur.es/en/latest/measures.html). RR has no
# cut-off of its own: it sees the hits that are handed in, which are 20.
_MEASURES = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "recall@10": R @ 10,
    "recall@20": R @ 20,
    "mrr": RR,
    "ndcg@10": nDCG @ 10,
}
RETRIEVAL = tuple(_MEASURES)
Figures = dict[str, float | None]
Item = TypeVar("Item")


def retrieval_by_case(
    gold: Mapping[str, Sequence[Key]], rankings: Mapping[str, Sequence[Key]]
) -> dict[str, dict[str, float]]:
    """Case id to metric to value; ``gold`` is never empty for a case, relevance is 0 or 1.

    hit@k = 1 if any gold article is among the first k, else 0 (TREC: Success@k).
    recall@k = gold articles among the first k / gold articles.
    mrr = 1 / rank of the first gold article, 0 if none is among the hits (Kantor and Voorhees 2000).
    ndcg@10 = DCG@10 / ideal DCG@10, DCG = sum of 1 / log2(rank + 1) over gold articles found
    (Järvelin and Kekäläinen 2002).

    An article that is listed twice counts at its first rank.
    """
    if not gold:
        return {}
    qrels = [ir_measures.Qrel(case, _name(key), 1) for case, keys in gold.items() for key in dict.fromkeys(keys)]
    run = [
        ir_measures.ScoredDoc(case, _name(key), -float(rank))
        for case in gold
        for rank, key in enumerate(dict.fromkeys(rankings.get(case, ())), start=1)
    ]
    ours = {measure: name for name, measure in _MEASURES.items()}
    found: dict[str, dict[str, float]] = {case: {} for case in gold}
    for value in ir_measures.iter_calc(list(ours), qrels, run):
        found[value.query_id][ours[value.measure]] = float(value.value)
    return {case: {name: values[name] for name in RETRIEVAL} for case, values in found.items()}


def mean_figures(by_case: Mapping[str, Mapping[str, float]]) -> Figures:
    """The mean of each metric over the cases."""
    columns: dict[str, list[float]] = defaultdict(list)
    for values in by_case.values():
        for name in RETRIEVAL:
            columns[name].append(values[name])
    return {name: _mean(columns[name]) for name in RETRIEVAL}


def citation_figures(answers: Iterable[Answer], library: Library) -> Figures:
    """valid = resolving citations / citations, verbatim = verbatim citations / citations, over all answers."""
    pairs = [(citation, answer) for answer in answers for citation in answer.citations]
    return {
        "valid": _share(pairs, lambda pair: is_valid(pair[0], pair[1], library)),
        "verbatim": _share(pairs, lambda pair: is_verbatim(pair[0], pair[1], library)),
    }


def is_valid(citation: Citation, answer: Answer, library: Library) -> bool:
    """Whether the library holds the article, in force on the day of the answer, its 款 not repealed."""
    return any(True for _ in _articles_in_force(citation, answer, library))


def is_verbatim(citation: Citation, answer: Answer, library: Library) -> bool:
    """Whether quote and text stand word for word in the article in force that is cited."""
    return any(
        bool(citation.quote) and bool(citation.text) and citation.quote in stored.text and citation.text in stored.text
        for stored in _articles_in_force(citation, answer, library)
    )


def place_figure(cited: Iterable[tuple[Sequence[Citation], str]]) -> float | None:
    """Share of citations whose rule applies in the place of the case.

    in_place = citations of national rules, or of rules of the place or its province / citations.

    Args:
        cited: For each answer its citations and the place that the question is about.
    """
    pairs = [(citation.region, place) for citations, place in cited for citation in citations]
    return _share(pairs, lambda pair: applies_in(*pair))


def cited_gold_figure(cited: Iterable[tuple[Collection[Key], Sequence[Citation]]]) -> float | None:
    """Share of questions whose answer rests on a right article.

    gold = questions with any gold article among the citations of their answer / questions with gold.

    Args:
        cited: For each question that counts its gold and the citations of its answer.
    """
    pairs = list(cited)
    return _share(pairs, lambda pair: any((one.law, one.article) in pair[0] for one in pair[1]))


def lesson_figures(taught: Iterable[tuple[str, bool]]) -> Figures:
    """From (scope, whether a lesson answered) pairs.

    given = scope ``in`` with a lesson / scope ``in``; out_of_scope = scope ``out`` with a lesson / scope ``out``.
    """
    pairs = list(taught)
    return {
        "given": _share([lesson for scope, lesson in pairs if scope == "in"], bool),
        "out_of_scope": _share([lesson for scope, lesson in pairs if scope == "out"], bool),
    }


def refusal_figures(outcomes: Iterable[tuple[str, Outcome | None]]) -> Figures:
    """From (scope, outcome) pairs; an outcome is ``None`` where the assistant failed.

    out_of_scope = scope ``out`` that ended as out_of_scope or no_evidence / scope ``out``.
    false = scope ``in`` that ended as out_of_scope / scope ``in``.
    """
    pairs = list(outcomes)
    refused = {Outcome.OUT_OF_SCOPE, Outcome.NO_EVIDENCE}
    return {
        "out_of_scope": _share([end for scope, end in pairs if scope == "out"], lambda end: end in refused),
        "false": _share([end for scope, end in pairs if scope == "in"], lambda end: end is Outcome.OUT_OF_SCOPE),
    }


def latency_figures(milliseconds: Sequence[float]) -> Figures:
    """Percentiles 50 and 95, linearly interpolated (numpy's default)."""
    if not milliseconds:
        return {"p50": None, "p95": None}
    return {f"p{at}": round(float(np.percentile(milliseconds, at)), 1) for at in (50, 95)}


def _articles_in_force(citation: Citation, answer: Answer, library: Library) -> Iterable[Article]:
    try:
        versions = library.versions(citation.law)
    except UnknownLaw:
        return
    for law in versions:
        for stored in library.articles_of(law.id):
            if stored.number != citation.article or article_status(law, stored, answer.as_of) is not Status.IN_FORCE:
                continue
            ended = stored.repealed_from is not None and answer.as_of >= stored.repealed_from
            if not (ended and _paragraph_number(citation.paragraph) in stored.repealed_paragraphs):
                yield stored


def _paragraph_number(label: str) -> int:
    try:
        return to_int(label.removeprefix("第").removesuffix("款"))
    except ValueError:
        return 0


def _name(key: Key) -> str:
    return "\t".join(key)


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 6) if values else None


def _share(items: Sequence[Item], holds: Callable[[Item], bool]) -> float | None:
    return _mean([float(holds(item)) for item in items])
