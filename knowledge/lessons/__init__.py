"""The lessons of 学法小课堂: what a rule means for a worker, in our own words, each statement with its ground.

Law text is never stored here: a ground names an article, and the library holds its words.
"""

from __future__ import annotations

import functools
from importlib import resources

from .parsing import read_lesson
from .records import Case, FollowUp, Lesson, Mistake, Option, QuizQuestion, RegionNote, Statement
from .vocabulary import SITUATIONS, TOPICS

__all__ = [
    "SITUATIONS",
    "TOPICS",
    "Case",
    "FollowUp",
    "Lesson",
    "Mistake",
    "Option",
    "QuizQuestion",
    "RegionNote",
    "Statement",
    "load_lessons",
    "read_lesson",
]


@functools.cache
def load_lessons() -> tuple[Lesson, ...]:
    """All lessons beside this module, by topic in the order of :data:`TOPICS`, then by title.

    Raises:
        LessonError: A file does not have the shape of a lesson; names the file and what is wrong.
    """
    files = (one for one in resources.files(__package__).iterdir() if one.name.endswith(".md"))
    lessons = (read_lesson(one.name, one.read_text("utf-8")) for one in files)
    return tuple(sorted(lessons, key=lambda one: (TOPICS.index(one.topic), one.title)))
