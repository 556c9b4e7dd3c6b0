"""Check lessons: ``python -m knowledge.lessons [ID ...]``; prints what is wrong and exits with 1 if anything is."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from importlib import resources
from pathlib import Path

from ..catalogue import load_catalogue
from ..errors import LessonError
from ..library import Library, load_library
from ..questions import load_bank
from ..sources import LibraryFolder, NationalLaws, Source
from .checking import check_lessons, check_questions, sentence_lengths
from .parsing import read_lesson
from .records import Lesson


def main(wanted: Sequence[str]) -> int:
    """Print the findings about the lessons named, or about all; 1 if there are any."""
    lessons, faults = _read()
    found = [f"{one}" for one in faults if not wanted or any(name in one for name in wanted)]
    findings = [*check_lessons(lessons, _library(), date.today()), *check_questions(lessons, load_bank())]
    # One who writes some lessons cannot know which of the others are there already.
    found += [str(one) for one in findings if not wanted or (one.lesson in wanted and one.place != "related")]
    print("\n".join(found))
    if not wanted:
        lengths = [length for lesson in lessons for length in sentence_lengths(lesson)]
        quiz = sum(len(lesson.quiz) for lesson in lessons)
        asked = sum(1 for one in load_bank() if one.lesson)
        mean = sum(lengths) / max(len(lengths), 1)
        print(f"{len(lessons)} lessons, {asked} ways of asking, {quiz} quiz questions")
        print(f"characters a sentence: mean {mean:.1f}, longest {max(lengths, default=0)}; findings: {len(found)}")
    return 1 if found else 0


def _read() -> tuple[list[Lesson], list[str]]:
    lessons, faults = [], []
    for file in sorted(resources.files(__package__).iterdir(), key=lambda one: one.name):
        if file.name.endswith(".md"):
            try:
                lessons.append(read_lesson(file.name, file.read_text("utf-8")))
            except LessonError as error:
                faults.append(str(error))
    return lessons, faults


def _library() -> Library:
    folders = filter(None, os.environ.get("XUEFA_LIBRARY", "../shared/library").split(os.pathsep))
    cache = Path(tempfile.gettempdir()) / "xuefa-lesson-texts"
    sources: list[Source] = [
        NationalLaws(),
        *(LibraryFolder(Path(one), cache) for one in folders if Path(one).is_dir()),
    ]
    return load_library(sources, load_catalogue())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
