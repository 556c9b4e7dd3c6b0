"""Answers workers' questions with the exact passages of law that they rest on."""

from .records import Answer, Block, Citation, HitSummary, Outcome, Section, SectionKind
from .service import Assistant, LawSummary
from .settings import Settings, load_settings

__all__ = [
    "Answer",
    "Assistant",
    "Block",
    "Citation",
    "HitSummary",
    "LawSummary",
    "Outcome",
    "Section",
    "SectionKind",
    "Settings",
    "load_settings",
]
