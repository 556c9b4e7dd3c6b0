from __future__ import annotations

import pytest

from knowledge.titles import announced_title, find_number, is_title, title_at


@pytest.mark.parametrize(
    "line",
    [
        "示例省饭钱条例",
        "关于审理饭钱案件适用法律问题的解释（一）",
        "示例省实施《中华人民共和国饭钱法》办法",
        "饭钱办法（试行）",
        "2020年工会法律工作要点",
        "饭　钱　条　例",
    ],
)
def test_titles_are_known(line: str) -> None:
    assert is_title(line)


@pytest.mark.parametrize(
    "line",
    [
        "中华人民共和国国务院令",
        "示例部文件",
        "第一章 总则",
        "第三条 饭钱办法",
        "（2003年6月17日通过饭钱条例）",
        "为了规范饭钱，制定本条例。",
        "一、饭钱的办法",
        "附件1：饭钱标准",
        "法",
        "示例省人民政府公告",
    ],
)
def test_what_only_looks_like_a_title_is_none(line: str) -> None:
    assert not is_title(line)


def test_a_title_that_was_broken_in_two_is_joined() -> None:
    lines = ["示例院文件", "示例院关于审理饭钱案件", "适用法律问题的解释"]
    assert title_at(lines, 2) == "示例院关于审理饭钱案件适用法律问题的解释"
    assert title_at(["示例省饭钱集体协商", "条例"], 1) == "示例省饭钱集体协商条例"


def test_a_whole_title_is_not_joined_with_what_stands_above() -> None:
    assert title_at(["示例省人民代表大会常务委员会公告", "示例省饭钱条例"], 1) == "示例省饭钱条例"
    assert title_at(["关于饭钱的通知", "的饭钱办法"], 1) == "的饭钱办法"


def test_a_notice_names_the_text_that_it_issues() -> None:
    assert announced_title("关于印发《饭钱暂行规定》的通知") == "饭钱暂行规定"
    assert announced_title("关于印发《贯彻<饭钱法>的实施办法》的通知") == "贯彻《饭钱法》的实施办法"
    assert announced_title("关于饭钱的通知") == ""


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["饭钱条例", "（2007年12月14日 中华人民共和国国务院令第514号公布）"], "国务院令第514号"),
        (["中华人民共和国国务院令", "第586号", "饭钱条例"], "国务院令第586号"),
        (["人社部发〔2025〕2号"], "人社部发〔2025〕2号"),
        (["（劳社部发[2008]3号）"], "劳社部发〔2008〕3号"),
        (["人薪发［1995］32号"], "人薪发〔1995〕32号"),
        (["（2025年2月17日示例院第1942次会议通过；法释〔2025〕12号；自2025年9月1日起施行）"], "法释〔2025〕12号"),
        (["（1994年12月1日劳部发〔1994〕479号公布）"], "劳部发〔1994〕479号"),
        (["饭钱条例", "第一章 总则"], ""),
        (["根据《国务院关于修改饭钱办法的决定》（国务院令第795号）的规定，" + "各地应当认真执行，" * 12], ""),
    ],
)
def test_the_number_of_the_document_is_its_own(lines: list[str], number: str) -> None:
    assert find_number(lines) == number


def test_a_hostile_line_takes_no_time() -> None:
    assert not is_title("《" * 5000 + "法")
    assert announced_title("关于印发" + "《<" * 2000) == ""
    assert find_number(["（" + "令" * 5000]) == ""
