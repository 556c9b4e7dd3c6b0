"""The lines between ``---`` at the head of a library file, and the law that they describe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from .records import NATIONAL, POLICY_LEVEL, Law, Status
from .text import short_title

__all__ = ["KEYS", "law_of", "read_day", "split_front", "stated_status", "with_front"]

# In the order in which we write them.
KEYS = (
    "title",
    "level",
    "region",
    "issuer",
    "document_number",
    "published",
    "effective",
    "effective_basis",
    "first_effective",
    "expires",
    "status",
    "superseded_by",
    "source",
    "sha256",
    "doubts",
    "note",
)
_FRONT = re.compile(r"---\n(.*?)\n---(?:\n|$)", re.DOTALL)
_EXPIRY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:起)?施行")
_STATED = {
    "现行有效": Status.IN_FORCE,
    "历史版本": Status.AMENDED,
    "已被修改": Status.AMENDED,
    "已修改": Status.AMENDED,
    "已废止": Status.REPEALED,
    "未知": Status.UNKNOWN,
}


def split_front(text: str) -> tuple[Mapping[str, str] | None, str]:
    """The pairs of the front matter and the text below it; ``None`` where a text has no front matter."""
    match = _FRONT.match(text)
    if match is None:
        return None, text
    pairs = (line.partition(":") for line in match[1].split("\n") if ":" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}, text[match.end() :]


def with_front(front: Mapping[str, str], body: str) -> str:
    """A library file: known keys in our order, then the others, empty values left out."""
    names = [*KEYS, *(key for key in front if key not in KEYS)]
    lines = [f"{key}: {' '.join(front[key].split())}\n" for key in names if front.get(key, "").strip()]
    return f"---\n{''.join(lines)}---\n\n{body.strip()}\n"


def law_of(front: Mapping[str, str]) -> Law:
    """The law that front matter describes, with what is missing left unknown."""
    title = short_title(front["title"])
    published, effective = read_day(front.get("published")), read_day(front.get("effective"))
    expiry = _EXPIRY.search(front.get("superseded_by", ""))
    version = published or effective
    level = front.get("level", "") or "未注明"
    return Law(
        id=f"{title}@{version.isoformat() if version else front.get('region', '')}",
        title=title,
        level=level,
        region=front.get("region", "") or NATIONAL,
        issuer=front.get("issuer", ""),
        published=published,
        effective=effective or (published if level == POLICY_LEVEL else None),
        effective_basis=front.get("effective_basis", ""),
        first_effective=read_day(front.get("first_effective")),
        expires=read_day(front.get("expires")) or (read_day(expiry[1]) if expiry else None),
        stated=stated_status(front.get("status", "未知")),
        superseded_by=front.get("superseded_by", ""),
        source=front.get("source", ""),
        note=front.get("note", ""),
    )


def stated_status(words: str) -> Status:
    """The status that these words state; anything but a plain statement is unknown."""
    return _STATED.get(words.strip(), Status.UNKNOWN)


def read_day(value: str | None) -> date | None:
    """The day of 2020-01-31, ``None`` for anything else."""
    if not value:
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None
