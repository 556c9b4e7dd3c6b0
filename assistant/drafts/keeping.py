"""Bytes as a file for as long as a process needs one."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from knowledge.errors import UnreadableFile

__all__ = ["kept_for_a_moment"]

_OURS = "draft"
_PLAIN_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")


@contextmanager
def kept_for_a_moment(name: str, data: bytes) -> Iterator[Path]:
    """``data`` as a file in a folder that nobody else may enter; both are gone with the block.

    The file has a name of ours: what a draft is called may be longer than a file system takes. Only a plain extension
    is kept, because readers compare it with the content.

    Raises:
        UnreadableFile: The block raised it of our file; the sentence then begins with ``name``.
    """
    suffix = PurePath(name).suffix
    with tempfile.TemporaryDirectory(prefix="xuefa-draft-") as folder:
        path = Path(folder) / f"{_OURS}{suffix if _PLAIN_SUFFIX.fullmatch(suffix) else ''}"
        path.write_bytes(data)
        try:
            yield path
        except UnreadableFile as error:
            raise UnreadableFile(_renamed(str(error), path.name, name)) from error


def _renamed(sentence: str, ours: str, theirs: str) -> str:
    rest = sentence.removeprefix(f"{ours}：")
    return f"{theirs}：{rest}" if rest != sentence else sentence
