"""The commands that manage the library of texts: ``laws``, ``add``, ``remove`` and ``sync``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from knowledge.catalogue import load_catalogue
from knowledge.errors import SettingsError, SourceError
from knowledge.library import Library, load_library
from knowledge.records import NATIONAL, Status
from knowledge.regions import normalise_region
from knowledge.sources import NationalLaws
from knowledge.text import fold

from .add_table import show_understood, stated_facts
from .adding import add_documents
from .cli_sync import sync
from .console import JsonFlag, err, out, print_json, run_build
from .holdings import Holding, chosen, holdings, remove_files
from .settings import Settings, load_settings

if TYPE_CHECKING:
    from .service import LawSummary

__all__ = ["add_library_commands"]


def add_library_commands(app: typer.Typer) -> None:
    """Make the commands part of ``app``."""
    for command in (laws, add, remove, sync):
        app.command()(command)


def laws(
    level: Annotated[str, typer.Option("--level", help="只列这一层级，如 地方性法规。")] = "",
    region: Annotated[str, typer.Option("--region", help="只列这个地方自己的，如 河南省；全国 指全国性的。")] = "",
    status: Annotated[str, typer.Option("--status", help=f"只列这一状态：{'、'.join(Status)}。")] = "",
    search: Annotated[str, typer.Option("--search", help="只列名称里有这个词的。")] = "",
    own: Annotated[bool, typer.Option("--own", help="只列您自己加入或下载的。")] = False,
    as_json: JsonFlag = False,
) -> None:
    """列出库中的法律文本，以及它们来自哪个文件。"""
    if status and status not in set(Status):
        raise SettingsError(f"--status 写的是“{status[:20]}”，可用的有：{'、'.join(Status)}。")
    place = normalise_region(region) if region else ""
    settings = load_settings()
    from .service import Assistant

    rows = Assistant.open(settings).laws()
    files = {one.law_id: one for one in reversed(_held(settings))}
    levels = {row.level for row in rows}
    if level and level not in levels:
        raise SettingsError(f"--level 写的是“{level[:20]}”，库中有的层级是：{'、'.join(sorted(levels))}。")
    kept = [
        row
        for row in rows
        if (not level or row.level == level)
        and (not place or row.region == place or (place != NATIONAL and row.region.startswith(f"{place}/")))
        and (not status or row.status == status)
        and (not search or fold(search) in fold(row.title))
        and (not own or (row.id in files and files[row.id].own))
    ]
    if as_json:
        print_json({"laws": [_law_row(row, files) for row in kept]})
        return
    table = Table("名称", "层级", "地区", "施行日期", "状态", "条数", "文件")
    for row in kept:
        cells = (row.title, row.level, row.region, row.effective, row.status, str(row.articles), _file(row, files))
        table.add_row(*map(escape, cells))
    out.print(table if kept else "没有符合条件的文本。")


def add(
    paths: list[Path],
    title: Annotated[str, typer.Option("--title", help="标题（正文没有写时；只用于一个文件）。")] = "",
    level: Annotated[str, typer.Option("--level", help="层级，如 地方性法规 或 工会文件（只用于一个文件）。")] = "",
    region: Annotated[str, typer.Option("--region", help="适用地区，如 浙江省/宁波市（只用于一个文件）。")] = "",
    effective: Annotated[str, typer.Option("--effective", help="施行日期，如 2024-05-01（只用于一个文件）。")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示读到了什么，不加入。")] = False,
) -> None:
    """把 PDF、DOCX、HTML、TXT、Markdown 文件或文件夹加入文本库，然后更新检索库。"""
    settings = load_settings()
    outcome = add_documents(paths, settings.home / "library", stated_facts(title, level, region, effective), dry_run)
    if not outcome.added and len(outcome.failed) == 1:
        raise SourceError(outcome.failed[0])
    for sentence in outcome.failed:
        err.print(f"没有加入：{sentence}", style="yellow", markup=False, highlight=False)
    if not outcome.added:
        raise SourceError(f"{len(outcome.failed)}个文件都不能加入，请按上面的说明处理后再试。")
    show_understood(out, outcome.added, date.today())
    if dry_run:
        err.print("以上只是预览，没有加入；去掉 --dry-run 再运行就会加入。", highlight=False)
        return
    run_build(settings, force=False)


def remove(
    names: Annotated[list[str], typer.Argument(help="名称、编号（名称@公布日期）或文件。")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再询问。")] = False,
) -> None:
    """从您自己的文本库里删除文本，然后更新检索库。"""
    settings = load_settings()
    files = chosen(names, _held(settings), _package)
    for one in files:
        err.print(f"《{one.title}》：{one.path}", markup=False, highlight=False)
    if not yes and not typer.confirm(f"要删除这{len(files)}份文本吗？", err=True):
        err.print("没有删除。", highlight=False)
        return
    remove_files(files)
    for one in files:
        out.print(f"已删除《{one.title}》", markup=False, highlight=False)
    run_build(settings, force=False)


def _held(settings: Settings) -> Sequence[Holding]:
    return holdings(settings.library_folders(), settings.home / "library", settings.texts)


def _package() -> Library:
    return load_library([NationalLaws()], load_catalogue())


def _law_row(row: LawSummary, files: Mapping[str, Holding]) -> dict[str, object]:
    names = ("title", "level", "region", "effective", "status", "articles", "id")
    held = files.get(row.id)
    return {name: getattr(row, name) for name in names} | {
        "file": str(held.path) if held else "",
        "own": bool(held and held.own),
    }


def _file(row: LawSummary, files: Mapping[str, Holding]) -> str:
    held = files.get(row.id)
    return held.path.relative_to(held.folder).as_posix() if held else "国家法律数据包"
