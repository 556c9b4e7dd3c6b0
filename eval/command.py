"""``xuefa eval``: files of cases in, figures and a report out."""

from __future__ import annotations

import hashlib
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.settings import ModelSettings
from assistant.writing.prompting import load_prompt
from index.encoders import Encoder
from knowledge.errors import SettingsError

from .ablation import ablations
from .baselines import Baseline, Corpus, KeywordsAlone, LangChainRecipe, VectorsAlone
from .cases import IN, OUT, load_cases
from .judging import Judge, judge_run
from .output import answer_rows, json_lines, json_text, prepare_folder, write_files
from .published import ChinaLawMcp
from .render import to_html, to_markdown
from .report import TITLE, report_parts
from .runs import Progress, Run, System, run_cases
from .scoring import Comparison, Evaluation, compare, score
from .significance import ROUNDS, SEED
from .written import judge_figures, written_figures

__all__ = ["evaluate"]

Say = Callable[[str], None]
Facts = list[tuple[str, str]]


def evaluate(
    assistant: System,
    files: Sequence[Path],
    *,
    out: Path | None = None,
    baselines: bool = False,
    say: Say = lambda _: None,
    progress: Progress | None = None,
    cache: Path | None = None,
    ablation: bool = False,
    untuned: Callable[[], Encoder] | None = None,
    llm: bool = False,
    judge: ModelSettings | None = None,
) -> dict[str, Any]:
    """Put the cases of ``files`` to ``assistant`` and return the contract's JSON object.

    Args:
        out: Folder that gets report.md, report.html, run.json and answers.jsonl.
        baselines: Also run the other systems on the same cases.
        say: Receives one line of Chinese for each step.
        progress: Gets the number of cases done and of all; without it ``say`` tells every tenth part.
        cache: SQLite file with the vectors of the other systems, used again by the next run.
        ablation: Also run our search with each component left out.
        untuned: Loads the embedding model as it was before it was tuned, another system to compare with.
        llm: Let the assistant's language model take part, and give its figures; without it none is ever called.
        judge: Another model that marks what the first wrote.

    Raises:
        CaseError: A file of cases cannot be read.
        SettingsError: ``out`` cannot be written, or a model is wanted that the settings do not name.
    """
    marker = _judge(assistant, llm, judge)
    paths = [Path(path) for path in files]
    cases = load_cases(paths)
    if out is not None:
        prepare_folder(out)
    facts: Facts = [
        ("日期", datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S %z")),
        ("评测文件", "\n".join(f"{path.name}（sha256 {_digest(path)}）" for path in paths)),
    ]
    say(f"共{len(cases)}道题，开始提问……")
    before = _spent(assistant)
    run = run_cases(assistant, cases, progress or _tenths(say), llm)
    evaluation = score(run, assistant.index.library)
    if llm:
        evaluation = _with_model(evaluation, assistant, before, marker, say)
    if baselines:
        evaluation = _with_baselines(evaluation, assistant, cache, say, untuned)
    if ablation:
        evaluation = replace(evaluation, ablations=tuple(_ablated(evaluation, assistant, say)))
    figures = evaluation.to_json()
    if out is not None:
        _write(out, evaluation, figures, facts + _facts(assistant, run) + _model_facts(assistant, evaluation))
        say(f"报告已写入 {out / 'report.html'}")
    return figures


def _judge(assistant: System, llm: bool, judge: ModelSettings | None) -> Judge | None:
    if llm and assistant.model_status() is None:
        raise SettingsError("没有设置语言模型，不能用 --llm 评测，请设置 XUEFA_LLM__MODEL 和 XUEFA_LLM__BASE_URL。")
    if judge is None:
        return None
    if not llm:
        raise SettingsError("--judge 评的是语言模型写的话，请和 --llm 一起用。")
    if not judge.model:
        raise SettingsError("没有设置打分的模型，不能用 --judge，请设置 XUEFA_JUDGE__MODEL 和 XUEFA_JUDGE__BASE_URL。")
    return Judge.open(judge)


def _spent(assistant: System) -> tuple[int, int]:
    status = assistant.model_status() or {}
    return status.get("tokens_in", 0), status.get("tokens_out", 0)


def _with_model(
    evaluation: Evaluation, assistant: System, before: tuple[int, int], judge: Judge | None, say: Say
) -> Evaluation:
    named, now = assistant.model_status() or {}, _spent(assistant)
    spent = (now[0] - before[0], now[1] - before[1])
    evaluation = replace(evaluation, llm=written_figures(named.get("model", ""), evaluation.run.answers, spent))
    if judge is None:
        return evaluation
    say(f"打分的模型（{judge.model}）正在看语言模型写的话……")
    found = judge_run(judge, evaluation.run, _tenths(say))
    return replace(evaluation, judgements=found, judge=judge_figures(judge.model, (one.mark for one in found.values())))


def _ablated(evaluation: Evaluation, assistant: System, say: Say) -> Iterator[Comparison]:
    for one in ablations(assistant):
        say(f"正在比较：{one.title}……")
        yield compare(evaluation.run, evaluation.by_case, one)


def _with_baselines(
    evaluation: Evaluation, assistant: System, cache: Path | None, say: Say, untuned: Callable[[], Encoder] | None
) -> Evaluation:
    with tempfile.TemporaryDirectory(prefix="xuefa-eval-") as scratch:
        vectors = cache or Path(scratch) / "vectors.sqlite"
        found = []
        for baseline in _baselines(evaluation.run, assistant, vectors, say, untuned):
            say(f"正在运行对照系统：{baseline.title}……")
            found.append(compare(evaluation.run, evaluation.by_case, baseline))
    return replace(evaluation, comparisons=tuple(found))


def _baselines(
    run: Run, assistant: System, vectors: Path, say: Say, untuned: Callable[[], Encoder] | None
) -> Iterator[Baseline]:
    """Each is built when its turn comes, so that only one at a time is in memory."""
    if not run.scored:
        say("没有可计入检索的题目，不运行对照系统。")
        return
    yield ChinaLawMcp()
    corpus = Corpus(assistant.index, [(result.day, result.region) for result in run.scored])
    yield KeywordsAlone(corpus)
    yield LangChainRecipe(corpus, assistant.encoder, vectors, say)
    if untuned is not None:
        yield VectorsAlone("e5-untuned", "只用未微调的 e5 向量", assistant.index, untuned(), vectors, say)


def _tenths(say: Say) -> Progress:
    def progress(done: int, total: int) -> None:
        if done == total or done * 10 // total > (done - 1) * 10 // total:
            say(f"已完成 {done}/{total} 题")

    return progress


def _facts(assistant: System, run: Run) -> Facts:
    scopes = [result.case.scope for result in run.results]
    library = assistant.index.library
    return [
        ("题数", f"{len(scopes)}（范围内{scopes.count(IN)}，范围外{scopes.count(OUT)}）"),
        ("计入检索的题数", str(len(run.scored))),
        ("库中没有标准条文的题数", str(len(run.declined))),
        ("出错的题数", str(len(run.failed))),
        ("回答中的引用数", str(sum(len(answer.citations) for answer in run.answers))),
        ("向量模型", assistant.encoder.name),
        ("文本库", f"{len(library)}部法律法规和文件，指纹 {library.corpus_hash()}"),
        ("适用日期", "、".join(sorted({answer.as_of.isoformat() for answer in run.answers})) or "—"),
        ("随机种子", f"{SEED}（配对随机化检验，{ROUNDS}次）"),
        ("运行环境", f"Python {platform.python_version()}，{platform.system()} {platform.machine()}"),
    ]


def _model_facts(assistant: System, evaluation: Evaluation) -> Facts:
    facts = []
    if evaluation.llm is not None:
        named = assistant.model_status() or {}
        facts.append(("语言模型", f"{named.get('model')}（{named.get('operator')}），{_prompt('answer')}"))
    if evaluation.judge is not None:
        facts.append(("打分的模型", f"{evaluation.judge['model']}，{_prompt('judge')}"))
    return facts


def _prompt(name: str) -> str:
    return f"提示 {name}.md sha256 {hashlib.sha256(load_prompt(name).encode()).hexdigest()}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(out: Path, evaluation: Evaluation, figures: dict[str, Any], facts: Facts) -> None:
    parts = report_parts(evaluation, facts)
    write_files(
        out,
        {
            "report.md": to_markdown(TITLE, parts),
            "report.html": to_html(TITLE, parts),
            "run.json": json_text({**figures, "facts": dict(facts)}),
            "answers.jsonl": json_lines(answer_rows(evaluation)),
        },
    )
