"""Any file that a lawyer brings becomes text or one clear sentence, and nothing of it is left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from word_comments import saved

from assistant.drafts import DraftKind, annotate, paste_draft, read_draft
from knowledge.errors import UnreadableFile

TEXT = "依据《示例工资法》第一条，老板应当发工资。\r\n\r\n  此致\t敬礼😀"
LINES = TEXT.replace("\r\n", "\n")


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("起诉状.txt", TEXT.encode()),
        ("起诉状.TXT", b"\xef\xbb\xbf" + TEXT.encode()),
        ("起诉状.txt", TEXT.encode("gb18030")),
        ("起诉状.txt", TEXT.encode("utf-16")),
        ("起诉状.md", TEXT.encode()),
        ("起诉状", TEXT.encode()),
    ],
    ids=["utf-8", "mark", "gb18030", "utf-16", "md", "no extension"],
)
def test_plain_text_is_taken_as_it_stands(name: str, data: bytes, temporary: Path) -> None:
    """Positions in the draft are positions in the file, whatever its encoding."""
    draft = read_draft(name, data)
    assert (draft.name, draft.text) == (name, LINES)
    assert draft.kind == ("md" if name.endswith("md") else "txt")
    assert list(temporary.iterdir()) == []


def test_a_word_document_is_read_with_its_tables(temporary: Path) -> None:
    document = docx.Document()
    document.add_paragraph("依据《示例工资法》")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "第一条"
    draft = read_draft("起诉状.docx", saved(document))
    assert (draft.kind, draft.text) == (DraftKind.DOCX, "依据《示例工资法》\n第一条")
    assert list(temporary.iterdir()) == []


def test_a_web_page_is_read() -> None:
    page = "<!doctype html><meta charset=utf-8><body><p>依据《示例工资法》</p><script>x</script><p>第一条</p>"
    draft = read_draft("意见.html", page.encode())
    assert (draft.kind, draft.text) == (DraftKind.HTML, "依据《示例工资法》\n第一条")


def test_the_content_decides_and_a_wrong_name_is_said() -> None:
    draft = read_draft("起诉状.txt", word("依据《示例工资法》第一条"))
    assert (draft.kind, draft.text) == (DraftKind.DOCX, "依据《示例工资法》第一条")
    assert "内容其实是 Word" in draft.doubts[0]


@pytest.mark.parametrize("name", ["../../etc/起诉状.txt", "C:\\诉状\\起诉状.txt", "a/\x00起诉状.txt", "\n/起诉状.txt"])
def test_folders_in_a_name_are_dropped(name: str, temporary: Path) -> None:
    assert read_draft(name, TEXT.encode()).name == "起诉状.txt"
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "/", "长" * 5000 + ".txt", "a." + "b" * 5000, ".txt", "\ud800", "a.\x7ft"),
        # Few characters, but more bytes than a file system takes.
        *("😀" * 80 + ".txt", "起诉状" * 26 + "." + "副本" * 9, "状." + "😀" * 19),
    ],
)
def test_any_name_will_do(name: str) -> None:
    assert read_draft(name, TEXT.encode()).text == LINES


def test_a_long_name_stays_in_what_is_said_and_written(temporary: Path) -> None:
    name = "😀" * 80 + ".docx"
    with pytest.raises(UnreadableFile) as caught:
        read_draft(name, word("甲")[:999])
    assert str(caught.value).startswith(f"{name}：")
    draft = read_draft(name, word("依据《示例工资法》第一条"))
    assert draft.name == name
    assert annotate(draft, [], date(2026, 1, 1)).startswith(b"PK")
    with pytest.raises(UnreadableFile, match=f"^{name}：内容与核对时不同"):
        annotate(replace(draft, text="别的"), [], date(2026, 1, 1))
    assert list(temporary.iterdir()) == []


REFUSED = {
    "空.txt": (b"", "空的"),
    "空白.txt": (" \n\u3000\n".encode(), "没有文字|空的"),
    "空.docx": (word(""), "没有文字"),
    "大.txt": (b"a" * (11 << 20), r"11\.0 MB，超过 10 MB"),
    "长.txt": ("字".encode() * 2_000_001, "200 万字"),
    "密码.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "EncryptedPackage".encode("utf-16-le"), "取消密码"),
    "旧.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), "另存为 .docx"),
    "坏.docx": (word("甲")[:999], "请"),
    "坏.pdf": (b"%PDF-1.7\n" + bytes(99), "请"),
    "图.docx": (b"\x89PNG\r\n" + bytes(99), "图片"),
    "乱.txt": (bytes(range(128, 256)) * 9, "请"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_one_sentence_and_leaves_nothing(name: str, temporary: Path) -> None:
    data, expected = REFUSED[name]
    with pytest.raises(UnreadableFile, match=expected) as caught:
        read_draft(name, data)
    message = str(caught.value)
    assert message.startswith(f"{name}：")
    assert "\n" not in message
    assert "请" in message
    assert list(temporary.iterdir()) == []


def test_pasted_text_keeps_its_positions() -> None:
    draft = paste_draft("甲\r\n乙\r丙\x00\ud800丁")
    assert (draft.kind, draft.text) == (DraftKind.PASTE, "甲\n乙\n丙��丁")
