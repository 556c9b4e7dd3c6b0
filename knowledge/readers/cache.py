"""Texts that were read before, kept by the hash of the file: an unchanged PDF is not read again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ..errors import SourceError
from ..files import write_durably
from ..records import RawText
from . import READER_VERSION, read_file
from .limits import Limits

__all__ = ["TextCache"]


class TextCache:
    """A folder with one small file for each text; what is damaged there is read anew.

    Refusals are not kept: the extra for character recognition may be installed tomorrow.
    """

    def __init__(self, folder: Path) -> None:
        """Keep texts in ``folder``, which is made when first needed."""
        self._folder = folder

    def read(self, path: Path, limits: Limits = Limits()) -> RawText:  # noqa: B008 - frozen
        """The text of ``path``, from the cache if the very same bytes were read by this version before.

        Raises:
            UnreadableFile: The file cannot be read.
            SourceError: The folder cannot be written.
        """
        place = self._place(path)
        if place is not None and (kept := _load(place, path.name)) is not None:
            return kept
        raw = read_file(path, limits=limits)
        if place is not None:
            self._store(place, raw)
        return raw

    def _place(self, path: Path) -> Path | None:
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            return None  # reading it gives the reason
        # The extension takes part: a PDF that is called .txt is read with a doubt.
        return self._folder / f"{digest}.{READER_VERSION}{path.suffix.lower()}.json"

    def _store(self, place: Path, raw: RawText) -> None:
        content = json.dumps({"kind": raw.kind, "lines": raw.lines, "doubts": raw.doubts}, ensure_ascii=False)
        try:
            write_durably(place, content.encode())
        except OSError as error:
            raise SourceError(f"无法写入文本缓存 {self._folder}（{error.strerror}），请检查磁盘空间和权限。") from error


def _load(place: Path, name: str) -> RawText | None:
    try:
        kept = json.loads(place.read_text(encoding="utf-8"))
        lines, doubts = tuple(kept["lines"]), tuple(kept["doubts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not lines or not all(isinstance(one, str) for one in (*lines, *doubts, kept["kind"])):
        return None
    return RawText(name, kept["kind"], lines, doubts)
