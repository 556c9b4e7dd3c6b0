"""The command ``sync``: public collections of texts into the user's own library folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn
from rich.table import Table

from knowledge.collections import Archive, RemoteFile, load_collections
from knowledge.errors import SyncError

from .console import JsonFlag, err, out, print_json, run_build
from .settings import load_settings

__all__ = ["sync"]

Item = RemoteFile | Archive


def sync(
    show: Annotated[bool, typer.Option("--list", help="只看有哪些文本、下载了没有，不联网。")] = False,
    manifest: Annotated[Path | None, typer.Option("--manifest", help="用您自己的清单，代替随程序带的。")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会下载什么，不联网。")] = False,
    as_json: JsonFlag = False,
) -> None:
    """下载公开的法规文本到您自己的文本库，然后更新检索库。只有这个命令会联网。"""
    from knowledge.sync import Presence, Synchroniser  # brings the network library, which nothing else needs

    settings = load_settings()
    synchroniser = Synchroniser(load_collections(manifest), settings.home / "library", settings.home / "sync")
    found = synchroniser.presence()
    wanted = [item for item, presence in found if presence in {Presence.MISSING, Presence.OUTDATED}]
    changed = [item.name for item, presence in found if presence is Presence.CHANGED]
    if as_json and (show or dry_run):
        print_json({"collections": [_row(item, presence) for item, presence in found]})
        return
    if show:
        _show(found)
        return
    for name in changed:
        err.print(f"“{name}”在文本库里被改动过，不覆盖；想重新下载请先移开它。", markup=False, highlight=False)
    if dry_run or not wanted:
        for item in wanted:
            out.print(f"会下载《{item.name}》：{item.url}", markup=False, highlight=False, soft_wrap=True)
        out.print(f"需要下载{len(wanted)}项。" if wanted else "没有需要下载的。", highlight=False)
        return
    with _bar(wanted) as progress:
        outcomes = synchroniser.fetch(wanted, progress)
    faults = list(dict.fromkeys(one.fault for one in outcomes if one.fault))
    files = sum(one.files for one in outcomes)
    if as_json:
        rows = [{"name": one.item.name, "files": one.files, "fault": one.fault} for one in outcomes]
        print_json({"downloaded": rows})
    elif files:
        out.print(f"已下载{files}份文本。", highlight=False)
    if files:
        run_build(settings, force=False)
    for fault in faults[:-1]:
        err.print(fault, markup=False, highlight=False, soft_wrap=True)
    if faults:
        raise SyncError(faults[-1])


def _row(item: Item, presence: str) -> dict[str, object]:
    return {
        "name": item.name,
        "state": str(presence),
        "url": item.url,
        "commit": item.commit,
        "size": item.size,
        "sha256": item.sha256,
        "licence": item.licence,
        "target": item.target.as_posix(),
    }


def _show(found: Sequence[tuple[Item, str]]) -> None:
    table = Table("名称", "状态", "放在", "大小", "许可")
    for item, presence in found:
        size = f"{item.size / 1024:.0f} KB" if item.size else "未注明"
        table.add_row(*map(escape, (item.name, str(presence), item.target.as_posix(), size, item.licence)))
    out.print(table)


class _Bars:
    """One bar for each download."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, item: Item, done: int) -> None:
        if item.name not in self._tasks:
            self._tasks[item.name] = self._progress.add_task(escape(item.name), total=item.size)
        self._progress.update(self._tasks[item.name], completed=done)


@contextmanager
def _bar(items: Sequence[Item]) -> Iterator[_Bars]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=err) as progress:
        err.print(f"开始下载{len(items)}项，可随时按 Ctrl+C 停下，下次接着下载。", highlight=False)
        yield _Bars(progress)
