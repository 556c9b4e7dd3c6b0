"""What ``xuefa add`` says: the facts that a user may state, and the table of what was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge.errors import DateError, SettingsError
from knowledge.issuers import UNSTATED
from knowledge.records import Law, Status
from knowledge.regions import normalise_region
from knowledge.structure import PRESUMED

from .adding import Added

__all__ = ["LEVELS", "show_understood", "stated_facts"]

LEVELS = ("法律", "行政法规", "司法解释", "部门规章", "地方性法规", "工会文件")
COLUMNS = ("名称", "层级", "地区", "施行", "状态", "条数", "缺少")


def stated_facts(title: str, level: str, region: str, effective: str) -> Mapping[str, str]:
    """What the user states, as front matter; what is empty was not stated.

    Raises:
        SettingsError: There is no such level.
        RegionError: There is no such place.
        DateError: ``effective`` is no date.
    """
    if level and level not in LEVELS:
        raise SettingsError(f"不认识层级「{level[:20]}」，请写{'、'.join(LEVELS)}之一。")
    if effective:
        try:
            date.fromisoformat(effective)
        except ValueError:
            raise DateError(f"日期“{effective[:20]}”看不懂，请写成 2024-05-01 这样。") from None
    place = normalise_region(region) if region else ""
    facts = {"title": title.strip(), "level": level, "region": place, "effective": effective}
    return {key: value for key, value in facts.items() if value}


def show_understood(console: Console, added: Sequence[Added], today: date) -> None:
    """Print one row a file, and below the table the doubts of each."""
    table = Table()
    for column in COLUMNS:
        table.add_column(column, overflow="fold", no_wrap=column == "施行")
    for one in added:
        law = one.document.law
        cells = (
            law.title + ("（替换原有）" if one.replaced else ""),
            law.level,
            f"{law.region}（哪里都不适用）" if law.region == UNSTATED else law.region,
            law.effective.isoformat() if law.effective else "不详",
            _status(law, today),
            str(len(one.document.articles)),
            "、".join(one.missing) or "—",
        )
        table.add_row(*map(escape, cells))
    console.print(table)
    for one in added:
        for doubt in one.document.doubts:
            console.print(
                f"《{one.document.law.title}》 {doubt}", style="yellow", markup=False, highlight=False, soft_wrap=True
            )


def _status(law: Law, today: date) -> str:
    status = law.status_on(today)
    if status is Status.UNKNOWN:
        return "未知（不会被引用）"
    return f"{status.value}（推定）" if status is Status.IN_FORCE and PRESUMED in law.note else status.value
