from __future__ import annotations

from datetime import date

import pytest

from knowledge.errors import ReferenceError_, UnknownArticle, UnknownLaw
from knowledge.grounds import Ground, ground_of, rule_of
from knowledge.library import Library

DAY = date(2026, 11, 26)


def test_a_ground_names_a_law_an_article_and_perhaps_paragraphs() -> None:
    assert ground_of("劳动合同法 第八十二条") == Ground("劳动合同法", "第八十二条")
    assert ground_of("劳动合同法 第47条 1,3") == Ground("劳动合同法", "第四十七条", (1, 3))
    # A headed section is no article.
    assert ground_of("示例通知 二 1") == Ground("示例通知", "二", (1,))


@pytest.mark.parametrize("spec", ["", "劳动合同法", "劳动合同法 第一条 第二款", "劳动合同法 第一条 1 2"])
def test_another_shape_is_refused(spec: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ground_of(spec)


def test_the_rule_is_the_text_of_the_paragraphs_meant(national: Library) -> None:
    whole = rule_of(national, Ground("劳动合同法", "第八十二条"), DAY)
    second = rule_of(national, Ground("劳动合同法", "第八十二条", (2,)), DAY)
    assert whole.paragraphs == (1, 2)
    assert whole.text == whole.article.text
    assert second.text == whole.text.split("\n")[1]


@pytest.mark.parametrize(
    ("ground", "error"),
    [
        (Ground("没有这部法", "第一条"), UnknownLaw),
        (Ground("劳动合同法", "第九百条"), UnknownArticle),
        (Ground("劳动合同法", "第八十二条", (3,)), UnknownArticle),
        (Ground("劳动合同法", "第八十二条", (0,)), UnknownArticle),
    ],
)
def test_what_is_not_there_is_an_error(national: Library, ground: Ground, error: type[Exception]) -> None:
    with pytest.raises(error):
        rule_of(national, ground, DAY)


def test_what_is_not_in_force_is_an_error(national: Library) -> None:
    with pytest.raises(ReferenceError_, match="状态是"):
        rule_of(national, Ground("法律援助法", "第二十二条"), date(2021, 1, 1))
