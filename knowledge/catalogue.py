"""Our own facts about laws, kept as data in ``data/catalogue.toml``."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import resources
from typing import Any

from .numerals import article_sort_key
from .records import Article, Law, Status
from .text import fold

__all__ = ["Catalogue", "Repealed", "load_catalogue"]


_AMENDING = frozenset({"修正案", "修改决定"})
_NATIONAL_LAW = frozenset({"宪法", "法律", "立法解释"})


@dataclass(frozen=True, slots=True)
class Repealed:
    """A law that ended before the library begins.

    Attributes:
        ended: The first day on which it no longer applied.
        successor: The title of what took its place, may be empty.
    """

    title: str
    ended: date
    successor: str


@dataclass(frozen=True)
class Catalogue:
    """Corrections and scope, by law title.

    Attributes:
        older: (title, day that the source gives) to the day that the text itself gives, and what replaced it.
        dense: Title to ``None`` (whole law) or the set of article numbers to embed.
        aliases: Other names to titles.
        repealed: Titles of laws that the library need not hold.
        first: Title to the day on which the first text of an amended law took effect, where its source does not say.
    """

    dense: Mapping[str, frozenset[int] | None]
    aliases: Mapping[str, str]
    effective: Mapping[tuple[str, date], tuple[date, str]]
    ended: Mapping[str, tuple[date, str]]
    older: Mapping[tuple[str, date], tuple[date, str]]
    statuses: Mapping[tuple[str, date], tuple[Status, str]]
    articles: Mapping[tuple[str, int], Mapping[str, Any]]
    repealed: Mapping[str, Repealed] = field(default_factory=dict)
    first: Mapping[str, date] = field(default_factory=dict)

    def correct_law(self, law: Law) -> Law:
        """``law`` with the dates and status that we know better than its source."""
        if law.published and (fact := self.effective.get((law.title, law.published))):
            law = replace(law, effective=fact[0], effective_basis=fact[1])
        if law.published and (true := self.older.get((law.title, law.published))):
            # The text ended on the day that its source gives for it.
            law = replace(
                law,
                published=true[0],
                effective=true[0],
                expires=law.published,
                stated=Status.AMENDED,
                superseded_by=true[1],
            )
        if law.stated is not Status.IN_FORCE and law.expires is None and (end := self.ended.get(law.title)):
            law = replace(law, expires=end[0], superseded_by=end[1])
        if law.published and (known := self.statuses.get((law.title, law.published))):
            law = replace(law, stated=known[0], note=known[1])
        return law

    def repealed_law(self, name: str) -> Repealed | None:
        """The law of exactly this name, if it is one that ended."""
        return self.repealed.get(fold(name))

    def correct_article(self, law: Law, article: Article) -> Article:
        """``article`` with a status of its own, where it has one."""
        fact = self.articles.get((law.title, article_sort_key(article.number)[0]))
        if fact is None or article_sort_key(article.number)[1]:
            return article
        status = Status(fact["status"]) if "status" in fact else None
        paragraphs = tuple(fact.get("repealed_paragraphs", ()))
        return replace(
            article,
            note=fact["note"],
            stated=status,
            repealed_paragraphs=paragraphs,
            repealed_from=fact.get("repealed_from"),
        )

    def is_dense(self, law: Law, article: Article, everything: bool = False) -> bool:
        """Whether an article is embedded: chosen national laws, and everything from library folders.

        Amending decisions are never embedded: their words stand in the amended law. Neither are articles that
        a later law overrides: nobody should be told their time limits.
        """
        fact = self.articles.get((law.title, article_sort_key(article.number)[0]))
        if fact is not None and fact.get("overridden", False):
            return False
        if law.level in _AMENDING:
            return False
        if everything or law.level not in _NATIONAL_LAW:
            return True
        if law.title not in self.dense:
            return False
        numbers = self.dense[law.title]
        return numbers is None or article_sort_key(article.number)[0] in numbers


@functools.cache
def load_catalogue() -> Catalogue:
    """The catalogue that ships with the package."""
    raw = tomllib.loads(resources.files(__package__).joinpath("data/catalogue.toml").read_text("utf-8"))
    return Catalogue(
        dense={title: _numbers(spec) for title, spec in raw["dense"].items()},
        aliases={alias: title for title, names in raw["aliases"].items() for alias in names},
        effective={(row["law"], row["published"]): (row["effective"], row["source"]) for row in raw["effective"]},
        ended={law: (row["expires"], row["superseded_by"]) for row in raw["ended"] for law in row["laws"]},
        older={(row["law"], row["published"]): (row["text_of"], row["superseded_by"]) for row in raw["older"]},
        statuses={(row["law"], row["published"]): (Status(row["status"]), row["note"]) for row in raw["status"]},
        repealed={
            fold(title): Repealed(title, row["ended"], row["successor"])
            for row in raw["repealed"]
            for title in row["laws"]
        },
        first=raw["first"],
        articles={(row["law"], number): row for row in raw["article"] for number in _numbers(row["articles"]) or ()},
    )


def _numbers(spec: str) -> frozenset[int] | None:
    if not spec:
        return None
    found: set[int] = set()
    for part in spec.split(","):
        first, _, last = part.strip().partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)
