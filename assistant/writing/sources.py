"""What a model may read for one question: the articles of the answer by 款, and the lines of its lessons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from assistant.records import Citation
from assistant.suspicion import is_suspicious
from knowledge.errors import ReferenceError_
from knowledge.grounds import Ground, Rule, rule_of
from knowledge.lessons import Lesson, Statement
from knowledge.library import Library
from knowledge.records import NATIONAL
from knowledge.regions import applies_in
from knowledge.statute import split_paragraphs

from .records import Source

__all__ = ["MOST_ARTICLES", "MOST_LESSONS", "lesson_lines", "sources_of"]

MOST_ARTICLES, MOST_LESSONS = 10, 3


def sources_of(
    library: Library, citations: Sequence[Citation], lessons: Sequence[Lesson], region: str, day: date
) -> tuple[Source, ...]:
    """The sources for an answer: lessons first, for they say the same in plain words.

    Args:
        citations: Of the answer; each article is given whole, 款 by 款.
        region: Whose notes of a lesson apply.
    """
    found: list[Source] = []
    for number, lesson in enumerate(lessons[:MOST_LESSONS], start=1):
        lines = enumerate(lesson_lines(lesson, region).values(), start=1)
        for line, (before, statement) in lines:
            rules = _rules(library, statement.grounds, day)
            if rules:
                found.append(Source(f"L{number}.{line}", statement.text, rules, lesson.title, before))
    for number, citation in enumerate(citations[:MOST_ARTICLES], start=1):
        for part, rule in _paragraphs(library, citation, day):
            found.append(Source(f"A{number}.{part}", "", (rule,)))
    return tuple(one for one in found if not is_suspicious(one.before + one.text))


def lesson_lines(lesson: Lesson, region: str = NATIONAL) -> Mapping[str, tuple[str, Statement]]:
    """Name of each line of a lesson (要点2, 看情况1.2, 误区1) to what is read before it, and its statement."""
    return dict(_lines(lesson, region))


def _lines(lesson: Lesson, region: str) -> Iterator[tuple[str, tuple[str, Statement]]]:
    yield "一句话", ("", lesson.summary)
    yield from ((f"要点{at}", ("", one)) for at, one in enumerate(lesson.points, start=1))
    yield from ((f"怎么做{at}", ("", one)) for at, one in enumerate(lesson.steps, start=1))
    for at, case in enumerate(lesson.cases, start=1):
        for number, option in enumerate(case.options, start=1):
            yield f"看情况{at}.{number}", (f"{case.question}如果是“{option.label}”：", option.statement)
    yield from ((f"误区{at}", ("", one.right)) for at, one in enumerate(lesson.mistakes, start=1))
    for at, asked in enumerate(lesson.followups, start=1):
        yield f"追问{at}", (asked.question, asked.answer)
    for at, note in enumerate(lesson.notes, start=1):
        if region != NATIONAL and applies_in(note.region, region):
            yield f"各地不同{at}", (f"在{note.region.replace('/', '')}：", note.statement)


def _rules(library: Library, grounds: Iterable[Ground], day: date) -> tuple[Rule, ...]:
    """The provisions behind a line, none if one of them cannot be shown: the line then rests on nothing."""
    try:
        return tuple(rule_of(library, ground, day) for ground in grounds)
    except ReferenceError_:
        return ()


def _paragraphs(library: Library, citation: Citation, day: date) -> Iterator[tuple[int, Rule]]:
    for part in range(1, len(split_paragraphs(citation.text)) + 1):
        try:
            yield part, rule_of(library, Ground(citation.law, citation.article, (part,)), day)
        except ReferenceError_:
            continue
