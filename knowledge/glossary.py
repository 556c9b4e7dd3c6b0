"""The glossary: what people say, and the words of the statutes for it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from .text import fold

__all__ = ["Entry", "glossary", "legal_terms"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept: the words that people type for it (``say``) and those of the law (``law``, best first)."""

    say: tuple[str, ...]
    law: tuple[str, ...]


@functools.cache
def glossary() -> tuple[Entry, ...]:
    """All entries of ``data/glossary.toml``, in the order of the file."""
    raw = tomllib.loads(resources.files(__package__).joinpath("data/glossary.toml").read_text("utf-8"))
    return tuple(Entry(tuple(row["say"]), tuple(row["law"])) for row in raw["entry"])


def legal_terms(text: str) -> tuple[str, ...]:
    """The statutes' words for what ``text`` says in everyday words, in the order of the text, each once.

    Of words that overlap the longer one counts: 工伤鉴定书 is not also 鉴定书.
    """
    return tuple(dict.fromkeys(_terms(fold(text))))


def _terms(text: str) -> Iterator[str]:
    table = _table()
    for match in _pattern().finditer(text):
        yield from table[match.group()]


@functools.cache
def _table() -> Mapping[str, tuple[str, ...]]:
    return {fold(word): entry.law for entry in glossary() for word in entry.say}


@functools.cache
def _pattern() -> re.Pattern[str]:
    # The alternation takes the first that fits, so the longest words stand first.
    return re.compile("|".join(map(re.escape, sorted(_table(), key=len, reverse=True))))
