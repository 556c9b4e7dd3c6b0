"""What stands directly before and behind a reference and changes what it means."""

from __future__ import annotations

import re

from .units import NUMERAL

__all__ = ["abroad_before", "suffix_after", "unread_after", "version_before"]

_LEVEL_OR_PART = r"(?:款|项|目|段|自然段|部分)"
# What goes on numbering where our reading ended: it is not checked, so nothing may be called confirmed.
_UNREAD = re.compile(
    rf"[（(]{NUMERAL}[）)](?![年月日、.])|第?[（(]?{NUMERAL}[）)]?{_LEVEL_OR_PART}|第{NUMERAL}(?:自然段|段)|前半?段|后半?段"
    rf"|[末首]款|[末首]项|但书|最后一款|(?:至|到|-|—|~)第?{NUMERAL}条?|第?目"
)
# Directly behind a name that stands alone: a number that could not be read.
_UNREAD_NUMBER = re.compile(
    r"(?:[（(][^（）()\n]{0,40}[）)])?(?:第[^，。；、\s]{1,12}?条|§)|第?[壹贰叁肆伍陆柒捌玖拾佰廿卅]+"
)
_SUFFIX = re.compile(
    r"的?(?P<own>实施条例|实施细则|实施办法|司法解释|解释|若干规定|修正案|草案|释义|征求意见稿)(?P<note>[（(][一二三四五六七八九十草案试行]{1,3}[）)])?(?=第|[（(]|》|的|中|，|。|,|$)"
)
_VERSION = re.compile(
    r"(?P<words>(?:19|20)\d\d年(?:版|修[正订]版?)?的?|原来?的?|旧版?的?|老|(?:修正|修订|修改|废止)前的?|当时的|先前的)$"
)
_NOT_VERSION = re.compile(r"(?:还|复|草|平|推|高)原$|[陈守]旧$|养老$|古老$")
_ABROAD = re.compile(
    r"(?:我国)?(?P<place>美国|英国|法国|德国|日本|韩国|朝鲜|俄罗斯|苏联|越南|泰国|印度|意大利|西班牙|加拿大|澳大利亚|新加坡|马来西亚|欧盟"
    r"|台湾(?:地区|省)?|香港(?:特别行政区|特区|地区)?|澳门(?:特别行政区|特区|地区)?)的?$"
)


def unread_after(text: str, end: int, alone: bool = False) -> str:
    """The numbering that goes on behind a reference and was not understood, or nothing.

    Args:
        alone: Whether the reference is a name without any number.
    """
    match = (_UNREAD_NUMBER if alone else _UNREAD).match(text, end)
    return match[0] if match else ""


def suffix_after(text: str, end: int) -> re.Match[str] | None:
    """实施条例 behind 《劳动合同法》, with or without 的: another text, not the law."""
    return _SUFFIX.match(text, end)


def version_before(text: str, start: int) -> str:
    """2007年, 旧, 修正前的 before a name: which text is meant is not today's, or not clear."""
    before = text[max(0, start - 10) : start]
    match = _VERSION.search(before)
    return match["words"] if match and not _NOT_VERSION.search(before) else ""


def abroad_before(text: str, start: int) -> str:
    """德国 before a name: a law of another place that is called the same."""
    match = _ABROAD.search(text, max(0, start - 12), start)
    return match["place"] if match else ""
