"""The draft that the form of the desk sent, pasted or as a file; what is not taken is told in one sentence."""

from __future__ import annotations

from pathlib import PurePath

from fastapi import Request
from starlette.datastructures import UploadFile

from assistant.drafts import MOST_BYTES, Draft, paste_draft, read_draft
from knowledge.errors import FormError, UnreadableFile

from .desk_route import field, form_of

__all__ = ["LONGEST", "MEGABYTES", "TAKEN", "sent_draft"]

LONGEST = 300_000
"""Characters of a text that is checked at once."""
MEGABYTES = MOST_BYTES // (1024 * 1024)
TAKEN = (".docx", ".pdf", ".txt", ".md", ".html", ".htm")
"""Endings of the files that the page takes."""

_IMAGES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".heif"))
_OTHER_WORDS = frozenset((".doc", ".wps", ".rtf", ".odt"))
_LONGEST_NAME = 60


def sent_draft(request: Request) -> Draft:
    """The draft that was pasted or uploaded.

    Raises:
        FormError: There is none, there are two, it is too long, or the page does not take such files.
        UnreadableFile: The file cannot be read.
    """
    text, upload = field(request, "text"), form_of(request).get("file")
    has_file = isinstance(upload, UploadFile) and bool(upload.filename)
    if text.strip() and has_file:
        raise FormError("文字和文件请只用一种：要核对文件，请先清空文字框。")
    if isinstance(upload, UploadFile) and has_file:
        draft = _read(upload)
    elif text.strip():
        draft = paste_draft(text)
    else:
        raise FormError("请粘贴要核对的文字，或者选一个文件（Word、PDF、文本）。")
    if len(draft.text) > LONGEST:
        raise FormError(f"文字有{len(draft.text)}字，一次最多核对{LONGEST // 10_000}万字，请分几次核对。")
    return draft


def _read(upload: UploadFile) -> Draft:
    data, name = upload.file.read(MOST_BYTES + 1), upload.filename or ""
    if len(data) > MOST_BYTES:
        raise FormError(f"文件太大了，最大{MEGABYTES} MB，请拆成几个文件分别核对。")
    ending = PurePath(name).suffix.lower()
    if ending in _IMAGES:
        raise FormError(_refusal(name, ending))
    try:
        return read_draft(name, data)
    except UnreadableFile:
        if ending in TAKEN or not data:
            raise
        raise FormError(_refusal(name, ending)) from None


def _refusal(name: str, ending: str) -> str:
    """What this page takes, and what can be done with a file that it does not."""
    if ending in _IMAGES:
        more = "图片请先放进 PDF，或者把里面的文字粘贴到文字框里"
    elif ending in _OTHER_WORDS:
        more = "请用 Word 或 WPS 把它另存为 .docx（有密码的请先取消密码）"
    else:
        more = "请换一个文件，或者把文字粘贴到文字框里"
    short = PurePath(name.replace("\\", "/")).name[-_LONGEST_NAME:]
    return f"“{short}”在这一页核对不了。这一页能核对 Word（.docx）、PDF 和文本（.txt）文件；{more}。"
