from __future__ import annotations

import pytest

from knowledge.citations.units import NO_SUCH_NUMBER, article_name, number_of, read_units


def read(text: str, bare: bool = False) -> list[tuple[str, int, int, str]]:
    """(level, number, suffix, the words up to the end of the level) of each unit."""
    return [(one.level, one.number, one.suffix, text[one.start : one.end]) for one in read_units(text, 0, bare)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第四十条规定", [("条", 40, 0, "第四十条")]),
        ("第40条", [("条", 40, 0, "第40条")]),
        ("第二款", [("款", 2, 0, "第二款")]),
        ("第(三)项", [("项", 3, 0, "第(三)项")]),
        ("第三目", [("目", 3, 0, "第三目")]),
        ("第二十四条之一", [("条", 24, 1, "第二十四条之一")]),
        ("第二十四条之十二第一款", [("条", 24, 12, "第二十四条之十二")]),
        ("第24条之1", [("条", 24, 1, "第24条之1")]),
        ("第二十四条之一倍", [("条", 24, 0, "第二十四条")]),
        ("第二十四条之三年", [("条", 24, 0, "第二十四条")]),
        ("第二十四条之一般规定", [("条", 24, 0, "第二十四条")]),
        ("第三十九、四十条", [("条", 39, 0, "第三十九"), ("条", 40, 0, "四十条")]),
        ("第三至五项", [("项", 3, 0, "第三"), ("项", 5, 0, "五项")]),
        ("第(一)(二)项", [("项", 1, 0, "第(一)"), ("项", 2, 0, "(二)项")]),
        ("第(一)、(三)和(五)项", [("项", 1, 0, "第(一)"), ("项", 3, 0, "(三)"), ("项", 5, 0, "(五)项")]),
    ],
)
def test_numbers_with_their_level(text: str, expected: list[tuple[str, int, int, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "四十条",
        "第四十",
        "第四十人",
        "第三条件",
        "第三项目",
        "第(三条",
        "第三)条",
        "第(三)条",
        "44条",
        "三款",
        "",
        "第",
    ],
)
def test_what_is_no_number_of_a_provision(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "numbers"), [("44条", [44]), ("44", [44]), ("38、39条", [38, 39]), ("四十四条", []), ("(44)", [])]
)
def test_directly_behind_a_name_arabic_numbers_stand_alone(text: str, numbers: list[int]) -> None:
    assert [number for _, number, *_ in read(text, bare=True)] == numbers


def test_a_list_has_an_end() -> None:
    assert read("第1、" + "1、" * 5000 + "1条") == []


@pytest.mark.parametrize("numeral", ["百百", "十十", "千"])
def test_a_numeral_that_makes_no_sense_names_no_article(numeral: str) -> None:
    (unit,) = read_units(f"第{numeral}条", 0)
    assert article_name(unit) == f"第{numeral}条" or unit.number < NO_SUCH_NUMBER


def test_numbers() -> None:
    assert [number_of(one) for one in ("八十二", "82", "两百", "〇")] == [82, 82, 200, 0]
    assert number_of("百百") == NO_SUCH_NUMBER
