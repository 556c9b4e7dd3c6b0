"""References to articles in running text: found, read and resolved against the library."""

from .document_numbers import number_key
from .finder import ReferenceFinder
from .quotations import CITED_AFTER, Quotation, follows, quotations
from .records import Place, Reference, Resolved
from .resolving import resolve
from .skeleton import paragraph_ends

__all__ = [
    "CITED_AFTER",
    "Place",
    "Quotation",
    "Reference",
    "ReferenceFinder",
    "Resolved",
    "follows",
    "number_key",
    "paragraph_ends",
    "quotations",
    "resolve",
]
