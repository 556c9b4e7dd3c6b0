"""Plain text in any encoding, wrapped or not, and web pages without what stands around the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import UnreadableFile
from knowledge.readers.characters import clean, garbled_share, heading
from knowledge.readers.limits import Limits
from knowledge.readers.plain import decode, read_plain
from knowledge.readers.web import read_html

TEXT = "第一条　为了示例。\n\n第二条　自公布之日起施行。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_every_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "一.txt") == (TEXT, [])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_that_was_cut_off_in_a_character_is_read_with_a_doubt(encoding: str) -> None:
    text, doubts = decode("第一条　示例".encode(encoding)[:-1], "一.txt")
    assert text == "第一条　示"
    assert "不完整" in doubts[0]


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x00\x01\x02" * 99])
def test_what_is_no_chinese_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="编码"):
        decode(content, "一.txt")


def plain(tmp_path: Path, text: str, kind: str = "txt") -> tuple[str, ...]:
    path = tmp_path / "一.txt"
    path.write_text(text, encoding="utf-8")
    return read_plain(path, kind, Limits()).lines


def test_a_line_is_a_paragraph(tmp_path: Path) -> None:
    assert plain(tmp_path, "第一章　总则\n" + TEXT) == (
        "第一章 总则",
        "第一条　为了示例。",
        "第二条　自公布之日起施行。",
    )


def test_wrapped_lines_are_joined(tmp_path: Path) -> None:
    long = "　　第一条　" + "为了保护劳动者的合法权益，调整劳动关系，" * 6 + "制定本法。"
    second = "　　第二条　" + "用人单位和劳动者必须依法参加社会保险，" * 5 + "缴纳社会保险费。"
    wrapped = "\n".join(part[at : at + 36] for part in (long, second) for at in range(0, len(part), 36))
    assert plain(tmp_path, wrapped) == (long.strip("　"), second.strip("　"))


def test_markdown_stays_as_it_is(tmp_path: Path) -> None:
    text = "---\ntitle: 示例\n---\n# 示例\n\n## 第一章　总则\n\n第一条　甲。\n"
    assert plain(tmp_path, text, "md") == ("---", "title: 示例", "---", "# 示例", "## 第一章　总则", "第一条　甲。")


PAGE = """<!DOCTYPE html><html><head><meta charset="{}"><title>站名</title>
<script>var a = "第九条";</script></head><body>
<nav><ul><li><a href="/">首页</a></li><li><a href="/b">法规</a></li></ul></nav>
<div class="wrap"><div class="left"><a href="x">相关链接一</a><a href="y">相关链接二</a></div>
<div id="zoom"><h1>示例条例</h1>
<p>　　第一章　总　则</p><p>　　第一条　为了
示例，<b>制定</b>本条例。</p>
<p>第二条&nbsp;分两行：<br>（一）甲；<br/>（二）乙。</p>
<p style="display:none">看不见的</p>
<table><tr><td>地区</td><td>标准</td></tr><tr><td>甲市</td><td>2000元</td></tr></table>
<!-- 第八条 --></div></div><footer>版权所有</footer></body></html>"""


@pytest.mark.parametrize(("declared", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("", "gb18030")])
def test_a_web_page_gives_its_text_only(tmp_path: Path, declared: str, encoding: str) -> None:
    path = tmp_path / "一.html"
    path.write_bytes(PAGE.format(declared).encode(encoding))
    assert read_html(path).lines == (
        "示例条例", "第一章 总则", "第一条　为了示例，制定本条例。", "第二条 分两行：", "（一）甲；", "（二）乙。",
        "地区 标准", "甲市 2000元",
    )  # fmt: skip


def test_the_title_is_kept_where_it_stands_outside_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "一.html"
    body = "".join(f"<p>第{number}条　{'甲' * 60}。</p>" for number in "一二三")
    path.write_text(f"<html><body><header><h1>示例条例</h1></header><article>{body}</article></body></html>", "utf-8")
    assert read_html(path).lines[0] == "示例条例"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("第一章　总则", "第一章 总则"), ("第一章　总　则", "第一章 总则"), ("　第三节 工资　", "第三节 工资"),
        ("第二章劳动合同", "第二章 劳动合同"), ("第一编 总则", "第一编 总则"), ("第十一章 附 则", "第十一章 附则"),
        ("第一条　甲", None), ("第二章规定的情形，适用本条。", None), ("第二章的规定", None), ("第三章第二节", None),
        ("总则", None),
    ],
)  # fmt: skip
def test_headings(line: str, shown: str | None) -> None:
    assert heading(line) == shown


def test_characters_that_stand_for_others() -> None:
    assert clean("\ufeff⽤⼈单位\u200b\u00a0甲\u3000") == "用人单位 甲"
    assert garbled_share("甲\ufffd乙\ue000") == 0.5
    assert garbled_share("") == 0.0
