"""Passages in, ranked articles out: encoders, vectors, keywords, fusion and the stored index."""

from importlib import import_module
from typing import TYPE_CHECKING

from .builder import Builder, BuildReport, Reporter, SilentReporter
from .encoders import Encoder
from .model import load_encoder
from .search import Hit, Query, SearchIndex
from .store import IndexStore, Manifest

if TYPE_CHECKING:
    from .embeddings import EncoderEmbeddings
    from .retriever import LawRetriever

__all__ = [
    "BuildReport",
    "Builder",
    "Encoder",
    "EncoderEmbeddings",
    "Hit",
    "IndexStore",
    "LawRetriever",
    "Manifest",
    "Query",
    "Reporter",
    "SearchIndex",
    "SilentReporter",
    "load_encoder",
]


_LATE = {"EncoderEmbeddings": ".embeddings", "LawRetriever": ".retriever"}


def __getattr__(name: str) -> object:
    """LangChain takes most of a second to import; only who asks for what builds on it waits."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATE[name], __name__), name)
