from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from knowledge.policy import parse_sections
from knowledge.records import POLICY_LEVEL
from knowledge.sources import library_files, read_markdown

NOTICE = """# 示例通知
各单位：
一、总体要求
（一）目标。到年底实现目标。
（二）原则。依法办事。
工作要细。
## 二、工作任务
（一）抓落实
1. 建台账。
2. 报进度。
（三）抓检查。
三、附则。自发布之日起执行。
"""


def labels(body: str, **how: object) -> list[str]:
    return [section.number for section in parse_sections("示例", body, **how)]  # type: ignore[arg-type]


def lines_lost(body: str) -> list[str]:
    """Lines that stand neither in the text of a section nor in a heading path."""
    sections = parse_sections("示例", body)
    kept = {line for section in sections for line in section.text.split("\n")}
    kept |= {heading for section in sections for heading in section.chapters}
    lines = [line.strip() for line in body.split("\n") if line.strip() and not line.startswith("# ")]
    return [line for line in lines if re.sub(r"^#+\s*", "", line) not in kept]


def test_sections_are_cited_by_the_chain_of_their_marks() -> None:
    assert labels(NOTICE) == ["前言", "一（一）", "一（二）", "二（一）1", "二（一）2", "二（三）", "三"]


def test_figures_directly_below_a_chinese_mark() -> None:
    assert labels("四、保障\n9. 甲。\n10. 乙。\n五、其他\n11.丙。") == ["四9", "四10", "五11"]


def test_no_line_is_lost_and_headings_stand_in_the_path() -> None:
    assert lines_lost(NOTICE) == []
    deepest = parse_sections("示例", NOTICE)[3]
    assert deepest.text == "1. 建台账。"
    assert deepest.chapters[0] == "二、工作任务"


def test_continuation_lines_stay_with_their_section() -> None:
    assert parse_sections("示例", NOTICE)[2].text == "（二）原则。依法办事。\n工作要细。"


def test_a_text_without_marks_is_one_section() -> None:
    assert labels("# 题\n甲。\n乙。") == ["全文"]


def test_a_decimal_at_the_start_of_a_line_is_no_mark() -> None:
    assert labels("一、标准。\n1.5倍工资。") == ["一"]


def test_a_repeated_mark_still_names_one_section() -> None:
    found = labels("一、甲。\n二、乙。\n二、丙。")
    assert found == ["一", "二", "二·2"]


def test_prefix_and_depth_of_an_annex() -> None:
    assert labels("说明。\n一、甲。\n（一）乙。", prefix="附录三", depth=1) == ["附录三", "附录三一"]


@pytest.mark.parametrize("heading", ["一、总体要求 和目标", "一、目标：三年翻番"])
def test_a_heading_with_a_space_or_colon_is_not_lost(heading: str) -> None:
    assert lines_lost(f"{heading}\n（一）甲。") == []


@pytest.mark.library
def test_real_documents_lose_no_text_and_have_unique_labels(library_folder: Path, catalogue: Catalogue) -> None:
    checked = 0
    for path in library_files(library_folder):
        document = read_markdown(path, catalogue)
        numbers = [article.number for article in document.articles]
        assert len(numbers) == len(set(numbers)), path.name
        if document.law.level == POLICY_LEVEL and not any(number.startswith("第") for number in numbers):
            body = path.read_text("utf-8").split("\n---\n", 1)[1]
            assert lines_lost(body) == [], path.name
            checked += 1
    assert checked == 5


@pytest.mark.library
@pytest.mark.parametrize(
    ("name", "label", "words"),
    [
        ("2020年工会法律工作要点.md", "四10", "10"),
        ("赤峰市总工会2021年法治政府建设情况报告.md", "二（三）", "(三)"),
    ],
)
def test_labels_in_real_documents(
    library_folder: Path, catalogue: Catalogue, name: str, label: str, words: str
) -> None:
    path = next(path for path in library_files(library_folder) if path.name == name)
    sections = {article.number: article for article in read_markdown(path, catalogue).articles}
    assert sections[label].text.startswith(words)
