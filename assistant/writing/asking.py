"""What a model says about a question: what a follow-up means, and what a long or garbled message asks.

It only steers the search, and nothing of it is law. What names a number, a place or a law that nobody said is void.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing

from langchain_core.messages import BaseMessage

from assistant.suspicion import is_suspicious
from knowledge.citations import ReferenceFinder
from knowledge.figures import figures
from knowledge.regions import find_regions
from knowledge.text import clean_input, fold

from .calling import Calls, Usage
from .canon import canonical, share
from .prompting import issue_messages, question_for_model, rewrite_messages

__all__ = ["Asking"]

LONGEST_REWRITTEN, LONGEST_ISSUE, MOST_ISSUES = 160, 40, 3
LEAST_SAID = 0.6
"""The share of the letters of a rewritten question that were said: more than this may be somebody else's question."""
LEAST_OF_ISSUE = 0.34
"""The same for an issue, which a model puts shortly and in other words; lessons that hardly fit are not found by it."""
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


class Asking:
    """Asks a model what a worker means; safe to share between threads."""

    def __init__(self, calls: Calls, finder: ReferenceFinder) -> None:
        self._calls, self._finder = calls, finder

    def rewrite(self, question: str, history: Sequence[str], until: float, usage: Usage) -> str:
        """A follow-up as a question of its own; ``question`` itself where the model says nothing that may be used.

        Raises:
            ModelFault: The model could not be asked.
        """
        told = [question_for_model(one) for one in (*history, question)]
        objects = self._objects(rewrite_messages(told[-1], told[:-1]), until, usage)
        found = next((one["question"] for one in objects if isinstance(one.get("question"), str)), "")
        new = clean_input(str(found))
        said = "\n".join(told)
        if not new or len(new) > LONGEST_REWRITTEN or self._adds(new, said) or share(canonical(new), said) < LEAST_SAID:
            return question
        return new

    def issues(self, question: str, until: float, usage: Usage) -> tuple[str, ...]:
        """Short questions that a message asks, the most important first; at most :data:`MOST_ISSUES`.

        Raises:
            ModelFault: The model could not be asked.
        """
        told = question_for_model(question)
        objects = self._objects(issue_messages(told), until, usage)
        found = next((one["questions"] for one in objects if isinstance(one.get("questions"), list)), [])
        lines = [clean_input(one) for one in found if isinstance(one, str)] if isinstance(found, list) else []
        good = [
            one
            for one in lines
            if 2 <= len(one) <= LONGEST_ISSUE
            and _HAN.search(one)
            and not self._adds(one, told)
            and share(canonical(one), told) >= LEAST_OF_ISSUE
        ]
        return tuple(dict.fromkeys(good))[:MOST_ISSUES]

    def _objects(self, messages: Sequence[BaseMessage], until: float, usage: Usage) -> list[dict[str, object]]:
        """A reply read to its end, where its server says how many tokens it took."""
        with closing(self._calls.objects(messages, until, usage, proves=False)) as objects:
            return list(objects)

    def _adds(self, new: str, said: str) -> bool:
        """Whether a text names a number, a place or a law that was not said, or speaks to a program."""
        known = {figure for figure, _ in figures(said)}
        if any(figure not in known for figure, _ in figures(new)) or is_suspicious(new):
            return True
        digits = set(re.findall(r"\d+", fold(new))) - set(re.findall(r"\d+", fold(said)))
        names = [*self._finder.laws_named(new), *find_regions(new)]
        return bool(digits) or any(fold(name.split("/")[-1])[:2] not in fold(said) for name in names)
