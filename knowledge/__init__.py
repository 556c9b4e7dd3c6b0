"""Texts in, records out: laws, articles and passages, with their status at a date and in a place."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .catalogue import Catalogue, load_catalogue
    from .citations import Reference, ReferenceFinder, Resolved, resolve
    from .library import Library, article_status, load_library
    from .passages import passages_of
    from .records import Article, Document, Item, Law, Paragraph, Passage, Status
    from .regions import applies_in, find_regions, normalise_region, provinces
    from .sources import LibraryFolder, NationalLaws, Source

__all__ = [
    "Article",
    "Catalogue",
    "Document",
    "Item",
    "Law",
    "Library",
    "LibraryFolder",
    "NationalLaws",
    "Paragraph",
    "Passage",
    "Reference",
    "ReferenceFinder",
    "Resolved",
    "Source",
    "Status",
    "applies_in",
    "article_status",
    "find_regions",
    "load_catalogue",
    "load_library",
    "normalise_region",
    "passages_of",
    "provinces",
    "resolve",
]


_HOMES = {
    ".catalogue": ("Catalogue", "load_catalogue"),
    ".citations": ("Reference", "ReferenceFinder", "Resolved", "resolve"),
    ".library": ("Library", "article_status", "load_library"),
    ".passages": ("passages_of",),
    ".records": ("Article", "Document", "Item", "Law", "Paragraph", "Passage", "Status"),
    ".regions": ("applies_in", "find_regions", "normalise_region", "provinces"),
    ".sources": ("LibraryFolder", "NationalLaws", "Source"),
}


def __getattr__(name: str) -> object:
    """Every file is read in a process of its own, which waits for what it needs of this room only."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module, __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
