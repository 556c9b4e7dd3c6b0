"""The library as a person looks through it: one line a text, filters, topics, and search in titles and articles."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.citations import Reference, ReferenceFinder
from knowledge.library import Library, article_status
from knowledge.records import NATIONAL, Article, Law, Status
from knowledge.text import clean_input, fold, simplify

from .topics import Topic, topics

__all__ = ["LEVELS", "Entry", "Findings", "Found", "Shelf", "Wanted", "words_in_text", "words_of"]

LEVELS = (
    "宪法", "法律", "立法解释", "修正案", "修改决定", "行政法规", "司法解释", "部门规章", "地方性法规", "工会文件",
)  # fmt: skip
"""In the order of authority; levels that are not listed come after them."""

_STANDING = (Status.IN_FORCE, Status.NOT_YET, Status.UNKNOWN, Status.AMENDED, Status.REPEALED)
_MOST_COUNTED = 5
"""Occurrences beyond this say nothing more about an article than its length."""
_SHORTEST_ABBREVIATION = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; an empty field does not narrow.

    Attributes:
        words: All must occur in the title, or in a name by which the text is known.
        region: A province means its cities too.
        topic: The id of a topic; only texts that it rests on.
    """

    words: tuple[str, ...] = ()
    level: str = ""
    region: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text as it stands on a day.

    Attributes:
        law: The version in force, failing that the latest that had begun, else the first.
        versions: How many versions the library holds.
        grounds: The articles on which the topic asked for rests.
    """

    law: Law
    status: Status
    articles: int
    versions: int
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An article in which the words occur, and how often."""

    entry: Entry
    article: Article
    status: Status
    count: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found: articles that the words name, texts by their title, articles by their words."""

    named: tuple[Found, ...] = ()
    laws: tuple[Entry, ...] = ()
    articles: tuple[Found, ...] = ()


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query, each once, in simplified characters, as the texts have them."""
    return tuple(dict.fromkeys(simplify(clean_input(query.replace("\n", " "))).split()))


def words_in_text(words: Sequence[str], law: Law) -> tuple[str, ...]:
    """The words that an article of ``law`` must hold: those that its title does not say already.

    In 工伤保险条例 停工留薪 the first word chooses the law. Where the title says all of them, all are looked for.
    """
    return tuple(word for word in words if word not in law.title) or tuple(words)


class Shelf:
    """A view of one library; safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self.library = library
        lines: dict[tuple[str, str], list[Law]] = {}
        for law in library.laws():
            lines.setdefault((law.title, law.region), []).append(law)
        self._lines = [tuple(sorted(line, key=_begin)) for line in lines.values()]
        self._names: dict[str, list[str]] = {}  # title to the folded names by which it is known
        for name, title in library.names().items():
            self._names.setdefault(title, []).append(name)
        # For a first look: a text that lacks a word as a whole need not be searched article by article.
        self._whole = {one.law.id: "\n".join(article.text for article in one.articles) for one in library.documents()}
        self._on = functools.lru_cache(maxsize=8)(self._entries)

    def versions(self, law: Law) -> tuple[Law, ...]:
        """All versions of a text, oldest first."""
        return next(line for line in self._lines if law in line)

    def with_versions(self, day: date) -> tuple[Entry, ...]:
        """The texts of which there is more than one version."""
        return tuple(entry for entry in self._on(day) if entry.versions > 1)

    def browse(self, wanted: Wanted, day: date) -> tuple[Entry, ...]:
        """The texts that are wanted, in the order of authority, those in force first."""
        entries = self._narrow(self._on(day), wanted)
        if wanted.topic:
            entries = self._of_topic(entries, next(topic for topic in topics() if topic.id == wanted.topic))
        return tuple(entries)

    def levels(self, day: date) -> Mapping[str, int]:
        """The levels that the library holds, in the order of authority, with their numbers of texts."""
        counts = Counter(entry.law.level for entry in self._on(day))
        return {level: counts[level] for level in sorted(counts, key=_authority)}

    def regions(self, day: date) -> Mapping[str, int]:
        """The places of which the library holds texts, provinces with those of their cities."""
        counts: Counter[str] = Counter()
        for entry in self._on(day):
            counts[entry.law.region] += 1
            if "/" in entry.law.region:
                counts[entry.law.region.partition("/")[0]] += 1
        return dict(sorted(counts.items(), key=lambda row: (row[0] != NATIONAL, row[0])))

    def search(self, query: str, wanted: Wanted, day: date) -> Findings:
        """Everything that the words of ``query`` find; looks at every article.

        A plain walk over the texts: measured 8 to 18 ms for 34,000 articles, with nothing to store or to
        keep in step. SQLite's trigram index took 3.6 s to build and cannot find words of two characters (工伤).
        """
        words = words_of(query)
        if not words:
            return Findings()
        entries = list(self._narrow(self._on(day), wanted))
        folded = tuple(map(fold, words))
        titled = [entry for entry in entries if self._is_titled(entry, folded)]
        titled = titled or [entry for entry in entries if self._is_abbreviated(entry, folded)]
        articles = sorted(self._matches(entries, words, day), key=functools.partial(_rank, words))
        return Findings(tuple(self._named(query, entries, day)), tuple(titled), tuple(articles))

    def _entries(self, day: date) -> tuple[Entry, ...]:
        chosen = ((_on_day(line, day), len(line)) for line in self._lines)
        entries = (
            Entry(law, law.status_on(day), len(self.library.articles_of(law.id)), versions) for law, versions in chosen
        )
        return tuple(sorted(entries, key=self._order))

    def _order(self, entry: Entry) -> tuple[object, ...]:
        """By authority; within a level the national ones and those that workers ask about first."""
        law = entry.law
        asked = law.title in self._asked_about
        return (
            _authority(law.level), law.region != NATIONAL, law.region, not asked,
            _STANDING.index(entry.status), law.title,
        )  # fmt: skip

    @functools.cached_property
    def _asked_about(self) -> frozenset[str]:
        grounds = (ground for topic in topics() for ground in (*topic.anchors, *topic.deadline))
        return frozenset(self.library.names().get(fold(ground.law), "") for ground in grounds)

    def _narrow(self, entries: Iterable[Entry], wanted: Wanted) -> Iterator[Entry]:
        folded = tuple(map(fold, wanted.words))
        for entry in entries:
            law = entry.law
            if wanted.level and law.level != wanted.level:
                continue
            if wanted.region and law.region != wanted.region and not law.region.startswith(f"{wanted.region}/"):
                continue
            if not folded or self._is_titled(entry, folded):
                yield entry

    def _is_titled(self, entry: Entry, folded: Sequence[str]) -> bool:
        return any(all(word in name for word in folded) for name in self._names[entry.law.title])

    def _is_abbreviated(self, entry: Entry, folded: Sequence[str]) -> bool:
        """劳动争议解释 for the long name of the Supreme Court's: all its letters, in this order."""
        if any(len(word) < _SHORTEST_ABBREVIATION for word in folded):
            return False
        return all(all(letter in rest for letter in word) for word in folded for rest in [iter(entry.law.title)])

    def _of_topic(self, entries: Iterable[Entry], topic: Topic) -> Iterator[Entry]:
        names, numbers = self.library.names(), dict[str, dict[str, None]]()
        for ground in (*topic.anchors, *topic.deadline):
            if title := names.get(fold(ground.law)):
                numbers.setdefault(title, {})[ground.article] = None
        for entry in entries:
            if entry.law.title in numbers:
                held = {article.number for article in self.library.articles_of(entry.law.id)}
                grounds = tuple(number for number in numbers[entry.law.title] if number in held)
                yield Entry(entry.law, entry.status, entry.articles, entry.versions, grounds)

    def _matches(self, entries: Iterable[Entry], words: Sequence[str], day: date) -> Iterator[Found]:
        for entry in entries:
            needed, whole = words_in_text(words, entry.law), self._whole[entry.law.id]
            if not all(word in whole for word in needed):
                continue
            for article in self.library.articles_of(entry.law.id):
                text = article.text
                if all(word in text for word in needed):
                    count = sum(map(text.count, needed))
                    yield Found(entry, article, article_status(entry.law, article, day), count)

    @functools.cached_property
    def _finder(self) -> ReferenceFinder:
        return ReferenceFinder(self.library)

    def _named(self, query: str, entries: Iterable[Entry], day: date) -> Iterator[Found]:
        """劳动合同法第八十二条, or 劳动合同法 82: the article itself, before everything else."""
        by_title = {entry.law.title: entry for entry in entries}
        for reference in self._finder.find(simplify(clean_input(query))):
            if entry := by_title.get(self.library.names().get(fold(reference.law), "")):
                yield from self._one(entry, reference, day)

    def _one(self, entry: Entry, reference: Reference, day: date) -> Iterator[Found]:
        for article in self.library.articles_of(entry.law.id):
            if article.number == reference.article:
                yield Found(entry, article, article_status(entry.law, article, day), 0)


def _begin(law: Law) -> tuple[date, date]:
    return law.effective or law.published or date.min, law.published or date.min


def _on_day(line: Sequence[Law], day: date) -> Law:
    """As :meth:`Library.version`, within one region."""
    for law in reversed(line):
        if law.status_on(day) is Status.IN_FORCE:
            return law
    begun = [law for law in line if law.effective is None or law.effective <= day]
    return (begun or line[:1])[-1]


def _authority(level: str) -> tuple[int, str]:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS), level


def _rank(words: Sequence[str], found: Found) -> tuple[object, ...]:
    """Articles in force first; of laws with a word in their title; that hold everywhere; that speak of it often."""
    title = found.entry.law.title
    return (
        found.status is not Status.IN_FORCE,
        not any(word in title for word in words),
        found.entry.law.region != NATIONAL,
        -min(found.count, _MOST_COUNTED),
        _authority(found.entry.law.level),
    )
