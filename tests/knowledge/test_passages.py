from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from knowledge.library import Library
from knowledge.passages import LIMIT, SPLIT_ABOVE, passages_of
from knowledge.records import POLICY_LEVEL, Article, Passage
from knowledge.statute import split_paragraphs

DAY = date(2026, 5, 1)


def passages(library: Library, text: str) -> list[Passage]:
    law = library.version("劳动合同法", DAY)
    return list(passages_of(law, Article(law.id, "第一条", ("第一章 甲", "第一节 乙"), text)))


def test_every_line_of_every_national_article_is_indexed_verbatim(national: Library) -> None:
    lost, foreign, too_long = [], [], []
    for document in national.documents():
        for article in document.articles:
            paragraphs = split_paragraphs(article.text)
            found = list(passages_of(document.law, article))
            covered = "".join(one.text for one in found)  # a line longer than a passage goes on in the next
            lost += [article.key for line in article.text.split("\n") if line not in covered]
            for one in found:
                own = paragraphs[one.paragraph - 1].full
                foreign += [article.key for line in one.text.split("\n") if line not in own]
            too_long += [article.key for one in found if len(one.text) > LIMIT]
    assert (lost, foreign, too_long) == ([], [], [])


def test_the_exception_for_wage_arrears_is_a_passage_of_its_own(national: Library) -> None:
    law = national.version("劳动争议调解仲裁法", DAY)
    found = list(passages_of(law, national.article(law.id, "第二十七条")))
    assert [one.paragraph for one in found] == [1, 2, 3, 4]
    assert "劳动报酬" in found[3].text


def test_a_passage_says_where_it_comes_from(national: Library) -> None:
    (only,) = passages(national, "甲。")
    assert only.law_id == national.version("劳动合同法", DAY).id
    assert (only.title, only.chapter, only.article, only.paragraph) == ("劳动合同法", "第一节 乙", "第一条", 1)
    assert only.for_encoder == "劳动合同法\n甲。"
    assert "第一节 乙" in only.for_keywords


def test_short_items_stay_together_and_long_ones_stand_alone_too(national: Library) -> None:
    assert len(passages(national, "如下：\n（一）甲；\n（二）乙。")) == 1
    long = "长" * SPLIT_ABOVE
    found = passages(national, f"如下：\n（一）{long}；\n（二）乙。")
    assert [one.text.split("\n")[-1] for one in found] == ["（二）乙。", f"（一）{long}；", "（二）乙。"]
    assert [one.text.split("\n")[0] for one in found] == ["如下："] * 3


def test_signatures_of_policy_documents_are_not_indexed_and_bare_lines_of_laws_are(national: Library) -> None:
    law = national.version("劳动合同法", DAY)
    policy = dataclasses.replace(law, level=POLICY_LEVEL)
    article = Article(law.id, "三", (), "各级工会要抓落实。\n示例市总工会\n2021年11月24日")
    assert [one.text for one in passages_of(policy, article)] == ["各级工会要抓落实。"]
    assert [one.paragraph for one in passages_of(law, article)] == [1, 2, 3]


@pytest.mark.parametrize("length", [LIMIT, LIMIT + 1, 3 * LIMIT])
def test_a_long_paragraph_is_cut_into_pieces_that_join_again(national: Library, length: int) -> None:
    text = "".join(chr(0x4E00 + at % 2000) for at in range(length))
    found = passages(national, text)
    assert "".join(one.text for one in found) == text
    assert max(len(one.text) for one in found) <= LIMIT
    assert {one.paragraph for one in found} == {1}
