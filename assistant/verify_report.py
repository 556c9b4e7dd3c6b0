"""What ``xuefa verify`` shows: for people block by block or as a table, for programs as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from .checking import Checked, Verdict
from .checking.words import VERDICT_WORDS
from .drafts.wording import difference_line, place_of, suggestion_line

__all__ = ["Outcome", "printable", "show", "totals"]

# Columns of a screen; on a narrower one the cells of a table are too narrow to read.
LEAST_FOR_TABLE = 100
_INDENT, _HANGING = "   ", "  "
# What stays on one line: a word or number, with the punctuation that must not end or begin a line.
_PIECE = re.compile(r"[“‘《（「『［【]*(?:[!-~]+|.)[，。；：、！？”’》）」』］】…]*")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in one file, or the sentence that says why nothing was.

    Attributes:
        doubts: What was left out of the text or may be wrong in it, in Chinese.
    """

    file: str
    checked: Sequence[Checked] = ()
    doubts: tuple[str, ...] = ()
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """``{"citations": […]}`` or ``{"error": "…"}``."""
        return {"error": self.error} if self.error else {"citations": [one.to_json() for one in self.checked]}


def show(one: Outcome, console: Console, named: bool) -> None:
    """The references of one file that could be checked; a table only on a wide screen."""
    if named:
        console.print(printable(one.file), style="bold", markup=False, highlight=False, soft_wrap=True)
    for doubt in one.doubts:
        _print(console, f"注意：{doubt}。")
    if not one.checked:
        console.print("没有找到法条引用。")
    elif console.is_terminal and console.width >= LEAST_FOR_TABLE:
        console.print(_table(one.checked))
    else:
        for number, each in enumerate(one.checked, start=1):
            _block(console, number, each)
    console.print()


def totals(outcomes: Sequence[Outcome], console: Console) -> None:
    """One line that counts the references of all files by verdict."""
    counted = Counter(each.verdict for one in outcomes for each in one.checked)
    figures = "，".join(f"{word}{counted[verdict]}处" for verdict, word in VERDICT_WORDS.items() if counted[verdict])
    failed = sum(1 for one in outcomes if one.error)
    files = (
        f"{len(outcomes)}个文件{f'（{failed}个没有核对完）' if failed else ''}，" if len(outcomes) > 1 or failed else ""
    )
    _print(console, f"{files}共{counted.total()}处引用{f'：{figures}' if figures else ''}。")


def printable(text: str) -> str:
    """On one line, and nothing in it that steers a terminal or that no encoding holds."""
    return "".join(one if one.isprintable() else "\ufffd" for one in " ".join(text.split()))


def _block(console: Console, number: int, one: Checked) -> None:
    style = "bold green" if one.verdict is Verdict.OK else "bold yellow"
    console.print(f"{number}. {VERDICT_WORDS[one.verdict]}", style=style, markup=False, highlight=False)
    for head, words in _lines(one):
        if words:
            _print(console, f"{head}：{words}", _INDENT)


def _lines(one: Checked) -> Iterator[tuple[str, str]]:
    yield "原文", one.reference.raw
    yield "条款", place_of(one)
    yield "说明", one.detail
    yield "引文对照", difference_line(one.differences)
    for each in one.suggestions:
        yield "建议", suggestion_line(each)


def _print(console: Console, text: str, indent: str = "") -> None:
    for at, line in enumerate(_wrapped(printable(text), console.width - len(indent + _HANGING))):
        further = _HANGING if at else ""
        console.print(f"{indent}{further}{line}", markup=False, highlight=False, soft_wrap=True)


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most ``width`` columns, where most characters take two; nothing is left out."""
    line = ""
    for piece in _PIECE.findall(text):
        if line and cell_len(line + piece) > width:
            yield line
            line = ""
        *full, line = chop_cells(line + piece, max(width, 2))
        yield from full
    if line:
        yield line


def _table(checked: Sequence[Checked]) -> Table:
    table = Table(
        Column("序号", no_wrap=True, justify="right"),
        Column("结论", no_wrap=True),
        *(Column(head, overflow="fold") for head in ("原文", "条款", "说明", "建议")),
        show_lines=True,
    )
    for number, one in enumerate(checked, start=1):
        against = f"引文对照：{difference_line(one.differences)}" if one.differences else ""
        table.add_row(
            str(number),
            VERDICT_WORDS[one.verdict],
            *(escape(printable(words)) for words in (one.reference.raw, place_of(one))),
            escape("\n".join(filter(None, map(printable, (one.detail, against))))),
            escape("\n".join(printable(suggestion_line(each)) for each in one.suggestions)),
        )
    return table
