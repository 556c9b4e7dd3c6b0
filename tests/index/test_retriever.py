from __future__ import annotations

import asyncio
from datetime import date

from index.retriever import LawRetriever
from index.search import Query, SearchIndex

DAY = date(2026, 7, 1)


def test_documents_are_whole_articles_with_what_is_needed_to_cite_them(small_index: SearchIndex) -> None:
    first = LawRetriever(index=small_index, day=DAY).invoke("拖欠工资满三个月")[0]
    hit = small_index.search(Query("拖欠工资满三个月", DAY))[0]
    assert first.page_content == hit.article.text
    assert first.metadata == {
        "law": "示例工资条例",
        "article": "第一条",
        "level": "行政法规",
        "region": "全国",
        "effective": "2020-01-01",
        "source": "测试",
        "score": hit.score,
    }


def test_day_region_and_number_are_passed_on(small_index: SearchIndex) -> None:
    local = LawRetriever(index=small_index, day=DAY, region="浙江省").invoke("职工拖欠工资")
    assert "浙江示例条例" in {one.metadata["law"] for one in local}
    national = LawRetriever(index=small_index, day=DAY).invoke("职工拖欠工资")
    assert "浙江示例条例" not in {one.metadata["law"] for one in national}
    assert len(LawRetriever(index=small_index, day=DAY, top_k=2).invoke("职工")) == 2
    assert LawRetriever(index=small_index, day=date(2000, 1, 1)).invoke("高温补贴") == []


def test_without_a_day_it_is_today(small_index: SearchIndex) -> None:
    today = small_index.search(Query("高温补贴", date.today()), top_k=10)
    assert [one.page_content for one in LawRetriever(index=small_index).invoke("高温补贴")] == [
        hit.article.text for hit in today
    ]


def test_an_empty_question_finds_nothing(small_index: SearchIndex) -> None:
    assert LawRetriever(index=small_index, day=DAY).invoke("  ") == []


def test_it_serves_asynchronous_chains(small_index: SearchIndex) -> None:
    assert asyncio.run(LawRetriever(index=small_index, day=DAY).ainvoke("年休假"))
