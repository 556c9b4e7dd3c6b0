"""What checking a draft finds: a verdict for each reference, layer by layer, with the stored text beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.citations import Reference
from knowledge.numerals import article_label

__all__ = ["Checked", "Difference", "Finding", "Layer", "State", "Suggestion", "Verdict"]


class Verdict(StrEnum):
    """The verdicts of the contract."""

    OK = "ok"
    QUOTE_MISMATCH = "quote_mismatch"
    NO_SUCH_ARTICLE = "no_such_article"
    NO_SUCH_LAW = "no_such_law"
    NOT_IN_FORCE = "not_in_force"
    UNCONFIRMED = "unconfirmed"


class Layer(StrEnum):
    """What is checked, in this order; a later layer never mends an earlier one."""

    LAW = "law"
    ARTICLE = "article"
    FORCE = "force"
    QUOTE = "quote"
    CLAIM = "claim"


class State(StrEnum):
    """What came of one layer; ``NONE``: there was nothing to check."""

    OK = "ok"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one layer found, in one Chinese sentence."""

    layer: Layer
    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece of a quotation held against the stored text.

    Attributes:
        kind: ``same``, ``added`` (only in the draft) or ``missing`` (only in the stored text).
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The place from which words most likely come, or what took the place of a repealed text.

    Attributes:
        article, paragraph: 第八十二条 and 第一款; empty where only a law is meant.
        text: The stored words, verbatim, or nothing.
        reason: Why it is offered, in one Chinese sentence.
    """

    law: str
    article: str
    paragraph: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A reference with its verdict and, in one Chinese sentence, the reason.

    Attributes:
        law, article: As the library has them; as written where it has none.
        findings: One for each layer, in order.
        law_id: The version that was looked at, empty if there is none.
        text: The stored words that the reference points to, empty if there are none.
        quote_start, quote_end: The quotation that belongs to the reference, ``text[quote_start:quote_end]`` of the
            draft without its marks; both 0 if there is none.
        differences: The quotation against the stored text, where they differ.
        claim: What the draft says with the reference in its own words, empty if nothing.
    """

    reference: Reference
    law: str
    article: str
    verdict: Verdict
    detail: str
    findings: tuple[Finding, ...] = ()
    law_id: str = ""
    text: str = ""
    quote_start: int = 0
    quote_end: int = 0
    differences: tuple[Difference, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    claim: str = ""

    def to_json(self) -> dict[str, Any]:
        """One entry of the contract's ``citations``, with what we add to it."""
        paragraph, item = self.reference.paragraph, self.reference.item
        return {
            "raw": self.reference.raw,
            "law": self.law,
            "article": self.article,
            "paragraph": article_label(paragraph).replace("条", "款") if paragraph else "",
            "item": f"第（{article_label(item)[1:-1]}）项" if item else "",
            "verdict": self.verdict.value,
            "detail": self.detail,
            "start": self.reference.start,
            "end": self.reference.end,
            "layers": {one.layer.value: {"state": one.state.value, "detail": one.detail} for one in self.findings},
            "differences": [{"kind": one.kind, "text": one.text} for one in self.differences],
            "suggestions": [
                {"law": one.law, "article": one.article, "paragraph": one.paragraph, "reason": one.reason}
                for one in self.suggestions
            ],
        }
