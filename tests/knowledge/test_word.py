"""What Word shows is what is read: its numbers, tables and insertions, and not its deletions and headers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from knowledge.readers.limits import Limits
from knowledge.readers.numbering import in_format
from knowledge.readers.word import read_docx
from knowledge.records import RawText


def read(tmp_path: Path, document: Any) -> RawText:
    path = tmp_path / "一.docx"
    document.save(str(path))
    return read_docx(path, Limits())


def number(document: Any, key: int, levels: list[tuple[str, str]], **extra: str) -> None:
    """Add a list definition and a list ``key`` of it; a level is its format and its text."""
    numbering = document.part.numbering_part.element
    shapes = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra.get(f"level{at}", "")}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    first = next(numbering.iterchildren(qn("w:num")))
    first.addprevious(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">{shapes}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'))


def add(document: Any, text: str, key: int, level: int = 0) -> None:
    document.add_paragraph(text)._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>')
    )


def test_the_numbers_that_word_writes_are_put_back(tmp_path: Path) -> None:
    document = docx.Document()
    number(
        document,
        70,
        [
            ("chineseCountingThousand", "第%1章"),
            ("chineseCounting", "第%2条"),
            ("chineseCounting", "（%3）"),
            ("decimal", "%4."),
        ],
        level1='<w:lvlRestart w:val="0"/>',
    )
    for text, level in (
        ("总则", 0),
        ("甲。", 1),
        ("乙：", 1),
        ("丙；", 2),
        ("丁。", 2),
        ("附则", 0),
        ("戊：", 1),
        ("己。", 2),
        ("庚", 3),
    ):
        add(document, text, 70, level)
    assert read(tmp_path, document).lines == (
        "第一章 总则", "第一条 甲。", "第二条 乙：", "（一）丙；", "（二）丁。", "第二章 附则",
        "第三条 戊：", "（一）己。",
        "1.庚",
    )  # fmt: skip


def test_numbering_that_hangs_on_a_style_counts_too(tmp_path: Path) -> None:
    document = docx.Document()
    number(document, 71, [("chineseCounting", "第%1条")])
    style = document.styles.add_style("条文", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="71"/></w:numPr>'))
    for text in ("甲。", "乙。"):
        document.add_paragraph(text, style="条文")
    assert read(tmp_path, document).lines == ("第一条 甲。", "第二条 乙。")


def test_numbering_switched_off_and_bullets_leave_the_text_alone(tmp_path: Path) -> None:
    document = docx.Document()
    number(document, 72, [("bullet", "·")])
    add(document, "甲。", 72)
    add(document, "乙。", 0)
    assert read(tmp_path, document).lines == ("甲。", "乙。")


@pytest.mark.parametrize(
    ("value", "name", "shown"),
    [
        (1, "chineseCounting", "一"), (10, "chineseCountingThousand", "十"), (11, "japaneseCounting", "十一"),
        (20, "chineseCounting", "二十"), (105, "chineseCountingThousand", "一百零五"), (12, "ideographDigital", "一二"),
        (3, "chineseLegalSimplified", "叁"), (10, "chineseLegalSimplified", "壹拾"), (2, "ideographTraditional", "乙"),
        (4, "decimalEnclosedCircle", "④"), (7, "decimalZero", "07"), (5, "decimalFullWidth", "５"),
        (4, "lowerRoman", "iv"),        (9, "upperRoman", "IX"), (27, "lowerLetter", "aa"), (2, "upperLetter", "B"),
        (8, "unheardOf", "8"),
    ],
)  # fmt: skip
def test_number_formats(value: int, name: str, shown: str) -> None:
    assert in_format(value, name) == shown


def test_tables_go_row_by_row_in_their_place(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("第一条　标准如下：")
    table = document.add_table(2, 2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells], ("地区", "标准", "甲市", "2000元"), strict=True
    ):
        cell.text = text
    document.add_paragraph("第二条　乙。")
    assert read(tmp_path, document).lines == ("第一条　标准如下：", "地区 标准", "甲市 2000元", "第二条　乙。")


def test_headers_deletions_and_hidden_text_are_left_out_and_insertions_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    paragraph = document.add_paragraph("第一条　甲")
    for tag, text in (("ins", "<w:t>乙</w:t>"), ("del", "<w:delText>丙</w:delText>")):
        paragraph._p.append(parse_xml(f"<w:{tag} {nsdecls('w')}><w:r>{text}</w:r></w:{tag}>"))
    hidden = paragraph.add_run("丁")
    hidden.font.hidden = True
    paragraph.add_run("。")
    assert read(tmp_path, document).lines == ("第一条　甲乙。",)


def test_content_controls_and_text_boxes_are_read_once(tmp_path: Path) -> None:
    document = docx.Document()
    body = document.element.body
    words = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    body.insert(
        0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{words.format('第一条　甲。')}</w:sdtContent></w:sdt>")
    )
    box = f"<w:txbxContent>{words.format('示工发〔2020〕1号')}</w:txbxContent>"
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body.insert(
        0,
        parse_xml(
            f'<w:p {nsdecls("w")} {compatible}><w:r><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    )
    assert read(tmp_path, document).lines == ("示工发〔2020〕1号", "第一条　甲。")


def test_a_table_of_contents_goes_with_a_word_about_it(tmp_path: Path) -> None:
    document = docx.Document()
    style = document.styles.add_style("toc 1", 1)
    for text in ("第一章　总则\t1", "第二章　附则\t2"):
        document.add_paragraph(text, style=style)
    for text in ("第一章　总则", "第一条　甲。"):
        document.add_paragraph(text)
    raw = read(tmp_path, document)
    assert (raw.lines, raw.doubts) == (("第一章 总则", "第一条　甲。"), ("目录已略去",))


def test_line_breaks_inside_a_paragraph_are_lines(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("第一条　甲：\n（一）乙。")
    assert read(tmp_path, document).lines == ("第一条　甲：", "（一）乙。")


def test_no_numbering_part_at_all(tmp_path: Path) -> None:
    document = docx.Document()
    part = document.part
    for key, relation in list(part.rels.items()):
        if relation.reltype.endswith("/numbering"):
            del part.rels[key]
    document.add_paragraph("第一条　甲。")
    stream = io.BytesIO()
    document.save(stream)
    (tmp_path / "一.docx").write_bytes(stream.getvalue())
    assert read_docx(tmp_path / "一.docx", Limits()).lines == ("第一条　甲。",)
