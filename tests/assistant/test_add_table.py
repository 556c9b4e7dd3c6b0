from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from assistant_fakes import make_document, make_law
from rich.console import Console

from assistant.add_table import show_understood, stated_facts
from assistant.adding import Added
from knowledge.errors import DateError, RegionError, SettingsError, XuefaError
from knowledge.records import Document, Status
from knowledge.structure import PRESUMED

TODAY = date(2026, 5, 1)


def shown(document: Document, missing: tuple[str, ...] = (), width: int = 200) -> str:
    stream = io.StringIO()
    show_understood(Console(file=stream, width=width), [Added(Path("a.pdf"), document, missing)], TODAY)
    return stream.getvalue()


def document(doubts: tuple[str, ...] = (), **law: Any) -> Document:
    made = make_document(make_law("示例饭钱办法", **law), {"第一条": "甲。", "第二条": "乙。"})
    return Document(made.law, made.articles, doubts)


def test_the_table_says_what_was_understood() -> None:
    text = shown(document(level="部门规章", region="浙江省/宁波市"), ("公布日期",))
    for part in ("示例饭钱办法", "部门规章", "浙江省/宁波市", "2010-01-01", "现行有效", "2", "公布日期"):
        assert part in text


def test_an_unknown_status_is_said_never_to_be_cited() -> None:
    assert "未知（不会被引用）" in shown(document(effective=None, stated=Status.UNKNOWN))
    assert "不会被引用" not in shown(document())


def test_a_presumed_status_is_called_so() -> None:
    assert "现行有效（推定）" in shown(document(note=PRESUMED))
    assert "推定" not in shown(document())
    assert "尚未施行" in shown(document(effective=date(2030, 1, 1), note=PRESUMED))


def test_an_unstated_place_is_said_to_apply_nowhere() -> None:
    assert "哪里都不适用" in shown(document(region="未注明"))


def test_every_doubt_is_shown_with_its_law_and_markup_is_not_read() -> None:
    text = shown(document(("第三条之前的条号不连续", "[red]甲[/red]")))
    assert "《示例饭钱办法》 第三条之前的条号不连续" in text
    assert "[red]甲[/red]" in text


def test_a_narrow_window_cuts_nothing_off() -> None:
    text = shown(document(region="浙江省/宁波市", level="地方性法规"), width=70)
    assert "…" not in text
    assert "2010-01-01" in text


def test_what_the_user_states_becomes_front_matter() -> None:
    facts = stated_facts("饭钱办法", "地方性法规", "宁波", "2020-01-01")
    assert facts == {
        "title": "饭钱办法",
        "level": "地方性法规",
        "region": "浙江省/宁波市",
        "effective": "2020-01-01",
    }
    assert stated_facts("", "", "", "") == {}


@pytest.mark.parametrize(
    ("facts", "error", "part"),
    [
        (("", "条例", "", ""), SettingsError, "地方性法规"),
        (("", "", "火星", ""), RegionError, "浙江省/宁波市"),
        (("", "", "", "去年"), DateError, "2024-05-01"),
    ],
)
def test_what_makes_no_sense_is_refused_with_an_example(
    facts: tuple[str, str, str, str], error: type[XuefaError], part: str
) -> None:
    with pytest.raises(error, match=part):
        stated_facts(*facts)
