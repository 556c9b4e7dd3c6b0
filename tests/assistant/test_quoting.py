from __future__ import annotations

from datetime import timedelta

import pytest
from assistant_fakes import DAY, ITEMS, LONG, ONE_LONG_PARAGRAPH
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.quoting import POINTER_UP_TO, WHOLE_UP_TO, key_paragraph, paragraph_label, quote_from
from knowledge.records import Article
from knowledge.statute import split_paragraphs


def article(text: str) -> Article:
    return Article("示例法@2020", "第一条", (), text)


def test_a_short_article_is_quoted_whole_with_its_proviso() -> None:
    text = "第一句。\n" + "但" * (WHOLE_UP_TO - 6) + "。"
    assert len(text) == WHOLE_UP_TO
    assert quote_from(article(text), (1,), "第一句", DAY) == (text, 0)


def test_of_a_long_article_the_paragraph_that_was_found_is_quoted_whole() -> None:
    quote, number = quote_from(article(LONG), (4, 1), "工钱", DAY)
    assert (quote, number) == (LONG.split("\n")[3], 4)
    assert "但是" in quote


def test_where_nothing_was_found_the_question_chooses_the_paragraph() -> None:
    assert quote_from(article(LONG), (), "天灾阻断道路怎么办", DAY)[1] == 3
    assert quote_from(article(LONG), (), "还在干活期间讨要，后来离开工地", DAY)[1] == 4


def test_a_paragraph_number_beyond_the_last_is_not_followed() -> None:
    assert quote_from(article(LONG), (9,), "天灾阻断道路", DAY) == (LONG.split("\n")[2], 3)


@pytest.mark.parametrize("found", [(), (1,), (2,), (1, 2)])
def test_a_repealed_paragraph_is_never_quoted(found: tuple[int, ...]) -> None:
    whole = Article("示例法@2020", "第一条", (), "旧的一款。\n新的一款。", repealed_paragraphs=(1,), repealed_from=DAY)
    assert quote_from(whole, found, "旧的一款", DAY) == ("新的一款。", 2)
    assert quote_from(whole, found, "旧的一款", DAY - timedelta(days=1)) == (whole.text, 0)


def test_of_a_long_list_all_down_to_the_item_that_fits_is_quoted() -> None:
    """An item without the lead-in says nothing: the lead-in may be a prohibition."""
    quote, number = quote_from(article(ITEMS), (1,), "工棚漏雨没有人修", DAY)
    assert number == 1
    assert quote == "\n".join(ITEMS.split("\n")[:3])


def test_of_a_long_list_the_lead_is_quoted_where_the_item_is_too_far_down() -> None:
    assert quote_from(article(ITEMS), (1,), "夜里干活没有灯", DAY)[0] == ITEMS.split("\n")[0]


def test_the_key_paragraph_of_a_list_is_the_whole_list() -> None:
    text = "有下列情形之一的，不得辞退：\n（一）还在养伤的；\n（二）快要生孩子的。"
    assert key_paragraph(f"平日里好好干活。\n{text}", "养伤") == text


def test_of_a_long_list_the_lead_is_quoted_where_no_item_fits() -> None:
    assert quote_from(article(ITEMS), (1,), "zzz", DAY)[0] == ITEMS.split("\n")[0]


def test_a_lead_that_says_nothing_without_its_list_brings_all_of_it() -> None:
    text = ITEMS.replace("随时停工：", "随时停工。", 1).replace("\n（一）", "有下列情形之一的：\n（一）", 1)
    assert quote_from(article(text), (1,), "zzz", DAY)[0] == text


def test_of_one_long_paragraph_the_sentence_that_fits_is_quoted() -> None:
    quote, number = quote_from(article(ONE_LONG_PARAGRAPH), (), "发钱的日子碰上放假", DAY)
    assert number == 1
    assert quote == "发钱的日子碰上放假的，提前一天发。"


def test_the_key_paragraph_is_whole_or_nothing() -> None:
    assert key_paragraph("工钱按月发。\n饭钱按天算，但是节日除外。", "饭钱怎么算") == "饭钱按天算，但是节日除外。"
    assert key_paragraph("工钱按月发。\n饭钱按天算。", "zzz") == "工钱按月发。"
    assert key_paragraph("没有句号的话", "话") == "没有句号的话"
    assert key_paragraph("长" * (POINTER_UP_TO + 1), "长") == ""


@pytest.mark.parametrize(
    ("text", "number", "label"),
    [("一款。", 1, ""), ("一款。", 0, ""), ("一款。\n二款。", 0, ""), ("一款。\n二款。", 2, "第二款")],
)
def test_a_paragraph_is_named_only_where_there_are_several(text: str, number: int, label: str) -> None:
    assert paragraph_label(article(text), number) == label


def test_the_label_of_the_eleventh_paragraph() -> None:
    assert paragraph_label(article("\n".join(f"{at}款。" for at in range(12))), 11) == "第十一款"


LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "（一）", "（二）", "（十一）", "1.", "2、"]),
        st.text("工钱饭票日夜发给。；！？”，abc", min_size=1, max_size=200),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=150)
@given(lines=LINES, paragraphs=st.lists(st.integers(1, 14), max_size=3), question=st.text("工钱饭票", max_size=12))
def test_whatever_the_article_the_quote_is_a_verbatim_part_of_the_paragraph_named(
    lines: list[tuple[str, str]], paragraphs: list[int], question: str
) -> None:
    text = "\n".join(mark + rest for mark, rest in lines)
    quote, number = quote_from(article(text), paragraphs, question, DAY)
    parts = split_paragraphs(text)
    assert quote
    assert quote in (parts[min(number, len(parts)) - 1].full if number else text)
    assert key_paragraph(quote, question) in quote


def test_a_paragraph_that_only_points_to_another_gives_way_to_it() -> None:
    due = "家属领取三样钱：" + "甲" * 150 + "。"
    text = f"{due}\n住院期间死亡的，其家属享受本条第一款规定的待遇。\n{'另有一事。' * 20}"
    assert len(text) > WHOLE_UP_TO
    assert quote_from(article(text), (2,), "住院期间死亡", DAY) == (due, 1)
    assert quote_from(article(text), (3,), "另有一事", DAY)[1] == 3
