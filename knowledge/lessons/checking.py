"""What a machine can check of the lessons: references, figures, length, form, and the ways of asking."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..errors import ReferenceError_, RegionError
from ..figures import Figure, figures, operands
from ..grounds import Rule, rule_of
from ..library import Library
from ..questions import BankQuestion
from ..records import NATIONAL
from ..regions import applies_in, normalise_region
from .records import Lesson, Statement

__all__ = ["LONGEST_SENTENCE", "Finding", "check_lessons", "check_questions", "sentence_lengths"]

LONGEST_SENTENCE, LONGEST_SUMMARY = 60, 90
LEAST_ASKED = 15
_COUNTS = {
    "points": (3, 6),
    "steps": (3, 6),
    "evidence": (3, 8),
    "mistakes": (2, 4),
    "followups": (0, 32),
    "quiz": (2, 4),
    "cases": (0, 2),
}
_NAMES = {
    "points": "要点",
    "steps": "怎么做",
    "evidence": "证据",
    "mistakes": "常见误区",
    "followups": "追问",
    "quiz": "小测验",
    "cases": "看情况",
}
_SENTENCE_END = re.compile(r"[。！？；\n]+")
_PLAIN = re.compile(r"[\s，。？！?!,.、~～…：:“”\"']")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with one lesson, for the person who writes it."""

    lesson: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.lesson} · {self.place}：{self.what}"


def check_lessons(lessons: Sequence[Lesson], library: Library, day: date) -> Iterator[Finding]:
    """Everything that is wrong with each lesson as it stands on ``day``."""
    known = {one.id for one in lessons}
    for title, times in Counter(one.title for one in lessons).items():
        if times > 1:
            yield Finding("、".join(one.id for one in lessons if one.title == title), "title", f"标题重复：{title}")
    yield from _circles({one.id: one.before for one in lessons})
    for lesson in lessons:
        yield from _form(lesson, known)
        for place, statement in lesson.statements():
            yield from (Finding(lesson.id, place, what) for what in _statement(statement, library, day))
        yield from (Finding(lesson.id, "证据", what) for what in _unresolved(lesson, library, day))
        yield from _places(lesson, library, day)


def _circles(before: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Lessons that come before themselves, along whatever chain."""
    for name in before:
        reached, open_ends = set(before[name]), list(before[name])
        while open_ends:
            fresh = set(before.get(open_ends.pop(), ())) - reached
            reached |= fresh
            open_ends += fresh
        if name in reached:
            yield Finding(name, "before", "绕了一圈又排在自己前面")


def _form(lesson: Lesson, known: Iterable[str]) -> Iterator[Finding]:
    for name, (least, most) in _COUNTS.items():
        count = len(getattr(lesson, name))
        if not least <= count <= most:
            yield Finding(lesson.id, _NAMES[name], f"应当有{least}至{most}条，现在有{count}条")
    if len(lesson.summary.text) > LONGEST_SUMMARY:
        yield Finding(lesson.id, "一句话", f"有{len(lesson.summary.text)}个字，最多{LONGEST_SUMMARY}个")
    for key, others in (("related", lesson.related), ("before", lesson.before)):
        for other in others:
            if other == lesson.id or other not in known:
                yield Finding(lesson.id, key, f"没有别的课叫 {other}")
    for case in lesson.cases:
        labels = [option.label for option in case.options]
        if not 2 <= len(set(labels)) == len(labels) <= 4:
            yield Finding(lesson.id, "看情况", f"“{case.question}”应当有2至4个不同的选项")
    for quiz in lesson.quiz:
        if not 3 <= len(set(quiz.options)) == len(quiz.options) <= 4:
            yield Finding(lesson.id, "小测验", f"“{quiz.question[:20]}”应当有3至4个不同的选项")
    texts = [statement.text for _, statement in lesson.statements()]
    texts += [
        *lesson.evidence,
        *(one.belief for one in lesson.mistakes),
        *(one.question for one in lesson.followups),
        *(one.question for one in lesson.quiz),
    ]
    for sentence in (sentence for text in texts for sentence in _sentences(text)):
        if len(sentence) > LONGEST_SENTENCE:
            yield Finding(lesson.id, "句子", f"有{len(sentence)}个字，最多{LONGEST_SENTENCE}个：{sentence[:24]}…")


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def sentence_lengths(lesson: Lesson) -> list[int]:
    """The number of characters of each sentence of a lesson, marks of sentence ends not counted."""
    return [len(sentence) for _, one in lesson.statements() for sentence in _sentences(one.text)]


def _rules(statement: Statement, library: Library, day: date) -> tuple[list[Rule], list[str]]:
    rules, faults = [], []
    for ground in statement.grounds:
        try:
            rules.append(rule_of(library, ground, day))
        except ReferenceError_ as error:
            faults.append(f"依据 {ground.law} {ground.article} 不能用：{error}")
    return rules, faults


def _statement(statement: Statement, library: Library, day: date) -> Iterator[str]:
    rules, faults = _rules(statement, library, day)
    yield from faults
    if faults:
        return
    held = {figure for rule in rules for figure, _ in figures(rule.text)}
    for figure, words in figures(statement.checked):
        if figure not in held:
            yield f"“{words}”不在所引的条款里：{statement.text[:40]}"
    numbers = {Fraction(number) for number in statement.assumed if re.fullmatch(r"\d+(\.\d+)?", number)}
    numbers |= _usable(held)
    for number in (number for expression in statement.sums for number in operands(expression)):
        if number not in numbers:
            yield f"算式里的 {float(number):g} 既不是例子里的数，也不在所引的条款里：{statement.text[:40]}"


def _usable(held: Iterable[Figure]) -> set[Fraction]:
    """Numbers of the law that a sum may use; a percentage also as a share or a multiple."""
    found = {figure.value for figure in held}
    return found | {figure.value / 100 for figure in held if figure.unit == "%"}


def _unresolved(lesson: Lesson, library: Library, day: date) -> Iterator[str]:
    for ground in lesson.evidence_grounds:
        try:
            rule_of(library, ground, day)
        except ReferenceError_ as error:
            yield f"依据 {ground.law} {ground.article} 不能用：{error}"


def _places(lesson: Lesson, library: Library, day: date) -> Iterator[Finding]:
    """Local rules stand in the notes on places, each under its own place; nowhere else."""
    notes = {id(note.statement): note.region for note in lesson.notes}
    for place, statement in lesson.statements():
        region = notes.get(id(statement), NATIONAL)
        try:
            region = normalise_region(region)
        except RegionError as error:
            yield Finding(lesson.id, place, str(error))
            continue
        for rule in _rules(statement, library, day)[0]:
            if not rule.law.is_policy and not applies_in(rule.law.region, region):
                yield Finding(lesson.id, place, f"《{rule.law.title}》是{rule.law.region}的规定，不能用在{region}")


def check_questions(lessons: Sequence[Lesson], bank: Sequence[BankQuestion]) -> Iterator[Finding]:
    """What is wrong with the ways of asking that the bank links to lessons."""
    known = {one.id for one in lessons}
    asked = Counter(one.lesson for one in bank if one.lesson)
    for lesson in lessons:
        if asked[lesson.id] < LEAST_ASKED:
            yield Finding(lesson.id, "问法", f"至少要有{LEAST_ASKED}种，现在有{asked[lesson.id]}种")
    for name in asked:
        if name not in known:
            yield Finding(name, "问法", "问题库里的问法指向这一课，但没有这一课")
    claimed: dict[str, str] = {}
    for one in (one for one in bank if one.lesson):
        first = claimed.setdefault(_PLAIN.sub("", one.question), one.lesson)
        if first != one.lesson:
            yield Finding(one.lesson, "问法", f"{first}也有这个问法：{one.question[:30]}")
