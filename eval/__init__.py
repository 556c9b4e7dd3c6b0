"""Evaluation: questions with known answers in, figures and a report out."""

from __future__ import annotations

from .cases import Case, load_cases
from .command import evaluate
from .metrics import citation_figures, latency_figures, mean_figures, refusal_figures, retrieval_by_case
from .runs import CaseResult, Run, run_cases
from .scoring import Comparison, Evaluation, compare, score
from .significance import paired_p_value

__all__ = [
    "Case",
    "CaseResult",
    "Comparison",
    "Evaluation",
    "Run",
    "citation_figures",
    "compare",
    "evaluate",
    "latency_figures",
    "load_cases",
    "mean_figures",
    "paired_p_value",
    "refusal_figures",
    "retrieval_by_case",
    "run_cases",
    "score",
]
