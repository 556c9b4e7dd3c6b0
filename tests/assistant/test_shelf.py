from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from assistant.shelf import LEVELS, Shelf, Wanted, words_of
from knowledge.library import Library
from knowledge.records import Status

sys.path.insert(0, str(Path(__file__).parent / "app"))
from fake_assistant import small_library

DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(small_library())


def titles(shelf: Shelf, day: date = DAY, **wanted: object) -> list[str]:
    return [entry.law.title for entry in shelf.browse(Wanted(**wanted), day)]  # type: ignore[arg-type]


def test_versions_of_a_text_are_one_line_and_the_day_chooses(shelf: Shelf) -> None:
    (entry,) = shelf.with_versions(DAY)
    assert (entry.law.id, entry.status, entry.versions) == ("示例工资法@2020-01-01", Status.IN_FORCE, 2)
    (entry,) = shelf.with_versions(date(2015, 1, 1))
    assert (entry.law.id, entry.status) == ("示例工资法@2010-01-01", Status.IN_FORCE)
    (entry,) = shelf.with_versions(date(2009, 1, 1))
    assert (entry.law.id, entry.status) == ("示例工资法@2010-01-01", Status.NOT_YET)


def test_a_province_means_its_cities_too(shelf: Shelf) -> None:
    assert titles(shelf, region="四川省") == ["示例省女职工办法", "示例工会要点"]
    assert titles(shelf, region="四川省/乐山市") == ["示例省女职工办法"]
    assert dict(shelf.regions(DAY)) == {"全国": 3, "四川省": 2, "四川省/乐山市": 1}
    assert next(iter(shelf.regions(DAY))) == "全国"


def test_levels_come_in_the_order_of_authority(shelf: Shelf) -> None:
    held = list(shelf.levels(DAY))
    assert held == sorted(held, key=LEVELS.index)
    assert titles(shelf, level="工会文件") == ["示例工会要点"]


def test_a_topic_leads_to_the_laws_of_its_anchors_and_names_the_articles(shelf: Shelf) -> None:
    (entry,) = shelf.browse(Wanted(topic="欠薪"), DAY)
    assert (entry.law.title, entry.grounds) == ("劳动合同法", ("第三十条",))


def test_titles_are_found_by_words_in_any_order_and_by_other_names(shelf: Shelf) -> None:
    assert titles(shelf, words=("办法", "女职工")) == ["示例省女职工办法"]
    assert titles(shelf, words=("工资法",)) == ["示例工资法"]
    assert titles(shelf, words=("没有的",)) == []


def test_a_long_name_is_found_by_its_abbreviation_if_nothing_fits_better(shelf: Shelf) -> None:
    assert [entry.law.title for entry in shelf.search("示例工办", Wanted(), DAY).laws] == ["示例省女职工办法"]
    assert not shelf.search("例办", Wanted(), DAY).laws  # two letters stand in half of all names
    assert not shelf.search("办工例示", Wanted(), DAY).laws


def test_all_words_must_occur_in_one_article(shelf: Shelf) -> None:
    found = shelf.search("工资 休假", Wanted(), DAY)
    assert [(one.entry.law.title, one.article.number, one.count) for one in found.articles] == [
        ("示例省女职工办法", "第一条", 2)
    ]
    assert not shelf.search("休假 罚款", Wanted(), DAY).articles


def test_a_word_of_the_title_chooses_the_law(shelf: Shelf) -> None:
    found = shelf.search("示例工资法 限期", Wanted(), DAY).articles
    assert [(one.entry.law.title, one.article.number) for one in found] == [("示例工资法", "第八十二条")]


def test_only_the_version_of_the_day_is_searched(shelf: Shelf) -> None:
    assert not shelf.search("罚款一元", Wanted(), DAY).articles
    assert shelf.search("罚款一元", Wanted(), date(2015, 1, 1)).articles


def test_what_is_in_force_comes_before_what_is_not(shelf: Shelf) -> None:
    found = shelf.search("工资", Wanted(), DAY).articles
    statuses = [one.status is Status.IN_FORCE for one in found]
    assert statuses == sorted(statuses, reverse=True)
    assert {one.status for one in found} == {Status.IN_FORCE, Status.REPEALED, Status.UNKNOWN}


@pytest.mark.parametrize("query", ["示例工资法第八十二条", "《示例工资法》第82条", "工资法 82"])
def test_a_named_article_is_given_before_everything_else(shelf: Shelf, query: str) -> None:
    (named,) = shelf.search(query, Wanted(), DAY).named
    assert (named.entry.law.title, named.article.number) == ("示例工资法", "第八十二条")


def test_traditional_characters_find_simplified_texts(shelf: Shelf) -> None:
    assert words_of("  勞動者　工資\n工資 ") == ("劳动者", "工资")
    assert shelf.search("勞動者", Wanted(), DAY).articles


def test_nothing_asked_nothing_found(shelf: Shelf) -> None:
    assert shelf.search(" \u200b", Wanted(), DAY) == shelf.search("", Wanted(level="法律"), DAY)
    assert not shelf.search("", Wanted(), DAY).articles


@pytest.mark.library
def test_the_whole_library(all_texts: Library) -> None:
    shelf = Shelf(all_texts)
    found = shelf.search("停工留薪期 工资", Wanted(), DAY).articles
    assert (found[0].entry.law.title, found[0].article.number) == ("工伤保险条例", "第三十三条")
    assert shelf.search("工伤", Wanted(level="行政法规"), DAY).laws[0].law.title == "工伤保险条例"
    assert {"仲裁法", "北京市安全生产条例", "船员条例"} <= {entry.law.title for entry in shelf.with_versions(DAY)}
    assert len(shelf.browse(Wanted(), DAY)) == len({(law.title, law.region) for law in all_texts.laws()})
