from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import Catalogue
from knowledge.library import Library
from knowledge.numerals import article_sort_key
from knowledge.records import Document, Paragraph
from knowledge.sources import read_markdown
from knowledge.statute import parse_articles, sentences, split_paragraphs

DAY = date(2026, 5, 1)


def rejoined(paragraphs: tuple[Paragraph, ...]) -> str:
    return "\n".join(paragraph.full for paragraph in paragraphs)


def paragraphs_of(library: Library, title: str, number: str) -> tuple[Paragraph, ...]:
    return split_paragraphs(library.article(library.version(title, DAY).id, number).text)


def numbered(document: Document) -> int:
    return sum(article_sort_key(article.number) != (0, 0) for article in document.articles)


def changed_by_splitting(library: Library) -> list[tuple[str, str]]:
    return [
        article.key
        for document in library.documents()
        for article in document.articles
        if rejoined(split_paragraphs(article.text)) != article.text
    ]


def test_no_national_article_loses_a_character_when_split(national: Library) -> None:
    assert changed_by_splitting(national) == []


@pytest.mark.library
def test_no_article_of_the_library_folder_loses_a_character_when_split(all_texts: Library) -> None:
    assert changed_by_splitting(all_texts) == []


@given(
    st.lists(
        st.sampled_from(["（一）甲；", "(二)乙；", "（三）丙。", "1.丁", "２．戊", "己。", "", " 庚"]), max_size=12
    )
)
def test_splitting_any_lines_loses_nothing(lines: list[str]) -> None:
    assert rejoined(split_paragraphs("\n".join(lines))) == "\n".join(lines)


def test_the_exception_for_wage_arrears_is_a_paragraph_of_its_own(national: Library) -> None:
    paragraphs = paragraphs_of(national, "劳动争议调解仲裁法", "第二十七条")
    assert len(paragraphs) == 4
    assert "劳动报酬" in paragraphs[3].text
    assert "不受" in paragraphs[3].text


@pytest.mark.parametrize(
    ("law", "number", "items"),
    [
        ("劳动合同法", "第三十八条", [6, 0]),
        ("劳动合同法", "第八十二条", [0, 0]),
        ("劳动合同法", "第四十七条", [0, 0, 0]),
        ("劳动法", "第四十四条", [3]),
    ],
)
def test_items_belong_to_their_paragraph(national: Library, law: str, number: str, items: list[int]) -> None:
    assert [len(paragraph.items) for paragraph in paragraphs_of(national, law, number)] == items


def test_items_carry_their_mark_and_their_whole_line(national: Library) -> None:
    first = paragraphs_of(national, "劳动合同法", "第三十八条")[0]
    assert [item.label for item in first.items] == [f"（{mark}）" for mark in "一二三四五六"]
    assert all(item.text.startswith(item.label) for item in first.items)
    assert "劳动报酬" in first.items[1].text


def test_a_numbered_line_below_an_item_stays_with_the_item() -> None:
    paragraphs = split_paragraphs("下列情形：\n（一）甲：\n1.子；\n2．丑；\n（二）乙。\n另一款。")
    assert [item.text for item in paragraphs[0].items] == ["（一）甲：\n1.子；\n2．丑；", "（二）乙。"]
    assert paragraphs[1] == Paragraph("另一款。")


def test_an_item_mark_with_no_paragraph_before_it_opens_one() -> None:
    assert split_paragraphs("（一）甲") == (Paragraph("（一）甲"),)


def test_articles_chapters_and_continuation_lines() -> None:
    body = (
        "# 示例条例\n\n（某日通过）\n## 第一章 总则\n第一条　甲。\n\n乙。\n第一条之一 丙：\n（一）丁。\n"
        "## 第二章 工资\n### 第一节 支付\n第二条\n戊。\n## 第三章 附则\n第三条 己。\n"
    )
    articles, doubts = parse_articles("示例@2020", body)
    assert [(one.number, one.chapters, one.text) for one in articles] == [
        ("第一条", ("第一章 总则",), "甲。\n乙。"),
        ("第一条之一", ("第一章 总则",), "丙：\n（一）丁。"),
        ("第二条", ("第二章 工资", "第一节 支付"), "戊。"),
        ("第三条", ("第三章 附则",), "己。"),
    ]
    assert doubts == ()
    assert {one.law_id for one in articles} == {"示例@2020"}


def test_a_reference_at_the_start_of_a_line_is_not_an_article() -> None:
    articles, _ = parse_articles("x", "第一条 甲。\n第三十条规定的情形除外。\n第二条 乙。")
    assert [one.number for one in articles] == ["第一条", "第二条"]
    assert articles[0].text.endswith("第三十条规定的情形除外。")


def test_an_annex_is_kept_as_sections_under_its_name() -> None:
    articles, _ = parse_articles("x", "第一条 甲。\n## 附录一 名录\n一、子。\n二、丑。\n## 附件二\n表")
    assert [(one.number, one.text) for one in articles[1:]] == [
        ("附录一一", "一、子。"),
        ("附录一二", "二、丑。"),
        ("附件二", "表"),
    ]


def test_gaps_repetitions_and_empty_articles_are_named() -> None:
    _, doubts = parse_articles("x", "第一条 甲\n第三条 乙\n第四条\n第四条 丙\n第五条之二 丁")
    assert doubts == (
        "第三条之前的条号不连续",
        "第四条没有正文",
        "第四条之前的条号不连续",
        "第五条之二之前的条号不连续",
    )


def test_a_repeated_number_names_each_article_apart() -> None:
    articles, _ = parse_articles("x", "第一条 甲\n第一条 乙\n第一条 丙\n第二条 丁")
    assert [one.number for one in articles] == ["第一条", "第一条·重", "第一条·重3", "第二条"]


@pytest.mark.library
def test_the_library_folder_has_the_articles_that_its_list_counts(library_folder: Path, catalogue: Catalogue) -> None:
    listing = library_folder / "catalogue.tsv"
    if not listing.is_file():
        pytest.skip("this library folder has no list of its texts")
    with listing.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    # Headed sections (annexes, a charter's preamble) stand beside the articles that the list counts.
    other = [
        (row["path"], row["articles"], counted)
        for row in rows
        if (counted := numbered(read_markdown(library_folder / row["path"], catalogue))) != int(row["articles"])
    ]
    assert rows
    assert other == []


@pytest.mark.library
def test_the_known_gap_is_reported_and_no_other(all_texts: Library) -> None:
    doubts = {document.law.title: document.doubts for document in all_texts.documents() if document.doubts}
    assert doubts == {"山东省企业工资集体协商条例": ("第十七条之前的条号不连续",)}


def test_sentences_are_verbatim_in_order_and_complete(national: Library) -> None:
    for title, number in (("劳动合同法", "第三十八条"), ("劳动争议调解仲裁法", "第二十七条"), ("劳动法", "第四十四条")):
        text = national.article(national.version(title, DAY).id, number).text
        found = sentences(text)
        assert "".join(found) == text.replace("\n", "")
        assert all(one in text for one in found)


def test_a_sentence_ends_behind_its_closing_quote() -> None:
    assert sentences("称为“工资。”甲；\n（一）乙") == ["称为“工资。”", "甲；", "（一）乙"]
