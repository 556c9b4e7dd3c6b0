"""What was built before, opened as the settings say: the whole index, or what checking a draft needs of it."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from index.builder import Builder
from index.encoders import Encoder, LateEncoder
from index.model import load_encoder
from index.passages import PassageIndex
from index.search import SearchIndex
from index.store import IndexStore
from knowledge.catalogue import load_catalogue
from knowledge.errors import IndexMissing
from knowledge.lessons import load_lessons
from knowledge.questions import load_bank
from knowledge.sources import LibraryFolder, NationalLaws, Source

from .lesson_vectors import heads_of, texts_of
from .settings import Settings

__all__ = ["builder_for", "open_index", "open_passages"]

log = structlog.get_logger(__name__)


def builder_for(settings: Settings, say: Callable[[str], None] = lambda _: None) -> Builder:
    """The builder that these settings describe."""
    sources: list[Source] = [
        NationalLaws(),
        *(LibraryFolder(folder, settings.texts) for folder in settings.library_folders()),
    ]
    return Builder(
        settings.home,
        sources,
        load_catalogue(),
        lambda: load_encoder(settings.model, settings.home, say, settings.threads),
        settings.model,
        everything=settings.scope == "all",
        bank=load_bank(),
        lines=[text for lesson in load_lessons() for text in texts_of(lesson)],
        heads=[head for lesson in load_lessons() for head in heads_of(lesson)],
    )


def open_index(settings: Settings) -> tuple[SearchIndex, Encoder]:
    """The index that was built before, and the model that it was built with.

    Raises:
        XuefaError: There is no usable index or model; the message says what to run.
    """
    if not (settings.home / "index" / "CURRENT").exists():
        raise IndexMissing("还没有建立检索库，请先运行 xuefa build。")
    encoder = load_encoder(settings.model, settings.home, threads=settings.threads)
    index = SearchIndex.open(settings.home / "index", encoder, load_catalogue())
    _warn_if_changed(settings)
    return index, encoder


def open_passages(settings: Settings) -> PassageIndex:
    """The passages of the index that was built before; the model is loaded when something is to be encoded.

    Raises:
        IndexMissing: There is no index.
        IndexDamaged: A file that is read is missing or changed.
        ModelError: It was built with another model.
    """
    folder, manifest = IndexStore(settings.home / "index").verified(PassageIndex.FILES)
    encoder = LateEncoder(
        settings.model, manifest.dim, lambda: load_encoder(settings.model, settings.home, threads=settings.threads)
    )
    _warn_if_changed(settings)
    return PassageIndex(folder, manifest, encoder, load_catalogue())


def _warn_if_changed(settings: Settings) -> None:
    if not builder_for(settings).is_current():
        log.warning("library_changed_since_build", remedy="xuefa build")
