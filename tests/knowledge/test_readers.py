"""Reading a file in a process of its own: what kind it is, and what happens at the limits."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hostile import GOOD_PDF, IMAGE, PICTURE, TEXT, pdf, picture_page, shown, text_bomb, word

from knowledge import readers
from knowledge.errors import SourceError, UnreadableFile
from knowledge.readers import Limits, can_recognise, looks_like_ours, read_file

LINES = ("示例条例", "第一条　为了示例，制定本条例。", "第二条　本条例自公布之日起施行。")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("一.pdf", GOOD_PDF, "pdf"),
        ("一.docx", word(*TEXT), "docx"),
        ("一.html", f"<html><body>{''.join(f'<p>{line}</p>' for line in TEXT)}</body></html>".encode(), "html"),
        ("一.txt", "\r\n\r\n".join(TEXT).encode("gb18030"), "txt"),
        ("一.md", "\n\n".join(TEXT).encode(), "md"),
    ],
)
def test_every_kind_gives_the_same_lines(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    raw = read_file(path)
    assert (raw.name, raw.kind, raw.lines, raw.doubts) == (name, kind, LINES, ())


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("一.docx", GOOD_PDF, "pdf"), ("一.pdf", word(*TEXT), "docx"), ("一.htm", GOOD_PDF, "pdf")],
)
def test_a_renamed_file_is_read_as_what_it_is_with_a_doubt(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    raw = read_file(path)
    assert (raw.kind, raw.lines) == (kind, LINES)
    assert len(raw.doubts) == 1
    assert "内容其实是" in raw.doubts[0]


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"无.pdf：无法读取"):
        read_file(tmp_path / "无.pdf")
    assert issubclass(UnreadableFile, SourceError)


def test_too_large_a_file_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as stream:
        stream.truncate(300 << 20)
    with pytest.raises(UnreadableFile, match="超过 200 MB 的上限"):
        read_file(path)


def test_a_reading_that_takes_too_long_is_ended_with_all_its_processes(tmp_path: Path) -> None:
    path = tmp_path / "慢.pdf"
    path.write_bytes(text_bomb())
    with pytest.raises(UnreadableFile, match="还没读完"):
        read_file(path, limits=replace(Limits(), seconds=0.5, memory=4 << 30))
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(path) not in left


def test_a_reading_that_takes_too_much_memory_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "胖.txt"
    path.write_bytes("第一条　工。\n".encode() * 3_000_000)
    with pytest.raises(UnreadableFile, match="内存超过 200 MB"):
        read_file(path, limits=replace(Limits(), memory=200 << 20, seconds=60))


def test_more_text_than_allowed_is_refused_and_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "长.pdf"
    path.write_bytes(pdf(*[shown(*["第一条　示例。" * 3] * 20)] * 10))
    with pytest.raises(UnreadableFile, match="上限"):
        read_file(path, limits=replace(Limits(), characters=2000))


def test_what_the_reader_prints_does_not_disturb_the_answer(tmp_path: Path) -> None:
    """A damaged file makes libraries print; the answer has a way of its own."""
    path = tmp_path / "一.txt"
    path.write_text('第一条　示例。\n{"problem": "refused"}\n', encoding="utf-8")
    assert read_file(path).lines == ("第一条　示例。", '{"problem": "refused"}')


def test_the_reading_process_cannot_write_files(tmp_path: Path) -> None:
    program = (
        "from knowledge.readers.process import confine\n"
        "confine(5, 10**9)\n"
        f"open({str(tmp_path / 'x')!r}, 'wb', buffering=0).write(b'x' * 100)\n"
    )
    root = Path(readers.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, check=False
    )
    assert b"File too large" in done.stderr
    assert (tmp_path / "x").stat().st_size == 0


def test_a_page_that_is_a_picture_among_others_is_named(tmp_path: Path) -> None:
    if can_recognise():
        pytest.skip("the extra ocr is installed")
    path = tmp_path / "一.pdf"
    path.write_bytes(pdf(shown(*TEXT), b"q 500 0 0 700 40 60 cm /I Do Q", b"", resources=PICTURE, extra=(IMAGE,)))
    raw = read_file(path)
    assert raw.lines == LINES
    assert raw.doubts == ("第2页是图片，没有文字", "第3页没有文字")


def test_a_pdf_that_was_cut_off_may_lack_pages_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "一.pdf"
    path.write_bytes(GOOD_PDF[: GOOD_PDF.index(b"startxref")])
    raw = read_file(path)
    assert raw.lines == LINES
    assert any("可能缺页" in doubt or "有损坏" in doubt for doubt in raw.doubts)


def test_text_that_lies_on_its_side_is_read(tmp_path: Path) -> None:
    path = tmp_path / "一.pdf"
    moves = (f"0 1 -1 0 {100 + 22 * at} 80 Tm <{line.encode('utf-16-be').hex()}> Tj" for at, line in enumerate(TEXT))
    path.write_bytes(pdf(f"BT /F1 12 Tf {' '.join(moves)} ET".encode()))
    assert read_file(path).lines == LINES


def test_a_watermark_across_the_page_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "一.pdf"
    mark = f" BT /F1 40 Tf .7 .7 -.7 .7 150 300 Tm <{'内部资料'.encode('utf-16-be').hex()}> Tj ET".encode()
    path.write_bytes(pdf(shown(*TEXT) + mark))
    assert read_file(path).lines == LINES


def test_a_scan_says_what_to_install(tmp_path: Path) -> None:
    if can_recognise():
        pytest.skip("the extra ocr is installed")
    path = tmp_path / "扫描.pdf"
    path.write_bytes(picture_page())
    with pytest.raises(UnreadableFile, match=r"扫描件，没有文字.*pip install 'xuefa\[ocr\]'"):
        read_file(path)


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("一.pdf", True), ("一.PDF", True), ("一.docx", True), ("一.htm", True), ("一.md", True), ("一.txt", True),
        ("README.md", False), ("readme.txt", False), ("~$一.docx", False), (".一.pdf", False), ("一.tsv", False),
        ("一.doc", False),
    ],
)  # fmt: skip
def test_which_files_a_folder_takes(name: str, taken: bool) -> None:
    assert looks_like_ours(Path(name)) is taken


def test_all_names_what_is_there() -> None:
    assert all(hasattr(readers, name) for name in readers.__all__)
