"""What a page of the 法规库 is asked with, checked: nothing of it has to be looked at twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from fastapi import Request

from assistant.api import read_day
from assistant.shelf import Shelf, Wanted
from assistant.topics import topics
from knowledge.errors import PageError, QuestionError
from knowledge.library import Library
from knowledge.records import Document

from .links import day_of
from .plain import china_today

__all__ = ["MAX_WORDS", "Asked", "part_of", "read_request"]

T = TypeVar("T")
PER_PAGE = 20
MAX_WORDS = 100
"""Characters of a search; longer ones are whole sentences, for which the question page is there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What every page is asked with, checked."""

    shelf: Shelf
    day: date
    as_of: str
    query: str
    wanted: Wanted
    page: int

    @property
    def library(self) -> Library:
        return self.shelf.library

    def document(self, law_id: str) -> Document:
        try:
            return self.library.document(law_id)
        except KeyError:
            raise PageError(f"法规库里没有「{law_id[:40]}」这个文件，可能已经换成新的文本，请用名称查找。") from None


def read_request(request: Request, shelf: Shelf) -> Asked:
    """The fields of a request.

    Raises:
        XuefaError: One of them cannot be taken.
    """
    fields = request.query_params
    query = " ".join(fields.get("q", "").split())
    if len(query) > MAX_WORDS:
        raise QuestionError(f"查找的词太长了，请写在{MAX_WORDS}字以内，或者到提问页面直接提问。")
    today = china_today()
    day = read_day(fields.get("as_of")) or today
    wanted = Wanted((), fields.get("level", ""), fields.get("region", ""), fields.get("topic", ""))
    known = (
        ("效力级别", wanted.level, shelf.levels(day)),
        ("地区", wanted.region, shelf.regions(day)),
        ("事情", wanted.topic, {topic.id for topic in topics()}),
    )
    for name, value, values in known:
        if value and value not in values:
            raise PageError(f"法规库里没有「{value[:20]}」这个{name}，请回到法规库首页重新选择。")
    return Asked(shelf, day, day_of(day, today), query, wanted, _page_number(fields.get("page", "")))


def _page_number(text: str) -> int:
    number = text.strip() or "1"
    if not (number.isascii() and number.isdecimal() and len(number) <= 6 and int(number)):
        raise PageError(f"没有第「{text[:20]}」页，请从第1页看起。")
    return int(number)


def part_of(rows: Sequence[T], page: int) -> tuple[Sequence[T], int]:
    """The rows of one page, and the number of pages.

    Raises:
        PageError: There are fewer pages.
    """
    pages = max(1, -(-len(rows) // PER_PAGE))
    if page > pages:
        raise PageError(f"没有第{page}页，一共只有{pages}页，请从第1页看起。")
    return rows[(page - 1) * PER_PAGE : page * PER_PAGE], pages
