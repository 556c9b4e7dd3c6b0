"""The assistant: a question in, a verified answer out."""

from __future__ import annotations

import copy
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import structlog

from index.encoders import Encoder
from index.search import Hit, Query, SearchIndex
from knowledge.citations import ReferenceFinder
from knowledge.errors import QuestionError
from knowledge.lessons import Lesson
from knowledge.library import Library
from knowledge.periods import Period
from knowledge.records import NATIONAL
from knowledge.regions import normalise_region

from . import phrases
from .answering import HITS, LEADING, Answering, Result
from .checking import Checked, Checker
from .composing import Draft, citation_of, notice, where_to_go
from .lesson_answer import ask_case, told_cases, write_option
from .opening import builder_for, open_index
from .queries import QueryMaker
from .records import LAW_BELOW, Answer, Citation, HitSummary, Outcome, SectionKind, Taught
from .replies import labels_of, split_replies
from .reviewed import Reviews, confirmed, find_review, lead_with, write_correction
from .settings import Settings, load_settings
from .timing import changed_since, decides, event_period, later_texts, spoken
from .understanding import Intent, Kind, Understander, Understanding
from .verification import verify_answer

if TYPE_CHECKING:
    from .desk.records import Pinned
    from .writing.companion import Companion

__all__ = ["Assistant", "LawSummary", "builder_for", "open_index"]

EXPECTED_LEVELS = ("行政法规", "司法解释", "部门规章", "地方性法规", "工会文件")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LawSummary:
    """One line of the list of laws; ``effective`` is ISO or empty."""

    title: str
    level: str
    region: str
    effective: str
    status: str
    articles: int
    id: str = ""


class Assistant:
    """Answers questions over one index; safe to share between threads."""

    def __init__(
        self, index: SearchIndex, encoder: Encoder, settings: Settings, reviews: Reviews | None = None
    ) -> None:
        """Without ``reviews``, answers carry no word of a lawyer; without a model in the settings, none of a model."""
        self.index, self.encoder, self.settings = index, encoder, settings
        self._reviews = reviews
        self.finder = ReferenceFinder(index.library)
        self.checker = Checker.over(index)
        self._understander = Understander(self.finder, settings.max_question)
        self._queries = QueryMaker(index, self.finder)
        self._answering = Answering(index, encoder, self._queries)
        self._labels = labels_of(self._answering.lessons)
        self._companion = self._open_companion() if settings.llm.model else None

    def _open_companion(self) -> Companion:
        from .writing.companion import Companion  # with a model only: its client takes seconds to import

        return Companion.open(self.settings.llm, self.library, self.finder, self.lessons)

    def model_status(self) -> dict[str, Any] | None:
        """Name, circuit and counts of the language model; ``None`` without one."""
        return self._companion.status() if self._companion else None

    def with_reviews(self, reviews: Reviews) -> Assistant:
        """The same assistant over the same index, whose answers carry what lawyers said of them."""
        other = copy.copy(self)
        other._reviews = reviews
        return other

    @property
    def library(self) -> Library:
        """The texts that the index was built from."""
        return self.index.library

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """The lessons that ship with the package."""
        return self._answering.lessons

    def understand(self, question: str, region: str = NATIONAL) -> Understanding:
        """What a question wants, read from its words.

        Raises:
            QuestionError: The question is empty or too long.
        """
        return self._understander.understand(question, normalise_region(region))

    def ways_of_asking(self) -> Mapping[str, int]:
        """How many ways of asking the question bank has for each lesson."""
        return Counter(one.lesson for one in self.index.questions.bank if one.lesson)

    def rank_lessons(self, text: str) -> list[str]:
        """Ids of the lessons that may answer a text, the likeliest first."""
        return self._answering.rank_lessons(self.understand(text))

    @classmethod
    def open(cls, settings: Settings | None = None, reviews: Reviews | None = None) -> Assistant:
        """Open the index that was built before.

        Args:
            reviews: What union lawyers said of answers.

        Raises:
            XuefaError: There is no usable index or model; the message says what to run.
        """
        settings = settings or load_settings()
        index, encoder = open_index(settings)
        assistant = cls(index, encoder, settings, reviews)
        assistant.answer_plainly("工资")  # the first call of each library is slow; nobody should wait for it
        return assistant

    def ask(
        self,
        question: str,
        *,
        region: str = NATIONAL,
        as_of: date | None = None,
        history: Sequence[str] = (),
        visitor: str = "",
    ) -> Answer:
        """Answer one question.

        Args:
            region: The worker's place, such as 河南省 or 浙江省/宁波市.
            as_of: The day whose law applies; today if ``None``.
            history: Earlier questions of the conversation, oldest first.
            visitor: Who asks, for the limits of a language model; never kept.

        Raises:
            QuestionError: The question is empty or too long.
            RegionError: The place is unknown.
        """
        *_, answer = self.stream(question, region=region, as_of=as_of, history=history, visitor=visitor)
        return answer

    def stream(
        self,
        question: str,
        *,
        region: str = NATIONAL,
        as_of: date | None = None,
        history: Sequence[str] = (),
        visitor: str = "",
    ) -> Iterator[Answer]:
        """The answer as it comes about: first what stands without a language model, then with each sentence of it.

        Each is whole and verified; the last is what :meth:`ask` gives. Arguments and errors are those of :meth:`ask`.
        """
        if self._companion is None:
            yield self.answer_plainly(question, region=region, as_of=as_of, history=history)
            return

        def plain(question: str, history: Sequence[str], issues: Sequence[str]) -> Answer:
            return self.answer_plainly(question, region=region, as_of=as_of, history=history, issues=issues)

        yield from self._companion.stream(question, history, visitor, plain)

    def answer_plainly(
        self,
        question: str,
        *,
        region: str = NATIONAL,
        as_of: date | None = None,
        history: Sequence[str] = (),
        issues: Sequence[str] = (),
    ) -> Answer:
        """The answer that needs no language model, whether there is one or not.

        Args:
            issues: Short questions that the message asks, if somebody named them.
        """
        started = time.perf_counter()
        today = date.today()
        place = normalise_region(region)
        asked = self._understander.understand(question, place, history)
        followed = None if asked.distress else self._followed_up(question, place, as_of, history)
        if followed is not None:
            asked, result, day = followed
            answer = self._finish(asked, result, [], day)
            return replace(answer, question=question.strip(), took_ms=(time.perf_counter() - started) * 1000)
        placed = self._placed(asked)
        elsewhere = placed.region != asked.region and not self._queries.titles(asked)
        pinned = self._review_of(question, place, history, asked, placed.region)
        asked = placed
        about_papers = Intent.POLICY in asked.intents  # a year in such a question is the paper's
        period = None if as_of or about_papers else event_period(asked.text, today)
        day = as_of or self._day_of(asked, period, today)
        result = self._answering.answer(asked, day, issues)
        lines = [phrases.of_one_place(asked.region)] if elsewhere else []
        if result.outcome is Outcome.ANSWERED:
            lines += self._on_time(asked, result.draft.citations, period, day, today)
        if as_of in (None, today):  # a correction is about the law of the day on which it was written
            self._correct(result.draft, pinned, day)
        answer = confirmed(self._finish(asked, result, lines, day), pinned)
        return replace(answer, took_ms=(time.perf_counter() - started) * 1000)

    def _review_of(
        self, question: str, place: str, history: Sequence[str], asked: Understanding, region: str
    ) -> Pinned | None:
        """What a lawyer said of the same question; nothing for one that means something else after earlier ones."""
        if self._reviews is None or (history and self._understander.understand(question, place) != asked):
            return None
        return find_review(self._reviews, question, region)

    def _correct(self, draft: Draft, pinned: Pinned | None, day: date) -> None:
        """Begin a draft with a lawyer's correction, if there is one and it holds."""
        checked = self.check(pinned.correction, as_of=day) if pinned and pinned.correction else []
        section = write_correction(draft, pinned, checked, self.index.library, day)
        if section is not None:
            lead_with(draft, section)

    def _finish(self, asked: Understanding, result: Result, lines: Sequence[str], day: date) -> Answer:
        """The answer with only what verification lets pass, and what every answer says besides."""
        outcome, draft = result.outcome, result.draft
        sections, citations, dropped = verify_answer(self.index.library, draft.sections, draft.citations, day)
        if dropped:
            log.error("citations_dropped", count=dropped)
        corrected = tuple(one for one in sections if one.kind is SectionKind.REVIEW)
        sections = tuple(one for one in sections if one.kind is not SectionKind.REVIEW)
        if outcome is Outcome.ANSWERED and not any(block.marks for one in sections for block in one.blocks):
            outcome, sections = Outcome.NO_EVIDENCE, phrases.no_evidence()
        answered = outcome is Outcome.ANSWERED
        if answered:
            sections = (*phrases.notices(lines), *sections)
        sections = (*corrected, *sections)
        if asked.distress:
            sections = (phrases.care(), *sections)
        if outcome is not Outcome.NEED_FACTS:
            in_scope = outcome is not Outcome.OUT_OF_SCOPE
            sections = (*sections, where_to_go(asked, in_scope, result.lessons), notice(day))
        if result.lessons:
            # A worker needs what to do and whom to call; the law stands below as the ground.
            last = sections[-1:] if sections[-1].kind is SectionKind.NOTICE else ()
            body = sections[: len(sections) - len(last)]
            law = tuple(one for one in body if one.kind in LAW_BELOW)
            sections = (*(one for one in body if one.kind not in LAW_BELOW), *law, *last)
        return Answer(
            question=asked.text,
            status=outcome,
            sections=sections,
            citations=citations,
            hits=tuple(HitSummary(hit.law.title, hit.article.number, hit.score, hit.ways) for hit in result.hits),
            region=asked.region,
            as_of=day,
            took_ms=0.0,
            dropped=dropped,
            lessons=_taught(result.lessons) if answered else (),
            near=_taught(result.near) if answered else (),
        )

    def _followed_up(
        self, question: str, region: str, as_of: date | None, history: Sequence[str]
    ) -> tuple[Understanding, Result, date] | None:
        """The answer to a reply to what a lesson asked back (不满六个月); ``None`` if the message is no such reply."""
        found = split_replies(history, question, self._labels)
        if found is None:
            return None
        (at, replies), longest = found, self.settings.max_question
        try:
            base = self._understander.understand(history[at][:longest], region, history[:at])
        except QuestionError:
            return None
        asked = self._placed(base)
        day = as_of or self._day_of(asked, event_period(asked.text, date.today()), date.today())
        result = self._answering.answer(asked, day)
        # Of a lesson that is only likely nothing was taken for told: every case is open to a reply.
        text = asked.search if any(one.option for one in result.told) else ""
        before = told_cases(result.lessons, text, replies[:-1])
        told = told_cases(result.lessons, text, replies)
        new = [now.option for then, now in zip(before, told, strict=True) if now.option and not then.option]
        if len(new) != 1 or new[0] is None:
            return None
        draft = Draft(self.index, day)
        write_option(draft, new[0], self.index, day)
        draft.sections.extend(filter(None, [ask_case(told, self.index, day)]))
        return asked, Result(Outcome.ANSWERED, draft, result.hits, result.lessons, told=tuple(told)), day

    def _placed(self, asked: Understanding) -> Understanding:
        """With the place of a local text that it names, or of the union paper that it means, if it says no other."""
        if asked.region != NATIONAL or asked.kind is not Kind.QUESTION:
            return asked
        regions = (one.region for title in self._queries.titles(asked) for one in self.index.library.versions(title))
        named = next((region for region in regions if region != NATIONAL), NATIONAL)
        if named == NATIONAL and Intent.POLICY in asked.intents:
            named = self.index.place_of_policy(self.index.embed(asked.search), date.today())
        return replace(asked, region=named)

    def _day_of(self, asked: Understanding, period: Period | None, today: date) -> date:
        """The day whose law is applied: one in the question counts if the law is known to have been another then."""
        if period is None or asked.kind is not Kind.QUESTION:
            return today
        query = self._queries.query(asked, today)
        now = self.index.search(query, top_k=LEADING)
        then = self.index.search(replace(query, day=period.last), top_k=LEADING)
        return period.last if decides(self.index.library, then, now, period.last, today) else today

    def _on_time(
        self, asked: Understanding, citations: Sequence[Citation], period: Period | None, day: date, today: date
    ) -> list[str]:
        """What is to be known about the day whose law was applied."""
        library, lines = self.index.library, []
        if period is not None and day == period.last:
            lines.append(f"您说的是{spoken(period)}的事，下面按{spoken(period)}时有效的法律回答。")
        elif period is not None:
            if later := later_texts(library, [one.law for one in citations], period.last, today):
                lines.append(
                    f"您说的是{spoken(period)}的事。{later}，下面按现在的法律回答；当时怎么规定的，请向12351或12348核实。"
                )
        elif day < today:
            leading = self.index.search(self._queries.query(asked, today), top_k=LEADING)
            if later := later_texts(library, [hit.law.title for hit in leading], day, today):
                lines.append(f"{later}，没有作为依据；当时怎么规定的，请向12351或12348核实。")
        return [*lines, *changed_since(library, citations, day, today)]

    def search(
        self, question: str, *, region: str = NATIONAL, as_of: date | None = None, top_k: int = HITS
    ) -> list[Hit]:
        """The ranked articles for a question, without an answer."""
        return self.index.search(self.query(question, as_of or date.today(), region), top_k=top_k)

    def query(self, question: str, day: date, region: str = NATIONAL) -> Query:
        """What a question makes the index search for."""
        return self._queries.query(self.understand(question, region), day)

    def article(self, law: str, number: str, *, as_of: date | None = None) -> Citation:
        """One article by name and number, whatever its status.

        Raises:
            UnknownLaw: No such law in the library.
            UnknownArticle: No such article in it.
        """
        day = as_of or date.today()
        version = self.index.library.version(law, day)
        article = self.index.library.article(version.id, number)
        return citation_of(version, article, article.text, "", day)

    def check(self, text: str, *, as_of: date | None = None) -> list[Checked]:
        """Every reference in a draft, in order, with its verdict for a day."""
        return self.checker.check(text, as_of or date.today())

    def laws(self, as_of: date | None = None) -> list[LawSummary]:
        """Every version of every text in the library."""
        day = as_of or date.today()
        library = self.index.library
        rows = [
            LawSummary(
                law.title,
                law.level,
                law.region,
                law.effective.isoformat() if law.effective else "",
                law.status_on(day).value,
                len(library.articles_of(law.id)),
                law.id,
            )
            for law in library.laws()
        ]
        return sorted(rows, key=lambda row: (row.region != NATIONAL, row.level, row.region, row.title, row.effective))

    def levels_missing(self) -> tuple[str, ...]:
        """Levels of texts of which the library holds none, in the order of authority."""
        held = {law.level for law in self.index.library.laws()}
        return tuple(level for level in EXPECTED_LEVELS if level not in held)


def _taught(lessons: Sequence[Lesson]) -> tuple[Taught, ...]:
    return tuple(Taught(one.id, one.title) for one in lessons)
