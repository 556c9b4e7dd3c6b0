"""The frozen records that travel between the rooms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

__all__ = ["Article", "Document", "Item", "Law", "Paragraph", "Passage", "RawText", "Status"]

NATIONAL = "全国"
POLICY_LEVEL = "工会文件"


class Status(StrEnum):
    """Whether a text applies on a date."""

    IN_FORCE = "现行有效"
    NOT_YET = "尚未施行"
    AMENDED = "已修改"
    REPEALED = "已废止"
    UNKNOWN = "未知"


@dataclass(frozen=True, slots=True)
class Law:
    """One version of one text: a statute, regulation, interpretation, rule or policy document.

    Attributes:
        id: Unique and stable across builds: ``title@version date``.
        title: Name without 中华人民共和国 and without 《》.
        level: 宪法, 法律, 行政法规, 司法解释, 部门规章, 地方性法规, 工会文件 and the like.
        region: 全国, a province (河南省) or province/city (浙江省/宁波市).
        effective: The day this version took effect, ``None`` where no source says.
        effective_basis: Where ``effective`` comes from, for people who check it.
        first_effective: The day the first version took effect, if it is another one.
        expires: The first day on which this version no longer applies, ``None`` if none is known.
        stated: The status that the source states.
        superseded_by: What replaced it, in words, empty if nothing is known to have.
    """

    id: str
    title: str
    level: str
    region: str
    issuer: str
    published: date | None
    effective: date | None
    effective_basis: str
    first_effective: date | None
    expires: date | None
    stated: Status
    superseded_by: str
    source: str
    note: str = ""

    def status_on(self, day: date) -> Status:
        """The status of this version on ``day``.

        A version that a source calls amended or repealed without a known end is never called in
        force, whatever the date: a guess in the worker's favour would still be a guess.
        """
        if self.effective is not None and day < self.effective:
            return Status.NOT_YET
        if self.expires is not None:
            if day >= self.expires:
                return Status.REPEALED if self.stated is Status.REPEALED else Status.AMENDED
            return Status.UNKNOWN if self.stated is Status.UNKNOWN else Status.IN_FORCE
        return self.stated

    @property
    def is_policy(self) -> bool:
        """Policy documents inform; they are not law."""
        return self.level == POLICY_LEVEL


@dataclass(frozen=True, slots=True)
class Item:
    """项: an enumerated item, with the mark it carries in the text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """款: its own text and the items that belong to it."""

    text: str
    items: tuple[Item, ...] = ()

    @property
    def full(self) -> str:
        """The paragraph with its items, one line each, as in the article."""
        return "\n".join([self.text, *(item.text for item in self.items)])


@dataclass(frozen=True, slots=True)
class Article:
    """条 of a law, or a headed section of a policy document.

    Attributes:
        law_id: The :class:`Law` it belongs to.
        number: 第八十二条, 第二十四条之一, or the heading label of a policy section (二（三）).
        chapters: Heading path, outermost first.
        text: The whole text, verbatim, one 款 or 项 a line.
        note: What is known about this article only, such as a repealed paragraph.
        stated: A status of its own where it differs from its law's.
        repealed_paragraphs: 1-based numbers of 款 that no longer apply, with ``repealed_from``.
    """

    law_id: str
    number: str
    chapters: tuple[str, ...]
    text: str
    note: str = ""
    stated: Status | None = None
    repealed_paragraphs: tuple[int, ...] = ()
    repealed_from: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The pair by which stores look an article up."""
        return self.law_id, self.number


@dataclass(frozen=True, slots=True)
class Document:
    """A law with its articles, in the order of the text, and what was odd about it."""

    law: Law
    articles: tuple[Article, ...]
    doubts: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class RawText:
    """What a reader made of one file, before anything is known about it.

    Attributes:
        name: Name of the file.
        kind: pdf, docx, html, txt, md or scan.
        lines: One paragraph (自然段) a line, in reading order, no blank lines; headings on lines of their own.
        doubts: What the reader found odd, in Chinese.
    """

    name: str
    kind: str
    lines: tuple[str, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is indexed; its article is what is answered with.

    Attributes:
        title: The law's title, which goes in front of ``text`` for the encoder: measured better
            than no heading and than the whole heading path.
        chapter: Innermost chapter, for the keyword index.
        paragraph: 1-based number of the 款.
        text: Verbatim lines of the article.
    """

    law_id: str
    article: str
    paragraph: int
    title: str
    chapter: str
    text: str

    @property
    def for_encoder(self) -> str:
        """What the embedding model sees."""
        return f"{self.title}\n{self.text}"

    @property
    def for_keywords(self) -> str:
        """What the keyword index sees."""
        return f"{self.title} {self.chapter}\n{self.text}"
