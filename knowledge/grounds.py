"""Grounds: references that we write in our own content, ``劳动合同法 第四十七条 1,2``, and what they point to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .errors import ReferenceError_, UnknownArticle
from .library import Library, article_status, ended_paragraphs, normal_number
from .records import Article, Law, Status
from .statute import split_paragraphs

__all__ = ["Ground", "Rule", "ground_of", "rule_of"]


@dataclass(frozen=True, slots=True)
class Ground:
    """An article that our content rests on, with the 款 that matter (all if empty)."""

    law: str
    article: str
    paragraphs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What a ground points to on a day.

    Attributes:
        paragraphs: 1-based numbers of the 款 that are meant, all those in force where the ground names none.
        text: Their text, verbatim, one after the other.
    """

    law: Law
    article: Article
    paragraphs: tuple[int, ...]
    text: str


def ground_of(spec: str) -> Ground:
    """Read ``law article`` or ``law article 款,款``.

    Raises:
        ValueError: It has another shape.
    """
    parts = spec.split()
    if len(parts) not in {2, 3}:
        raise ValueError(f"expected 'law article' or 'law article 1,2', got {spec!r}")
    numbers = tuple(int(number) for number in parts[2].split(",")) if len(parts) == 3 else ()
    # 二 is a headed section of a document; 第2条 is an article.
    number = normal_number(parts[1]) if parts[1].startswith("第") else parts[1]
    return Ground(parts[0], number, numbers)


def rule_of(library: Library, ground: Ground, day: date) -> Rule:
    """The 款 that a ground names, as they stand on ``day``.

    Raises:
        ReferenceError_: The law, the article or a 款 is not there, or does not apply on ``day``.
    """
    law = library.version(ground.law, day)
    article = library.article(law.id, ground.article)
    status = article_status(law, article, day)
    if status is not Status.IN_FORCE:
        raise ReferenceError_(f"《{law.title}》{article.number}在{day.isoformat()}的状态是“{status.value}”。")
    parts, ended = split_paragraphs(article.text), ended_paragraphs(article, day)
    numbers = ground.paragraphs or tuple(n for n in range(1, len(parts) + 1) if n not in ended)
    for number in numbers:
        if not 1 <= number <= len(parts):
            raise UnknownArticle(f"《{law.title}》{article.number}没有第{number}款（共{len(parts)}款）。")
        if number in ended:
            raise ReferenceError_(f"《{law.title}》{article.number}第{number}款在{day.isoformat()}已经不适用。")
    return Rule(law, article, numbers, "\n".join(parts[number - 1].full for number in numbers))
