from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from eval_fakes import FakeAssistant, make_answer, make_citation

import eval.command
from assistant.records import Outcome
from eval import evaluate
from knowledge.errors import CaseError, SettingsError

TEN, EIGHTY_TWO = ("劳动合同法", "第十条"), ("劳动合同法", "第八十二条")
HOSTILE = "<script>alert(1)</script>|`x`\n# 标题 [点](javascript:alert(1)) </td><img src=x onerror=y>"
CONTRACT = {
    "retrieval": {"hit@1", "hit@5", "recall@10", "recall@20", "mrr", "ndcg@10"},
    "citations": {"valid", "verbatim"},
    "refusal": {"out_of_scope", "false"},
    "latency_ms": {"p50", "p95"},
}


class Parrot:
    """A baseline that answers what ours answers."""

    name, title = "parrot", "学舌"

    def __init__(self, ranking) -> None:
        self.ranking = ranking

    def rank(self, question, day, region):
        return list(self.ranking)

    def holds(self, key) -> bool:
        return key == EIGHTY_TWO


@pytest.fixture
def cases(write_cases, assistant: FakeAssistant) -> Path:
    cited = make_citation("劳动合同法", "第十条", "建立劳动关系，应当订立书面劳动合同。", "书面劳动合同")
    assistant.script = {"双倍": make_answer([TEN, EIGHTY_TWO], citations=[cited]), HOSTILE: make_answer([TEN])}
    return write_cases(
        {"id": "1", "question": "双倍", "topic": "合同", "kind": "short", "gold": [gold(EIGHTY_TWO)]},
        {"id": "2", "question": HOSTILE, "topic": "<b>", "kind": "typo", "gold": [gold(EIGHTY_TWO)]},
        {"id": "3", "question": "离婚", "scope": "out"},
        {"id": "4", "question": "当地", "gold": [{"law": "四川省<i>规定", "article": "第一条"}]},
    )


def gold(key: tuple[str, str]) -> dict[str, str]:
    return {"law": key[0], "article": key[1]}


def test_gives_the_figures_of_the_contract(assistant: FakeAssistant, cases: Path) -> None:
    said: list[str] = []
    figures = evaluate(assistant, [cases], out=None, baselines=False, say=said.append)
    assert list(figures) == ["n", "retrieval", "citations", "refusal", "latency_ms", "declined"]
    assert {name: set(figures[name]) for name in CONTRACT} == CONTRACT
    assert figures["n"] == 4
    assert figures["retrieval"]["hit@5"] == 0.5
    assert figures["citations"] == {"valid": 1.0, "verbatim": 1.0}
    assert figures["refusal"] == {"out_of_scope": 1.0, "false": pytest.approx(1 / 3, abs=1e-6)}
    assert figures["declined"] == [{"id": "4", "reason": "库中没有标准条文：《四川省<i>规定》第一条"}]
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures
    assert said[-1] == "已完成 4/4 题"


def test_figures_without_a_case_are_null(assistant: FakeAssistant, write_cases) -> None:
    figures = evaluate(assistant, [write_cases({"question": "离婚", "scope": "out"})])
    assert set(figures["retrieval"].values()) == {None}
    assert figures["citations"] == {"valid": None, "verbatim": None}
    assert figures["refusal"] == {"out_of_scope": 1.0, "false": None}


def test_compares_on_the_same_cases(assistant: FakeAssistant, cases: Path, tmp_path: Path, monkeypatch) -> None:
    systems = [Parrot([TEN, EIGHTY_TWO]), Parrot([TEN])]
    systems[1].name = "worse"
    monkeypatch.setattr(eval.command, "_baselines", lambda *args: iter(systems))
    figures = evaluate(assistant, [cases], out=tmp_path / "out", baselines=True)
    parrot, worse = figures["baselines"]["parrot"], figures["baselines"]["worse"]
    assert CONTRACT["retrieval"] < set(parrot)
    assert (parrot["n"], parrot["hit@5"], worse["hit@5"]) == (2, 1.0, 0.0)
    assert (parrot["covered"]["n"], parrot["covered"]["hit@5"]) == (2, 1.0)
    assert 0 < parrot["p_hit@5"] <= 1
    assert "学舌" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_runs_all_three_baselines(assistant: FakeAssistant, cases: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(eval.command, "ChinaLawMcp", lambda: Parrot([TEN]))
    figures = evaluate(assistant, [cases], baselines=True, cache=tmp_path / "v.sqlite")
    assert list(figures["baselines"]) == ["parrot", "bm25", "langchain"]


def test_no_scored_case_means_no_baselines(assistant: FakeAssistant, write_cases, monkeypatch) -> None:
    monkeypatch.setattr(eval.command, "ChinaLawMcp", lambda: pytest.fail("built for nothing"))
    assert "baselines" not in evaluate(assistant, [write_cases({"question": "问"})], baselines=True)


def test_writes_a_report_that_escapes_what_it_shows(assistant: FakeAssistant, cases: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    evaluate(assistant, [cases], out=out)
    assert sorted(path.name for path in out.iterdir()) == ["answers.jsonl", "report.html", "report.md", "run.json"]
    page, text = ((out / name).read_text("utf-8") for name in ("report.html", "report.md"))
    for forbidden in ("<script", "<img", "<b>", "<i>"):
        assert forbidden not in page.lower()
        assert forbidden not in text.lower()
    assert "&lt;script&gt;alert(1)" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=\"?http", page.replace("http://www.w3.org/2000/svg", ""))
    assert r"\[点\]" in text
    assert "\n# 标题" not in text
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("| ")]
    for lines in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1, lines[0]
    assert "没有计入检索的题目（1道）" in page
    assert "没找对的题目" in page
    run = json.loads((out / "run.json").read_text("utf-8"))
    assert run["facts"]["文本库"].endswith(assistant.index.library.corpus_hash())
    rows = [json.loads(line) for line in (out / "answers.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[0]["retrieval"]["mrr"] == 0.5
    assert rows[2]["retrieval"] is None


def test_a_second_run_replaces_the_files(assistant: FakeAssistant, cases: Path, tmp_path: Path) -> None:
    evaluate(assistant, [cases], out=tmp_path / "out")
    assistant.script["双倍"] = make_answer(status=Outcome.NO_EVIDENCE)
    figures = evaluate(assistant, [cases], out=tmp_path / "out")
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["retrieval"] == figures["retrieval"]
    assert len(list((tmp_path / "out").iterdir())) == 4


def test_errors_come_before_the_run(assistant: FakeAssistant, cases: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match="无法写入评测结果文件夹"):
        evaluate(assistant, [cases], out=tmp_path / "file")
    with pytest.raises(CaseError):
        evaluate(assistant, [tmp_path / "none.jsonl"])
    assert assistant.asked == []


def test_a_failed_write_leaves_the_earlier_files(
    assistant: FakeAssistant, cases: Path, tmp_path: Path, monkeypatch
) -> None:
    out = tmp_path / "out"
    evaluate(assistant, [cases], out=out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("eval.output.os.fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        evaluate(assistant, [cases], out=out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
