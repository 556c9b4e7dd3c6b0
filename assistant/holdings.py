"""Which file of which library folder a text comes from, and removing the user's own."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue import load_catalogue
from knowledge.errors import SourceError
from knowledge.library import Library
from knowledge.readers.cache import TextCache
from knowledge.sources import library_files, read_document
from knowledge.text import fold, short_title

__all__ = ["Holding", "chosen", "holdings", "remove_files"]


@dataclass(frozen=True, slots=True)
class Holding:
    """A text that stands in a library folder.

    Attributes:
        own: Whether the folder is the user's own, into which ``xuefa add`` and ``xuefa sync`` write.
    """

    law_id: str
    title: str
    path: Path
    folder: Path
    own: bool


def holdings(folders: Sequence[Path], own: Path, texts: Path) -> tuple[Holding, ...]:
    """Every readable file of the library folders, in the order of loading.

    Args:
        own: The user's own folder.
        texts: Where the texts of PDF, Word and the like are kept once they were read.
    """
    cache = TextCache(texts)
    return tuple(one for folder in folders for one in _of_folder(folder, folder.resolve() == own.resolve(), cache))


def _of_folder(folder: Path, own: bool, cache: TextCache) -> Iterator[Holding]:
    catalogue = load_catalogue()
    for path in library_files(folder):
        try:
            law = read_document(path, catalogue, cache).law
        except SourceError:
            continue  # the build names it
        yield Holding(law.id, law.title, path, folder, own)


def chosen(names: Sequence[str], held: Sequence[Holding], package: Callable[[], Library]) -> tuple[Holding, ...]:
    """The user's own texts that are named, by title, id or file, each once.

    Args:
        package: Reads the national laws, to tell them from unknown texts; only called for a name that nothing matches.

    Raises:
        SourceError: A name is unknown, stands for several texts, or for one that is not the user's own.
    """
    return tuple(dict.fromkeys(_named(name, held, package) for name in names))


def _named(name: str, held: Sequence[Holding], package: Callable[[], Library]) -> Holding:
    matches = _matches(name, held)
    mine = [one for one in matches if one.own]
    if len(mine) == 1:
        return mine[0]
    if mine:
        known = "、".join(dict.fromkeys(one.law_id for one in mine))
        files = "、".join(one.path.relative_to(one.folder).as_posix() for one in mine)
        raise SourceError(f"“{name}”有{len(mine)}份：{known}，请写明其中一个编号或文件（{files}）。")
    if matches:
        where = matches[0].path
        raise SourceError(f"“{name}”在别的文本库里（{where}），xuefa 只删除您自己加入的；请到那个文件夹里处理。")
    if _in_package(name, package()):
        raise SourceError(f"“{name}”来自国家法律数据包，不能删除；它不是您加入的文本。")
    titles = {one.title for one in held if one.own}
    near = difflib.get_close_matches(short_title(name), sorted(titles), n=3, cutoff=0.5)
    hint = f"，您是不是要找：{'、'.join(near)}" if near else ""
    raise SourceError(f"您加入的文本里没有“{name}”{hint}。用 xuefa laws --own 查看全部。")


def _matches(name: str, held: Sequence[Holding]) -> list[Holding]:
    if by_id := [one for one in held if one.law_id == name]:
        return by_id
    folded = fold(short_title(name))
    if by_title := [one for one in held if fold(one.title) == folded]:
        return by_title
    path = Path(name).resolve()
    by_file = [one for one in held if one.path.resolve() == path]
    return by_file or [
        one for one in held if name in {one.path.name, one.path.stem, one.path.relative_to(one.folder).as_posix()}
    ]


def _in_package(name: str, library: Library) -> bool:
    return fold(short_title(name)) in library.names() or any(law.id == name for law in library.laws())


def remove_files(files: Sequence[Holding]) -> None:
    """Take texts out of the user's own library folder, and folders that become empty.

    Raises:
        SourceError: A file cannot be removed.
    """
    for one in files:
        try:
            one.path.unlink(missing_ok=True)
            for folder in one.path.parents:
                if folder == one.folder or any(folder.iterdir()):
                    break
                folder.rmdir()
        except OSError as error:
            raise SourceError(f"无法删除 {one.path}（{error.strerror}），请检查权限。") from error
