"""A few invented rules, what builds an index of them, and a process that builds until it is killed.

The texts are made up, so that no statute text enters the project.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from index.builder import Builder, SilentReporter
from index.search import SearchIndex
from knowledge.catalogue import Catalogue
from knowledge.questions import BankQuestion
from knowledge.records import Article, Document, Law, Status

EMPTY = Catalogue({}, {}, {}, {}, {}, {}, {})
_PLAIN = Law(
    id="",
    title="",
    level="行政法规",  # what is not a national law is always embedded
    region="全国",
    issuer="",
    published=date(2020, 1, 1),
    effective=date(2020, 1, 1),
    effective_basis="",
    first_effective=None,
    expires=None,
    stated=Status.IN_FORCE,
    superseded_by="",
    source="测试",
)


class FixedSource:
    """Documents that are there already."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.held = list(documents)

    def documents(self, catalogue: Catalogue) -> Iterator[Document]:
        return iter(self.held)

    def fingerprint(self) -> str:
        return hashlib.sha256(repr(self.held).encode()).hexdigest()


def document(title: str, *texts: str, repealed: tuple[int, ...] = (), **changes: Any) -> Document:
    """A law whose articles are numbered from one; ``repealed`` 款 of the first end on 2025-09-01."""
    law = dataclasses.replace(_PLAIN, title=title, **changes)
    law = dataclasses.replace(law, id=f"{title}@{law.published}")
    numbers = ("第一条", "第二条", "第三条", "第四条", "第五条")
    articles = [Article(law.id, number, ("第一章 总则",), text) for number, text in zip(numbers, texts, strict=False)]
    if repealed:
        ended = {"note": "部分款已废止", "repealed_paragraphs": repealed, "repealed_from": date(2025, 9, 1)}
        articles[0] = dataclasses.replace(articles[0], **ended)
    return Document(law, tuple(articles))


def rules() -> list[Document]:
    """National and local rules, two versions of one of them, and a paragraph that was repealed."""
    return [
        document("示例工资条例", "企业每月发放工资。\n拖欠工资满三个月，职工到监察大队投诉。", "加班工资另算。"),
        document("示例休假办法", "职工连续工作一年享受带薪年休假。", "年休假天数按工龄算。"),
        document("示例工伤规定", "上班路上发生车祸算工伤。\n工伤医疗费由基金支付。", repealed=(1,)),
        document("浙江示例条例", "浙江的职工拖欠工资找欠薪保障金。", region="浙江省", level="地方性法规"),
        document("宁波示例条例", "宁波的职工拖欠工资找应急周转金。", region="浙江省/宁波市", level="地方性法规"),
        document("河南示例条例", "河南的职工拖欠工资找专用账户。", region="河南省", level="地方性法规"),
        document("示例补贴办法", "旧的高温补贴每月一百元。", published=date(2010, 1, 1), effective=date(2010, 1, 1)),
        document("示例补贴办法", "新的高温补贴每月三百元。", published=date(2026, 1, 1), effective=date(2026, 6, 1)),
        document("示例旧规定", "早已废止的高温补贴规定。", stated=Status.REPEALED),
        document("示例存疑规定", "状态不明的高温补贴规定。", stated=Status.UNKNOWN),
    ]


def many(count: int, marker: str) -> list[Document]:
    """``count`` articles of their own words in laws of five."""
    texts = [f"{marker}第{at}号规则说的是{chr(0x4E00 + at * 7)}{chr(0x5E00 + at * 3)}的事情。" for at in range(count)]
    return [document(f"{marker}条例{at}", *texts[at : at + 5]) for at in range(0, count, 5)]


def bank(marker: str) -> list[BankQuestion]:
    """Questions about the laws of :func:`many`."""
    return [BankQuestion(f"{marker}规则{at}号怎么说？", ((f"{marker}条例{at}", "第一条"),)) for at in range(0, 100, 5)]


def builder(home: Path, documents: Sequence[Document], encoder: Any, bank: Sequence[BankQuestion] = ()) -> Builder:
    return Builder(home, [FixedSource(documents)], EMPTY, lambda: encoder, encoder.name, bank=bank)


def build(home: Path, documents: Sequence[Document], encoder: Any, bank: Sequence[BankQuestion] = ()) -> None:
    builder(home, documents, encoder, bank).build(SilentReporter())


def opened(home: Path, encoder: Any) -> SearchIndex:
    return SearchIndex.open(home / "index", encoder, EMPTY)
