"""What kind of file this is: by its content first, by its extension where the content does not tell."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ..errors import UnreadableFile
from .limits import Limits

__all__ = ["EXTENSIONS", "Kind", "detect", "looks_like_ours"]

# Extension and the kind that a user who wrote it expects.
EXTENSIONS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".txt": "txt",
    ".md": "md",
}
_NAMES = {"pdf": "PDF", "docx": "Word（.docx）", "html": "网页", "txt": "纯文本", "md": "Markdown"}
READABLE = "PDF、Word（.docx）、网页、纯文本和 Markdown"
_HEAD_BYTES = 4096

# Beginnings of files that we name but do not read.
_FOREIGN = (
    (b"{\\rtf", "RTF 文档，请用 Word 或 WPS 另存为 .docx"),
    (b"\x89PNG", "图片，请把它放进 PDF 再加入"),
    (b"\xff\xd8\xff", "图片，请把它放进 PDF 再加入"),
    (b"GIF8", "图片，请把它放进 PDF 再加入"),
    (b"II*\x00", "图片，请把它放进 PDF 再加入"),
    (b"MM\x00*", "图片，请把它放进 PDF 再加入"),
    (b"BM", "图片，请把它放进 PDF 再加入"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包，请解压后加入里面的文件"),
    (b"Rar!", "压缩包，请解压后加入里面的文件"),
    (b"\x1f\x8b", "压缩包，请解压后加入里面的文件"),
    (b"MZ", "程序，不是文档，请换一个文件"),
    (b"\x7fELF", "程序，不是文档，请换一个文件"),
    (b"SQLite format 3", "数据库，不是文档，请换一个文件"),
    (b"%!PS", "PostScript 文件，请转成 PDF"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)


class Kind(str):
    """The kind of a file, with the doubt that goes with it."""

    __slots__ = ("doubt",)
    doubt: str

    def __new__(cls, kind: str, doubt: str = "") -> Kind:
        made = super().__new__(cls, kind)
        made.doubt = doubt
        return made


def looks_like_ours(path: Path) -> bool:
    """Whether a library folder should take a file: a readable kind by name, no hidden or lock file."""
    name = path.name
    return path.suffix.lower() in EXTENSIONS and not name.startswith((".", "~$")) and path.stem.lower() != "readme"


def detect(path: Path, limits: Limits) -> Kind:
    """The kind of ``path``.

    Raises:
        UnreadableFile: It is empty, not a file, or of a kind that we do not read.
    """
    head = _head(path, limits)
    expected = EXTENSIONS.get(path.suffix.lower(), "")
    found = _by_content(path, head) or (expected if expected in {"html", "txt", "md"} else "txt")
    if found == "html" and expected in {"txt", "md"}:
        found = expected if not head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")) else found
    if expected and found != expected:
        # Text under another name may still be text; a PDF that is none of that is a damaged PDF.
        if found == "txt" and expected in {"pdf", "docx"}:
            raise UnreadableFile(
                f"{path.name}：扩展名是 {path.suffix}，但内容不是 {_NAMES[expected]}，"
                "可能已损坏或被改名，请重新下载或改回原来的扩展名"
            )
        return Kind(found, f"扩展名是 {path.suffix}，内容其实是 {_NAMES[found]}，已按内容读取")
    return Kind(found)


def _head(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir() or (path.exists() and not path.is_file()):
            raise UnreadableFile(f"{path.name}：不是普通文件，请指定一个{READABLE}文件")
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise UnreadableFile(
                f"{path.name}：文件有 {size >> 20} MB，超过 {limits.file_bytes >> 20} MB 的上限，请拆分后再加入"
            )
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError as error:
        raise UnreadableFile(f"{path.name}：无法读取（{error.strerror}），请检查路径和权限") from error
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise UnreadableFile(f"{path.name}：文件是空的，请换一个有内容的文件")
    return head


def _by_content(path: Path, head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(path)
    if head.startswith(_OLE):
        raise UnreadableFile(f"{path.name}：{_ole(path)}")
    for start, what in _FOREIGN:
        if head.startswith(start):
            raise UnreadableFile(f"{path.name}：这是{what}（能读的有：{READABLE}）")
    if _HTML.search(head):
        return "html"
    if head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml"):
        raise UnreadableFile(f"{path.name}：这是 XML 数据，请另存为 .docx 或 .txt（能读的有：{READABLE}）")
    return ""


def _in_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile(f"{path.name}：文件不完整或已损坏（打不开压缩结构），请重新下载或另存一份") from None
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return "docx"
    kinds = (
        ("xl/", "Excel 表格，请另存为 PDF"),
        ("ppt/", "PowerPoint 文稿，请另存为 PDF"),
        ("OFD.xml", "OFD 版式文件，请转成 PDF"),
        ("content.xml", "OpenDocument 文档，请另存为 .docx"),
        ("META-INF/container.xml", "EPUB 电子书，请转成 PDF"),
    )
    for mark, what in kinds:
        if any(name == mark or (mark.endswith("/") and name.startswith(mark)) for name in names):
            raise UnreadableFile(f"{path.name}：这是 {what}（能读的有：{READABLE}）")
    raise UnreadableFile(f"{path.name}：这是压缩包，不是 Word 文档，请解压后加入里面的文件")


def _ole(path: Path) -> str:
    with path.open("rb") as stream:
        content = stream.read(4 << 20)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "Word 文件有密码，请在 Word 里取消密码后另存"
    return "这是旧版 Word（.doc）或 WPS 文件，请用 Word 或 WPS 另存为 .docx"
