"""What nobody sees on a page of a PDF is no text of it; white on a colour, and the text of a scan, are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile import IMAGE, PICTURE, TEXT
from pdf_files import pdf, shown

from knowledge.readers.limits import Limits
from knowledge.readers.pdf import read_pdf

WORDS = "第三条　看得见吗。"


def line(how: str, *, size: int = 12, x: int = 80) -> bytes:
    return f" q {how} BT /F1 {size} Tf 1 0 0 1 {x} 600 Tm <{WORDS.encode('utf-16-be').hex()}> Tj ET Q".encode()


def is_read(tmp_path: Path, content: bytes, picture: bool = False) -> bool:
    path = tmp_path / "一.pdf"
    path.write_bytes(pdf(content, resources=PICTURE if picture else b"", extra=(IMAGE,) if picture else ()))
    raw, _ = read_pdf(path, Limits(), recognise=False)
    assert raw is not None
    assert TEXT[1] in "".join(raw.lines).replace(" ", "\u3000")
    return "看得见吗" in "".join(raw.lines)


@pytest.mark.parametrize("how", ["1 1 1 rg", "0 0 0 0 k", "1 g", "3 Tr"])
def test_ink_that_cannot_be_seen(tmp_path: Path, how: str) -> None:
    assert not is_read(tmp_path, shown(*TEXT) + line(how))


def test_letters_too_small_or_beside_the_page(tmp_path: Path) -> None:
    assert not is_read(tmp_path, shown(*TEXT) + line("", size=1))
    assert not is_read(tmp_path, shown(*TEXT) + line("", x=1500))


def test_plain_and_grey_letters_are_read(tmp_path: Path) -> None:
    assert is_read(tmp_path, shown(*TEXT) + line(""))
    assert is_read(tmp_path, shown(*TEXT) + line("0.6 g"))


def test_white_on_a_colour_is_read_and_on_a_white_box_is_not(tmp_path: Path) -> None:
    assert is_read(tmp_path, b"1 0 0 rg 60 590 400 30 re f 0 g " + shown(*TEXT) + line("1 1 1 rg"))
    assert not is_read(tmp_path, b"1 1 1 rg 60 590 400 30 re f 0 g " + shown(*TEXT) + line("1 1 1 rg"))


def test_the_text_under_a_scan_is_read(tmp_path: Path) -> None:
    picture = b"q 595 0 0 842 0 0 cm /I Do Q "
    assert is_read(tmp_path, picture + shown(*TEXT) + line("3 Tr"), picture=True)
