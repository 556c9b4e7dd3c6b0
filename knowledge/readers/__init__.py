"""Any file in, clean lines of text out: PDF, Word, web pages, plain text and Markdown."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from ..errors import UnreadableFile
from ..records import RawText
from .isolation import read_in_process
from .kinds import EXTENSIONS, looks_like_ours
from .limits import Limits

__all__ = [
    "EXTENSIONS",
    "READER_VERSION",
    "Limits",
    "RawText",
    "UnreadableFile",
    "can_recognise",
    "looks_like_ours",
    "read_file",
]

# Raised with every change after which the same file may give other lines: stored texts of older versions are read anew.
READER_VERSION = 2


def can_recognise() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None


def read_file(path: Path, *, limits: Limits = Limits()) -> RawText:  # noqa: B008 - frozen
    """The text of one file, read in a process of its own with limits of time and memory.

    Raises:
        UnreadableFile: The file is missing, damaged, locked, too large, of a kind that we do not read, or
            a scan without text while the extra ``ocr`` is not installed.
    """
    reading = read_in_process(path, limits)
    if reading.pictures and can_recognise():
        recognised = read_in_process(path, limits, recognise=reading.pictures).raw
        assert recognised is not None
        return recognised
    if reading.raw is None:
        raise UnreadableFile(
            f"{path.name}：这是扫描件，没有文字；请安装可选的文字识别后再试：pip install 'xuefa[ocr]'，"
            "或换用有文字的版本"
        )
    return reading.raw
