"""Every citation in a text, checked: found, resolved, in force, quoted word for word, in line with what is said."""

from .checker import Checker
from .meaning import Vectors
from .records import Checked, Difference, Finding, Layer, State, Suggestion, Verdict

__all__ = [
    "Checked",
    "Checker",
    "Difference",
    "Finding",
    "Layer",
    "State",
    "Suggestion",
    "Vectors",
    "Verdict",
]
