"""Whether a sentence of a model may be shown: every word of it that decides is held against what it rests on.

A sentence passes only if all layers let it pass. None of them knows what the sentence means; together they let
through what says the same as its sources in nearly their words, and drop the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.checking.figuring import wrong_figure
from assistant.checking.wording import misplaced_figure
from assistant.suspicion import is_suspicious
from knowledge.citations import ReferenceFinder
from knowledge.library import Library
from knowledge.statute import sentences, split_paragraphs
from knowledge.text import clean_input, fold

from .amounts import bare_numbers, torn, wrong_amount
from .canon import canonical
from .grounding import absolute, cut_short, share
from .named import Named
from .polarity import turned
from .records import Fault, Sentence, Source
from .roles import amount_of_another, swapped
from .turning import other_event, other_order, reversed_word
from .vocabulary import Vocabulary

__all__ = ["MOST_IDS", "Guard", "Stead", "stead_of"]

MOST_IDS = 4
"""Sources that one sentence may rest on: with all of them, any words could be put together."""
SHORTEST, LONGEST = 6, 160
LEAST_SHARE = 0.58
SHORT = 110
"""Characters up to which a 款 of several sentences is one rule."""
NEAR = 0.93
"""A source is one that a clause is about if it has so much of what the best one has of its words."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LINK = re.compile(
    r"https?:|www\.|[\w.+-]+@[\w-]+\.|\b[\w-]+\.(?:com|cn|net|org|gov|top|vip|xyz|info)\b|微信|威信|薇信|公众号|加群|QQ|二维码|扫码|客服|转账|汇款|私信|链接|网址|网站|淘宝|抖音",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"\d[\d\s-]{3,}\d")
_HOTLINES = frozenset({"12351", "12333", "12348", "12345", "12350", "12366", "12329"})
_PROGRAM = re.compile(
    r"指令|提示词|系统提示|语言模型|大模型|AI|人工智能|JSON|json|system|prompt|assistant|ids?\b|[LA]\d+\.\d+",
    re.IGNORECASE,
)


class Guard:
    """Checks sentences over one library; safe to share between threads."""

    def __init__(self, library: Library, finder: ReferenceFinder, vocabulary: Vocabulary) -> None:
        self._named, self._vocabulary = Named(library, finder), vocabulary

    def fault(self, sentence: Sentence, sources: Mapping[str, Source], question: str) -> Fault | None:
        """Why a sentence may not be shown; ``None`` if it may.

        Args:
            sources: What the model was given, by id.
            question: What was asked, as the model was given it.
        """
        text = sentence.text
        if not _is_formed(text):
            return Fault.FORM
        if not 0 < len(sentence.ids) <= MOST_IDS or any(one not in sources for one in sentence.ids):
            return Fault.SOURCE
        cited = [sources[one] for one in sentence.ids]
        words = "\n".join(one.text for one in cited)
        if any(fold(text) == fold(one.own or one.law) for one in cited) and not is_suspicious(text):
            return None
        if (
            any(match[0] not in words for match in _LINK.finditer(text))
            or _PROGRAM.search(text)
            or _numbered(text, words)
        ):
            return Fault.LINK
        if self._named.misquoted(text, cited, question):
            return Fault.QUOTE
        if self._named.misnamed(text, cited):
            return Fault.LAW
        # What names a provision must stand in this one, whatever else it rests on.
        named = [rule.text for rule in self._named.named_rules(text, cited)]
        fragments = list(dict.fromkeys(_fragments(named, cited)))
        plain = _without_names(text)
        if bare_numbers(plain, words, question):
            return Fault.FIGURE
        faults = (self._unsupported(part, fragments, question) for part in _statements(plain))
        return next(filter(None, faults), None)

    def _unsupported(self, statement: str, fragments: Sequence[str], question: str) -> Fault | None:
        """Why no fragment alone says a statement; what is put together from two may say what neither does."""
        own = canonical(statement)
        shares = [share(own, [fragment]) for fragment in fragments]
        near = [one for one, part in zip(fragments, shares, strict=True) if part >= NEAR * max(shares)]
        faults = [self._disagrees(statement, own, one, question) for one in near]
        return None if None in faults else faults[0]

    def _disagrees(self, statement: str, own: str, ground: str, question: str) -> Fault | None:
        held = canonical(ground)
        if wrong_amount(statement, ground, question):
            return Fault.FIGURE
        if torn(statement, ground) or misplaced_figure(statement, ground) or wrong_figure(statement, ground):
            return Fault.FIGURE
        if other_event(own, held) or other_order(own, held) or reversed_word(own, held):
            return Fault.TIME
        if absolute(own, held):
            return Fault.ABSOLUTE
        if turned(own, held):
            return Fault.MODALITY
        if swapped(own, held) or amount_of_another(own, held):
            return Fault.ROLE
        if cut_short(own, held):
            return Fault.EXCEPTION
        unknown = self._vocabulary.unknown(own, held, canonical(question))
        if unknown or share(own, [ground, question]) < LEAST_SHARE:
            return Fault.GROUND
        return None


@dataclass(frozen=True, slots=True)
class Stead:
    """What stands in place of a sentence that may not be shown: words of a source that it names.

    Attributes:
        text: A whole line of a lesson, or a whole 款 or sentence of a provision.
        quoted: Whether they are the provision's own words.
    """

    text: str
    source: Source
    quoted: bool


def stead_of(sentence: Sentence, sources: Mapping[str, Source]) -> Stead | None:
    """The words of the sources of a sentence that are nearest to it; ``None`` where it names none that may be shown."""
    own = canonical(sentence.text)
    cited = [sources[one] for one in sentence.ids[:MOST_IDS] if one in sources]
    offers = [Stead(source.own, source, False) for source in cited if source.own]
    if not offers:
        offers = [Stead(text, source, True) for source in cited for text in _whole(source.law)]
    return max(offers, key=lambda one: share(own, [one.text]), default=None)


def _whole(law: str) -> Iterator[str]:
    """The parts of a provision that say a whole rule and are short enough to be read: a 款, or a sentence of it."""
    for paragraph in split_paragraphs(law):
        if len(paragraph.full) <= LONGEST:
            yield paragraph.full
        elif not paragraph.items:
            yield from (one for one in sentences(paragraph.text) if len(one) <= LONGEST)


def _fragments(named: Sequence[str], cited: Sequence[Source]) -> Iterator[str]:
    """The texts that may each carry a statement: a whole line of a lesson; of a 款 a sentence, an item with its lead.

    Args:
        named: The provisions that the sentence names, if it names any: then only these.
    """
    if not named:
        yield from (source.own for source in cited if source.own)
    for text in named or [rule.text for source in cited for rule in source.rules]:
        for paragraph in split_paragraphs(text):
            if len(paragraph.full) <= SHORT and not paragraph.items:
                yield paragraph.full
            yield from sentences(paragraph.text) or [paragraph.text]
            yield from (f"{paragraph.text}\n{item.text}" for item in paragraph.items)


def _is_formed(text: str) -> bool:
    clean = clean_input(text)
    han = len(_HAN.findall(text))
    return clean == text and "\n" not in text and SHORTEST <= len(text) <= LONGEST and han >= 0.5 * len(text)


def _numbered(text: str, words: str) -> bool:
    """Whether a sentence holds a telephone number or an account that no source and no hotline has."""
    plain = unicodedata.normalize("NFKC", text)
    found = {re.sub(r"\D", "", one) for one in _LONG_NUMBER.findall(plain)}
    return any(one not in _HOTLINES and one not in re.sub(r"[\s-]", "", words) for one in found)


def _statements(text: str) -> list[str]:
    """What ends with a full stop or a semicolon; a comma joins a condition with what follows from it."""
    return [part for part in re.split(r"[。；;！!？?]", text) if part.strip()]


def _without_names(text: str) -> str:
    return re.sub(r"《[^》]*》|第[\d零〇一二三四五六七八九十百]+[条款项](?:之[一二三四五六七八九十])?", "", text)
