"""The assistant: a question in, a verified answer out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import structlog

from index.builder import Builder
from index.encoders import Encoder, Vectors
from index.model import load_encoder
from index.search import Hit, Query, SearchIndex
from knowledge.catalogue import load_catalogue
from knowledge.citations import Reference, ReferenceFinder, Resolved, resolve
from knowledge.errors import IndexMissing, ReferenceError_
from knowledge.glossary import legal_terms
from knowledge.library import Library, article_status, ended_paragraphs
from knowledge.numerals import article_label
from knowledge.periods import Period
from knowledge.questions import load_bank
from knowledge.records import NATIONAL, Status
from knowledge.regions import normalise_region
from knowledge.sources import LibraryFolder, NationalLaws, Source
from knowledge.statute import split_paragraphs
from knowledge.text import fold

from . import phrases
from .composing import Composer, Draft, citation_of, notice, where_to_go
from .quoting import paragraph_label
from .records import Answer, Block, Citation, HitSummary, Outcome, Section, SectionKind
from .scope import load_scope_model
from .settings import Settings, load_settings
from .support import load_support_model
from .timing import changed_since, decides, event_period, later_texts, spoken
from .understanding import Intent, Kind, Understander, Understanding
from .verification import verify_answer

__all__ = ["Assistant", "LawSummary", "builder_for"]

HITS = 20
MOST_LOOKED_UP = 5
# So many of the first articles decide which day's law a question is about.
LEADING = 3
# A local rule behind the first hit whose cosine is no further below it speaks for an answer as well.
NEARLY = 0.02
# Below the first a question is refused; below the second unless a topic or a rule of the place speaks for it.
REFUSE_BELOW, DOUBT_BELOW = 0.35, 0.5
SHORT, REFUSE_PLAIN_BELOW = 10, 0.15
_OUR_WORDS = re.compile(
    "不发工资|没发工资|拖欠工资|欠薪|工伤|失业保险|失业金|劳动仲裁|劳动合同|加班费|产假|劳动监察|最低工资|试用期|职业病|农民工工资"
)
EXPECTED_LEVELS = ("行政法规", "司法解释", "部门规章", "地方性法规", "工会文件")
TOPIC_TRUST = 3.0
# In everyday speech 劳动法 is labour law as such; only in title marks is it that law.
_GENERIC = "劳动法"
# What every province sets for itself.
_OF_PLACES = re.compile(
    "产假|婚假|护理假|育儿假|独生子女|最低工资|(?:高温|低温|取暖|采暖|夜班)(?:补贴|津贴|费)|卫生费|集体协商"
)
# How a national rule leaves something to the rules of the place.
_LEFT_TO_PLACES = re.compile(
    r"省、自治区、直辖市[^。；]{0,30}(?:规定|制定|确定|标准|公布)|(?:当地|地方)[^。；]{0,12}(?:规定|标准)"
)
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
    )


class Assistant:
    """Answers questions over one index; safe to share between threads."""

    def __init__(self, index: SearchIndex, encoder: Encoder, settings: Settings) -> None:
        self.index, self.encoder, self.settings = index, encoder, settings
        self.finder = ReferenceFinder(index.library)
        self._understander = Understander(self.finder, settings.max_question)
        self._composer = Composer(index)
        self._scope = load_scope_model()
        self._support = load_support_model()

    @property
    def library(self) -> Library:
        """The texts that the index was built from."""
        return self.index.library

    @classmethod
    def open(cls, settings: Settings | None = None) -> Assistant:
        """Open the index that was built before.

        Raises:
            XuefaError: There is no usable index or model; the message says what to run.
        """
        settings = settings or load_settings()
        catalogue = load_catalogue()
        if not (settings.home / "index" / "CURRENT").exists():
            raise IndexMissing("还没有建立检索库，请先运行 xuefa build。")
        encoder = load_encoder(settings.model, settings.home, threads=settings.threads)
        index = SearchIndex.open(settings.home / "index", encoder, catalogue)
        if not builder_for(settings).is_current():
            log.warning("library_changed_since_build", remedy="xuefa build")
        assistant = cls(index, encoder, settings)
        assistant.ask("工资")  # the first call of each library is slow; nobody should wait for it
        return assistant

    def ask(
        self, question: str, *, region: str = NATIONAL, as_of: date | None = None, history: Sequence[str] = ()
    ) -> Answer:
        """Answer one question.

        Args:
            region: The worker's place, such as 河南省 or 浙江省/宁波市.
            as_of: The day whose law applies; today if ``None``.
            history: Earlier questions of the conversation, oldest first.

        Raises:
            QuestionError: The question is empty or too long.
            RegionError: The place is unknown.
        """
        started = time.perf_counter()
        today = date.today()
        asked = self._understander.understand(question, normalise_region(region), history)
        placed = self._placed(asked)
        elsewhere = placed.region != asked.region and not self._titles(asked)
        asked = placed
        about_papers = Intent.POLICY in asked.intents  # a year in such a question is the paper's
        period = None if as_of or about_papers else event_period(asked.text, today)
        day = as_of or self._day_of(asked, period, today)
        outcome, draft, hits = self._answer(asked, day)
        sections, citations, dropped = verify_answer(self.index.library, draft.sections, draft.citations, day)
        if dropped:
            log.error("citations_dropped", count=dropped)
        if outcome is Outcome.ANSWERED and not citations:
            outcome, sections = Outcome.NO_EVIDENCE, phrases.no_evidence()
        if outcome is Outcome.ANSWERED:
            lines = [phrases.of_one_place(asked.region)] if elsewhere else []
            lines += self._on_time(asked, citations, period, day, today)
            sections = (*phrases.notices(lines), *sections)
        if asked.distress:
            sections = (phrases.care(), *sections)
        if outcome is not Outcome.NEED_FACTS:
            in_scope = outcome is not Outcome.OUT_OF_SCOPE
            sections = (*sections, where_to_go(asked, in_scope), notice(day))
        return Answer(
            question=asked.text,
            status=outcome,
            sections=sections,
            citations=citations,
            hits=tuple(HitSummary(hit.law.title, hit.article.number, hit.score, hit.ways) for hit in hits),
            region=asked.region,
            as_of=day,
            took_ms=(time.perf_counter() - started) * 1000,
            dropped=dropped,
        )

    def _placed(self, asked: Understanding) -> Understanding:
        """With the place of a local text that it names, or of the union paper that it means, if it says no other."""
        if asked.region != NATIONAL or asked.kind is not Kind.QUESTION:
            return asked
        regions = (one.region for title in self._titles(asked) for one in self.index.library.versions(title))
        named = next((region for region in regions if region != NATIONAL), NATIONAL)
        if named == NATIONAL and Intent.POLICY in asked.intents:
            named = self.index.place_of_policy(self.index.embed(asked.search), date.today())
        return replace(asked, region=named)

    def _day_of(self, asked: Understanding, period: Period | None, today: date) -> date:
        """The day whose law is applied: one in the question counts if the law is known to have been another then."""
        if period is None or asked.kind is not Kind.QUESTION:
            return today
        query = self._query(asked, today)
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
            leading = self.index.search(self._query(asked, today), top_k=LEADING)
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
        return self._query(self._understander.understand(question, normalise_region(region)), day)

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

    def _answer(self, asked: Understanding, day: date) -> tuple[Outcome, Draft, list[Hit]]:
        if asked.kind is not Kind.QUESTION:
            draft = Draft(self.index, day)
            draft.sections.extend(phrases.for_kind(asked))
            return Outcome.NEED_FACTS, draft, []
        named, faults = self._look_up(asked, day)
        bare = len(asked.text) <= SHORT + sum(len(reference.raw) for reference in asked.references)
        if named.citations:
            outcome, draft, hits = Outcome.ANSWERED, named, self.index.search(self._query(asked, day), top_k=HITS)
            if asked.topics and not bare:
                self._composer.compose(asked, hits, day, begun=named)
        elif faults and bare and not any(self._exists(reference, day) for reference in asked.references):
            # Nothing but an article that does not exist: any other would be an answer to another question.
            outcome, draft, hits = Outcome.NO_EVIDENCE, named, self.index.search(self._query(asked, day), top_k=HITS)
        else:
            outcome, draft, hits = self._answer_from_search(asked, day)
        if faults:
            draft.sections.insert(0, Section(SectionKind.NOTICE, "", tuple(faults)))
        return outcome, draft, hits

    def _answer_from_search(self, asked: Understanding, day: date) -> tuple[Outcome, Draft, list[Hit]]:
        draft = Draft(self.index, day)
        vector, query = self.index.embed(asked.search), self._query(asked, day)
        hits = self.index.search(query, top_k=HITS, vector=vector)
        if asked.distress and not asked.topics:
            return Outcome.NEED_FACTS, draft, hits
        probability = self._scope.probability(asked.search, vector, self.encoder.name)
        if self._is_out_of_scope(asked, query, hits, probability):
            if asked.distress:
                return Outcome.NEED_FACTS, draft, hits
            draft.sections.extend(phrases.out_of_scope())
            return Outcome.OUT_OF_SCOPE, draft, hits
        # What makes a question supported was learned from national law: it says nothing of a local rule that leads.
        sure = bool(self.index.titles().intersection(query.laws)) or any(
            hit.law.region != NATIONAL and hit.cosine >= hits[0].cosine - NEARLY for hit in hits[:2]
        )
        support = 1.0 if sure else self._support.probability(vector, hits, self.encoder.name)
        # A topic's own words speak for an answer: then only what is far below is refused, the rest doubted.
        floor = self._support.none_below / (TOPIC_TRUST if asked.topics else 1.0)
        if not hits or support < floor:
            draft.sections.extend(phrases.no_evidence())
            if asked.region == NATIONAL and self._place_matters(asked, draft, vector, day):
                draft.sections.append(phrases.ask_place())
            return Outcome.NO_EVIDENCE, draft, hits
        draft = self._composer.compose(asked, hits, day)
        if self._place_matters(asked, draft, vector, day):
            held = any(one.region != NATIONAL for one in draft.citations)
            if asked.region == NATIONAL:
                draft.sections.append(phrases.ask_place())
            elif not held:
                draft.sections.append(phrases.no_local(asked.region))
        if support < self._support.doubt_below:
            draft.sections[:0] = phrases.doubtful()
        draft.sections[:0] = phrases.not_relied_on(self._named_but_not_in_force(query, asked))
        return Outcome.ANSWERED, draft, hits

    def _place_matters(self, asked: Understanding, draft: Draft, vector: Vectors, day: date) -> bool:
        """Whether places have their own rules: the matter is left to them, or one has a rule that fits better."""
        if Intent.POLICY in asked.intents:
            return False
        if _OF_PLACES.search(asked.search):
            return True
        leading = draft.citations[:LEADING]
        return any(_LEFT_TO_PLACES.search(one.text) for one in leading) or self.index.local_gap(vector, day) > 0

    def _is_out_of_scope(self, asked: Understanding, query: Query, hits: Sequence[Hit], probability: float) -> bool:
        if self.index.titles().intersection(query.laws):
            return False
        if not asked.topics and not (hits and hits[0].law.region != NATIONAL):
            return probability < DOUBT_BELOW
        # A few words give the model little to go by; a topic's own words then count for more. So do words that
        # hardly occur outside our law, however garbled the rest is.
        plain = len(asked.search) <= SHORT or _OUR_WORDS.search(asked.search)
        return probability < (REFUSE_PLAIN_BELOW if plain else REFUSE_BELOW)

    def _named_but_not_in_force(self, query: Query, asked: Understanding) -> list[tuple[str, str, str]]:
        """Titles that the question names but that do not apply on the day, with their status and successor."""
        versions = (self.index.library.version(title, query.day) for title in self._titles(asked))
        stated = ((law.title, law.status_on(query.day), law.superseded_by) for law in versions)
        return [(title, status.value, after) for title, status, after in stated if status is not Status.IN_FORCE]

    def _look_up(self, asked: Understanding, day: date) -> tuple[Draft, list[Block]]:
        """The articles that the question names, whole, and why any of them cannot be shown."""
        draft = Draft(self.index, day)
        blocks: list[Block] = []
        faults: list[Block] = []
        for reference in asked.references[:MOST_LOOKED_UP]:
            try:
                blocks.extend(self._looked_up(draft, reference, day))
            except ReferenceError_ as error:
                faults.append(Block(str(error)))
        draft.add(SectionKind.LEAD, "您问的条文", blocks)
        return draft, faults

    def _exists(self, reference: Reference, day: date) -> bool:
        try:
            resolve(self.index.library, reference, day)
        except ReferenceError_:
            return False
        return True

    def _looked_up(self, draft: Draft, reference: Reference, day: date) -> list[Block]:
        """The blocks that quote one article.

        Raises:
            ReferenceError_: There is no such article, or it does not apply on ``day``.
        """
        found = resolve(self.index.library, reference, day)
        status = article_status(found.law, found.article, day)
        if status is not Status.IN_FORCE:
            successor = f"，已由{found.law.superseded_by}取代" if found.law.superseded_by else ""
            raise ReferenceError_(
                f"您提到的《{found.law.title}》{found.article.number}在{day.isoformat()}的状态是“{status.value}”{successor}，"
                "不能作为依据。"
            )
        ended = ended_paragraphs(found.article, day)
        if found.paragraph in ended:
            raise ReferenceError_(
                f"您提到的《{found.law.title}》{found.article.number}：{found.article.note}，不能作为依据。"
            )
        text = _live_text(found, ended)
        label = paragraph_label(found.article, found.paragraph) if found.paragraph else ""
        label += f"第（{article_label(found.item)[1:-1]}）项" if found.item else ""
        mark = draft.cite(found.law, found.article, text, label)
        return [
            Block(f"《{found.law.title}》{found.article.number}{label}：", (mark,)),
            Block(text, (mark,), quoted=True),
        ]

    def _query(self, asked: Understanding, day: date) -> Query:
        return Query(
            text=asked.search,
            day=day,
            region=asked.region,
            terms=tuple(term for topic in asked.topics for term in topic.terms),
            glossary=legal_terms(asked.search),
            laws=tuple(name for title in self._titles(asked) for name in (title, *self._successors(title, day))),
            anchors=tuple(tuple((g.law, g.article) for g in topic.anchors) for topic in asked.topics),
            local_first=Intent.POLICY in asked.intents,
        )

    def _titles(self, asked: Understanding) -> list[str]:
        """The titles of the library that the question names."""
        names = self.index.library.names()
        titles = ((law, names[fold(law)]) for law in asked.laws if fold(law) in names)
        return [title for law, title in titles if title != _GENERIC or f"《{law}》" in asked.text]

    def _successors(self, title: str, day: date) -> list[str]:
        """What replaced a text that does not apply on the day, as far as the library holds it."""
        law = self.index.library.version(title, day)
        if law.status_on(day) is Status.IN_FORCE or not law.superseded_by:
            return []
        names = self.index.library.names()
        found = (names.get(fold(name)) for name in self.finder.laws_named(law.superseded_by))
        return [name for name in found if name and name != title]


def _live_text(found: Resolved, ended: frozenset[int]) -> str:
    """What a reference points to, without 款 that ended: the longest run of those that apply."""
    if found.item:  # an item says nothing without its lead-in
        whole = next(part.full for part in split_paragraphs(found.article.text) if found.text in part.full)
        return whole[: whole.index(found.text) + len(found.text)]
    if not ended or found.paragraph:
        return found.text
    runs: list[list[str]] = [[]]
    for number, paragraph in enumerate(split_paragraphs(found.article.text), start=1):
        if number in ended:
            runs.append([])
        else:
            runs[-1].append(paragraph.full)
    return max(("\n".join(run) for run in runs), key=len)
