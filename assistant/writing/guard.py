"""Whether a sentence of a model may be shown: only if it says what one source says as a whole, but for style.

No program here knows what a sentence means, and what is said freely may be wrong by one small word. So a model
chooses and orders what is said. Its own wording stands where it changes nothing but style; where it says more, less or
something else, the source's words stand. The layers before the last one tell what was made up, for counting and for
giving up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.suspicion import is_suspicious
from knowledge.citations import ReferenceFinder
from knowledge.library import Library
from knowledge.text import clean_input, fold

from .amounts import bare_numbers, wrong_amount
from .canon import canonical, share
from .copying import restates
from .named import Named
from .records import Fault, Sentence, Source

__all__ = ["MOST_IDS", "Guard", "Stead", "carrier_of", "stead_of"]

MOST_IDS = 4
"""Sources that one sentence may name."""
SHORTEST, LONGEST = 6, 160
WHOLE_UP_TO = 260
"""Characters up to which a 款 is put in place of a sentence; a part of it could leave out its exception."""
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

    def __init__(self, library: Library, finder: ReferenceFinder) -> None:
        self._named = Named(library, finder)

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
        if any(fold(text) == fold(one.told) for one in cited) and not is_suspicious(text):
            return None  # word for word
        question += "".join(f"\n{one.before}" for one in cited)  # the case that a line is about may be named
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
        if bare_numbers(text, words, question) or wrong_amount(text, words, question):
            return Fault.FIGURE
        return None if carrier_of(sentence, sources) else Fault.EDITED


def carrier_of(sentence: Sentence, sources: Mapping[str, Source]) -> Source | None:
    """The source that says the same as a sentence as a whole, if one that it names does."""
    cited = [sources[one] for one in sentence.ids[:MOST_IDS] if one in sources]
    wholes = ((source, text) for source in cited for text in _wholes(source))
    return next((source for source, text in wholes if restates(sentence.text, text)), None)


def _wholes(source: Source) -> list[str]:
    return [source.own, source.told] if source.own else [source.law]


@dataclass(frozen=True, slots=True)
class Stead:
    """What stands in place of a sentence that may not be shown: words of a source that it names.

    Attributes:
        text: A whole line of a lesson, or a whole 款.
        quoted: Whether they are the provision's own words.
    """

    text: str
    source: Source
    quoted: bool


def stead_of(sentence: Sentence, sources: Mapping[str, Source]) -> Stead | None:
    """The words of the sources of a sentence that are nearest to it; ``None`` where it names none that may be shown."""
    own = canonical(sentence.text)
    cited = [sources[one] for one in sentence.ids[:MOST_IDS] if one in sources]
    offers = [Stead(source.told, source, False) for source in cited if source.own]
    if not offers:
        offers = [Stead(source.law, source, True) for source in cited if len(source.law) <= WHOLE_UP_TO]
    return max(offers, key=lambda one: share(own, one.text), default=None)


def _is_formed(text: str) -> bool:
    clean = clean_input(text)
    han = len(_HAN.findall(text))
    return clean == text and "\n" not in text and SHORTEST <= len(text) <= LONGEST and han >= 0.5 * len(text)


def _numbered(text: str, words: str) -> bool:
    """Whether a sentence holds a telephone number or an account that no source and no hotline has."""
    plain = unicodedata.normalize("NFKC", text)
    found = {re.sub(r"\D", "", one) for one in _LONG_NUMBER.findall(plain)}
    return any(one not in _HOTLINES and one not in re.sub(r"[\s-]", "", words) for one in found)
