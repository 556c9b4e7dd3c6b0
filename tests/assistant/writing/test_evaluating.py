"""``xuefa eval`` with a model and a judge, over real connections to servers that play them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from assistant_fakes import WAGES
from cli_runs import Run, assert_refused
from model_server import ModelServer, Reply, model_server
from played_model import Open

from assistant.service import Assistant
from assistant.settings import ModelSettings, Settings

CONTRACT = ["n", "retrieval", "citations", "refusal", "lessons", "latency_ms", "declined"]
OPENED: list[Settings] = []
CASES = (
    {"id": "1", "question": "老板三个月没发工资，合同也没签，怎么办", "gold": [{"law": WAGES, "article": "第一条"}]},
    {"id": "2", "question": "老板拖欠工资怎么办"},
    {"id": "3", "question": "离婚孩子归谁", "scope": "out"},
)


@pytest.fixture
def judging() -> Iterator[ModelServer]:
    with model_server(lambda _: Reply('{"mark": "incomplete", "why": "没说<b>期限</b>"}')) as server:
        yield server


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in CASES), encoding="utf-8")
    return str(path)


@pytest.fixture
def command(beside: Open, played: ModelServer, judging: ModelServer, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command with both models in its environment; it opens an assistant as its settings say."""

    def opened(settings: Settings) -> Assistant:
        OPENED.append(settings)
        return beside(**settings.llm.model_dump(include={"model", "base_url", "operator"}))

    monkeypatch.setattr(Assistant, "open", opened)
    for name, server in (("LLM", played), ("JUDGE", judging)):
        monkeypatch.setenv(f"XUEFA_{name}__MODEL", f"模型{name}")
        monkeypatch.setenv(f"XUEFA_{name}__BASE_URL", server.url)
    return run


def same(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: figures[name] for name in CONTRACT if name != "latency_ms"}


def test_without_the_flag_no_model_is_called_whatever_the_settings_say(
    command: Run, played: ModelServer, judging: ModelServer, file: str
) -> None:
    ran = command("eval", file, "--json")
    assert ran.code == 0
    assert list(ran.json()) == CONTRACT
    assert OPENED[-1].llm == OPENED[-1].judge == ModelSettings(), "a faulty setting of a model must not matter"
    assert played.seen == judging.seen == []


def test_with_the_flag_the_figures_of_the_model_stand_beside_those_of_the_contract(
    command: Run, played: ModelServer, judging: ModelServer, file: str, tmp_path: Path
) -> None:
    plain = command("eval", file, "--json").json()
    ran = command("eval", file, "--json", "--llm", "--out", str(tmp_path / "out"))
    found = ran.json()
    assert list(found) == [*CONTRACT, "llm"]
    told = found["llm"]
    rows = [json.loads(line) for line in (tmp_path / "out" / "answers.jsonl").read_text("utf-8").splitlines()]
    written = [row["answer"]["written"] for row in rows if "written" in row["answer"]]
    assert (told["model"], told["answers"]) == ("模型LLM", 2)
    assert told["supported"] == sum(one["supported"] for one in written) > 0
    assert (told["replaced"], told["fallback"]) == (0, {})
    # The divorce was put to the model too, to be understood: that costs, though nothing was written.
    assert told["tokens"] == {"in": 11 * len(played.seen), "out": 7 * len(played.seen)}
    assert len(played.seen) == 3
    assert told["length"]["plain"] > told["length"]["written"] > 0
    assert 0 < told["first_ms"]["p50"] <= told["took_ms"]["p95"]
    assert same(found)["retrieval"] == same(plain)["retrieval"]
    assert same(found)["refusal"] == same(plain)["refusal"]
    assert (found["citations"]["valid"], found["citations"]["verbatim"]) == (1, 1)
    assert judging.seen == []
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "语言模型（模型LLM）写了什么" in page
    assert "打分的模型" not in page
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["llm"] == told


def test_a_server_that_fails_is_counted_and_nothing_else_changes(command: Run, played: ModelServer, file: str) -> None:
    plain = command("eval", file, "--json").json()
    played.play = lambda _: Reply(status=401)
    found = command("eval", file, "--json", "--llm", "--judge").json()
    assert same(found) == same(plain)
    assert found["llm"]["fallback"] == {"refused": 2}
    assert found["llm"]["length"] == {"plain": None, "written": None}
    assert found["judge"]["n"] == 0


def test_a_judge_marks_each_section_that_was_written(
    command: Run, judging: ModelServer, file: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    found = command("eval", file, "--json", "--llm", "--judge", "--out", str(out)).json()
    assert list(found) == [*CONTRACT, "llm", "judge"]
    assert found["judge"] == {
        "model": "模型JUDGE", "n": 2, "sufficient": 0, "incomplete": 2, "wrong": 0, "unreadable": 0,
    }  # fmt: skip
    assert len(judging.seen) == 2
    assert CASES[0]["question"] in judging.seen[0][-1]["content"]
    rows = [json.loads(line) for line in (out / "answers.jsonl").read_text("utf-8").splitlines()]
    assert [row.get("judge") for row in rows] == [{"mark": "incomplete", "why": "没说<b>期限</b>"}] * 2 + [None]
    page = (out / "report.html").read_text("utf-8")
    assert "打分的模型（模型JUDGE）怎么看" in page
    assert "2（100%）" in page


@pytest.mark.parametrize(
    ("missing", "words", "part"),
    [
        ("XUEFA_LLM__MODEL", ("--llm",), "没有设置语言模型"),
        ("XUEFA_JUDGE__MODEL", ("--llm", "--judge"), "没有设置打分的模型"),
        ("", ("--judge",), "和 --llm 一起用"),
    ],
)
def test_a_model_that_is_wanted_and_not_there_is_one_sentence(
    command: Run, played: ModelServer, judging: ModelServer, file: str, monkeypatch, missing: str, words: Any, part: str
) -> None:
    if missing:
        monkeypatch.delenv(missing)
    assert_refused(command("eval", file, "--json", *words), part)
    assert played.seen == judging.seen == []
