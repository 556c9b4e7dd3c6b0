from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.citations import paragraph_ends
from knowledge.citations.skeleton import BREAK, Skeleton


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("劳 动\u3000法", "劳动法"),
        ("勞動法第４４條", "劳动法第44条"),
        ("〈劳动法〉﹝2020﹞［3］【4】", "《劳动法》〔2020〕[3][4]"),
        ("劳\u200b动\x00\ufeff法\ud800", "劳动法"),
        ("第四\n十条", "第四十条"),
        ("完。\n第一", f"完。{BREAK}第一"),
        ("ﬁ㈠", "fi(一)"),
        ("", ""),
    ],
)
def test_one_width_one_script_and_no_space(text: str, expected: str) -> None:
    assert Skeleton(text).text == expected


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_every_character_has_its_place_in_the_original(text: str) -> None:
    skeleton = Skeleton(text)
    assert len(skeleton.origin) == len(skeleton.text)
    assert list(skeleton.origin) == sorted(skeleton.origin)
    for at in range(len(skeleton.text)):
        start, end = skeleton.span(at, at + 1)
        assert 0 <= start < end <= len(text)


def test_a_span_is_that_of_the_original() -> None:
    text = "见 《勞\n動法》 第 3 條"
    skeleton = Skeleton(text)
    start = skeleton.text.index("劳动法")
    assert text[slice(*skeleton.span(start, start + 3))] == "勞\n動法"


def test_space_before_a_character_is_remembered() -> None:
    skeleton = Skeleton("第一条 甲方")
    assert skeleton.text == "第一条甲方"
    assert [skeleton.spaced(at) for at in range(6)] == [False, False, False, True, False, True]


@pytest.mark.parametrize(
    ("before", "after", "ends"),
    [
        ("他来了。", "后来走了", True),
        ("条件如下：", "甲方同意", True),
        ("他说“好”", "后来走了", True),
        ("根据《劳动", "合同法》", False),
        ("第三", "十八条", False),
        ("应当支付", "经济补偿", False),
        ("事实与理由", "一、我在公司工作", True),
        ("事实与理由", "（一）我在公司工作", True),
        ("事实与理由", "第一章 总则", True),
        ("标题没有句号", "\n正文", True),
        ("他来了。 \u3000\r", "后来", True),
        ("他来了，\u3000", "\u3000后来", False),
        ("", "开头是空行", True),
    ],
)
def test_which_line_breaks_end_a_paragraph(before: str, after: str, ends: bool) -> None:
    assert (len(before) in paragraph_ends(f"{before}\n{after}")) is ends


def test_breaks_are_judged_one_by_one() -> None:
    text = "甲\n乙。\n\n丙"
    assert paragraph_ends(text) == {text.index("\n", 3), text.index("\n", 3) + 1}
