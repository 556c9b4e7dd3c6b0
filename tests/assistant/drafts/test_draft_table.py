"""The table opens in Excel, says where each reference stands, and runs nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from assistant.checking.records import Difference, Suggestion, Verdict
from assistant.drafts import to_csv

TEXT = "依据《示例工资法》第一条，\n还有《示例细则》第二条。"


def rows_of(made: str) -> list[dict[str, str]]:
    assert made.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(made.removeprefix("\ufeff"), newline="")))


def test_each_reference_is_a_row(check: Any) -> None:
    first, second = check(TEXT, Verdict.OK, Verdict.QUOTE_MISMATCH)
    second = replace(
        second,
        reference=replace(second.reference, paragraph=12, item=3),
        differences=(Difference("added", "甲，乙"),),
        suggestions=(Suggestion("某法", "第九条", "", "", "原因"), Suggestion("某规定", "", "", "", "")),
    )
    rows = rows_of(to_csv([first, second], TEXT))
    assert " ".join(rows[0]) == "序号 原文 法律 条 款 项 结论 说明 引文差异 建议 位置(起) 位置(止)"
    assert [row["结论"] for row in rows] == ["核对无误", "引文不符"]
    assert [TEXT[int(row["位置(起)"]) : int(row["位置(止)"])] for row in rows] == [row["原文"] for row in rows]
    assert (rows[0]["款"], rows[1]["款"], rows[1]["项"]) == ("", "第十二款", "第三项")
    assert (rows[1]["引文差异"], rows[1]["建议"]) == ("［多出：甲，乙］", "《某法》第九条（原因）；《某规定》")


@pytest.mark.parametrize(
    "value", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u3000＝1", "＋1", '=cmd|" /C calc"!A0', "\n=1"]
)
def test_no_cell_is_a_formula(check: Any, value: str) -> None:
    (one, _) = check(TEXT)
    made = to_csv([replace(one, law=value, detail=value)], TEXT)
    (row,) = rows_of(made)
    assert row["法律"] == row["说明"] == f"'{value}"


def test_a_comma_or_a_quote_in_a_cell_begins_no_other(check: Any) -> None:
    (one, _) = check(TEXT)
    (row,) = rows_of(to_csv([replace(one, detail='甲",=1+1,"乙\n丙')], TEXT))
    assert row["说明"] == '甲",=1+1,"乙\n丙'
