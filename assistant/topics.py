"""What workers ask about, as data: how they say it and which articles are its ground."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from knowledge.grounds import Ground, ground_of

__all__ = ["Channel", "Ground", "Topic", "channels", "match_topics", "topics"]


@dataclass(frozen=True)
class Topic:
    """One kind of question; see the head of ``data/topics.toml`` for the fields."""

    id: str
    cues: tuple[re.Pattern[str], ...]
    terms: tuple[str, ...]
    anchors: tuple[Ground, ...]
    deadline: tuple[Ground, ...]
    where: tuple[str, ...]
    instead_of: tuple[str, ...] = ()

    def matches(self, text: str) -> int:
        """How many of the cues occur in ``text``."""
        return sum(1 for cue in self.cues if cue.search(text))


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a worker can go, what for, and the number to call (may be empty)."""

    name: str
    use: str
    tel: str


@functools.cache
def topics() -> tuple[Topic, ...]:
    """All topics, in the order of the file."""
    return tuple(_topic(row) for row in _load("topics.toml")["topic"])


@functools.cache
def channels() -> Mapping[str, Channel]:
    """All channels by id."""
    return {key: Channel(row["name"], row["use"], row["tel"]) for key, row in _load("channels.toml").items()}


def match_topics(text: str, most: int = 3) -> tuple[Topic, ...]:
    """The topics that ``text`` is about, those with more cues first, at most ``most``."""
    folded = text.lower()
    counted = [(topic.matches(folded), -at, topic) for at, topic in enumerate(topics())]
    found = sorted((entry for entry in counted if entry[0]), key=lambda entry: entry[:2], reverse=True)
    replaced = {other for _, _, topic in found for other in topic.instead_of}
    return tuple(topic for _, _, topic in found if topic.id not in replaced)[:most]


def _topic(row: Mapping[str, Any]) -> Topic:
    return Topic(
        id=row["id"],
        cues=tuple(re.compile(cue.lower()) for cue in row["cues"]),
        terms=tuple(row["terms"]),
        anchors=tuple(map(ground_of, row["anchors"])),
        deadline=tuple(map(ground_of, row["deadline"])),
        where=tuple(row["where"]),
        instead_of=tuple(row.get("instead_of", ())),
    )


def _load(name: str) -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("data", name).read_text("utf-8"))
