from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date

import pytest

from knowledge.catalogue import Catalogue
from knowledge.library import Library
from knowledge.numerals import article_sort_key
from knowledge.records import Article, Law, Status
from knowledge.text import fold

# Texts that only library folders have; facts about them cannot be checked without one.
LIBRARY_LEVELS = (
    "条例",
    "规定",
    "办法",
    "规则",
    "解释",
    "章程",
    "通知",
    "解释（一）",
    "解释（二）",
    "解释（三）",
    "解释（四）",
)


def facts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(kind, title) of every fact."""
    yield from (("dense", title) for title in catalogue.dense)
    yield from (("effective", title) for title, _ in catalogue.effective)
    yield from (("ended", title) for title in catalogue.ended)
    yield from (("status", title) for title, _ in catalogue.statuses)
    yield from (("article", title) for title, _ in catalogue.articles)
    yield from (("alias", title) for title in catalogue.aliases.values())


def titles(library: Library) -> set[str]:
    return {law.title for law in library.laws()}


def plain_law(library: Library, title: str) -> Law:
    return library.version(title, date(2026, 5, 1))


def test_every_fact_about_a_national_law_names_one_that_exists(catalogue: Catalogue, national: Library) -> None:
    ours = [fact for fact in facts(catalogue) if not fact[1].endswith(LIBRARY_LEVELS)]
    assert [fact for fact in ours if fact[1] not in titles(national)] == []
    assert len(ours) > 80


@pytest.mark.library
def test_every_fact_names_a_text_that_exists(catalogue: Catalogue, all_texts: Library) -> None:
    assert [fact for fact in facts(catalogue) if fact[1] not in titles(all_texts)] == []


def test_every_dense_article_exists(catalogue: Catalogue, national: Library) -> None:
    missing = []
    for title, numbers in catalogue.dense.items():
        held = {article_sort_key(one.number)[0] for one in national.articles_of(plain_law(national, title).id)}
        missing += [(title, number) for number in sorted((numbers or set()) - held)]
    assert missing == []


@pytest.mark.parametrize("title", ["劳动法", "劳动合同法", "劳动争议调解仲裁法", "社会保险法", "工会法", "法律援助法"])
def test_the_laws_that_workers_ask_about_are_dense_as_a_whole(
    catalogue: Catalogue, national: Library, title: str
) -> None:
    law = plain_law(national, title)
    left_out = [one.number for one in national.articles_of(law.id) if not catalogue.is_dense(law, one)]
    assert left_out == (["第六十二条", "第八十二条"] if title == "劳动法" else [])  # overridden by later law


def test_an_article_that_a_later_law_overrides_is_never_indexed_and_says_why(
    catalogue: Catalogue, national: Library
) -> None:
    law = plain_law(national, "劳动法")
    article = national.article(law.id, "第八十二条")
    assert not catalogue.is_dense(law, article, everything=True)
    assert "一年" in article.note
    assert article.stated is None


def test_dates_of_versions_belong_to_versions_that_exist(catalogue: Catalogue, national: Library) -> None:
    versions = {(law.title, law.published) for law in national.laws()}
    stated = [*catalogue.effective, *catalogue.statuses]
    assert [one for one in stated if one not in versions] == []
    for key, (effective, basis) in catalogue.effective.items():
        assert effective >= key[1], key
        assert basis, key


def test_articles_with_a_status_of_their_own_exist(catalogue: Catalogue, national: Library) -> None:
    for title, number in catalogue.articles:
        if title in titles(national):
            law = plain_law(national, title)
            assert number in {article_sort_key(one.number)[0] for one in national.articles_of(law.id)}


def test_no_alias_hides_a_title_and_all_resolve(catalogue: Catalogue, national: Library) -> None:
    real = {fold(title) for title in titles(national)}
    for alias, title in catalogue.aliases.items():
        assert fold(alias) not in real, alias
        if title in titles(national):
            assert national.title_of(alias) == title


def test_aliases_differ_when_folded(catalogue: Catalogue) -> None:
    assert len({fold(alias) for alias in catalogue.aliases}) == len(catalogue.aliases)


def test_an_alias_is_a_name_and_not_a_figure(catalogue: Catalogue) -> None:
    assert [alias for alias in catalogue.aliases if len(fold(alias)) < 2] == []


def test_amending_decisions_and_other_national_laws_are_not_dense(catalogue: Catalogue, national: Library) -> None:
    for level in ("修正案", "修改决定"):
        law = next(law for law in national.laws() if law.level == level)
        assert not catalogue.is_dense(law, national.articles_of(law.id)[0], everything=True)
    law = plain_law(national, "仲裁法")
    article = national.articles_of(law.id)[0]
    assert not catalogue.is_dense(law, article)
    assert catalogue.is_dense(law, article, everything=True)


def test_an_inserted_article_is_dense_with_its_number(catalogue: Catalogue, national: Library) -> None:
    law = plain_law(national, "刑法")
    dense = {one.number for one in national.articles_of(law.id) if catalogue.is_dense(law, one)}
    assert "第二百七十六条之一" in dense
    assert "第一条" not in dense


def test_a_fact_about_an_article_does_not_touch_the_inserted_one(catalogue: Catalogue, national: Library) -> None:
    law = plain_law(national, "刑法")
    own = {number: Article(law.id, number, (), "甲") for number in ("第三百八十七条", "第三百八十七条之一", "第一条")}
    corrected = {number: catalogue.correct_article(law, article) for number, article in own.items()}
    assert corrected["第三百八十七条"].stated is Status.AMENDED
    assert corrected["第三百八十七条"].note
    assert corrected["第三百八十七条之一"] == own["第三百八十七条之一"]
    assert corrected["第一条"] == own["第一条"]


def test_a_correction_holds_for_its_version_only(catalogue: Catalogue, national: Library) -> None:
    law = plain_law(national, "劳动合同法")
    other = dataclasses.replace(law, published=date(2007, 6, 29), effective=date(2008, 1, 1))
    assert catalogue.correct_law(other).effective == date(2008, 1, 1)


# Successors that only library folders have, and one that those here lack as well.
LATER_RULES = {"女职工劳动保护特别规定", "最低工资规定", "就业服务与就业管理规定"}
NOT_HELD = {"就业服务与就业管理规定"}


def test_each_law_that_ended_leads_to_one_that_we_hold(catalogue: Catalogue, national: Library) -> None:
    successors = {old.successor for old in catalogue.repealed.values()}
    assert successors - LATER_RULES <= titles(national)
    assert len(catalogue.repealed) >= 20


@pytest.mark.library
def test_each_successor_is_held_by_all_texts(catalogue: Catalogue, all_texts: Library) -> None:
    assert {old.successor for old in catalogue.repealed.values()} - titles(all_texts) <= NOT_HELD


def test_a_law_that_ended_is_known_by_its_folded_name_alone(catalogue: Catalogue) -> None:
    for key, old in catalogue.repealed.items():
        assert key == fold(old.title)
        assert catalogue.repealed_law(old.title) is old
        assert catalogue.repealed_law(f"{old.title}实施细则") is None
    old = catalogue.repealed_law("企业破产法(试行)")
    assert old is not None
    assert old is catalogue.repealed_law("企业破产法（试行）")
    assert old.successor == "企业破产法"
    assert catalogue.repealed_law("劳动合同法") is None


def test_no_law_that_ended_shares_its_name_with_one_in_force(catalogue: Catalogue, national: Library) -> None:
    for old in catalogue.repealed.values():
        held = [law for law in national.laws() if fold(law.title) == fold(old.title)]
        assert [law.id for law in held if law.status_on(date(2026, 5, 1)) is Status.IN_FORCE] == []
