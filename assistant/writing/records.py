"""What a language model reads, what it writes, and why a sentence of it is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.grounds import Rule

__all__ = ["Fault", "Sentence", "Source"]


class Fault(StrEnum):
    """Why a sentence is not shown, in the order in which it is looked at."""

    FORM = "form"
    SOURCE = "source"
    LINK = "link"
    QUOTE = "quote"
    LAW = "law"
    FIGURE = "figure"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Source:
    """Something that a sentence may rest on: a 款 of an article, or a line of a lesson.

    Attributes:
        id: As the model cites it: A1.2, L1.3.
        own: Our words of a lesson; empty for a 款.
        rules: The provisions: the 款 itself, or those that the line of the lesson rests on.
        title: Of the lesson, empty for a 款.
        before: What our words answer or are the case of; no ground for anything, but they are not to be read without.
    """

    id: str
    own: str
    rules: tuple[Rule, ...]
    title: str = ""
    before: str = ""

    @property
    def law(self) -> str:
        """The words of the provisions."""
        return "\n".join(rule.text for rule in self.rules)

    @property
    def told(self) -> str:
        """Our words as they are read, or those of the provisions."""
        return f"{self.before}{self.own}" if self.own else self.law

    @property
    def text(self) -> str:
        """All words that a sentence may rest on."""
        return f"{self.own}\n{self.law}" if self.own else self.law


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a model, with the ids of the sources that it says it rests on."""

    text: str
    ids: tuple[str, ...]
