"""What is inside a zip, checked before anything is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ..errors import UnreadableFile
from .limits import Limits

__all__ = ["check_archive"]

_XML = (".xml", ".rels")
# Small files may be packed very tightly without harm.
LEAST_SUSPECT = 1 << 20
_ENCRYPTED = 0x1


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse a DOCX that would grow beyond the limits, or that cannot be unpacked.

    What an archive says of the sizes inside is also the most that is ever unpacked of it: a file that
    turns out longer is cut and fails its checksum. Archives within the archive are never opened.

    Raises:
        UnreadableFile: It is damaged, locked, or too large once unpacked.
    """
    bomb = f"{path.name}：解压后的内容异常大，可能是恶意文件，已拒绝读取"
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile(f"{path.name}：文件不完整或已损坏（打不开压缩结构），请重新下载或另存一份") from None
    if len(entries) > limits.zip_entries:
        raise UnreadableFile(
            f"{path.name}：里面有 {len(entries)} 个文件，超过 {limits.zip_entries} 个的上限，可能是恶意文件，已拒绝读取"
        )
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UnreadableFile(f"{path.name}：Word 文件有密码，请在 Word 里取消密码后另存")
    if sum(entry.file_size for entry in entries) > limits.zip_bytes:
        raise UnreadableFile(bomb)
    if sum(entry.file_size for entry in entries if entry.filename.endswith(_XML)) > limits.zip_xml_bytes:
        raise UnreadableFile(bomb)
    for entry in entries:
        if entry.file_size > LEAST_SUSPECT and entry.file_size > limits.zip_ratio * max(entry.compress_size, 1):
            raise UnreadableFile(bomb)
