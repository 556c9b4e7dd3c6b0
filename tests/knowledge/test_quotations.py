from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.citations import CITED_AFTER, follows, quotations


def quoted(text: str, shortest: int = 1) -> list[str]:
    return [text[one.start : one.end] for one in quotations(text, shortest)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说“甲乙”和「丙」", ["甲乙", "丙"]),
        ('『甲』‘乙’"丙"', ["甲", "乙", "丙"]),
        ("“甲‘乙’丙”", ["甲‘乙’丙"]),
        ("“甲“乙”丙”", ["甲“乙”丙"]),
        ("“甲「乙”丙」", ["甲「乙"]),
        ('"甲"乙"丙"', ["甲", "丙"]),
        ("“甲\n乙。\n丙”", ["甲\n乙。\n丙"]),
        ("“甲「乙」", ["乙"]),
        ("“甲“乙”", ["乙"]),
        ("”甲“", []),
        ("“”", []),
        ('"甲', []),
    ],
)
def test_the_outermost_quotations(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_short_quotations_are_left_out_with_what_they_hold() -> None:
    assert quoted("“甲乙”“丙丁戊”", 3) == ["丙丁戊"]


def test_a_mark_that_was_forgotten_swallows_no_pages() -> None:
    assert quoted("“" + "甲" * 5000 + "”") == []
    assert quoted("“" + "甲" * 5000 + "“乙”") == ["乙"]


@given(st.text('“”「」『』‘’"甲乙', max_size=40), st.integers(1, 4))
def test_quotations_stand_apart_between_marks_of_one_kind(text: str, shortest: int) -> None:
    found = quotations(text, shortest)
    ends = [0, *(one.end + 1 for one in found)]
    for end, one in zip(ends, found, strict=False):
        assert end <= one.start - 1
        assert one.end - one.start >= shortest
        assert text[one.start - 1] + text[one.end] in {"“”", "「」", "『』", "‘’", '""'}


@pytest.mark.parametrize(
    "gap", ["", "：", "规定：", "明确规定：", "的规定，", "条文写明：", "的原文是这样：", "写的是："]
)
def test_words_that_say_that_the_provision_is_quoted(gap: str) -> None:
    assert follows(gap) == 1


@pytest.mark.parametrize(
    "gap", ["，公司经理说：", "，老板口头答复：", "。", "！", "，" + "甲" * 40, "，双方约定：", "，微信里称"]
)
def test_words_that_say_that_somebody_else_speaks(gap: str) -> None:
    assert follows(gap) == 0


def test_other_words_leave_it_open() -> None:
    assert follows("，工友们贴出来的是") == 0.5


@pytest.mark.parametrize("gap", ["（", "——", "，见", "（见", "，出自", "", "，即", "（摘自"])
def test_what_stands_between_a_quotation_and_its_source(gap: str) -> None:
    assert CITED_AFTER.fullmatch(gap)


@pytest.mark.parametrize("gap", ["，因此公司违反了", "，请仲裁委适用", " " * 20000 + "甲"])
def test_what_leads_to_another_reference(gap: str) -> None:
    assert not CITED_AFTER.fullmatch(gap)
