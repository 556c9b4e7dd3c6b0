from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from eval_fakes import FakeAssistant, FakeEncoder, make_answer, make_citation

import eval.command
from assistant.records import Outcome, Written
from eval import evaluate
from eval.ablation import COMPONENTS
from eval.cases import Case
from eval.report import WAYS, _kind, _topic
from eval.runs import CaseResult
from index.ranking import COSINES, SCORES
from knowledge.errors import CaseError, SettingsError

TEN, EIGHTY_TWO = ("劳动合同法", "第十条"), ("劳动合同法", "第八十二条")
HOSTILE = "<script>alert(1)</script>|`x`\n# 标题 [点](javascript:alert(1)) </td><img src=x onerror=y>"
CONTRACT = {
    "retrieval": {"hit@1", "hit@5", "recall@10", "recall@20", "mrr", "ndcg@10"},
    "citations": {"valid", "verbatim", "gold", "in_place"},
    "refusal": {"out_of_scope", "false"},
    "lessons": {"given", "out_of_scope"},
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
    assert list(figures) == ["n", "retrieval", "citations", "refusal", "lessons", "latency_ms", "declined"]
    assert {name: set(figures[name]) for name in CONTRACT} == CONTRACT
    assert figures["n"] == 4
    assert figures["retrieval"]["hit@5"] == 0.5
    # 第十条 is cited, 第八十二条 is the gold.
    assert figures["citations"] == {"valid": 1.0, "verbatim": 1.0, "gold": 0.0, "in_place": 1.0}
    assert figures["lessons"] == {"given": 0.0, "out_of_scope": 0.0}
    assert figures["refusal"] == {"out_of_scope": 1.0, "false": pytest.approx(1 / 3, abs=1e-6)}
    assert figures["declined"] == [{"id": "4", "reason": "库中没有标准条文：《四川省<i>规定》第一条"}]
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures
    assert said[-1] == "已完成 4/4 题"


def test_a_model_of_the_assistant_takes_part_only_where_it_is_wanted(assistant: FakeAssistant, cases: Path) -> None:
    written = Written("示例模型", "某", supported=2)
    assistant.writes = lambda answer: replace(answer, written=written)
    assert "llm" not in evaluate(assistant, [cases])
    assistant.writes = lambda answer: pytest.fail("the model was called")
    evaluate(assistant, [cases])
    assistant.writes, assistant.spent = lambda answer: replace(answer, written=written), {"tokens_in": 5}
    figures = evaluate(assistant, [cases], llm=True)
    assert (figures["llm"]["answers"], figures["llm"]["supported"]) == (4, 8)
    assert figures["llm"]["tokens"] == {"in": 0, "out": 0}, "what was spent before this run"


def test_a_model_that_is_not_there_is_refused_before_anything_is_asked(assistant: FakeAssistant, cases: Path) -> None:
    with pytest.raises(SettingsError, match="XUEFA_LLM__MODEL"):
        evaluate(assistant, [cases], llm=True)
    assert assistant.asked == []


def test_figures_without_a_case_are_null(assistant: FakeAssistant, write_cases) -> None:
    figures = evaluate(assistant, [write_cases({"question": "离婚", "scope": "out"})])
    assert set(figures["retrieval"].values()) == {None}
    assert figures["citations"] == {"valid": None, "verbatim": None, "gold": None, "in_place": None}
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


def test_runs_all_baselines(assistant: FakeAssistant, cases: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(eval.command, "ChinaLawMcp", lambda: Parrot([TEN]))
    figures = evaluate(assistant, [cases], baselines=True, cache=tmp_path / "v.sqlite")
    assert list(figures["baselines"]) == ["parrot", "bm25", "langchain"]


def test_the_untuned_model_is_another_system_and_is_loaded_only_for_it(
    assistant: FakeAssistant, cases: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(eval.command, "ChinaLawMcp", lambda: Parrot([TEN]))
    loaded: list[FakeEncoder] = []

    def untuned() -> FakeEncoder:
        loaded.append(FakeEncoder())
        loaded[-1].name = "untuned"
        return loaded[-1]

    evaluate(assistant, [cases], untuned=untuned)
    assert loaded == []
    figures = evaluate(assistant, [cases], baselines=True, cache=tmp_path / "v.sqlite", untuned=untuned)
    assert list(figures["baselines"]) == ["parrot", "bm25", "langchain", "e5-untuned"]
    assert len(loaded) == 1
    assert loaded[0].encoded == len(assistant.index.passages)
    assert "p_mrr" in figures["baselines"]["e5-untuned"]


def test_each_component_is_left_out_and_compared_on_the_same_cases(
    assistant: FakeAssistant, cases: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    figures = evaluate(assistant, [cases], out=tmp_path / "out", ablation=True, say=said.append)
    names = [*(f"without-{name}" for name, _, _ in COMPONENTS), "plain-fusion"]
    assert list(figures["ablations"]) == names
    assert "baselines" not in figures
    for one in figures["ablations"].values():
        assert CONTRACT["retrieval"] < set(one)
        assert one["n"] == 2
        assert 0 < one["p_hit@5"] <= 1
        assert 0 < one["p_mrr"] <= 1
    assert sum("正在比较" in line for line in said) == len(names)
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "每个部分的作用" in page
    for _, title, _ in COMPONENTS:
        assert f"不用：{title}" in page


def test_without_being_asked_for_nothing_is_left_out(assistant: FakeAssistant, cases: Path, tmp_path: Path) -> None:
    assert "ablations" not in evaluate(assistant, [cases], out=tmp_path / "out")
    assert "每个部分的作用" not in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_the_report_says_which_way_found_what_worked_by_hand(
    assistant: FakeAssistant, write_cases, tmp_path: Path
) -> None:
    assistant.script = {
        "甲": make_answer([TEN, EIGHTY_TWO], ways=[{"dense": 1}, {"dense": 5, "asked": 1}]),
        "乙": make_answer([EIGHTY_TWO], ways=[{"asked": 6}]),
        "丙": make_answer([TEN], ways=[{"dense": 1, "gist": 1}]),
    }
    path = write_cases(
        {"id": "1", "question": "甲", "gold": [gold(TEN), gold(EIGHTY_TWO)]},
        {"id": "2", "question": "乙", "gold": [gold(EIGHTY_TWO)]},
        {"id": "3", "question": "丙", "gold": [gold(EIGHTY_TWO)]},
    )
    evaluate(assistant, [path], out=tmp_path / "out")
    text = (tmp_path / "out" / "report.md").read_text("utf-8")
    assert "标准条文共4条，前20条里找到3条" in text
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in text.splitlines() if "（" in line]
    found = {row[0]: row[1:] for row in rows if row[0].startswith(("条文的向量", "意思相近的问法", "条文全部问法"))}
    assert found == {"意思相近的问法（asked）": ["1", "1", "2"], "条文的向量（dense）": ["1", "2", "2"]}
    lines = [json.loads(line) for line in (tmp_path / "out" / "answers.jsonl").read_text("utf-8").splitlines()]
    assert [line["ways"] for line in lines] == [
        [{"dense": 1}, {"dense": 5, "asked": 1}],
        [{"asked": 6}],
        [{"dense": 1, "gist": 1}],
    ]


def test_without_ways_the_report_says_nothing_of_them(assistant: FakeAssistant, cases: Path, tmp_path: Path) -> None:
    evaluate(assistant, [cases], out=tmp_path / "out")
    assert "标准条文是从哪条路找到的" not in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_every_way_in_has_a_name_for_people() -> None:
    assert set(WAYS) == {*COSINES, *SCORES, "named", "local", "topic"}
    assert len(set(WAYS.values())) == len(WAYS)


def result(question: str, **own: str) -> CaseResult:
    key = ("劳动合同法", "第十条")
    return CaseResult(Case("1", question, (key,), **own), (key,), None, 1.0)


@pytest.mark.parametrize(
    ("length", "kind"),
    [
        (1, "14字以内"),
        (14, "14字以内"),
        (15, "15至50字"),
        (50, "15至50字"),
        (51, "51至100字"),
        (100, "51至100字"),
        (101, "超过100字"),
        (3000, "超过100字"),
    ],
)
def test_a_case_without_a_kind_is_grouped_by_its_length(length: int, kind: str) -> None:
    assert _kind(result("问" * length)) == kind
    assert _kind(result("问" * length, kind="错别字")) == "错别字"


def test_a_case_without_a_topic_is_grouped_by_what_is_recognised() -> None:
    assert _topic(result("问", topic="合同")) == "合同"
    assert _topic(result("嗯嗯嗯")) == "没有识别出领域"
    assert _topic(result("老板拖欠工资三个月")).endswith("（自动识别）")


def test_a_case_without_gold_is_grouped_by_what_it_states_only() -> None:
    outside = CaseResult(Case("1", "离婚", (), "out"), (), None, 1.0)
    assert (_topic(outside), _kind(outside)) == ("", "")


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
