"""Addresses within the library's pages; everything that comes from a text is percent-encoded."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

__all__ = ["CLASSROOM", "DESK", "HOME", "address", "article_link", "day_of", "finder_link", "law_link", "lesson_link"]

HOME = "/laws"
CLASSROOM = "/lessons"
DESK = "/desk"


def address(path: str, **fields: object) -> str:
    """``path`` with the fields that are not empty as its query."""
    filled = {name: str(value) for name, value in fields.items() if value not in ("", None)}
    return f"{path}?{urlencode(filled)}" if filled else path


def law_link(law_id: str, **fields: object) -> str:
    """The page of one version of a text."""
    return address(f"{HOME}/{quote(law_id, safe='/@')}", **fields)


def article_link(law_id: str, number: str, **fields: object) -> str:
    """An article in the page of its text; the address stays the same as long as the version does."""
    return f"{law_link(law_id, **fields)}#{quote(number)}"


def finder_link(title: str, number: str, day: date) -> str:
    """An article by name and number: leads to the version of ``day``."""
    return address(f"{HOME}/article", law=title, article=number, as_of=day.isoformat())


def lesson_link(lesson: str) -> str:
    """The page of a lesson."""
    return f"{CLASSROOM}/{quote(lesson)}"


def day_of(day: date, today: date) -> str:
    """What links carry so that the next page keeps the day: nothing for today."""
    return "" if day == today else day.isoformat()
