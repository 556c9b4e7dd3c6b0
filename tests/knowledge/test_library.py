from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from knowledge.errors import UnknownArticle, UnknownLaw
from knowledge.library import Library, article_status
from knowledge.records import Article, Document, Law, Status
from knowledge.statute import split_paragraphs

DAY = date(2026, 5, 1)
INTERPRETATION = "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"


def law(title: str = "示例法", **changes: object) -> Law:
    plain = Law(
        id="",
        title=title,
        level="法律",
        region="全国",
        issuer="",
        published=date(2010, 1, 1),
        effective=date(2010, 7, 1),
        effective_basis="",
        first_effective=None,
        expires=None,
        stated=Status.IN_FORCE,
        superseded_by="",
        source="",
    )
    made = dataclasses.replace(plain, **changes)  # type: ignore[arg-type]
    return dataclasses.replace(made, id=f"{title}@{made.published}")


def document(one: Law, text: str = "甲。") -> Document:
    return Document(one, (Article(one.id, "第一条", (), text), Article(one.id, "第一条之一", (), text)))


def status(library: Library, title: str, day: date) -> Status:
    return library.version(title, day).status_on(day)


def test_the_corpus_is_the_one_that_we_pinned(national: Library) -> None:
    assert len(national) == 378
    assert sum(len(one.articles) for one in national.documents()) == 26_196


def test_first_tenth_and_last_article_of_the_labour_contract_law(national: Library) -> None:
    articles = national.articles_of(national.version("劳动合同法", DAY).id)
    assert len(articles) == 98
    assert [(articles[at].number, articles[at].chapters) for at in (0, 9, -1)] == [
        ("第一条", ("第一章 总则",)),
        ("第十条", ("第二章 劳动合同的订立",)),
        ("第九十八条", ("第八章 附则",)),
    ]
    assert articles[0].text.endswith("制定本法。")
    assert "书面劳动合同" in articles[9].text
    assert len(split_paragraphs(articles[9].text)) == 3
    assert "2008年1月1日起施行" in articles[-1].text


def test_the_amended_labour_contract_law_has_the_date_of_its_amendment(national: Library) -> None:
    version = national.version("劳动合同法", DAY)
    assert version.effective == date(2013, 7, 1)
    assert version.first_effective == date(2008, 1, 1)
    assert version.status_on(date(2013, 6, 30)) is Status.NOT_YET
    assert version.status_on(date(2013, 7, 1)) is Status.IN_FORCE


@pytest.mark.parametrize(("title", "last_day_of_old"), [("仲裁法", date(2026, 2, 28)), ("商标法", date(2026, 12, 31))])
def test_one_version_ends_where_the_next_begins(national: Library, title: str, last_day_of_old: date) -> None:
    first_day_of_new = last_day_of_old + timedelta(days=1)
    old, new = national.version(title, last_day_of_old), national.version(title, first_day_of_new)
    assert old.id != new.id
    assert new.effective == old.expires == first_day_of_new
    assert old.status_on(last_day_of_old) is Status.IN_FORCE
    assert old.status_on(first_day_of_new) is Status.AMENDED
    assert new.status_on(last_day_of_old) is Status.NOT_YET
    assert new.status_on(first_day_of_new) is Status.IN_FORCE
    assert first_day_of_new.isoformat() in old.superseded_by
    assert [one.id for one in national.versions(title)] == [old.id, new.id]


def test_a_law_that_has_not_begun_is_found_and_called_so(national: Library) -> None:
    assert status(national, "医疗保障法", date(2026, 9, 1)) is Status.NOT_YET
    assert status(national, "医疗保障法", date(2026, 12, 31)) is Status.NOT_YET
    assert status(national, "医疗保障法", date(2027, 1, 1)) is Status.IN_FORCE


def test_status_belongs_to_the_article_and_not_only_to_the_law(national: Library) -> None:
    criminal = national.version("刑法", DAY)
    refusing_to_pay = national.article(criminal.id, "第二百七十六条之一")
    amended = national.article(criminal.id, "第三百八十七条")
    assert "劳动报酬" in refusing_to_pay.text
    assert article_status(criminal, refusing_to_pay, DAY) is Status.IN_FORCE
    assert article_status(criminal, amended, DAY) is Status.AMENDED


def test_laws_replaced_by_a_code_of_another_name_end_with_it(national: Library) -> None:
    assert status(national, "环境保护法", date(2026, 8, 14)) is Status.IN_FORCE
    assert status(national, "环境保护法", date(2026, 8, 15)) is not Status.IN_FORCE
    assert "生态环境法典" in national.version("环境保护法", DAY).superseded_by


def test_at_most_one_version_is_in_force_on_any_day(national: Library) -> None:
    days = {one.effective for one in national.laws() if one.effective} | {one.expires for one in national.laws()}
    for title in {one.title for one in national.laws() if len(national.versions(one.title)) > 1}:
        for day in filter(None, days):
            in_force = [one.id for one in national.versions(title) if one.status_on(day) is Status.IN_FORCE]
            assert len(in_force) <= 1, (title, day)


@pytest.mark.library
def test_a_paragraph_of_the_interpretation_is_repealed(all_texts: Library) -> None:
    version = all_texts.version(INTERPRETATION, DAY)
    article = all_texts.article(version.id, "第三十二条")
    assert version.status_on(DAY) is Status.IN_FORCE
    assert article_status(version, article, DAY) is Status.IN_FORCE
    assert article.repealed_paragraphs == (1,)
    assert article.repealed_from == date(2025, 9, 1)
    assert len(split_paragraphs(article.text)) == 2


@pytest.mark.library
def test_a_text_of_unknown_status_is_never_called_in_force(all_texts: Library) -> None:
    unknown = [one for one in all_texts.laws() if one.stated is Status.UNKNOWN]
    assert len(unknown) > 40
    days = [date(year, 7, 2) for year in range(1990, 2031, 4)]
    assert [one.id for one in unknown for day in days if one.status_on(day) is Status.IN_FORCE] == []


@pytest.mark.library
def test_what_a_source_calls_ended_without_a_date_is_never_in_force(all_texts: Library) -> None:
    ended = [
        one
        for one in all_texts.laws()
        if one.stated in {Status.REPEALED, Status.AMENDED} and one.expires is None and not one.is_policy
    ]
    assert ended
    days = [date(year, 7, 2) for year in range(1990, 2031, 4)]
    assert [one.id for one in ended for day in days if one.status_on(day) is Status.IN_FORCE] == []


def test_unknown_status_stays_unknown_when_a_newer_version_comes() -> None:
    old = law(stated=Status.UNKNOWN)
    new = law(published=date(2020, 1, 1), effective=date(2020, 7, 1))
    library = Library([document(old), document(new)], {})
    assert library.law(old.id).status_on(date(2015, 1, 1)) is Status.UNKNOWN
    assert library.version("示例法", date(2015, 1, 1)).id == old.id


def test_a_repealed_law_is_repealed_after_its_end_and_in_force_before() -> None:
    one = law(stated=Status.REPEALED, expires=date(2020, 1, 1))
    assert one.status_on(date(2019, 12, 31)) is Status.IN_FORCE
    assert one.status_on(date(2020, 1, 1)) is Status.REPEALED
    assert one.status_on(date(2010, 6, 30)) is Status.NOT_YET


def test_the_order_of_loading_does_not_matter_for_versions() -> None:
    old, new = law(), law(published=date(2020, 1, 1), effective=date(2020, 7, 1))
    for order in ([old, new], [new, old]):
        library = Library([document(one) for one in order], {})
        assert library.version("示例法", date(2020, 6, 30)).id == old.id
        assert library.version("示例法", date(2020, 7, 1)).id == new.id
        assert library.version("示例法", date(2000, 1, 1)).id == old.id


def test_texts_of_one_name_in_two_places_do_not_end_each_other() -> None:
    here = law("工会条例", region="河南省")
    there = law("工会条例", region="浙江省", published=date(2020, 1, 1), effective=date(2020, 7, 1))
    library = Library([document(here), document(there)], {})
    assert library.law(here.id).expires is None


def test_the_first_of_two_equal_documents_is_kept() -> None:
    library = Library([document(law(), "甲。"), document(law(), "乙。")], {})
    assert len(library) == 1
    assert library.article(law().id, "第一条").text == "甲。"


@pytest.mark.parametrize(
    "name", ["劳动合同法", "《中华人民共和国劳动合同法》", "劳合法", "勞動合同法", " 劳动 合同法 "]
)
def test_a_law_is_found_by_every_usual_name(national: Library, name: str) -> None:
    assert national.title_of(name) == "劳动合同法"


@pytest.mark.parametrize(
    ("name", "near"), [("合同法", "劳动合同法"), ("劳动和同法", "劳动合同法"), ("劳动仲裁", "劳动争议调解仲裁法")]
)
def test_an_unknown_name_is_refused_with_near_names(national: Library, name: str, near: str) -> None:
    with pytest.raises(UnknownLaw, match=rf"库中没有《{name}》，您是不是要找：.*{near}"):
        national.title_of(name)


def test_a_name_like_no_other_is_refused_without_a_guess(national: Library) -> None:
    with pytest.raises(UnknownLaw) as caught:
        national.title_of("xyz")
    assert "您是不是要找" not in str(caught.value)
    assert "xuefa laws" in str(caught.value)


@pytest.mark.parametrize("name", ["", "  ", "1", "-"])
def test_an_empty_name_or_a_figure_is_no_law(national: Library, name: str) -> None:
    with pytest.raises(UnknownLaw):
        national.title_of(name)


@pytest.mark.parametrize("number", ["第八十二条", "82", "第82条", "八十二", "82条"])
def test_an_article_is_found_by_every_usual_number(national: Library, number: str) -> None:
    assert national.article(national.version("劳动合同法", DAY).id, number).number == "第八十二条"


def test_a_missing_article_says_what_there_is(national: Library) -> None:
    version = national.version("劳动合同法", DAY)
    with pytest.raises(UnknownArticle, match=r"《劳动合同法》没有第九十九条（共98条，第一条至第九十八条）"):
        national.article(version.id, "第九十九条")


def test_the_corpus_hash_sees_texts_and_facts_but_not_their_order() -> None:
    one, other = document(law()), document(law("另法"))
    plain = Library([one, other], {}).corpus_hash()
    assert Library([other, one], {}).corpus_hash() == plain
    assert Library([document(law(), "乙。"), other], {}).corpus_hash() != plain
    assert Library([document(law(stated=Status.REPEALED)), other], {}).corpus_hash() != plain
