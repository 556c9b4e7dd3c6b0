"""Answers workers' questions with the exact passages of law that they rest on."""

from importlib import import_module
from typing import TYPE_CHECKING

from .settings import Settings, load_settings

if TYPE_CHECKING:
    from .records import Answer, Block, Citation, HitSummary, Outcome, Section, SectionKind
    from .service import Assistant, LawSummary

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


_SERVICE = ("Assistant", "LawSummary")


def __getattr__(name: str) -> object:
    """Commands that answer no question, such as ``verify``, do without what answers."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".service" if name in _SERVICE else ".records", __name__), name)
