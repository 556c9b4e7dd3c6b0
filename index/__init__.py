"""Passages in, ranked articles out: encoders, vectors, keywords, fusion and the stored index."""

from .builder import Builder, BuildReport, Reporter, SilentReporter
from .encoders import Encoder, EncoderEmbeddings
from .model import load_encoder
from .retriever import LawRetriever
from .search import Hit, Query, SearchIndex
from .store import IndexStore, Manifest

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
