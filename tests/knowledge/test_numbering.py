from __future__ import annotations

import pytest

from knowledge.numbering import Chosen, article_starts, choose


def chosen(*lines: str) -> Chosen:
    return choose(lines, list(article_starts(lines)))


def labels(*lines: str) -> list[str]:
    return [one.label for one in chosen(*lines).starts]


def test_articles_are_taken_with_and_without_a_space() -> None:
    assert labels("第一条　甲。", "第二条 乙。", "第二条之一 丙。", "第三条") == [
        "第一条",
        "第二条",
        "第二条之一",
        "第三条",
    ]
    assert labels("第一条甲。", "第二条乙。", "第三条丙。") == ["第一条", "第二条", "第三条"]


@pytest.mark.parametrize("number", ["第10条", "第１０条", "第 十 条", "第十条"])
def test_numbers_are_read_in_any_spelling(number: str) -> None:
    assert [one.key for one in article_starts([f"{number} 甲。"])] == [(10, 0)]


def test_zero_is_read_in_any_spelling() -> None:
    for zero in "零〇○":
        assert [one.label for one in article_starts([f"第一百{zero}三条 甲。"])] == ["第一百零三条"]


@pytest.mark.parametrize(
    "reference",
    [
        "第三条第二款规定的情形除外。",
        "第三条 第二款规定的情形除外。",
        "第三十条规定的情形除外。",
        "第三十条的规定处理。",
        "第三条、第四条规定的，从其规定。",
        "第四十二条，由示例机关处理。",
        "第三条修改为：",
    ],
)
def test_a_reference_at_the_start_of_a_line_opens_nothing(reference: str) -> None:
    result = chosen("第一条 甲依照本条例", reference, "第二条 乙。", "第三条 丙。")
    assert [one.label for one in result.starts] == ["第一条", "第二条", "第三条"]
    assert result.doubts == ()


def test_a_line_out_of_the_row_is_a_reference_and_is_said() -> None:
    lines = ["第一条 甲。", "第九条 情形特殊的，另行处理。", "第二条 乙。", "第三条 丙。"]
    result = chosen(*lines)
    assert [one.label for one in result.starts] == ["第一条", "第二条", "第三条"]
    assert len(result.doubts) == 1
    assert "第九条" in result.doubts[0]


def test_a_real_gap_is_not_closed_and_nothing_behind_it_is_lost() -> None:
    assert labels("第一条 甲。", "第三条 丙。", "第四条 丁。") == ["第一条", "第三条", "第四条"]


def test_a_repeated_number_is_kept_and_said() -> None:
    result = chosen("第一条 甲。", "第二条 乙。", "第二条 丙。", "第三条 丁。")
    assert [one.label for one in result.starts] == ["第一条", "第二条", "第二条", "第三条"]
    assert result.doubts == ("第二条重复出现",)


def test_one_article_that_lost_its_space_among_many_is_found() -> None:
    lines = [f"第{number}条 甲。" for number in "一二三四五六七八九"]
    lines[4] = "第五条与用人单位有约定的，从其约定。"
    assert len(labels(*lines)) == 9


def test_a_second_half_of_a_broken_line_does_not_fill_a_gap() -> None:
    lines = [f"第{number}条 甲。" for number in "一二三五六七八九"]
    lines.insert(3, "第四条办理手续的，应当依法缴纳饭钱。")
    lines[2] = "第三条 用人单位没有按照上一年度的约定以及本条例有关规定的要求及时依照"
    assert "第四条" not in labels(*lines)


def test_之_that_begins_a_word_is_no_suffix() -> None:
    assert [one.key for one in article_starts(["第三条之一般情形"])] != [(3, 1)]


def test_no_candidates_no_articles() -> None:
    assert chosen() == Chosen((), ())
    assert labels("甲。", "乙。") == []
