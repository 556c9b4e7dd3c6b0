"""Texts in, records out: laws, articles and passages, with their status at a date and in a place."""

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
