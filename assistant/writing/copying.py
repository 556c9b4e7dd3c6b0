"""Whether a sentence says what one source says and nothing else: the same words in the same order, but for style.

Layers that look at single words cannot know what is left out or put together. What is the same as its source but
for style cannot be wrong where the source is not; for everything else the source's own words stand.
"""

from __future__ import annotations

import difflib
import re

from knowledge.text import fold

__all__ = ["restates"]

_PLAIN = re.compile(r"[\s，。；：、！？,.;:!?()（）“”\"「」—…]+")
# Of one meaning in any sentence: each is read as its first.
_SAME = tuple(
    (re.compile(words), one)
    for words, one in (
        ("应当|应该|必须|须", "应"),
        ("可以|能够", "可"),
        ("不得|不能|不可以|不准|禁止", "禁"),
        ("不用|不必|无需|不需要|无须", "免"),
        ("之日起|那天起|当天起|那日起", "日起"),
        ("如果|要是|假如", "若"),
        ("没有|没|未", "未"),
        ("或者|或", "或"),
        ("并且|而且|且", "且"),
        ("以内|之内", "内"),
        ("和|与|跟|同", "和"),
        ("叫做|叫作|称为", "叫"),
    )
)
# Letters that change nothing wherever they come or go.
_EMPTY = re.compile(r"若|的话|[的了着就也还呢吧吗啊其该此这那]")


def restates(sentence: str, source: str) -> bool:
    """Whether a sentence is its source, as a whole, but for style.

    Lay words for legal ones are no style: 女职工 and 农民工 are both workers, and a rule for the one is none for the
    other.
    """
    own, held = _bare(sentence), _bare(source)
    if own == held:
        return True
    for kind, start, end, first, last in difflib.SequenceMatcher(None, held, own, autojunk=False).get_opcodes():
        if kind != "equal" and not _is_style(held[start:end], own[first:last]):
            return False
    return True


def _bare(text: str) -> str:
    text = _PLAIN.sub("", fold(text))
    for pattern, one in _SAME:
        text = pattern.sub(one, text)
    return text


def _is_style(gone: str, come: str) -> bool:
    """Whether it changes nothing that ``gone`` gave way to ``come``."""
    return _EMPTY.sub("", gone) == _EMPTY.sub("", come)
