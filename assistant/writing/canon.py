"""Texts in one wording, so that a plain sentence can be held against a statute."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources

from knowledge.numerals import article_label
from knowledge.text import fold

__all__ = ["canonical", "pairs", "share"]

_DIGITS = re.compile(r"(?<![\d.])[1-9]\d{0,3}(?![\d.])")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Words that say nothing of the rule.
_EMPTY = re.compile(
    r"的话|这样|那么|其实|一般来说|一般|通常|就是说|也就是|就是|就|都|也|还|又|再|了|的|地|得(?=[^到])|着|过(?=的)|吧|呢|啊|哦|这个|那个|这种|这类|这笔|这|那|其|该|此|请|先|有关|相关|依法|按照|根据|规定|法律|来|去|到"
    r"|进行|情况|情形|时候|时|之|等|和|与|或者|或|及|以及|并且|并|而且|而|但是|但|如果|要是|只要|假如|因为|由于|所以|因此|对于|关于|可以|应当|必须|应该|不得|不能|需要|要|能|会|是|有|在|把|被|让|将|向|对|从|自|由|给|为|以|于|里|上|中|下|内"
)


@functools.cache
def _words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    raw = tomllib.loads(resources.files("assistant").joinpath("data/equal_words.toml").read_text("utf-8"))
    equal = {fold(word): entry["as"] for entry in raw["equal"] for word in entry["say"]}
    parts = {fold(word): _pattern(fold(word), entry) for entry in raw["equal"] for word in entry["say"]}
    pattern = re.compile("|".join(parts[word] for word in sorted(parts, key=len, reverse=True)))
    return pattern, equal


def _pattern(word: str, entry: Mapping[str, str]) -> str:
    if len(word) > 1:
        return re.escape(word)
    after = f"(?<![{entry['not_after']}])" if "not_after" in entry else ""
    before = f"(?![{entry['not_before']}])" if "not_before" in entry else ""
    return f"{after}{re.escape(word)}{before}"


def canonical(text: str) -> str:
    """The text folded, each word of ``data/equal_words.toml`` as the one that stands for all of its kind.

    For telling how near texts are, never whether they say the same. Nothing is kept: a text may be a question.
    """
    pattern, equal = _words()
    lines = (pattern.sub(lambda match: equal[match[0]], fold(line)) for line in text.split("\n"))
    return _DIGITS.sub(_spelt, "\n".join(lines))


def _spelt(match: re.Match[str]) -> str:
    """12 as 十二, so that both stand beside the same letters."""
    return article_label(int(match[0])).removeprefix("第").removesuffix("条")


def pairs(clause: str) -> frozenset[str]:
    """Pairs of neighbouring letters of a canonical clause, without the words that say nothing of a rule."""
    parts = _EMPTY.sub(" ", clause).split()
    return frozenset(part[at : at + 2] for part in parts for at in range(len(part) - 1) if _HAN.match(part[at]))


def share(sentence: str, text: str) -> float:
    """The share of the pairs of letters of a canonical sentence that stand in a text, 0 to 1."""
    own = pairs(sentence)
    return len(own & pairs(canonical(text))) / len(own) if own else 0.0
