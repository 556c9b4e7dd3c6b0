"""Small invented laws, and what makes hits, citations and answers of them. No statute text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from assistant.composing import citation_of
from assistant.records import Citation
from index.search import Hit
from knowledge.catalogue import Catalogue
from knowledge.library import Library
from knowledge.records import Article, Document, Law, Status

DAY = date(2026, 5, 1)
WAGES, RULES, OLD, DOUBTFUL = "示例工资法", "示例细则", "示例旧办法", "示例存疑条例"
HENAN, ZHENGZHOU, SICHUAN, POLICY = "河南省示例条例", "郑州市示例办法", "四川省示例条例", "示例工会工作要点"
ALIASES = {"示工法": WAGES}

_FILLER = "老师傅带着新工友把每一件活都做得清清楚楚，账本也记得明明白白，谁也不许含糊过去。"
LONG = "\n".join(
    (
        f"工钱的结算期间为六十天。{_FILLER * 2}",
        f"双方写下字据的，期间从写下那天重新起算。{_FILLER * 2}",
        f"天灾阻断道路的，期间暂时停下。{_FILLER * 2}",
        "还在干活期间讨要工钱的，不受第一款六十天的限制；但是，离开工地的，应当从离开那天起六十天内提出。",
    )
)
ITEMS = "\n".join(
    (
        f"有下列情形之一的，工友可以随时停工：{_FILLER}",
        f"（一）脚手架没有检查过的；{_FILLER}",
        f"（二）工棚漏雨三天没有人修的；{_FILLER}",
        f"（三）食堂连着七天不开火的。{_FILLER}",
        f"（四）夜里干活没有灯的。{_FILLER * 2}",
    )
)
ONE_LONG_PARAGRAPH = (
    f"{_FILLER * 4}发钱的日子碰上放假的，提前一天发。{_FILLER * 2}发钱时要给每人一张清单。{_FILLER * 2}"
)


def make_law(title: str, effective: date | None = date(2010, 1, 1), **own: Any) -> Law:
    """A law in force since 2010; any field may be given another value."""
    values: dict[str, Any] = {
        "id": f"{title}@{effective}",
        "title": title,
        "level": "法律",
        "region": "全国",
        "issuer": "示例机关",
        "published": effective,
        "effective": effective,
        "effective_basis": "",
        "first_effective": None,
        "expires": None,
        "stated": Status.IN_FORCE,
        "superseded_by": "",
        "source": "示例数据",
    }
    return Law(**(values | own))


def make_document(law: Law, texts: Mapping[str, str], facts: Mapping[str, Mapping[str, Any]] | None = None) -> Document:
    """A document; ``facts`` holds more fields of single articles."""
    own = facts or {}
    return Document(
        law,
        tuple(Article(law.id, number, ("第一章 示例",), text, **own.get(number, {})) for number, text in texts.items()),
    )


def documents() -> tuple[Document, ...]:
    """Two versions of a law, rules with a repealed 款, an ended and a doubtful text, local rules, a union document."""
    return (
        make_document(make_law(WAGES, date(2000, 3, 1)), {"第一条": "老板每季度发一次工资。"}),
        make_document(
            make_law(WAGES, first_effective=date(2000, 3, 1)),
            {
                "第一条": "老板应当每月发工资，不许拖欠工资。",
                "第二条": "老板应当在每月十日前把工资交到工友手里。\n晚交超过五天的，每晚一天加付百分之一。",
                "第三条": LONG,
                "第四条": ITEMS,
                "第五条": ONE_LONG_PARAGRAPH,
            },
        ),
        make_document(
            make_law(RULES, level="行政法规"),
            {"第一条": "退休后又干活的，按帮工算。\n停工留人期间干活的，按正式工算。"},
            {
                "第一条": {
                    "note": "第一款自2024年1月1日起废止",
                    "repealed_paragraphs": (1,),
                    "repealed_from": date(2024, 1, 1),
                }
            },
        ),
        make_document(
            make_law(
                OLD, date(2001, 1, 1), stated=Status.REPEALED, expires=date(2020, 1, 1), superseded_by="示例工资法"
            ),
            {"第一条": "工资可以用粮票折算。"},
        ),
        make_document(make_law(DOUBTFUL, stated=Status.UNKNOWN), {"第一条": "工资另行规定，等候通知。"}),
        make_document(
            make_law(HENAN, level="地方性法规", region="河南省"), {"第一条": "本省老板拖欠工资的，由示例机关催发。"}
        ),
        make_document(
            make_law(ZHENGZHOU, level="地方性法规", region="河南省/郑州市"),
            {"第一条": "本市老板拖欠工资的，由示例窗口登记。"},
        ),
        make_document(
            make_law(SICHUAN, level="地方性法规", region="四川省"), {"第一条": "本省老板拖欠工资的，由示例小组调查。"}
        ),
        make_document(
            make_law(POLICY, level="工会文件", region="河南省", issuer="示例总工会"),
            {"一（一）": "各级工会帮助工友讨要老板拖欠的工资。"},
        ),
    )


def make_library() -> Library:
    return Library(documents(), ALIASES)


def make_catalogue() -> Catalogue:
    """A catalogue with no facts of its own."""
    return Catalogue(dense={}, aliases=ALIASES, effective={}, ended={}, older={}, statuses={}, articles={})


class FixedSource:
    """A source of the documents above."""

    def documents(self, catalogue: Catalogue) -> Iterator[Document]:
        yield from documents()

    def fingerprint(self) -> str:
        return "fixed"


def make_hit(library: Library, title: str, number: str, score: float = 1.0, paragraphs: tuple[int, ...] = ()) -> Hit:
    law = library.version(title, DAY)
    return Hit(law, library.article(law.id, number), score, paragraphs, 0.9, {"dense": 1})


def make_citation(library: Library, title: str, number: str, n: int = 1, quote: str = "", day: date = DAY) -> Citation:
    """A sound citation of the whole article, or of ``quote``."""
    law = library.version(title, day)
    article = library.article(law.id, number)
    return citation_of(law, article, quote or article.text, "", day, n)


def write_markdown(path: Path, body: str = "第一条 帮工的饭钱由东家出。\n\n第二条 饭钱按天算。\n", **meta: str) -> Path:
    """A library file with front matter; keys may be replaced or, with an empty value, left out."""
    front = {
        "title": "示例饭钱办法",
        "level": "部门规章",
        "region": "全国",
        "published": "2020-01-01",
        "effective": "2020-02-01",
        "status": "现行有效",
    } | meta
    lines = "".join(f"{key}: {value}\n" for key, value in front.items() if value)
    path.write_text(f"---\n{lines}---\n\n{body}", encoding="utf-8")
    return path
