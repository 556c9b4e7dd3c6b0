"""How much one file may cost before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits", "TooMuchText"]

MEBIBYTE = 1 << 20


class TooMuchText(Exception):
    """More text than :attr:`Limits.characters`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one reading; each has a sentence of its own when it is reached.

    Attributes:
        seconds: Wall-clock time of the reading process; with its end, no file takes more than 20 seconds.
        memory: Address space of the reading process, in bytes. The libraries themselves take about 150 MiB.
        file_bytes: Size of the file as it lies on the disk.
        pages: Pages of a PDF.
        characters: Characters of text that a file may give.
        zip_entries: Files inside a DOCX.
        zip_bytes: Size of all files inside a DOCX once unpacked.
        zip_xml_bytes: Size of its XML files, which become trees about ten times as large, once unpacked.
        zip_ratio: How many times larger than its packed form a large file inside may be.
        ocr_seconds: Wall-clock time for each picture of a page in which characters are recognised.
        ocr_memory: Address space for that, in bytes; ONNX Runtime reserves much more than it uses.
        ocr_pages: Pages in which characters are recognised.
    """

    seconds: float = 19.0
    memory: int = 1_000_000_000
    file_bytes: int = 200 * MEBIBYTE
    pages: int = 1000
    characters: int = 5_000_000
    zip_entries: int = 2000
    zip_bytes: int = 300 * MEBIBYTE
    zip_xml_bytes: int = 48 * MEBIBYTE
    zip_ratio: int = 200
    ocr_seconds: float = 30.0
    ocr_memory: int = 4096 * MEBIBYTE
    ocr_pages: int = 100
