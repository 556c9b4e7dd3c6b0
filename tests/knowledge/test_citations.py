from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.citations import Reference, ReferenceFinder, resolve
from knowledge.errors import ReferenceError_, UnknownArticle, UnknownLaw
from knowledge.library import Library
from knowledge.statute import split_paragraphs

DAY = date(2026, 5, 1)


@pytest.fixture(scope="module")
def finder(national: Library) -> ReferenceFinder:
    return ReferenceFinder(national)


def short(reference: Reference) -> tuple[str, str, int, int]:
    return reference.law, reference.article, reference.paragraph, reference.item


@pytest.mark.parametrize(
    "text",
    [
        "《劳动合同法》第八十二条第一款",
        "《中华人民共和国劳动合同法》第八十二条第一款",
        "中华人民共和国劳动合同法第八十二条第一款",
        "劳动合同法第82条第1款",
        "劳动合同法第８２条第１款",
        "劳动合同法 第 82 条 第 1 款",
        "劳动合同法82条第1款",
        "《劳动合同法》（2012年修正）第八十二条第一款",
        "根据劳动合同法第八十二条第一款的规定，",
        "单位违反了《劳动合同法》第八十二条第一款。",
    ],
)
def test_every_usual_form_of_one_reference(finder: ReferenceFinder, text: str) -> None:
    (found,) = finder.find(text)
    assert short(found) == ("劳动合同法", "第八十二条", 1, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《劳动合同法》第三十八条第一款第（二）项", ("劳动合同法", "第三十八条", 1, 2)),
        ("劳动合同法第三十八条第一款第二项", ("劳动合同法", "第三十八条", 1, 2)),
        ("劳动合同法第38条第(2)项", ("劳动合同法", "第三十八条", 0, 2)),
        ("刑法第二百七十六条之一第一款", ("刑法", "第二百七十六条之一", 1, 0)),
        ("《刑法》第276条之一", ("刑法", "第二百七十六条之一", 0, 0)),
        ("宪法第42条", ("宪法", "第四十二条", 0, 0)),
        ("社保法第五十八条", ("社保法", "第五十八条", 0, 0)),
        ("劳动仲裁法第二十七条第四款", ("劳动仲裁法", "第二十七条", 4, 0)),
        ("民法典第1191条", ("民法典", "第一千一百九十一条", 0, 0)),
    ],
)
def test_items_inserted_articles_short_names_and_aliases(
    finder: ReferenceFinder, text: str, expected: tuple[str, str, int, int]
) -> None:
    (found,) = finder.find(text)
    assert short(found) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《劳动合同法》第四十七条、第八十七条", [("劳动合同法", "第四十七条"), ("劳动合同法", "第八十七条")]),
        ("劳动合同法第47条和第87条", [("劳动合同法", "第四十七条"), ("劳动合同法", "第八十七条")]),
        ("劳动合同法第四十六条至第四十八条", [("劳动合同法", "第四十六条"), ("劳动合同法", "第四十八条")]),
        (
            "《劳动法》第四十四条、《劳动合同法》第三十一条",
            [("劳动法", "第四十四条"), ("劳动合同法", "第三十一条")],
        ),
        (
            "《劳动争议调解仲裁法》有一年时效，该法第二十七条另有规定",
            [("劳动争议调解仲裁法", ""), ("劳动争议调解仲裁法", "第二十七条")],
        ),
        ("劳动合同法第四十七条；同法第八十七条", [("劳动合同法", "第四十七条"), ("劳动合同法", "第八十七条")]),
        (
            "劳动合同法第四十七条规定了标准，依照第八十七条应付二倍",
            [("劳动合同法", "第四十七条"), ("劳动合同法", "第八十七条")],
        ),
    ],
)
def test_chains_and_backward_references(finder: ReferenceFinder, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.law, one.article) for one in finder.find(text)] == expected


@pytest.mark.parametrize(
    "text", ["依据合同法第5条", "根据《合同法》第五条", "违反合同法第五条的规定", "劳动者说，合同法第五条"]
)
def test_an_unknown_law_does_not_become_a_known_one(finder: ReferenceFinder, national: Library, text: str) -> None:
    (found,) = finder.find(text)
    assert (found.law, found.article) == ("合同法", "第五条")
    with pytest.raises(UnknownLaw, match="劳动合同法"):
        resolve(national, found, DAY)


@pytest.mark.parametrize(
    "text", ["劳动合同法实施细则草案第3条", "《某省劳动合同法办法》第三条", "《海上劳动合同法》第三条"]
)
def test_a_longer_name_is_not_cut_down_to_a_known_law(finder: ReferenceFinder, text: str) -> None:
    assert ("劳动合同法", "第三条") not in [(one.law, one.article) for one in finder.find(text)]


@pytest.mark.parametrize(
    "text",
    ["劳动合同法第五条和劳动合同法实施条例第二十七条", "《劳动合同法》第四十七条。员工手册第二十七条规定"],
)
def test_an_article_of_something_else_does_not_fall_to_the_law_before_it(finder: ReferenceFinder, text: str) -> None:
    assert ("劳动合同法", "第二十七条") not in [(one.law, one.article) for one in finder.find(text)]


@pytest.mark.library
@pytest.mark.parametrize("text", ["湖南省工伤保险条例第三条", "违反湖南省劳动保障监察条例第三条的规定"])
def test_a_local_rule_without_book_marks_is_not_the_national_one(all_texts: Library, text: str) -> None:
    (found,) = ReferenceFinder(all_texts).find(text)
    with pytest.raises(UnknownLaw):
        resolve(all_texts, found, DAY)


@pytest.mark.library
def test_a_local_rule_in_book_marks_is_not_the_national_one(all_texts: Library) -> None:
    (found,) = ReferenceFinder(all_texts).find("《湖南省工伤保险条例》第三条")
    with pytest.raises(UnknownLaw, match="工伤保险条例"):
        resolve(all_texts, found, DAY)


@pytest.mark.parametrize("text", ["第三条规定", "根据本法第三条"])
def test_an_article_of_no_named_law_has_no_law(finder: ReferenceFinder, national: Library, text: str) -> None:
    (found,) = finder.find(text)
    assert (found.law, found.article) == ("", "第三条")
    with pytest.raises(ReferenceError_, match="没有写明"):
        resolve(national, found, DAY)


@pytest.mark.parametrize("text", ["", "我买了47条鱼", "三个月没发工资，怎么办？", "一条微信", "他拿了3项奖"])
def test_plain_words_hold_no_reference(finder: ReferenceFinder, text: str) -> None:
    assert finder.find(text) == []


def test_a_figure_far_from_the_law_is_not_its_article(finder: ReferenceFinder) -> None:
    assert finder.find("劳动合同法规定得很清楚，我有47条记录") == []


def test_a_law_named_alone_in_book_marks_is_a_reference_without_article(finder: ReferenceFinder) -> None:
    (found,) = finder.find("请看《劳动合同法》。")
    assert short(found) == ("劳动合同法", "", 0, 0)


def test_laws_named_are_listed_once_in_order(finder: ReferenceFinder) -> None:
    text = "工会法和《劳动法》，还有工会法第六条、该法第七条"
    assert finder.laws_named(text) == ["工会法", "劳动法"]


PIECES = [
    "《劳动法》",
    "劳动合同法",
    "第三条",
    "第五条第二款",
    "、",
    "和",
    "该法",
    "工资",
    "第（一）项",
    "47",
    "条",
    "之一",
    " ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_a_reference_is_the_very_words_of_the_text(finder: ReferenceFinder, text: str) -> None:
    found = finder.find(text)
    assert [text[one.start : one.end] for one in found] == [one.raw for one in found]
    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start for end, one in zip(ends, found, strict=False))


@pytest.mark.parametrize("number", ["十十", "千", "万万", "9" * 20])
def test_a_mistyped_number_does_not_stop_the_check_of_a_text(finder: ReferenceFinder, number: str) -> None:
    found = finder.find(f"劳动合同法第{number}条，劳动法第三条")
    assert ("劳动法", "第三条") in [(one.law, one.article) for one in found]


def reference(law: str, article: str, paragraph: int = 0, item: int = 0) -> Reference:
    return Reference("原文", 0, 2, law, article, paragraph, item)


def test_a_reference_resolves_to_its_article_paragraph_or_item(national: Library) -> None:
    article = national.article(national.version("劳动合同法", DAY).id, "第三十八条")
    first = split_paragraphs(article.text)[0]
    assert resolve(national, reference("劳合法", "第三十八条"), DAY).text == article.text
    assert resolve(national, reference("劳合法", "第三十八条", 1), DAY).text == first.full
    assert resolve(national, reference("劳合法", "第三十八条", 1, 2), DAY).text == first.items[1].text
    assert resolve(national, reference("劳合法", "第三十八条", 0, 2), DAY).text == first.items[1].text


def test_a_reference_resolves_in_the_version_of_the_day(national: Library) -> None:
    old = resolve(national, reference("仲裁法", "第一条"), date(2026, 2, 28))
    new = resolve(national, reference("仲裁法", "第一条"), date(2026, 3, 1))
    assert (old.law.published, new.law.published) == (date(2017, 9, 1), date(2025, 9, 12))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (reference("劳动合同法", "第九十九条"), "没有第九十九条"),
        (reference("劳动合同法", "第八十二条", 3), "只有2款，没有第3款"),
        (reference("劳动合同法", "第三十八条", 1, 7), r"没有第（七）项"),
        (reference("劳动合同法", "第三十八条", 2, 1), r"没有第（一）项"),
    ],
)
def test_what_the_article_does_not_have_is_refused(national: Library, asked: Reference, message: str) -> None:
    with pytest.raises(UnknownArticle, match=message):
        resolve(national, asked, DAY)


@pytest.mark.library
@pytest.mark.parametrize(
    ("text", "law", "article"),
    [
        ("《工伤保险条例》第十四条第（一）项", "工伤保险条例", "第十四条"),
        ("法释〔2020〕26号第三十二条", "法释〔2020〕26号", "第三十二条"),
        ("劳动争议司法解释一第32条", "劳动争议司法解释一", "第三十二条"),
        ("《劳动合同法实施条例》第27条", "劳动合同法实施条例", "第二十七条"),
        ("实施《中华人民共和国社会保险法》若干规定第九条", "实施《中华人民共和国社会保险法》若干规定", "第九条"),
        (
            "《最高人民法院关于在民事审判工作中适用〈中华人民共和国工会法〉若干问题的解释》第一条",
            "最高人民法院关于在民事审判工作中适用〈中华人民共和国工会法〉若干问题的解释",
            "第一条",
        ),
    ],
)
def test_regulations_and_interpretations(all_texts: Library, text: str, law: str, article: str) -> None:
    (found,) = ReferenceFinder(all_texts).find(text)
    assert (found.law, found.article) == (law, article)
    assert resolve(all_texts, found, DAY).article.number == article


@pytest.mark.library
def test_an_implementing_regulation_is_not_taken_for_its_law(all_texts: Library) -> None:
    (found,) = ReferenceFinder(all_texts).find("劳动合同法实施条例第二十七条")
    assert resolve(all_texts, found, DAY).law.title == "劳动合同法实施条例"
