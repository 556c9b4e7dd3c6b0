"""What a question makes the index search for."""

from __future__ import annotations

from datetime import date

from index.search import Query, SearchIndex
from knowledge.citations import ReferenceFinder
from knowledge.glossary import legal_terms
from knowledge.records import Status
from knowledge.text import fold

from .understanding import Intent, Understanding

__all__ = ["QueryMaker"]

# In everyday speech 劳动法 is labour law as such; only in title marks is it that law.
_GENERIC = "劳动法"


class QueryMaker:
    """Makes queries for one index."""

    def __init__(self, index: SearchIndex, finder: ReferenceFinder) -> None:
        self._index, self._finder = index, finder

    def query(self, asked: Understanding, day: date) -> Query:
        """The query of an understood question on a day."""
        return Query(
            text=asked.search,
            day=day,
            region=asked.region,
            terms=tuple(term for topic in asked.topics for term in topic.terms),
            glossary=legal_terms(asked.search),
            laws=tuple(name for title in self.titles(asked) for name in (title, *self._successors(title, day))),
            anchors=tuple(tuple((g.law, g.article) for g in topic.anchors) for topic in asked.topics),
            local_first=Intent.POLICY in asked.intents,
        )

    def titles(self, asked: Understanding) -> list[str]:
        """The titles of the library that the question names."""
        names = self._index.library.names()
        titles = ((law, names[fold(law)]) for law in asked.laws if fold(law) in names)
        return [title for law, title in titles if title != _GENERIC or f"《{law}》" in asked.text]

    def not_in_force(self, query: Query, asked: Understanding) -> list[tuple[str, str, str]]:
        """Titles that the question names but that do not apply on the day, with their status and successor."""
        versions = (self._index.library.version(title, query.day) for title in self.titles(asked))
        stated = ((law.title, law.status_on(query.day), law.superseded_by) for law in versions)
        return [(title, status.value, after) for title, status, after in stated if status is not Status.IN_FORCE]

    def _successors(self, title: str, day: date) -> list[str]:
        """What replaced a text that does not apply on the day, as far as the library holds it."""
        law = self._index.library.version(title, day)
        if law.status_on(day) is Status.IN_FORCE or not law.superseded_by:
            return []
        names = self._index.library.names()
        found = (names.get(fold(name)) for name in self._finder.laws_named(law.superseded_by))
        return [name for name in found if name and name != title]
