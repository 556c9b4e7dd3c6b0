"""A checked draft as its page shows it: a card for each reference, counts and filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from assistant.checking import Checked, Finding, Layer, State, Suggestion, Verdict
from assistant.checking.words import VERDICT_WORDS
from assistant.drafts.wording import place_of
from knowledge.errors import PageError

from .links import article_link, day_of, finder_link

__all__ = ["PROBLEMS", "Card", "Found", "Hint", "cards_of", "counts_of", "problems_of", "wanted"]

PROBLEMS = "problems"
_SIGNS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.OK: "✓",
        Verdict.QUOTE_MISMATCH: "引",
        Verdict.NO_SUCH_ARTICLE: "缺",
        Verdict.NO_SUCH_LAW: "无",
        Verdict.NOT_IN_FORCE: "废",
        Verdict.UNCONFIRMED: "疑",
    }
)
# The tones of style sheets; what a verdict means is also said by its sign.
_TONES: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.OK: "good",
        Verdict.QUOTE_MISMATCH: "old",
        Verdict.NO_SUCH_ARTICLE: "gone",
        Verdict.NO_SUCH_LAW: "gone",
        Verdict.NOT_IN_FORCE: "gone",
        Verdict.UNCONFIRMED: "soon",
    }
)
_LAYERS: Mapping[Layer, str] = MappingProxyType(
    {
        Layer.LAW: "法律名称",
        Layer.ARTICLE: "条、款、项",
        Layer.FORCE: "当日效力",
        Layer.QUOTE: "引文",
        Layer.CLAIM: "数字和说法",
    }
)
_STATES = MappingProxyType({State.OK: "✓ 相符", State.FAIL: "✗ 不符", State.UNKNOWN: "？ 不能确认"})
_NO_CONTRADICTION = "✓ 未见矛盾"
"""Of the last layer: a paraphrase is compared only as far as figures, must and may, and the subject go."""


def _state(finding: Finding) -> str:
    sure = finding.layer is not Layer.CLAIM or finding.state is not State.OK
    return _STATES[finding.state] if sure else _NO_CONTRADICTION


@dataclass(frozen=True, slots=True)
class Found:
    """What the check of one layer found, in words."""

    layer: str
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class Hint:
    """A suggestion; ``link`` is empty where it names no article."""

    place: str
    link: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A reference with all that is known of it.

    Attributes:
        number: Its place among all references of the text, from 1.
        sign: One character that stands for the verdict, so that nobody needs to see the colour of ``tone``.
        place: What it points to, in the library's words.
        heading: The words of the draft, or ``place`` where those name no law (前款, 第二款).
        link: The article in its text; empty if there is none.
    """

    number: int
    checked: Checked
    word: str
    sign: str
    tone: str
    place: str
    heading: str
    link: str
    found: tuple[Found, ...]
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many references have a verdict."""

    verdict: Verdict
    word: str
    sign: str
    tone: str
    number: int


def wanted(show: str) -> frozenset[Verdict]:
    """The verdicts that a filter lets through.

    Raises:
        PageError: There is no such filter.
    """
    if not show:
        return frozenset(Verdict)
    if show == PROBLEMS:
        return frozenset(Verdict) - {Verdict.OK}
    if show not in set(Verdict):
        raise PageError("没有这种筛选，请从核对结果页面重新选择。")
    return frozenset({Verdict(show)})


def counts_of(checked: Sequence[Checked]) -> list[Count]:
    """The verdicts that occur, in their order."""
    counted = Counter(one.verdict for one in checked)
    return [
        Count(verdict, VERDICT_WORDS[verdict], _SIGNS[verdict], _common_tone(checked, verdict), counted[verdict])
        for verdict in Verdict
        if counted[verdict]
    ]


def problems_of(checked: Sequence[Checked]) -> int:
    """How many references are not confirmed."""
    return sum(one.verdict is not Verdict.OK for one in checked)


def cards_of(checked: Sequence[Checked], day: date, today: date) -> list[Card]:
    """A card for each reference, in order; links keep the day that was checked against."""
    return [_card(number, one, day, today) for number, one in enumerate(checked, 1)]


def _card(number: int, one: Checked, day: date, today: date) -> Card:
    reference, place = one.reference, place_of(one)
    has_article = bool(one.law_id and one.article and one.text)
    return Card(
        number=number,
        checked=one,
        word=VERDICT_WORDS[one.verdict],
        sign=_SIGNS[one.verdict],
        tone=_tone(one),
        place=place,
        heading=reference.raw if reference.named or not one.law else place,
        link=article_link(one.law_id, one.article, as_of=day_of(day, today)) if has_article else "",
        found=tuple(
            Found(_LAYERS[finding.layer], _state(finding), finding.detail)
            for finding in one.findings
            if finding.state is not State.NONE
        ),
        hints=tuple(_hint(suggestion, day) for suggestion in one.suggestions),
    )


def _tone(one: Checked) -> str:
    """A name that the checker could not look up everywhere is no more than unconfirmed."""
    unsure = any(finding.layer is Layer.LAW and finding.state is State.UNKNOWN for finding in one.findings)
    return _TONES[Verdict.UNCONFIRMED if one.verdict is Verdict.NO_SUCH_LAW and unsure else one.verdict]


def _common_tone(checked: Sequence[Checked], verdict: Verdict) -> str:
    """The tone of all references with that verdict, or the verdict's own where they differ."""
    tones = {_tone(one) for one in checked if one.verdict is verdict}
    return tones.pop() if len(tones) == 1 else _TONES[verdict]


def _hint(suggestion: Suggestion, day: date) -> Hint:
    link = finder_link(suggestion.law, suggestion.article, day) if suggestion.article else ""
    place = f"{suggestion.law}{suggestion.article}{suggestion.paragraph}"
    return Hint(place, link, suggestion.reason, suggestion.text)
