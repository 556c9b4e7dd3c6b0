"""What the commands of ``xuefa`` share: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from .service import builder_for
from .settings import Settings

__all__ = ["JsonFlag", "err", "out", "print_json", "run_build", "say"]

out = Console()
err = Console(stderr=True)

JsonFlag = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象。")]


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
