"""From the lines of a file to a document: title, articles and what could not be told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .catalogue import Catalogue
from .errors import SourceError
from .readers.characters import heading
from .records import NATIONAL, Document, Law, RawText, Status
from .statute import parse_articles
from .text import short_title

__all__ = ["document_from"]

_NO_FRONT: Mapping[str, str] = MappingProxyType({})


def document_from(raw: RawText, catalogue: Catalogue, front: Mapping[str, str] = _NO_FRONT) -> Document:
    """The document that ``raw`` holds; what the text does not say stays unknown.

    Raises:
        SourceError: There is no text under the title.
    """
    title = short_title(front.get("title", "") or raw.lines[0].lstrip("# "))
    law = Law(
        id=f"{title}@{front.get('region', '')}",
        title=title,
        level=front.get("level", "") or "未注明",
        region=front.get("region", "") or NATIONAL,
        issuer=front.get("issuer", ""),
        published=None,
        effective=None,
        effective_basis="",
        first_effective=None,
        expires=None,
        stated=Status.UNKNOWN,
        superseded_by="",
        source=raw.name,
    )
    body = "\n".join(f"## {line}" if heading(line) else line for line in raw.lines[1:])
    articles, doubts = parse_articles(law.id, body)
    if not articles:
        raise SourceError(f"{raw.name}：没有正文")
    return Document(catalogue.correct_law(law), articles, (*raw.doubts, *doubts))
