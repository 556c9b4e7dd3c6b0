"""From an understood question to a draft: is it ours, what is the ground, which lesson answers, is that enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.encoders import Encoder, Vectors
from index.search import Hit, Query, SearchIndex
from knowledge.lessons import Lesson, load_lessons
from knowledge.records import NATIONAL

from . import phrases
from .composing import Composer, Draft
from .focus import Focus
from .lesson_answer import Told, ask_case
from .lesson_matching import load_lesson_model
from .lesson_vectors import LessonVectors
from .lesson_words import LessonWords
from .naming import exists, look_up
from .queries import QueryMaker
from .records import Outcome, Section, SectionKind
from .scope import load_scope_model
from .support import load_support_model
from .teaching import LIKELY, Matched, Teaching
from .telling import nearest_points, tell, tell_more
from .understanding import Intent, Kind, Understanding

__all__ = ["Answering", "Result"]

HITS = 20
# So many of the first articles decide which day's law a question is about, and whether places matter.
LEADING = 3
# A local rule behind the first hit whose cosine is no further below it speaks for an answer as well.
NEARLY = 0.02
# Below the first a question is refused; below the second unless a topic or a rule of the place speaks for it.
REFUSE_BELOW, DOUBT_BELOW = 0.35, 0.5
SHORT, REFUSE_PLAIN_BELOW = 10, 0.15
# A search in the classroom lists lessons from this probability on.
LISTED = 0.03
# A lesson as likely as this speaks for a question of which the model of scope is in doubt.
SPEAKS = 0.3
# A lesson that is only likely does not lead where it is not this likely that the question is ours: both may be wrong.
PLAINLY_OURS = 0.75
# A lesson as likely as this answers although the articles found hardly seem to.
CERTAIN = 0.9
_OUR_WORDS = re.compile(
    "不发工资|没发工资|拖欠工资|欠薪|工伤|失业保险|失业金|劳动仲裁|劳动合同|加班费|产假|劳动监察|最低工资|试用期|职业病|农民工工资"
    "|给[^，。？]{0,8}(?:盖房|建房|修房|装修|干活|做工|帮工|打工|打零工|扛活)"
)
TOPIC_TRUST = 3.0
# What every province sets for itself.
_OF_PLACES = re.compile(
    "产假|婚假|护理假|育儿假|独生子女|最低工资|(?:高温|低温|取暖|采暖|夜班)(?:补贴|津贴|费)|卫生费|集体协商"
)
# How a national rule leaves something to the rules of the place.
_LEFT_TO_PLACES = re.compile(
    r"省、自治区、直辖市[^。；]{0,30}(?:规定|制定|确定|标准|公布)|(?:当地|地方)[^。；]{0,12}(?:规定|标准)"
)


@dataclass(frozen=True)
class Result:
    """How a question ended, before verification.

    Attributes:
        lessons: The lessons that answer, the most fitting first.
        near: Lessons that may be of use besides.
        told: The cases of these lessons, and which option of each is known.
    """

    outcome: Outcome
    draft: Draft
    hits: list[Hit]
    lessons: tuple[Lesson, ...] = ()
    near: tuple[Lesson, ...] = ()
    told: tuple[Told, ...] = ()


class Answering:
    """Drafts answers over one index; safe to share between threads."""

    def __init__(self, index: SearchIndex, encoder: Encoder, queries: QueryMaker) -> None:
        self._index, self._encoder, self._queries = index, encoder, queries
        self._composer = Composer(index)
        lessons = load_lessons()
        # With another encoder no lesson is matched, and nobody looks for the words of those that no question links.
        linked = {one.lesson for one in index.questions.bank}
        fits = encoder.name in load_lesson_model().models
        looked_for = [one for one in lessons if fits or one.id in linked]
        vectors, words = LessonVectors(encoder, index.lines), LessonWords(looked_for, index.counted)
        self._teaching = Teaching(index, encoder, vectors, words, lessons)
        self._focus = Focus(vectors, words, looked_for)
        self._scope = load_scope_model()
        self._support = load_support_model()

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """The lessons that may answer."""
        return self._teaching.lessons_known

    def rank_lessons(self, asked: Understanding) -> list[str]:
        """Ids of the lessons that may answer, the likeliest first; none for what is not ours."""
        vector, query = self._index.embed(asked.search), self._queries.query(asked, date.today())
        hits = self._index.search(query, HITS, vector)
        probability = self._scope.probability(asked.search, vector, self._encoder.name)
        if asked.kind is not Kind.QUESTION or self._is_out_of_scope(asked, query, hits, probability):
            return []
        weighed = self._teaching.weigh(asked.search, vector, hits)
        return [name for name, chance in weighed.items() if chance >= LISTED]

    def answer(self, asked: Understanding, day: date, issues: Sequence[str] = ()) -> Result:
        """A draft for a message of any kind.

        Args:
            issues: Short questions that it asks, if somebody named them.
        """
        if asked.kind is not Kind.QUESTION:
            draft = Draft(self._index, day)
            draft.sections.extend(phrases.for_kind(asked))
            return Result(Outcome.NEED_FACTS, draft, [])
        named, faults = look_up(self._index, asked.references, day)
        bare = len(asked.text) <= SHORT + sum(len(reference.raw) for reference in asked.references)
        if named.citations:
            result = Result(Outcome.ANSWERED, named, self._search(asked, day))
            if asked.topics and not bare:
                self._composer.compose(asked, result.hits, day, begun=named)
        elif faults and bare and not any(exists(self._index, one, day) for one in asked.references):
            # Nothing but an article that does not exist: any other would be an answer to another question.
            result = Result(Outcome.NO_EVIDENCE, named, self._search(asked, day))
        else:
            result = self._from_search(asked, day, issues)
        if faults:
            result.draft.sections.insert(0, Section(SectionKind.NOTICE, "", tuple(faults)))
        return result

    def _search(self, asked: Understanding, day: date) -> list[Hit]:
        return self._index.search(self._queries.query(asked, day), top_k=HITS)

    def _from_search(self, asked: Understanding, day: date, issues: Sequence[str]) -> Result:
        draft = Draft(self._index, day)
        vector, query = self._index.embed(asked.search), self._queries.query(asked, day)
        hits = self._index.search(query, top_k=HITS, vector=vector)
        if asked.distress and not asked.topics:
            return Result(Outcome.NEED_FACTS, draft, hits)
        probability = self._scope.probability(asked.search, vector, self._encoder.name)
        offered = self._teaching.is_title(asked.text)  # what a button says; whatever its words, it is ours
        matched = self._teaching.match(asked, vector, hits, day, self._clause_hits(day), issues)
        # What a lesson is like is not far from our matters: of two doubtful signs the one speaks for the other.
        least = REFUSE_PLAIN_BELOW if _OUR_WORDS.search(asked.search) else REFUSE_BELOW
        spoken_for = offered or (probability >= least and matched.chance >= SPEAKS)
        if not spoken_for and self._is_out_of_scope(asked, query, hits, probability):
            if asked.distress:
                return Result(Outcome.NEED_FACTS, draft, hits)
            draft.sections.extend(phrases.out_of_scope())
            return Result(Outcome.OUT_OF_SCOPE, draft, hits)
        matched = matched if offered or _is_ours(asked, probability, matched) else matched.doubted()
        support = 1.0 if self._is_sure(query, hits) else self._supported(vector, hits)
        doubtful = support < self._support.doubt_below and matched.chance < CERTAIN
        # Perhaps no text says what is asked (days of marriage leave); the lesson beside it may not either.
        matched = matched.hedged() if doubtful else matched
        lessons = matched.answering
        support = 1.0 if lessons and not doubtful else support
        # A topic's own words speak for an answer: then only what is far below is refused, the rest doubted.
        floor = self._support.none_below / (TOPIC_TRUST if asked.topics else 1.0)
        question = self._focus.near_to(asked.search, vector)
        nearest = nearest_points(matched, question, self._focus, self._index, day)
        # What a lesson says to just this question (that no law sets the days) is said, and that it is in doubt.
        said = bool(nearest) and matched.chance >= LIKELY
        if not hits or (support < floor and not said):
            draft.sections.extend(phrases.no_evidence())
            if asked.region == NATIONAL and self._place_matters(asked, draft, vector, day):
                draft.sections.append(phrases.ask_place())
            elif alike := matched.likely():
                draft.sections.append(phrases.ask_whether([one.title for one in alike]))
            return Result(Outcome.NO_EVIDENCE, draft, hits)
        told = tell(draft, matched, asked, question, nearest, self._focus, self._index, day)
        # A lesson that is only likely does not stand in for the law's own words.
        self._composer.compose(asked, hits, day, begun=draft, lessons=lessons if matched.sure else ())
        tell_more(draft, matched, question, nearest, self._focus, self._index, day)
        if lessons or not matched.near:
            draft.sections.extend(self._asked_back(asked, draft, vector, told, day))
        if support < self._support.doubt_below:
            draft.sections[:0] = phrases.doubtful()
        draft.sections[:0] = phrases.not_relied_on(self._queries.not_in_force(query, asked))
        return Result(Outcome.ANSWERED, draft, hits, lessons, matched.near, tuple(told))

    def _clause_hits(self, day: date) -> Callable[[Understanding, Vectors], list[Hit]]:
        def search(clause: Understanding, vector: Vectors) -> list[Hit]:
            return self._index.search(self._queries.query(clause, day), top_k=HITS, vector=vector)

        return search

    def _asked_back(
        self, asked: Understanding, draft: Draft, vector: Vectors, told: Sequence[Told], day: date
    ) -> list[Section]:
        """One question, the one whose answer matters most; or that the library holds no rule of the place."""
        matters = self._place_matters(asked, draft, vector, day)
        if matters and asked.region != NATIONAL and not any(one.region != NATIONAL for one in draft.citations):
            return [phrases.no_local(asked.region), *filter(None, [ask_case(told, self._index, day)])]
        if (
            matters
            and asked.region == NATIONAL
            and (_OF_PLACES.search(asked.search) or ask_case(told, self._index, day) is None)
        ):
            return [phrases.ask_place()]
        return list(filter(None, [ask_case(told, self._index, day)]))

    def _is_sure(self, query: Query, hits: Sequence[Hit]) -> bool:
        """Whether a named law or a local rule speaks for an answer.

        What makes a question supported was learned from national law: it says nothing of a local rule that leads.
        """
        return bool(self._index.titles().intersection(query.laws)) or any(
            hit.law.region != NATIONAL and hit.cosine >= hits[0].cosine - NEARLY for hit in hits[:2]
        )

    def _supported(self, vector: Vectors, hits: Sequence[Hit]) -> float:
        return self._support.probability(vector, hits, self._encoder.name)

    def _place_matters(self, asked: Understanding, draft: Draft, vector: Vectors, day: date) -> bool:
        """Whether places have their own rules: the matter is left to them, or one has a rule that fits better."""
        if Intent.POLICY in asked.intents:
            return False
        if _OF_PLACES.search(asked.search):
            return True
        leading = draft.citations[:LEADING]
        return any(_LEFT_TO_PLACES.search(one.text) for one in leading) or self._index.local_gap(vector, day) > 0

    def _is_out_of_scope(self, asked: Understanding, query: Query, hits: Sequence[Hit], probability: float) -> bool:
        if self._index.titles().intersection(query.laws):
            return False
        if not asked.topics and not (hits and hits[0].law.region != NATIONAL):
            return probability < DOUBT_BELOW
        return probability < (REFUSE_PLAIN_BELOW if _is_plain(asked) else REFUSE_BELOW)


def _is_ours(asked: Understanding, probability: float, matched: Matched) -> bool:
    """Whether a lesson may lead: with a question that is hardly ours it would be a confident answer to another."""
    least = REFUSE_BELOW if _is_plain(asked) else DOUBT_BELOW
    return probability >= (least if matched.sure else max(least, PLAINLY_OURS))


def _is_plain(asked: Understanding) -> bool:
    """Whether the words of a question say more than the scope model can.

    A few words give the model little to go by; a topic's own words then count for more. So do words that
    hardly occur outside our law, however garbled the rest is.
    """
    return len(asked.search) <= SHORT or bool(_OUR_WORDS.search(asked.search))
