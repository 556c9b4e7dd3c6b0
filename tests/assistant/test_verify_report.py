"""What people read of a check: every word of it, on the screen that they have."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from assistant.checking import Checked, Verdict
from assistant.checking.records import Difference, Suggestion
from assistant.verify_report import Outcome, show, totals
from knowledge.citations import Reference

RAW = "《示例工资支付监督管理暂行规定》第四十七条第二款第（三）项"
DETAIL = "".join(f"说明{number}，" for number in range(60)) + "完。"
REASON = "这一条取代了它，请看2024-05-01起施行的文本"


def checked(verdict: Verdict = Verdict.QUOTE_MISMATCH, raw: str = RAW) -> Checked:
    return Checked(
        Reference(raw, 0, len(raw), "示例工资支付监督管理暂行规定", "第四十七条", 2, 3),
        "示例工资支付监督管理暂行规定",
        "第四十七条",
        verdict,
        DETAIL,
        differences=(Difference("same", "老板"), Difference("added", "不"), Difference("missing", "应当")),
        suggestions=(Suggestion("示例新法", "第九条", "第一款", "原话" * 40, REASON),),
    )


def shown(outcome: Outcome, width: int, terminal: bool) -> str:
    stream = io.StringIO()
    show(outcome, Console(file=stream, width=width, force_terminal=terminal, color_system=None), named=False)
    return stream.getvalue()


@pytest.mark.parametrize(("width", "terminal"), [(80, False), (80, True), (99, True), (200, False), (24, True)])
def test_a_narrow_screen_and_a_pipe_get_blocks_that_lose_nothing(width: int, terminal: bool) -> None:
    text = shown(Outcome("a", [checked(), checked(Verdict.OK)]), width, terminal)
    lines = text.splitlines()
    assert max(map(cell_len, lines)) <= width
    joined = "".join(line.strip() for line in lines)
    parts = [
        "1. 引文不符",
        "2. 核对无误",
        f"原文：{RAW}",
        f"条款：{RAW}",
        f"说明：{DETAIL}",
        "引文对照：老板［多出：不］［缺少：应当］",
    ]
    parts.append(f"建议：《示例新法》第九条第一款：“{'原话' * 40}”（{REASON}）")
    assert [part for part in parts if part not in joined] == []
    assert "…" not in text
    assert not any(line.strip().startswith(("，", "。", "》", "）", "”")) for line in lines)
    if width >= 80:
        assert any("2024-05-01" in line for line in lines)


@pytest.mark.parametrize("width", [100, 160])
def test_a_wide_screen_gets_a_table_that_loses_nothing(width: int) -> None:
    text = shown(Outcome("a", [checked()]), width, terminal=True)
    lines = text.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert lines[0].startswith("┏")
    assert "…" not in text
    cells = zip(*(line.strip("│").split("│") for line in lines if line.startswith("│")), strict=True)
    joined = ["".join(cell.strip() for cell in column) for column in cells]
    assert joined[:5] == ["1", "引文不符", RAW, RAW, f"{DETAIL}引文对照：老板［多出：不］［缺少：应当］"]
    assert joined[5].endswith(f"（{REASON}）")


def test_nothing_from_a_draft_steers_the_terminal() -> None:
    raw = "《示例\n\x1b[2J\u202e工资[bold]法》第一条"
    for width in (80, 160):
        text = shown(Outcome("a", [checked(raw=raw)]), width, terminal=True)
        assert not {"\x1b", "\u202e"} & set(text)
        assert "[bold]" in "".join(text.split())


def test_what_was_left_out_of_the_text_is_said() -> None:
    text = shown(Outcome("a", [], ("页眉没有核对",)), 80, terminal=False)
    assert text == "注意：页眉没有核对。\n没有找到法条引用。\n\n"


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        ([Outcome("a")], "共0处引用。"),
        ([Outcome("a", [checked(), checked(Verdict.OK), checked()])], "共3处引用：核对无误1处，引文不符2处。"),
        (
            [Outcome("a", [checked(Verdict.OK)]), Outcome("b", [checked(Verdict.OK)]), Outcome("c", error="坏")],
            "3个文件（1个没有核对完），共2处引用：核对无误2处。",
        ),
    ],
)
def test_the_last_line_counts_by_verdict(outcomes: list[Outcome], line: str) -> None:
    stream = io.StringIO()
    totals(outcomes, Console(file=stream, width=80))
    assert stream.getvalue() == f"{line}\n"
