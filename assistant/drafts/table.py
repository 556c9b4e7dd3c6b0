"""The verdicts as a table for Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from ..checking.records import Checked
from ..checking.words import VERDICT_WORDS
from .wording import difference_line, suggestion_line, unit_label

__all__ = ["to_csv"]

COLUMNS = ("序号", "原文", "法律", "条", "款", "项", "结论", "说明", "引文差异", "建议", "位置(起)", "位置(止)")
_BYTE_ORDER_MARK = "\ufeff"
# A cell that begins so is a formula to Excel, in full width as well.
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
_BLANKS = " \u3000\u00a0\u200b\ufeff"


def to_csv(checked: Sequence[Checked], text: str) -> str:
    """One row for each reference, in CSV that Excel opens: with a byte order mark, and no cell is a formula.

    Args:
        checked: In the order of the rows.
        text: The draft that was checked; the columns of positions count its characters, from 0, the end excluded.
    """
    stream = io.StringIO(newline="")
    # Quoted throughout: a comma in a cell must not begin another one.
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, one in enumerate(checked, start=1):
        writer.writerow([value if isinstance(value, int) else _cell(value) for value in _row(number, one, text)])
    return _BYTE_ORDER_MARK + stream.getvalue()


def _row(number: int, one: Checked, text: str) -> tuple[str | int, ...]:
    reference = one.reference
    return (
        number,
        text[reference.start : reference.end],
        one.law,
        one.article,
        unit_label(reference.paragraph, "款"),
        unit_label(reference.item, "项"),
        VERDICT_WORDS[one.verdict],
        one.detail,
        difference_line(one.differences),
        "；".join(map(suggestion_line, one.suggestions)),
        reference.start,
        reference.end,
    )


def _cell(value: str) -> str:
    plain = value.replace("\x00", "")
    return f"'{plain}" if plain.lstrip(_BLANKS).startswith(_FORMULA) else plain
