from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import Library, normal_number
from knowledge.numerals import article_label, article_sort_key, to_int

REPEATED = "·重"  # marks the second article of one number in two repealed decisions


@given(st.integers(1, 2000), st.integers(0, 30))
def test_label_and_key_are_inverse(number: int, suffix: int) -> None:
    assert article_sort_key(article_label(number, suffix)) == (number, suffix)


@given(st.integers(1, 2000), st.integers(0, 30))
def test_every_usual_way_of_writing_a_number_becomes_its_label(number: int, suffix: int) -> None:
    label = article_label(number, suffix)
    tail = f"之{suffix}" if suffix else ""
    for written in (label, f"第{number}条{tail}", f"{number}条{tail}", f"{number}{tail}", label.removeprefix("第")):
        assert normal_number(written) == label


@pytest.mark.parametrize(
    ("number", "suffix", "label"),
    [
        (2, 0, "第二条"),
        (10, 0, "第十条"),
        (12, 0, "第十二条"),
        (20, 0, "第二十条"),
        (24, 1, "第二十四条之一"),
        (100, 0, "第一百条"),
        (105, 0, "第一百零五条"),
        (110, 0, "第一百一十条"),
        (276, 1, "第二百七十六条之一"),
        (1010, 0, "第一千零一十条"),
        (1260, 12, "第一千二百六十条之十二"),
    ],
)
def test_labels_are_written_as_statutes_write_them(number: int, suffix: int, label: str) -> None:
    assert article_label(number, suffix) == label


@pytest.mark.parametrize(("text", "number"), [("两百", 200), ("一百〇五", 105), ("87", 87), (" 八十七 ", 87)])
def test_numerals_as_people_write_them(text: str, number: int) -> None:
    assert to_int(text) == number


@pytest.mark.parametrize("text", ["", "条", "附件", "一些"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        to_int(text)


@pytest.mark.parametrize("text", ["附件", "二（三）", "全文", ""])
def test_what_is_no_article_number_sorts_first_and_stays_as_it_is(text: str) -> None:
    assert article_sort_key(text) == (0, 0)
    assert normal_number(text) == text


def test_every_national_article_number_survives_the_round_trip(national: Library) -> None:
    numbers = {
        article.number.removesuffix(REPEATED) for document in national.documents() for article in document.articles
    }
    changed = [
        number
        for number in numbers
        if article_sort_key(number) != (0, 0) and article_label(*article_sort_key(number)) != number
    ]
    assert changed == []
    assert sum(article_sort_key(number) != (0, 0) for number in numbers) > 1260
