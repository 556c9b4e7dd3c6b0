"""From a file's lines to a document: its articles in order, its metadata, and everything that was odd."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .catalogue import Catalogue
from .commencement import read_commencement
from .errors import SourceError
from .frontmatter import law_of, read_day, with_front
from .metadata import Metadata, describe
from .numerals import article_sort_key
from .outline import Outline, outline_of
from .records import POLICY_LEVEL, Article, Document, RawText, Status
from .statute import parse_articles
from .text import fold, short_title

__all__ = ["Reading", "document_from", "read_text"]

PRESUMED = "状态按施行日期推定，没有核对此后是否修改或者废止"
LAST_ARTICLES = 5
# Old judicial interpretations take effect by the announcement, charters by the congress.
_WITHOUT_END = frozenset({"司法解释", POLICY_LEVEL})
# What the text and the front matter may both say, with the name under which a doubt speaks of it.
_COMPARED = (("title", "标题"), ("level", "层级"), ("region", "地区"), ("issuer", "制定机关"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of one file.

    Attributes:
        document: The law with its articles.
        metadata: What the text alone says, front matter left aside.
        markdown: The file for a library folder; reading it gives ``document`` again.
    """

    document: Document
    metadata: Metadata
    markdown: str


def document_from(raw: RawText, catalogue: Catalogue, front: Mapping[str, str] | None = None) -> Document:
    """The document that a file holds; see :func:`read_text`."""
    return read_text(raw, catalogue, front).document


def read_text(raw: RawText, catalogue: Catalogue, front: Mapping[str, str] | None = None) -> Reading:
    """Structure and metadata of a file.

    Args:
        raw: What a reader made of the file, front matter taken off.
        catalogue: Corrects laws and articles that we know better.
        front: Front matter or what the user states, with the keys of library files. It wins where it says
            something; where the text says something else that is a doubt.

    Raises:
        SourceError: There is no text or no title.
    """
    outline = outline_of(raw.lines)
    found = describe(outline, raw.name)
    stated = {key: value.strip() for key, value in (front or {}).items() if value.strip()}
    merged = {**_as_front(found), **stated}
    if "effective" in stated and stated["effective"] != _iso(found.effective):
        merged |= {key: stated.get(key, "") for key in ("effective_basis", "first_effective")}
    merged |= _status_of(found, stated)
    if not short_title(merged.get("title", "")):
        raise SourceError(f"{raw.name}：没有找到标题，请用 --title 写明。")
    law = catalogue.correct_law(law_of(merged))
    body = "\n".join(outline.body)
    articles, odd = parse_articles(law.id, body)
    if not articles:
        raise SourceError(f"{raw.name}：没有正文，请检查文件。")
    doubts = tuple(
        dict.fromkeys(
            [
                *raw.doubts,
                *_open_doubts(found, stated),
                *_disagreements(found, stated),
                *outline.doubts,
                *odd,
                *(_missing_end(articles) if outline.numbered and law.level not in _WITHOUT_END else ()),
            ]
        )
    )
    document = Document(law, tuple(catalogue.correct_article(law, article) for article in articles), doubts)
    return Reading(document, found, _markdown(merged, outline, doubts, stated))


def _as_front(found: Metadata) -> dict[str, str]:
    pairs = {
        "title": found.title,
        "level": found.level,
        "region": found.region,
        "issuer": found.issuer,
        "document_number": found.document_number,
        "published": _iso(found.published),
        "effective": _iso(found.effective),
        "effective_basis": found.effective_basis,
        "first_effective": _iso(found.first_effective),
        "expires": _iso(found.expires),
        "status": found.status.value,
    }
    return {key: value for key, value in pairs.items() if value}


def _status_of(found: Metadata, stated: Mapping[str, str]) -> Mapping[str, str]:
    """A text that took effect is presumed to be in force, also where only the user knows since when."""
    if "status" in stated:
        return {}
    only_undated = found.effective is None and not any(doubt.startswith("状态") for doubt in found.doubts)
    if found.status is Status.IN_FORCE or (only_undated and read_day(stated.get("effective"))):
        note = "；".join(filter(None, (stated.get("note", ""), PRESUMED)))
        return {"status": Status.IN_FORCE.value, "note": note}
    return {}


def _open_doubts(found: Metadata, stated: Mapping[str, str]) -> Iterator[str]:
    """The doubts of the text that nothing stated settles."""
    settled = {name for key, name in (*_COMPARED, ("effective", "施行日期"), ("status", "状态")) if key in stated}
    return (doubt for doubt in found.doubts if doubt.partition("：")[0] not in settled)


def _disagreements(found: Metadata, stated: Mapping[str, str]) -> Iterator[str]:
    for key, name in _COMPARED:
        text, said = getattr(found, key), stated.get(key, "")
        if said and text and text != "未注明" and not _same(key, text, said):
            yield f"{name}：说明写的是“{said}”，正文是“{text}”，以说明为准"
    said_day = read_day(stated.get("effective"))
    known = {found.effective, found.first_effective} - {None}
    if said_day and known and said_day not in known:
        days = "、".join(sorted(day.isoformat() for day in known if day))
        yield f"施行日期：说明写的是{said_day.isoformat()}，正文是{days}，以说明为准"


def _same(key: str, text: str, said: str) -> bool:
    if key == "title":
        return _letters(short_title(said)) == _letters(text)
    if key == "issuer":  # 国务院 for 中共中央、国务院; 办公厅 and 部 are told apart by nobody who reads the table
        return text in said or said in text or text.replace("和", "") == said.replace("和", "")
    return text == said


def _letters(title: str) -> str:
    return re.sub(r"[^\w]", "", fold(title))


def _missing_end(articles: tuple[Article, ...]) -> Iterator[str]:
    """A law ends by saying when it takes effect; one that does not may have lost its end."""
    numbered = [article for article in articles if article_sort_key(article.number) != (0, 0)]
    lines = [line for article in numbered[-LAST_ARTICLES:] for line in article.text.split("\n")]
    if numbered and not read_commencement(lines) and not any("施行" in line and "公布" in line for line in lines[-3:]):
        yield f"条文：最后一条是{numbered[-1].number}，没有施行条款，末尾的条文可能缺失"


def _markdown(merged: Mapping[str, str], outline: Outline, doubts: tuple[str, ...], stated: Mapping[str, str]) -> str:
    told = [*filter(None, [stated.get("doubts", "")]), *(doubt.replace("；", "，") for doubt in doubts)]
    above = outline.head if outline.numbered else ()
    head = [line for at, line in enumerate(above) if at != outline.title]
    body = [f"# {merged['title']}", *head, *outline.body]
    return with_front({**merged, "doubts": "；".join(told)}, "\n\n".join(body))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
