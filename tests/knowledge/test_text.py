from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import clean_input, fold, short_title, simplify


def test_characters_that_hide_or_reorder_text_are_removed() -> None:
    assert clean_input("老板\u202e拖欠\u200b工资\x00\ufeff") == "老板拖欠工资"


def test_spaces_of_all_kinds_become_one_and_lines_stay() -> None:
    assert clean_input("\u3000 两个月\u00a0\t没发\n工资 ") == "两个月 没发\n工资"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("資遣費", "资遣费"),
        ("第８２条", "第82条"),
        ("《实施〈社会保险法〉若干规定》", "《实施《社会保险法》若干规定》"),
        ("劳动 合同\n法", "劳动合同法"),
        ("加班费“三倍”", '加班费"三倍"'),
        ("法释﹝2020﹞26号", "法释〔2020〕26号"),
        ("ABC", "abc"),
        ("劳动\u200b法", "劳动法"),
    ],
)
def test_what_looks_the_same_to_a_reader_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("第一款", "第二款"), ("应当", "可以"), ("劳动法", "劳动合同法")])
def test_what_means_something_else_does_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(alphabet="劳動法條例《》〈〉（）()８8 \u3000\u200bＡa“”\n。", max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("中华人民共和国劳动合同法", "劳动合同法"),
        (" 《中华人民共和国工会法》 ", "工会法"),
        ("北京市实施《中华人民共和国工会法》办法", "北京市实施《中华人民共和国工会法》办法"),
        ("中华人民共和国", "中华人民共和国"),
    ],
)
def test_titles_lose_the_name_of_the_state_only_in_front(written: str, short: str) -> None:
    assert short_title(written) == short


def test_traditional_characters_become_simplified_ones() -> None:
    assert simplify("勞動爭議調解") == "劳动争议调解"
