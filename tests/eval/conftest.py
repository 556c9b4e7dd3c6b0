"""A library of three small laws, and what puts questions to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eval_fakes import FakeAssistant, FakeIndex, make_document

from knowledge.library import Library
from knowledge.records import Status


@pytest.fixture
def library() -> Library:
    documents = (
        make_document(
            "劳动合同法", {"第十条": "建立劳动关系，应当订立书面劳动合同。", "第八十二条": "每月支付二倍的工资。"}
        ),
        make_document("劳动法", {"第四十四条": "安排加班的，支付不低于工资的百分之一百五十的报酬。"}),
        make_document("旧办法", {"第一条": "已经废止的规定。"}, Status.REPEALED),
    )
    return Library(documents, {"劳合法": "劳动合同法"})


@pytest.fixture
def assistant(library: Library) -> FakeAssistant:
    return FakeAssistant(FakeIndex(library))


@pytest.fixture
def write_cases(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: dict[str, Any] | str, name: str = "cases.jsonl") -> Path:
        path = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write
