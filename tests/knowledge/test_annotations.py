"""A comment stands exactly at its words, whatever the runs are like, and nothing else in the document changes."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hostile import lying_word, replaced, word, word_bomb
from word_comments import Anchored, anchored, formats, saved

from knowledge.annotations import Note, Summary, annotate_document, compose_document, read_document
from knowledge.annotations.comments import add_notes
from knowledge.annotations.story import TooDeep, read_story
from knowledge.errors import UnreadableFile
from knowledge.readers.limits import Limits, TooMuchText

MOST = 10**6
WHO = {"author": "示例核对", "initials": "示"}


def text_of(document: Any) -> str:
    return read_story(document, MOST).text


def note_on(document: Any, *words: str) -> list[Anchored]:
    """Comment on the first place of each of the words, then save the document and open it again."""
    story = read_story(document, MOST)
    notes = [Note(at := story.text.index(one), at + len(one), f"说{one}") for one in words]
    add_notes(document, story, notes, "示例核对", "示")
    return anchored(saved(document))


def inline(document: Any, xml: str) -> Any:
    """A paragraph with the given content."""
    paragraph = document.add_paragraph()
    for element in parse_xml(f"<w:p {nsdecls('w', 'r')}>{xml}</w:p>"):
        paragraph._p.append(element)
    return paragraph


def run_xml(text: str, form: str = "") -> str:
    return f'<w:r><w:rPr>{form}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


# --- where a comment stands ----------------------------------------------------------------------------------------


def test_a_reference_over_runs_of_several_formats_is_marked_exactly() -> None:
    document = docx.Document()
    inline(document, run_xml("依据《示", "<w:b/>") + run_xml("例法》第", "<w:i/>") + run_xml("一条判决", "<w:u/>"))
    before = formats(document)
    assert [one.words for one in note_on(document, "《示例法》第一条")] == ["《示例法》第一条"]
    assert formats(document) == before


def test_two_references_in_one_run_and_one_inside_the_other() -> None:
    document = docx.Document()
    document.add_paragraph("依据《示例法》第一条、第二条和😀《旧办法》第三条。")
    found = note_on(document, "《示例法》第一条、第二条", "第二条", "《旧办法》第三条", "第一条、第二条和😀《旧")
    assert [(one.words, one.text) for one in found] == [
        (words, f"说{words}")
        for words in ("《示例法》第一条、第二条", "第一条、第二条和😀《旧", "第二条", "《旧办法》第三条")
    ]


def test_references_in_tables_links_insertions_and_controls() -> None:
    document = docx.Document()
    document.add_paragraph("")
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "左《甲法》第一条"
    outer.cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "里《乙法》第二条"
    inline(document, f'<w:hyperlink w:anchor="x">{run_xml("《丙法》第三条")}{run_xml("链接")}</w:hyperlink>')
    inline(document, f'<w:ins w:id="1" w:author="某">{run_xml("《丁法》第四条")}</w:ins>{run_xml("后")}')
    inline(document, f"<w:sdt><w:sdtContent>{run_xml('《戊法》第五条款')}</w:sdtContent></w:sdt>")
    inline(document, f'<w:fldSimple w:instr="REF x">{run_xml("《己法》第")}</w:fldSimple>{run_xml("六条")}')
    names = ("《甲法》第一条", "《乙法》第二条", "《丙法》第三条", "《丁法》第四条", "《戊法》第五条", "《己法》第六条")
    before = formats(document)
    assert [one.words for one in note_on(document, *names)] == list(names)
    assert formats(document) == before


def test_a_comment_around_a_whole_insertion_outlives_its_rejection() -> None:
    document = docx.Document()
    paragraph = inline(document, f'<w:ins w:id="1" w:author="某">{run_xml("《丁法》第四条")}</w:ins>')
    note_on(document, "《丁法》第四条")
    paragraph._p.remove(paragraph._p.find(qn("w:ins")))
    assert [one.words for one in anchored(document)] == [""]


def test_a_reference_over_a_line_break_and_over_two_paragraphs() -> None:
    document = docx.Document()
    document.add_paragraph("《示例法》\n第一条和《旧办")
    document.add_paragraph("法》第二条")
    found = note_on(document, "《示例法》\n第一条", "《旧办\n法》第二条")
    assert [one.words for one in found] == ["《示例法》\n第一条", "《旧办\n法》第二条"]


def test_comments_that_are_there_stay_and_numbers_are_not_used_twice() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("依据")
    run = paragraph.add_run("《示例法》第一条")
    document.add_comment(run, text="张律师：请核实", author="张律师")
    # A mark that somebody's program left behind.
    paragraph._p.append(parse_xml(f'<w:commentRangeStart {nsdecls("w")} w:id="1"/>'))
    story = read_story(document, MOST)
    add_notes(document, story, [Note(2, 7, "一")], "示例核对", "示")
    assert sorted(str(one.comment_id) for one in document.comments) == ["0", "2"]
    paragraph._p.remove(paragraph._p.findall(qn("w:commentRangeStart"))[-1])
    assert set(anchored(document)) == {
        Anchored("《示例法》第一条", "张律师：请核实", "张律师"),
        Anchored("《示例法》", "一", "示例核对"),
    }


def test_the_comment_styles_of_the_document_are_used() -> None:
    document = docx.Document()
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="a7"><w:name w:val="annotation text"/></w:style>'
        )
    )
    document.add_paragraph("《示例法》")
    note_on(document, "《示例法》")
    (comment,) = document.comments
    assert comment.paragraphs[0]._p.pPr.pStyle.val == "a7"


@pytest.mark.parametrize("seed", range(40))
def test_any_document_keeps_its_text_and_formats(seed: int) -> None:
    print("seed", seed)
    dice = random.Random(seed)
    document = docx.Document()
    for _ in range(dice.randint(1, 4)):
        inline(document, "".join(_piece(dice) for _ in range(dice.randint(0, 5))))
    story = read_story(document, MOST)
    text, before = story.text, formats(document)
    shown = [at for at, char in enumerate(text) if story.at_or_before(at) is story.at_or_after(at)]
    notes = []
    for number in range(min(dice.randint(1, 8), len(shown))):
        start, last = sorted(dice.choices(shown, k=2))
        notes.append(Note(start, last + 1, str(number)))
    add_notes(document, story, notes, "示例核对", "示")
    again = docx.Document(io.BytesIO(saved(document)))
    assert text_of(again) == text
    assert formats(again) == before
    assert sorted((int(one.text), one.words) for one in anchored(again)) == [
        (number, text[note.start : note.end]) for number, note in enumerate(notes)
    ]


def _piece(dice: random.Random) -> str:
    """A run or what holds runs, at random."""
    text = "".join(dice.choices("《法》第一条、😀𠮷 甲", k=dice.randint(0, 6)))
    form = "".join(f"<w:{name}/>" for name in "biu" if dice.random() < 0.3)
    inner = f'<w:t xml:space="preserve">{text}</w:t>'
    for _ in range(dice.randint(0, 2)):
        inner += dice.choice(("<w:tab/>", "<w:br/>", "<w:noBreakHyphen/>", inner, "<w:lastRenderedPageBreak/>"))
    made = f"<w:r><w:rPr>{form}</w:rPr>{inner}</w:r>" if dice.random() < 0.8 else f"<w:r>{inner}</w:r>"
    match dice.randrange(6):
        case 0:
            return f'<w:hyperlink w:anchor="x">{made}{run_xml("链")}</w:hyperlink>'
        case 1:
            return f'<w:ins w:id="9" w:author="某">{made}</w:ins>'
        case 2:
            return f'<w:del w:id="9" w:author="某"><w:r><w:delText>删</w:delText></w:r></w:del>{made}'
        case _:
            return made


# --- what cannot bear a comment ------------------------------------------------------------------------------------


def add_notes_part(document: Any, kind: str, *notes: str) -> None:
    """A part with footnotes or endnotes 1, 2, …."""
    body = "".join(
        f'<w:{kind} w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
        for number, text in enumerate(notes, start=1)
    )
    reltype = RELATIONSHIP_TYPE.FOOTNOTES if kind == "footnote" else RELATIONSHIP_TYPE.ENDNOTES
    blob = f"<w:{kind}s {nsdecls('w')}>{body}</w:{kind}s>".encode()
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    document.part.relate_to(Part(PackURI(f"/word/{kind}s.xml"), content, blob, document.part.package), reltype)


def test_notes_are_read_once_at_the_end_and_commented_where_they_hang() -> None:
    document = docx.Document()
    add_notes_part(document, "footnote", "见《甲法》第一条", "没有人提到的《乙法》")
    add_notes_part(document, "endnote", "见《丙法》第三条")
    mark = '<w:r><w:{}Reference w:id="1"/></w:r>'
    inline(document, run_xml("正文") + mark.format("footnote") + run_xml("再说") + mark.format("endnote"))
    inline(document, run_xml("末段") + mark.format("footnote"))
    assert text_of(document) == "正文再说\n末段\n见《甲法》第一条\n见《丙法》第三条"
    found = note_on(document, "《甲法》第一条", "《丙法》第三条", "再说")
    assert [(one.words, one.text) for one in found] == [
        ("", "脚注里的“《甲法》第一条”：说《甲法》第一条"),
        ("再说", "说再说"),
        ("", "尾注里的“《丙法》第三条”：说《丙法》第三条"),
    ]


def test_a_text_box_is_read_once_and_commented_where_it_hangs() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>框里《甲法》第一条</w:t></w:r></w:p></w:txbxContent>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    paragraph = inline(
        document,
        f"{run_xml('前')}<w:r><mc:AlternateContent {space}><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>{run_xml('后')}",
    )
    assert text_of(document) == "前后\n框里《甲法》第一条"
    note_on(document, "《甲法》第一条")
    (comment,) = document.comments
    assert comment.text == "文本框里的“《甲法》第一条”：说《甲法》第一条"
    start = paragraph._p.find(qn("w:commentRangeStart"))
    assert start.getnext().find(".//" + qn("w:txbxContent")) is not None


def test_a_text_box_in_a_run_with_text_is_commented_around_that_run() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>《甲法》第一条</w:t></w:r></w:p></w:txbxContent>"
    inline(document, f"<w:r><w:t>前《乙法》后</w:t><w:pict>{box}</w:pict></w:r>")
    found = note_on(document, "《甲法》第一条", "《乙法》")
    assert [one.text for one in found] == ["文本框里的“《甲法》第一条”：说《甲法》第一条", "说《乙法》"]
    assert found[1].words == "《乙法》"


@pytest.mark.parametrize("bases", [("拼音",), ("拼", "音")])
def test_a_run_that_cannot_be_split_is_marked_as_a_whole(bases: tuple[str, ...]) -> None:
    document = docx.Document()
    inner = "".join(f"<w:r><w:t>{base}</w:t></w:r>" for base in bases)
    inline(document, f"<w:r><w:t>前</w:t><w:ruby><w:rubyBase>{inner}</w:rubyBase></w:ruby><w:t>后</w:t></w:r>")
    assert [one.words for one in note_on(document, "音")] == ["前拼音"]


def test_blanks_at_a_cut_are_kept() -> None:
    document = docx.Document()
    inline(document, "<w:r><w:t>依据 《甲法》 第一条</w:t></w:r>")
    note_on(document, "《甲法》")
    cut = [node for node in document.element.body.iter(qn("w:t")) if (node.text or "") != (node.text or "").strip()]
    assert [node.get("{http://www.w3.org/XML/1998/namespace}space") for node in cut] == ["preserve"] * 2


def test_what_is_not_shown_is_not_read_and_what_is_left_out_is_said() -> None:
    document = docx.Document()
    inline(
        document,
        run_xml("甲")
        + run_xml("藏", "<w:vanish/>")
        + '<w:del w:id="1" w:author="某"><w:r><w:delText>删</w:delText><w:t>删</w:t></w:r></w:del>'
        + "<w:r><w:instrText>REF</w:instrText></w:r>"
        + '<w:moveFrom w:id="2" w:author="某"><w:r><w:t>移</w:t></w:r></w:moveFrom>'
        + "<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt>"
        + "<w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    )
    document.sections[0].header.paragraphs[0].text = "《甲法》第一条"
    story = read_story(document, MOST)
    assert story.text == "甲拼"
    assert story.doubts == ["页眉里的文字没有核对"]
    document.sections[0].header.paragraphs[0].text = "示例律师事务所 第1页"
    assert read_story(document, MOST).doubts == []


# --- in a process of its own ---------------------------------------------------------------------------------------


def test_read_and_annotate_a_file(tmp_path: Path) -> None:
    path = tmp_path / "草稿.docx"
    path.write_bytes(word("依据《示例法》第一条。", "", "再见。"))
    read = read_document(path)
    assert read.text == "依据《示例法》第一条。\n\n再见。"
    made = annotate_document(path, read.text, [Note(2, 10, "一\n二")], **WHO)
    assert anchored(made) == [Anchored("《示例法》第一条", "一\n二", "示例核对")]
    with pytest.raises(UnreadableFile, match=r"^草稿.docx：.*请重新上传"):
        annotate_document(path, read.text + "。", [Note(2, 10, "一")], **WHO)


def test_a_new_document_has_the_text_and_a_summary_behind_it() -> None:
    text = "甲\t《示例法》第一条\n\n 乙  丙\n"
    summary = Summary("结果", ("共一处",), (("原文", "结论"), ("《示例法》第一条", "好\x0b\n坏")))
    made = compose_document(text, [Note(2, 10, "一\x0c二")], summary, **WHO)
    document = docx.Document(io.BytesIO(made))
    assert text_of(document).startswith(f"{text}\n")
    assert anchored(made) == [Anchored("《示例法》第一条", "一�二", "示例核对")]
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia"))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["原文", "结论"],
        ["《示例法》第一条", "好�\n坏"],
    ]


HOSTILE = {
    "炸弹.docx": (word_bomb, "异常大"),
    "谎称.docx": (lying_word, "请"),
    "半截.docx": (lambda: word("甲")[:-200], "请"),
    "没有正文.docx": (lambda: replaced("word/document.xml", b"<w:document/>"), "请"),
    "实体.docx": (
        lambda: replaced(
            "word/document.xml",
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
                b'<!ENTITY %c "%s">' % (code + 1, b"&%c;" % code * 10) for code in range(97, 106)
            ) + b"]><x>&j;</x>",
        ),
        "请",
    ),
    "深.docx": (
        lambda: replaced(
            "word/document.xml",
            f"<w:document {nsdecls('w')}><w:body>{'<w:sdt>' * 200}{'</w:sdt>' * 200}</w:body></w:document>".encode(),
        ),
        "嵌套",
    ),
    "密码.docx": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        "取消密码",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_one_line(tmp_path: Path, name: str) -> None:
    make, expected = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(UnreadableFile, match=expected) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{name}：")
    assert "\n" not in str(caught.value)


def test_the_limits_hold() -> None:
    document = docx.Document()
    document.add_paragraph("甲" * 100)
    with pytest.raises(TooMuchText):
        read_story(document, 99)
    nested = document.element.body
    for _ in range(150):
        inner = nested.makeelement(qn("w:sdt"))
        nested.insert(0, inner)
        nested = inner
    with pytest.raises(TooDeep):
        read_story(document, MOST)


def test_too_much_text_and_too_little_time_are_said(tmp_path: Path) -> None:
    path = tmp_path / "长.docx"
    path.write_bytes(word("甲" * 30000))
    with pytest.raises(UnreadableFile, match="2 万字"):
        read_document(path, Limits(characters=20000))
    with pytest.raises(UnreadableFile, match="还没读完"):
        read_document(path, Limits(seconds=0.01))
