"""From ranked articles to an answer a worker can use, in the statute's own words; no language model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from index.search import Hit, SearchIndex
from knowledge.grounds import Ground
from knowledge.lessons import Lesson
from knowledge.library import article_status, ended_paragraphs
from knowledge.records import NATIONAL, Article, Law
from knowledge.statute import split_paragraphs

from .quoting import key_paragraph, paragraph_label, quote_from
from .records import Block, Citation, Section, SectionKind
from .topics import channels
from .understanding import Intent, Understanding

__all__ = ["Composer", "Draft", "notice", "where_to_go"]

MOST_LEADS, MOST_FURTHER, MOST_LOCAL = 3, 3, 2
# A further article must have at least this share of the probability of the best one.
FURTHER_SHARE = 0.03
# A local rule that the index put among so many articles stands in an answer.
LOCAL_AMONG = 6
DEFAULT_CHANNELS = ("12351", "12333", "12348")


class Draft:
    """Sections and citations in the making; an article is cited once, whole."""

    def __init__(self, index: SearchIndex, day: date) -> None:
        self._index, self._day = index, day
        self.citations: list[Citation] = []
        self.sections: list[Section] = []

    def cite(self, law: Law, article: Article, quote: str, paragraph: str) -> int:
        """The number of the citation of this article; two quotes from different 款 make it cite the whole."""
        for at, one in enumerate(self.citations):
            if (one.law, one.article) == (law.title, article.number):
                if quote not in one.quote and not ended_paragraphs(article, self._day):
                    self.citations[at] = replace(one, quote=article.text, paragraph="")
                return one.n
        self.citations.append(citation_of(law, article, quote, paragraph, self._day, len(self.citations) + 1))
        return len(self.citations)

    def cited(self, hit: Hit) -> bool:
        """Whether the article of a hit is cited already."""
        return any((one.law, one.article) == (hit.law.title, hit.article.number) for one in self.citations)

    def add(self, kind: SectionKind, title: str, blocks: Iterable[Block]) -> None:
        """Append a section if it says anything."""
        if kept := tuple(blocks):
            self.sections.append(Section(kind, title, kept))


class Composer:
    """Builds drafts over one index."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def compose(
        self,
        asked: Understanding,
        hits: Sequence[Hit],
        day: date,
        begun: Draft | None = None,
        lessons: Sequence[Lesson] | None = None,
    ) -> Draft:
        """A draft from the ranked articles; verification decides what of it is shown.

        Args:
            begun: A draft to be gone on with.
            lessons: Lessons that are sure to answer, at the head of ``begun``: then articles only follow as pointers.
                ``None`` if ``begun`` has its lead, none if the articles have to answer.
        """
        draft = begun or Draft(self._index, day)
        national = [hit for hit in hits if hit.law.region == NATIONAL]
        local = [hit for hit in hits if hit.law.region != NATIONAL]
        if not hits:
            return draft
        # A lesson that is only likely leads: what it says comes before the limits of a topic that may be another's.
        likely = lessons is not None and not lessons and _led_by_a_lesson(draft)
        if begun is None or (lessons is not None and not lessons):
            self._lead_section(draft, asked, self._leads(asked, _leading(asked, hits, national)), day)
        floor = FURTHER_SHARE * (national or hits)[0].score
        near = [hit for hit in hits[:LOCAL_AMONG] if hit in local and not draft.cited(hit)][:MOST_LOCAL]
        draft.add(SectionKind.LOCAL, f"{asked.region.replace('/', '')}的规定", self._pointers(draft, near, asked, day))
        # A lesson says itself which limits matter; they stand out for one who asks about time.
        if not lessons or Intent.DEADLINE in asked.intents:
            self._deadlines(draft, asked, day, lessons or (), first=not likely)
        near = [hit for hit in national if hit.score >= floor and not draft.cited(hit)][:MOST_FURTHER]
        draft.add(SectionKind.LAW, "相关条文", self._pointers(draft, near, asked, day))
        return draft

    def _leads(self, asked: Understanding, hits: Sequence[Hit]) -> list[Hit]:
        """For each topic of the question its best article, then the best articles as such.

        What the section on time limits quotes anyway does not lead.
        """
        limits = {(ground.law, ground.article) for topic in asked.topics for ground in topic.deadline}
        hits = [hit for hit in hits if (hit.law.title, hit.article.number) not in limits] or hits
        chosen: list[Hit] = []
        if len(asked.topics) > 1:
            found = {(hit.law.title, hit.article.number): hit for hit in hits}
            for topic in asked.topics:
                grounds = [found.get((ground.law, ground.article)) for ground in topic.anchors]
                best = next((hit for hit in grounds if hit is not None and hit not in chosen), None)
                if best is not None:
                    chosen.append(best)
        floor = FURTHER_SHARE * hits[0].score
        chosen += [hit for hit in hits if hit not in chosen and hit.score >= floor]
        return chosen[: max(2, min(MOST_LEADS, len(asked.topics)))]

    def _lead_section(self, draft: Draft, asked: Understanding, leads: Sequence[Hit], day: date) -> None:
        blocks = []
        for hit in leads:
            quote, number = quote_from(hit.article, hit.paragraphs, asked.search, day)
            mark = draft.cite(hit.law, hit.article, quote, paragraph_label(hit.article, number))
            blocks.append(Block(f"{_named(hit.law)}{hit.article.number}规定：", (mark,)))
            blocks.append(Block(quote, (mark,), quoted=True))
        draft.add(SectionKind.LEAD, "法律怎么说", blocks)

    def _pointers(self, draft: Draft, hits: Sequence[Hit], asked: Understanding, day: date) -> Iterable[Block]:
        for hit in hits:
            quote, number = quote_from(hit.article, hit.paragraphs, asked.search, day)
            mark = draft.cite(hit.law, hit.article, quote, paragraph_label(hit.article, number))
            shown = key_paragraph(quote, asked.search)
            if not shown or shown.endswith(("：", ":")):  # a part would say half of the rule
                yield Block(f"{_named(hit.law)}{hit.article.number}（条文较长，请点开看全文）", (mark,))
            else:
                yield Block(f"{_named(hit.law)}{hit.article.number}：", (mark,))
                yield Block(shown, (mark,), quoted=True)

    def _deadlines(self, draft: Draft, asked: Understanding, day: date, lessons: Sequence[Lesson], first: bool) -> None:
        """The time limits of the question's topics; ``first`` of all for one who asks about time.

        Beside lessons only those on which they rest: others would mislead.
        """
        grounds = [ground for topic in asked.topics for ground in topic.deadline]
        if lessons:
            rested = {(ground.law, ground.article) for lesson in lessons for ground in lesson.grounds()}
            grounds = [ground for ground in grounds if (ground.law, ground.article) in rested]
        blocks: list[Block] = []
        for ground in _merged(grounds)[:3]:
            article = self._index.find(ground.law, ground.article, day)
            if article is not None:
                blocks.extend(self._deadline_blocks(draft, ground, article))
        draft.add(SectionKind.DEADLINE, "时间限制，别错过", blocks)
        if first and Intent.DEADLINE in asked.intents and draft.sections[-1].kind is SectionKind.DEADLINE:
            draft.sections.insert(0, draft.sections.pop())

    def _deadline_blocks(self, draft: Draft, ground: Ground, article: Article) -> Iterable[Block]:
        law = self._index.library.law(article.law_id)
        parts = split_paragraphs(article.text)
        numbers = [number for number in ground.paragraphs if number <= len(parts)] or range(1, len(parts) + 1)
        for number in numbers:
            text = parts[number - 1].full
            mark = draft.cite(law, article, text, paragraph_label(article, number))
            label = paragraph_label(article, number)
            yield Block(f"{_named(law)}{article.number}{label}：", (mark,))
            yield Block(text, (mark,), quoted=True)


def _leading(asked: Understanding, hits: Sequence[Hit], national: Sequence[Hit]) -> Sequence[Hit]:
    """The hits that may lead: national ones, or all where the question fits a rule of the place best."""
    if Intent.POLICY in asked.intents and (policy := [hit for hit in hits if hit.law.is_policy]):
        return policy
    return hits if hits[0].law.region != NATIONAL or not national else national


def citation_of(law: Law, article: Article, quote: str, paragraph: str, day: date, n: int = 1) -> Citation:
    """The citation of an article with everything that its card shows."""
    notes = [note for note in (article.note, law.note) if note]
    if law.first_effective:
        changed = f"，此处为{_day(law.published)}修改后的文本" if law.published else ""
        notes.append(f"最早自{_day(law.first_effective)}起施行{changed}")
    if law.superseded_by:
        notes.append(f"已由{law.superseded_by}取代" if law.status_on(day).value != "现行有效" else "")
    return Citation(
        n=n,
        law=law.title,
        article=article.number,
        paragraph=paragraph,
        quote=quote,
        text=article.text,
        chapters=article.chapters,
        status=article_status(law, article, day).value,
        effective=law.effective.isoformat() if law.effective else "",
        level=law.level,
        region=law.region,
        source=law.source,
        issuer=law.issuer,
        note="；".join(filter(None, notes)),
    )


def where_to_go(asked: Understanding, in_scope: bool = True, lessons: Sequence[Lesson] = ()) -> Section:
    """The channels for this question, each with what it is for."""
    known = channels()
    if not in_scope:
        return _where(("12348", "12345"))
    wanted = [channel for lesson in lessons for channel in lesson.where]
    wanted = wanted or [channel for topic in asked.topics for channel in topic.where] or list(DEFAULT_CHANNELS)
    chosen = list(dict.fromkeys(wanted))[:4]
    if "12351" not in chosen:
        chosen.append("12351")
    return _where([one for one in chosen if one in known])


def _where(chosen: Sequence[str]) -> Section:
    blocks = tuple(Block(f"{channels()[one].name}：{channels()[one].use}") for one in chosen)
    return Section(SectionKind.WHERE, "可以找谁", blocks)


def notice(day: date) -> Section:
    """What every answer says about itself."""
    text = f"本回答由程序根据法律条文自动整理，条文按{_day(day)}有效的文本，不是律师意见；拿不准时请拨打12351问工会。"
    return Section(SectionKind.NOTICE, "", (Block(text),))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _led_by_a_lesson(draft: Draft) -> bool:
    return any(one.kind is SectionKind.LEAD and not one.under for one in draft.sections)


def _named(law: Law) -> str:
    if law.is_policy:
        return f"{law.issuer or law.region}《{law.title}》（工会文件，不是法律）"
    return f"《{law.title}》"


def _merged(grounds: Sequence[Ground]) -> list[Ground]:
    """One entry for each article, with the 款 of all topics."""
    merged: dict[tuple[str, str], set[int]] = {}
    for ground in grounds:
        merged.setdefault((ground.law, ground.article), set()).update(ground.paragraphs)
    return [Ground(law, article, tuple(sorted(numbers))) for (law, article), numbers in merged.items()]
