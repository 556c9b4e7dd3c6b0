"""All documents together: versions of a law in a line, look-up by name and number."""

from __future__ import annotations

import difflib
import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from .catalogue import Catalogue
from .errors import UnknownArticle, UnknownLaw
from .numerals import article_label, to_int
from .records import Article, Document, Law, Status
from .sources import Source
from .text import fold, short_title

__all__ = ["Library", "article_status", "ended_paragraphs", "load_library", "normal_number"]

_MOST_NEAR = 5


class Library:
    """Laws and articles, frozen after construction; safe to share between threads."""

    def __init__(self, documents: Iterable[Document], aliases: Mapping[str, str]) -> None:
        """Put the versions of each title in a line and end each where the next takes effect."""
        unique: dict[str, Document] = {}
        for document in documents:
            unique.setdefault(document.law.id, document)
        self._documents = {document.law.id: document for document in _with_expiry(list(unique.values()))}
        self._versions: dict[str, list[Law]] = {}
        for document in self._documents.values():
            self._versions.setdefault(document.law.title, []).append(document.law)
        for versions in self._versions.values():
            versions.sort(key=_version_key)
        self._articles = {
            (law_id, article.number): article
            for law_id, document in self._documents.items()
            for article in document.articles
        }
        self._near = functools.lru_cache(maxsize=512)(self._close)
        self._names = {fold(title): title for title in self._versions}
        self._spellings = set(self._versions)
        for alias, title in aliases.items():
            if title in self._versions:
                self._names.setdefault(fold(alias), title)
                self._spellings.add(alias)

    def __len__(self) -> int:
        return len(self._documents)

    def documents(self) -> Iterator[Document]:
        """Every document, in the order of loading."""
        return iter(self._documents.values())

    def document(self, law_id: str) -> Document:
        """The version with this id, with its articles and doubts; ``KeyError`` if there is none."""
        return self._documents[law_id]

    def laws(self) -> list[Law]:
        """Every version of every law."""
        return [document.law for document in self._documents.values()]

    def law(self, law_id: str) -> Law:
        """The version with this id; ``KeyError`` if there is none."""
        return self._documents[law_id].law

    def articles_of(self, law_id: str) -> tuple[Article, ...]:
        """The articles of one version, in the order of the text."""
        return self._documents[law_id].articles

    def names(self) -> Mapping[str, str]:
        """Folded titles and aliases to titles."""
        return self._names

    def spellings(self) -> frozenset[str]:
        """Titles and aliases as people write them, for finding them in a text."""
        return frozenset(self._spellings | set(self._names))

    def holds(self, title: str) -> bool:
        """Whether a law of exactly this title is here; cheaper than a failed :meth:`title_of`."""
        return title in self._versions

    def title_of(self, name: str) -> str:
        """The title that a name, alias or folded form stands for.

        Raises:
            UnknownLaw: No law of exactly that name; the message offers near names.
        """
        title = self._names.get(fold(short_title(name)))
        if title is None:
            near = self.near_titles(name)
            hint = "，您是不是要找：" + "、".join(near) if near else ""
            raise UnknownLaw(f"库中没有《{short_title(name)[:60]}》{hint}。可用 xuefa laws 查看全部名称。")
        return title

    def near_titles(self, name: str, most: int = 3) -> list[str]:
        """Titles of laws whose name or alias is close to ``name``, the closest first."""
        return list(self._near(fold(short_title(name))))[:most]

    def _close(self, folded: str) -> tuple[str, ...]:
        near = difflib.get_close_matches(folded, list(self._names), n=_MOST_NEAR, cutoff=0.5)
        return tuple(dict.fromkeys(self._names[one] for one in near))

    def version(self, title: str, day: date) -> Law:
        """The version of ``title`` in force on ``day``; failing that the latest that had begun, else the first.

        Raises:
            UnknownLaw: There is no law of that name.
        """
        versions = self._versions[self.title_of(title)]
        for law in reversed(versions):
            if law.status_on(day) is Status.IN_FORCE:
                return law
        begun = [law for law in versions if law.effective is None or law.effective <= day]
        return (begun or versions[:1])[-1]

    def versions(self, title: str) -> Sequence[Law]:
        """All versions of a law, oldest first."""
        return tuple(self._versions[self.title_of(title)])

    def article(self, law_id: str, number: str) -> Article:
        """One article of one version.

        Raises:
            UnknownArticle: The version has no article of that number.
        """
        found = self._articles.get((law_id, number)) or self._articles.get((law_id, normal_number(number)))
        if found is None:
            law = self.law(law_id)
            numbers = [article.number for article in self.articles_of(law_id)]
            raise UnknownArticle(
                f"《{law.title}》没有{normal_number(number)[:30]}（共{len(numbers)}条，{numbers[0]}至{numbers[-1]}），请核对条号。"
            )
        return found

    def corpus_hash(self) -> str:
        """sha256 over every text and every fact that decides what is shown."""
        digest = hashlib.sha256()
        for law_id in sorted(self._documents):
            document = self._documents[law_id]
            digest.update(repr(document.law).encode())
            for article in document.articles:
                digest.update(repr(article).encode())
        return digest.hexdigest()


def load_library(sources: Iterable[Source], catalogue: Catalogue) -> Library:
    """Read all sources into one library.

    Raises:
        SourceError: A source as a whole cannot be read.
    """
    documents = (document for source in sources for document in source.documents(catalogue))
    return Library(documents, catalogue.aliases)


def article_status(law: Law, article: Article, day: date) -> Status:
    """The status of an article on a day: its law's, unless it ended earlier on its own."""
    whole = law.status_on(day)
    if whole is Status.IN_FORCE and article.stated is not None:
        return article.stated
    return whole


def ended_paragraphs(article: Article, day: date) -> frozenset[int]:
    """The 1-based numbers of the 款 of an article that no longer apply on a day."""
    ended = article.repealed_from is not None and day >= article.repealed_from
    return frozenset(article.repealed_paragraphs) if ended else frozenset()


def normal_number(number: str) -> str:
    """第八十二条 for 82, 第82条, 八十二, 82条; anything else comes back unchanged."""
    text = number.strip().removeprefix("第")
    main, _, suffix = text.partition("之")
    try:
        return article_label(to_int(main.removesuffix("条")), to_int(suffix) if suffix else 0)
    except (ValueError, KeyError):
        return number


def _version_key(law: Law) -> tuple[date, date]:
    first = date.min
    return law.effective or law.published or first, law.published or first


def _with_expiry(documents: list[Document]) -> Iterator[Document]:
    by_title: dict[tuple[str, str], list[Document]] = {}
    for document in documents:
        by_title.setdefault((document.law.title, document.law.region), []).append(document)
    for group in by_title.values():
        group.sort(key=lambda document: _version_key(document.law))
        for document, newer in zip(group, [*group[1:], None], strict=True):
            law = document.law
            if newer is not None and newer.law.effective is not None and law.expires is None:
                named = f"{newer.law.title}（{newer.law.effective.isoformat()}施行的新文本）"
                law = replace(law, expires=newer.law.effective, superseded_by=law.superseded_by or named)
                if law.stated is Status.IN_FORCE:
                    law = replace(law, stated=Status.AMENDED)
            yield replace(document, law=law)
