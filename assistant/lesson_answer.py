"""A lesson as part of an answer: each statement with the citations that it rests on, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.search import SearchIndex
from knowledge.errors import ReferenceError_
from knowledge.grounds import Ground, rule_of
from knowledge.lessons import Case, FollowUp, Lesson, Option, Statement
from knowledge.records import NATIONAL
from knowledge.regions import applies_in

from .composing import Draft
from .focus import Asked
from .phrases import ask_which
from .quoting import quotes_of
from .records import Block, Section, SectionKind
from .replies import read_reply
from .sums import severance_line
from .tenure import tenures

__all__ = [
    "OPTION_TITLE",
    "Matter",
    "Told",
    "ask_case",
    "chosen_option",
    "holds_on",
    "told_cases",
    "write_alike",
    "write_asked",
    "write_beside",
    "write_choice",
    "write_grounds",
    "write_lessons",
    "write_nearest",
    "write_option",
]

# With several lessons in one answer, so many points of each.
POINTS_EACH = 3
MOST_QUOTED = 3
OPTION_TITLE = "按您说的情况"
ALIKE_TITLE = "别的课里相近的问题"
NEAREST_TITLE = "和您问的最像的问题"
ASKED_TITLE, POINT_TITLE = "这件事大家还问", "您问的可能是这一点"
CHOICE_LINE, BESIDE_LINE = "您问的可能是下面的一件事：", "您也可能想问下面的事："
# Of a lesson that is shown as a card, so many single points.
CHOICE_ASKED = 6
MOST_ASKED = 12


@dataclass(frozen=True)
class Told:
    """A case of a lesson with the option that is known, ``None`` if it has to be asked for."""

    case: Case
    option: Option | None


@dataclass(frozen=True)
class Matter:
    """A lesson that a question may be about.

    Attributes:
        nearest: Those of its single points that stand beside the lead.
        points: All of them, those nearest to the question first.
    """

    lesson: Lesson
    nearest: Sequence[Asked]
    points: Sequence[Asked]


def holds_on(lesson: Lesson, index: SearchIndex, day: date, today: date) -> bool:
    """Whether what the lesson rests on can be shown and read on ``day`` as it does today.

    A lesson is written on the law of today. Where the library lacks a text that the lead rests on, there is no lesson.
    """
    library = index.library
    try:
        for ground in lesson.summary.grounds:
            rule_of(library, ground, day)
    except ReferenceError_:
        return False
    if day == today:
        return True
    return all(_text(index, ground, day) == _text(index, ground, today) for ground in lesson.grounds())


def _text(index: SearchIndex, ground: Ground, day: date) -> str:
    try:
        return rule_of(index.library, ground, day).text
    except ReferenceError_:
        return ""


def chosen_option(case: Case, text: str) -> Option | None:
    """The option that words of a question show, ``None`` if none or more than one does."""
    spans = list(tenures(text))
    shown = [option for option in case.options if _shows(option, text, spans)]
    return shown[0] if len(shown) == 1 else None


def _shows(option: Option, text: str, spans: Sequence[float]) -> bool:
    if option.months is not None and len(spans) == 1:
        least, below = option.months
        return least <= spans[0] < (float("inf") if below is None else below)
    return bool(option.words and option.words.search(text))


def told_cases(lessons: Iterable[Lesson], text: str, replies: Sequence[str] = ()) -> list[Told]:
    """The cases of the lessons with what the question tells, then what each reply to an open one does."""
    told = [Told(case, chosen_option(case, text)) for lesson in lessons for case in lesson.cases]
    for reply in replies:
        for at, one in enumerate(told):
            if one.option is None and (option := read_reply(one.case, reply)):
                told[at] = Told(one.case, option)
                break
    return told


def write_lessons(
    draft: Draft,
    lessons: Sequence[Lesson],
    told: Sequence[Told],
    text: str,
    index: SearchIndex,
    region: str,
    day: date,
    asked: Sequence[FollowUp] = (),
) -> None:
    """Begin a draft with lessons: lead, points, what is known of the case, steps, evidence, notes on the place.

    Args:
        text: The question.
        asked: Single points of the lessons that most likely are what was asked; they follow the leads at once.
    """
    writer = _Writer(draft, index, day)
    several = len(lessons) > 1
    for lesson in lessons:
        # The title shows what the lesson is about, should the question have been about something else.
        draft.add(SectionKind.LEAD, lesson.title, writer.blocks([lesson.summary]))
        draft.add(
            SectionKind.CASE, POINT_TITLE, writer.asked((lesson, one) for one in lesson.followups if one in asked)
        )
        points = lesson.points[:POINTS_EACH] if several else lesson.points
        draft.add(SectionKind.POINTS, "" if several else "要点", writer.blocks(points))
    known = [one.option for one in told if one.option is not None]
    counted = severance_line(lessons, text)
    draft.add(SectionKind.CASE, "看您说的情况", [*writer.blocks([counted] if counted else []), *writer.cases(known)])
    for case in (one.case for one in told if one.option is None):
        draft.add(SectionKind.POINTS, case.question, writer.cases(case.options))
    done: set[str] = set()
    for lesson in lessons:
        steps = [one for one in lesson.steps if one.text not in done]
        done.update(one.text for one in steps)
        draft.add(SectionKind.STEPS, f"怎么办：{lesson.title}" if several else "怎么办", writer.blocks(steps))
    draft.add(SectionKind.EVIDENCE, "准备好这些证据", writer.evidence(lessons))
    notes = [note.statement for lesson in lessons for note in lesson.notes if _in_place(note.region, region)]
    draft.add(SectionKind.LOCAL, f"在{region.replace('/', '')}", writer.blocks(notes))


def write_grounds(draft: Draft, lessons: Sequence[Lesson], index: SearchIndex, day: date) -> None:
    """The law's own words behind the leads."""
    blocks: list[Block] = []
    for ground in dict.fromkeys(ground for lesson in lessons for ground in lesson.summary.grounds):
        rule = rule_of(index.library, ground, day)
        for label, text in quotes_of(rule)[:MOST_QUOTED]:
            mark = draft.cite(rule.law, rule.article, text, label)
            blocks += [
                Block(f"《{rule.law.title}》{rule.article.number}{label}规定：", (mark,)),
                Block(text, (mark,), quoted=True),
            ]
    draft.add(SectionKind.GROUND, "法律怎么说", blocks)


def write_asked(
    draft: Draft, lessons: Sequence[Lesson], points: Sequence[Asked], index: SearchIndex, day: date
) -> None:
    """Single points, each with its question; with its lesson too unless that is the only one of ``lessons``."""
    writer = _Writer(draft, index, day)
    written = (writer.asked([one], titled=[one[0]] != [*lessons]) for one in points[:MOST_ASKED])
    draft.add(SectionKind.ASKED, ASKED_TITLE, [block for blocks in written for block in blocks])


def write_alike(draft: Draft, points: Sequence[Asked], index: SearchIndex, day: date) -> None:
    """Single points of other lessons that are like the question, each with its own and with its lesson.

    What is right for one situation may be wrong for another: the title says for which it is.
    """
    draft.add(SectionKind.ALIKE, ALIKE_TITLE, _Writer(draft, index, day).asked(points, titled=True))


def write_nearest(draft: Draft, points: Sequence[Asked], index: SearchIndex, day: date) -> None:
    """Begin a draft with the single points that are most like the question, each with its own and with its lesson."""
    draft.add(SectionKind.NEAREST, NEAREST_TITLE, _Writer(draft, index, day).asked(points, titled=True))


def write_choice(draft: Draft, choice: Sequence[Matter], index: SearchIndex, day: date) -> None:
    """Begin a draft with what each lesson says that the question may be about, under its title, the likeliest first."""
    found = _matters(draft, choice, CHOICE_LINE, index, day)
    draft.sections += found
    if found:
        draft.sections.append(ask_which([one.lesson.title for one in choice]))


def write_beside(draft: Draft, choice: Sequence[Matter], index: SearchIndex, day: date) -> None:
    """What lessons say that the question may be about besides those that answer, each under its title."""
    draft.sections += _matters(draft, choice, BESIDE_LINE, index, day)


def _matters(draft: Draft, choice: Sequence[Matter], line: str, index: SearchIndex, day: date) -> list[Section]:
    writer = _Writer(draft, index, day)
    sections: list[Section] = []
    for one in choice:
        lesson, points = one.lesson, [point for point in one.points if point not in one.nearest]
        lead = writer.blocks([lesson.summary])
        parts = (
            (SectionKind.LEAD, "", lead),
            (SectionKind.NEAREST, "", writer.asked(one.nearest)),
            (SectionKind.POINTS, "要点", writer.blocks(lesson.points)),
            (SectionKind.STEPS, "怎么办", writer.blocks(lesson.steps)),
            (SectionKind.ASKED, ASKED_TITLE, writer.asked(points[:CHOICE_ASKED])),
        )
        if lead:
            under = lesson.title
            sections += [Section(kind, title, tuple(found), under=under) for kind, title, found in parts if found]
    return [Section(SectionKind.BRIDGE, "", (Block(line),)), *sections] if sections else []


def write_option(draft: Draft, option: Option, index: SearchIndex, day: date) -> None:
    """What one option of a case means."""
    draft.add(SectionKind.LEAD, OPTION_TITLE, _Writer(draft, index, day).blocks([option.statement]))


def _in_place(noted: str, region: str) -> bool:
    return region != NATIONAL and applies_in(noted, region)


class _Writer:
    """Turns statements into blocks; one whose grounds cannot all be shown is left out."""

    def __init__(self, draft: Draft, index: SearchIndex, day: date) -> None:
        self._draft, self._index, self._day = draft, index, day

    def blocks(self, statements: Iterable[Statement]) -> list[Block]:
        return [block for block in map(self._block, statements) if block is not None]

    def asked(self, points: Iterable[Asked], titled: bool = False) -> list[Block]:
        """Single points, each with its question: without it one would be taken for the answer to another.

        Args:
            titled: With the title of its lesson as well.
        """
        written = ((lesson, one, self._block(one.answer)) for lesson, one in points)
        return [
            replace(block, question=f"{one.question}（{lesson.title}）" if titled else one.question)
            for lesson, one, block in written
            if block
        ]

    def cases(self, options: Iterable[Option]) -> list[Block]:
        """Each with its condition: the words of a question may have been misread."""
        written = [(option, self._block(option.statement)) for option in options]
        return [Block(f"如果是“{option.label}”：{block.text}", block.marks) for option, block in written if block]

    def evidence(self, lessons: Sequence[Lesson]) -> list[Block]:
        """What to collect, with the marks once at the end: one rule is behind all of it."""
        grounds = {lesson.id: self._marks(lesson.evidence_grounds) for lesson in lessons}
        items = dict.fromkeys(text for lesson in lessons if grounds[lesson.id] for text in lesson.evidence)
        marks = tuple(dict.fromkeys(mark for found in grounds.values() for mark in found))
        blocks = [Block(text) for text in items]
        return [*blocks[:-1], Block(blocks[-1].text, marks)] if blocks else []

    def _block(self, statement: Statement) -> Block | None:
        marks = self._marks(statement.grounds)
        return Block(statement.text, marks) if marks else None

    def _marks(self, grounds: Sequence[Ground]) -> tuple[int, ...]:
        try:
            rules = [rule_of(self._index.library, ground, self._day) for ground in grounds]
        except ReferenceError_:
            return ()
        cite = self._draft.cite
        marks = (cite(rule.law, rule.article, text, label) for rule in rules for label, text in quotes_of(rule))
        return tuple(dict.fromkeys(marks))


def ask_case(told: Sequence[Told], index: SearchIndex, day: date) -> Section | None:
    """The first case that is not known, as a question with the options that can be answered."""
    writer = _Writer(Draft(index, day), index, day)
    for one in told:
        choices = tuple(option.label for option in one.case.options if writer.blocks([option.statement]))
        if one.option is None and len(choices) > 1:
            return Section(SectionKind.ASK, "再问您一句", (Block(one.case.question),), choices)
    return None
