"""A second model that marks what the first wrote: a reading aid for people, never a ground to let a change in."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.records import Answer
from assistant.settings import ModelSettings

from .runs import Progress, Run
from .written import MARKS, UNREADABLE, written_section

if TYPE_CHECKING:
    from assistant.writing.calling import Calls

__all__ = ["Judge", "Judgement", "judge_run"]

LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge said of one written section.

    Attributes:
        mark: One of ``MARKS``, or ``unreadable``.
        why: Its sentence; for an unreadable one what went wrong with the call, such as ``timeout``.
    """

    mark: str
    why: str


class Judge:
    """One model that marks."""

    def __init__(self, calls: Calls, settings: ModelSettings) -> None:
        self._calls, self._settings = calls, settings

    @property
    def model(self) -> str:
        """Its name."""
        return self._settings.model

    @classmethod
    def open(cls, settings: ModelSettings) -> Judge:
        """The model that the settings name; no call is made.

        Raises:
            SettingsError: The provider is unknown, or its package is not installed.
        """
        from assistant.writing.calling import Calls  # its client takes seconds to import: only with a judge
        from assistant.writing.companion import model_of

        return cls(Calls(model_of(settings, "XUEFA_JUDGE"), settings), settings)

    def mark(self, question: str, answer: Answer) -> Judgement | None:
        """The mark of what a model wrote in an answer; ``None`` if nothing of it is shown."""
        from assistant.writing.calling import ModelFault, Usage
        from assistant.writing.prompting import judge_messages, question_for_model

        section = written_section(answer)
        if section is None:
            return None
        messages = judge_messages(question_for_model(question), section, answer.citations)
        until = time.monotonic() + self._settings.deadline
        try:
            with closing(self._calls.objects(messages, until, Usage())) as objects:
                return _judgement(list(objects))
        except ModelFault as fault:
            return Judgement(UNREADABLE, fault.reason)


def judge_run(judge: Judge, run: Run, progress: Progress = lambda *_: None) -> dict[str, Judgement]:
    """Case id to judgement, for each answer of a run in which something is shown that a model wrote."""
    written = [one for one in run.results if one.answer and written_section(one.answer)]
    found: dict[str, Judgement] = {}
    for done, result in enumerate(written, start=1):
        judgement = judge.mark(result.case.question, result.answer) if result.answer else None
        if judgement is not None:
            found[result.case.id] = judgement
        progress(done, len(written))
    return found


def _judgement(objects: list[dict[str, object]]) -> Judgement:
    """The one mark of a reply; a judge that gives two marks, or one that does not exist, gave none."""
    given = [one for one in objects if one.get("mark") in MARKS]
    if len({one["mark"] for one in given}) != 1:
        return Judgement(UNREADABLE, "no mark" if not given else "several marks")
    why = given[0].get("why")
    return Judgement(str(given[0]["mark"]), " ".join(why.split())[:LONGEST_WHY] if isinstance(why, str) else "")
