"""What the commands of ``xuefa`` share: results on stdout, everything else on stderr."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from knowledge.errors import DateError

from .opening import builder_for
from .settings import Settings

__all__ = ["AsOf", "JsonFlag", "day_of", "err", "out", "print_json", "reason_of", "run_build", "say"]

out = Console()
err = Console(stderr=True)

AsOf = Annotated[str, typer.Option("--as-of", help="按哪一天的法律，如 2024-05-01；默认今天。")]
_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "路径里有一段不是文件夹",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接互相指来指去",
    errno.ENXIO: "不是可以读写的文件",
    errno.EIO: "磁盘读写出错",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EROFS: "磁盘是只读的",
    errno.EMFILE: "打开的文件太多",
}

JsonFlag = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象。")]


def day_of(value: str) -> date | None:
    """The day that an option names, ``None`` for an empty one.

    Raises:
        DateError: It is no date.
    """
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise DateError(f"日期“{value[:20]}”看不懂，请写成 2024-05-01 这样。") from None


def reason_of(error: OSError | ValueError) -> str:
    """Why a file could not be opened, read or written, in a few Chinese words."""
    if isinstance(error, OSError):
        return _REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
    return "名称里有不能用的字符"


def say(text: str) -> None:
    """A message that is not a result."""
    err.print(text, style="dim", highlight=False)


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on one line, and nothing else on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def run_build(settings: Settings, force: bool) -> None:
    """Bring the index up to date, with a bar, and say what it holds."""
    builder = builder_for(settings, say)
    with _bar() as reporter:
        report = builder.build(reporter, force)
    for problem in report.problems:
        err.print(f"注意：{problem}", style="yellow", highlight=False)
    state = "已更新" if report.changed else "没有变化"
    manifest = report.manifest
    err.print(
        f"检索库{state}：{manifest.laws}部文本，{manifest.articles}条，{manifest.passages}个检索单元，{manifest.questions}个问法。",
        highlight=False,
    )


class _BarReporter:
    """Build progress as a bar on stderr."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._task = progress, TaskID(0)

    def stage(self, text: str, total: int | None = None) -> None:
        self._task = self._progress.add_task(text, total=total or 1)
        if total is None:
            self._progress.advance(self._task)

    def advance(self, steps: int) -> None:
        self._progress.advance(self._task, steps)


@contextmanager
def _bar() -> Iterator[_BarReporter]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err) as progress:
        yield _BarReporter(progress)
