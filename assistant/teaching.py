"""The lessons that answer a question, one for each situation that it tells of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.encoders import Encoder
from index.search import Hit, SearchIndex
from knowledge.lessons import Lesson

from .lesson_answer import holds_on
from .lesson_map import LessonMap, load_lesson_map
from .lesson_matching import LessonMatcher, Vector, load_lesson_model
from .lesson_order import LIKELY, NEAR, put_first, shown_by_words, with_shown
from .lesson_vectors import LessonVectors
from .lesson_words import LessonWords
from .topics import match_topics
from .understanding import Intent, Understanding

__all__ = ["LIKELY", "MOST_LESSONS", "Matched", "Teaching", "pieces"]

Search = Callable[[Understanding, Vector], Sequence[Hit]]
MOST_LESSONS, MOST_NEAR = 3, 3
MOST_PIECES = 6
# Where fewer are as likely, so many from this probability on: one alone is no choice.
HARDLY, MOST_HARDLY = 0.02, 2
_BETWEEN = re.compile(r"[，。！？；：,.!?;:\s]+|还有|另外|而且|并且|同时|加上|[也又还](?=没|不|拖|欠|被|让|要|扣|给)")
_SHORTEST_PIECE = 4


@dataclass(frozen=True, slots=True)
class Matched:
    """What the classroom has for a question.

    Attributes:
        answering: The lessons that answer, the most fitting first; none if none is sure to.
        near: Lessons that may be of use; an answer says what each is about and leaves the choice to the reader.
        sure: Whether those that answer are sure to; else the one that does is only more likely than not to.
        chance: How likely it is that the likeliest lesson answers, 0 to 1.
        chances: The same of all that were weighed, by id.
    """

    answering: tuple[Lesson, ...] = ()
    near: tuple[Lesson, ...] = ()
    chance: float = 0.0
    sure: bool = True
    chances: Mapping[str, float] = field(default_factory=dict)

    def hedged(self) -> Matched:
        """The same where what is sure of a lesson is only likely to answer; what is not even sure is doubted."""
        if not self.sure or not self.answering:
            return self.doubted()
        first, *others = self.answering
        return replace(self, answering=(first,), near=(*others, *self.near)[:MOST_NEAR], sure=False)

    def likely(self) -> list[Lesson]:
        """Those that are more likely than not to answer, for where nothing else does."""
        return [one for one in (*self.answering, *self.near) if self.chances.get(one.id, 0.0) >= LIKELY]

    def doubted(self) -> Matched:
        """The same with no lesson that answers: those that would have only may be of use."""
        return replace(self, answering=(), near=(*self.answering, *self.near)[:MOST_NEAR])


class Teaching:
    """Matches understood questions with the lessons that ship with the package."""

    def __init__(
        self,
        index: SearchIndex,
        encoder: Encoder,
        vectors: LessonVectors,
        words: LessonWords,
        lessons: Sequence[Lesson],
    ) -> None:
        self._index, self._encoder = index, encoder
        self._model = load_lesson_model()
        self.lessons_known = tuple(lessons)
        self._by_id = {one.id: one for one in self.lessons_known}
        self._by_title = {one.title: one.id for one in self.lessons_known}
        # With another encoder no lesson is matched, and nothing is turned.
        fits = encoder.name in self._model.models
        turn = load_lesson_map(self._model.turned_by) if fits else LessonMap()
        self._matcher = LessonMatcher(index.questions, self.lessons_known, vectors, words, turn)

    def is_title(self, text: str) -> bool:
        """Whether a text is the title of a lesson, which is what a button says that offers it."""
        return text in self._by_title

    def match(
        self,
        asked: Understanding,
        vector: Vector,
        hits: Sequence[Hit],
        day: date,
        search: Search,
        issues: Sequence[str] = (),
    ) -> Matched:
        """The lessons for a question.

        The whole question decides on the first. Its clauses may add others, each a situation that a clause is sure of;
        where the whole is sure of none, at least two clauses have to be. If nothing is sure, the likeliest lesson still
        answers if it is more likely than not to.

        Args:
            vector: float32 ``(dim,)``, the L2-normalised vector of ``asked.search``.
            search: The ranked articles for a clause and its vector.
            issues: Short questions that the message asks besides its clauses, if somebody named them.
        """
        if self._encoder.name not in self._model.models or Intent.POLICY in asked.intents:
            return Matched()
        if self.is_title(asked.text):
            return Matched(self._holding([self._by_title[asked.text]], day), chance=1.0)
        cued = self._holding((one.id for one in shown_by_words(self.lessons_known, asked.search)), day)
        whole, behind = put_first(cued, self.weigh(asked.search, vector, hits))
        # Only the first may lead: what words put before the likeliest, with hardly a chance, leaves the lead to nobody.
        first = next((name for name in whole if name not in behind), "")
        chosen = [first] if whole.get(first, 0.0) >= self._model.sure else []
        found = self._of_clauses(asked, whole, search, issues)
        clauses = sorted((name for name in found if name not in behind), key=lambda name: -whole.get(name, 0.0))
        # One clause alone may be no more than the background of what the whole asks. What the whole has little of may
        # be the clause's alone (几天内起诉): it is shown beside, where it takes nothing from what answers.
        borne_out = [name for name in clauses if whole.get(name, 0.0) >= (NEAR if chosen else HARDLY)]
        chosen += borne_out if chosen or len(set(borne_out)) > 1 else []
        sure = bool(chosen)
        if not sure:
            chosen = [first] if whole.get(first, 0.0) >= LIKELY else []
        answering = self._holding(chosen, day)[:MOST_LESSONS]
        others = [*clauses, *(name for name, chance in whole.items() if chance >= NEAR)]
        if not chosen and len(set(others)) < MOST_HARDLY:
            others = list(dict.fromkeys([*others, *(name for name, chance in whole.items() if chance >= HARDLY)]))
            others = others[:MOST_HARDLY]
        names = with_shown([one for one in cued if one.id not in chosen], others, whole, behind, sure=sure)
        near = [one for one in self._holding(names, day) if one not in answering]
        return Matched(answering, tuple(near[:MOST_NEAR]), max(whole.values(), default=0.0), sure, whole)

    def _of_clauses(
        self, asked: Understanding, whole: Mapping[str, float], search: Search, issues: Sequence[str]
    ) -> list[str]:
        """What single clauses are about, as far as they name a matter of their own."""
        parts = [*issues, *pieces(asked.search)[:MOST_PIECES]]
        clauses = [(clause, match_topics(clause)) for clause in parts]
        telling = [(clause, found) for clause, found in clauses if found]
        if len(clauses) < 2 or not telling:
            return []
        chosen = []
        vectors = self._encoder.encode_queries([clause for clause, _ in telling])
        for (clause, found), vector in zip(telling, vectors, strict=True):
            part = self.weigh(clause, vector, search(replace(asked, search=clause, topics=found), vector))
            best = next(iter(part), "")
            named = best and {topic.id for topic in found}.intersection(self._by_id[best].themes)
            # A clause is short: that the whole may be about it, too, counts as much as that it is sure.
            also = whole.get(best, 0.0)
            sure = best and part[best] >= self._model.sure and (named or also >= self._model.also)
            if sure or (named and part[best] >= LIKELY and also >= NEAR):
                chosen.append(best)
        return chosen

    def _holding(self, names: Iterable[str], day: date) -> tuple[Lesson, ...]:
        today = date.today()
        found = (self._by_id[name] for name in dict.fromkeys(names))
        return tuple(one for one in found if holds_on(one, self._index, day, today))

    def weigh(self, text: str, vector: Vector, hits: Sequence[Hit]) -> dict[str, float]:
        """Ids of the lessons that may answer with their probability, the likeliest first."""
        candidates = self._matcher.candidates(text, vector, hits)
        chances = {one.lesson: self._model.probability(one.values) for one in candidates}
        return dict(sorted(chances.items(), key=lambda pair: -pair[1]))


def pieces(text: str) -> list[str]:
    """The clauses of a question, each long enough to say something of its own."""
    return [part for part in _BETWEEN.split(text) if len(part) >= _SHORTEST_PIECE]
