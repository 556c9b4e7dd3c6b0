"""Article numbers: Chinese numerals and back. Only matched spans are ever converted."""

from __future__ import annotations

import functools
import re

import cn2an

__all__ = ["article_label", "article_sort_key", "to_int"]

CN_DIGITS = "零〇一二三四五六七八九十百千万两"
_LABEL = re.compile(rf"第([{CN_DIGITS}]+)条(?:之([{CN_DIGITS}]+))?")


@functools.lru_cache(maxsize=8192)
def to_int(numeral: str) -> int:
    """The number that a Chinese or Arabic numeral stands for.

    Raises:
        ValueError: ``numeral`` is not a numeral.
    """
    text = numeral.strip().replace("〇", "零")
    if text.isdecimal():
        return int(text)
    try:
        return int(cn2an.cn2an(text, "smart"))
    except (KeyError, IndexError) as error:  # 百九十九, 零十一: what cn2an stumbles over is no numeral
        raise ValueError(f"not a numeral: {numeral!r}") from error


@functools.lru_cache(maxsize=8192)
def article_label(number: int, suffix: int = 0) -> str:
    """第八十二条 for 82; 第二十四条之一 for (24, 1)."""
    label = f"第{_chinese(number)}条"
    return f"{label}之{_chinese(suffix)}" if suffix else label


def _chinese(number: int) -> str:
    text = str(cn2an.an2cn(number, "low"))
    return text.removeprefix("一") if 10 <= number < 20 else text


def article_sort_key(label: str) -> tuple[int, int]:
    """(82, 0) for 第八十二条; (0, 0) for anything that is not an article number."""
    match = _LABEL.fullmatch(label)
    if match is None:
        return 0, 0
    return to_int(match[1]), to_int(match[2]) if match[2] else 0
