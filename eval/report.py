"""What an evaluation report says, in plain Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from assistant.records import Outcome
from assistant.topics import match_topics
from knowledge.text import simplify

from .cases import IN, OUT, Key
from .metrics import RETRIEVAL, Figures, mean_figures, refusal_figures
from .render import Part, Table
from .runs import DEPTH, CaseResult
from .scoring import Comparison, Evaluation
from .significance import ROUNDS, SEED, wilson_interval
from .written_report import written_parts

__all__ = ["OURS", "TITLE", "report_parts", "worst_misses"]

TITLE = "学法小课堂评测报告"
OURS = "本系统"
MISSES = 20
_NAMES = {
    "hit@1": "第1条就对",
    "hit@5": "前5条有对的",
    "recall@10": "前10条找全率",
    "recall@20": "前20条找全率",
    "mrr": "首个正确名次得分",
    "ndcg@10": "前10条排序得分",
}
_METHOD = (
    "“前5条有对的”（hit@5）：前5条里至少有一条标准条文的题目所占比例；“找全率”（recall）：标准条文被找到的比例，再对题目取平均；"
    "“首个正确名次得分”（MRR）：第一条正确条文的名次的倒数，只看返回的20条；“排序得分”（nDCG）：越靠前越高。"
    "各项都在0到1之间，越大越好，由 ir-measures 计算。“—”表示没有可计算的题目。"
)
_TEST = (
    f"p 值：对每道题的 hit@5 之差做配对随机化检验（双侧，随机交换正负号{ROUNDS}次，随机种子{SEED}）。"
    "p 小于0.05时，差别不大可能只是碰巧；更大时，不能据此说哪个更好。区间是 hit@5 的95%威尔逊区间。"
)
WAYS = {
    "dense": "条文的向量",
    "keywords": "条文的关键词",
    "terms": "问题类型的法律用语",
    "glossary": "俗语词表",
    "named": "题目点名的法律",
    "local": "当地规定",
    "topic": "问题类型的常用条文",
    "asked": "意思相近的问法",
    "asked_words": "用词相近的问法",
    "gist": "条文的全部问法",
}
_LENGTHS = ((14, "14字以内"), (50, "15至50字"), (100, "51至100字"))
_ENDS = {
    Outcome.ANSWERED: "已回答",
    Outcome.OUT_OF_SCOPE: "判为超出范围",
    Outcome.NO_EVIDENCE: "没有找到依据",
    Outcome.NEED_FACTS: "请用户补充情况",
    None: "出错",
}


def report_parts(evaluation: Evaluation, facts: Sequence[tuple[str, str]]) -> list[Part]:
    """All parts of the report, in the order of reading; parts without content are left out."""
    return [
        Part("这次评测", table=Table(("项目", "内容"), tuple(facts))),
        _summary(evaluation),
        *written_parts(evaluation),
        _retrieval(evaluation),
        *_covered(evaluation),
        *_ablation(evaluation),
        *_ways(evaluation),
        *_groups("按题目领域", evaluation, [_topic(result) for result in evaluation.run.results]),
        *_groups("按提问方式", evaluation, [_kind(result) for result in evaluation.run.results]),
        *_misses(evaluation),
        *_listed("没有计入检索的题目", "库中没有这些题的标准条文，不能公平评分，所以不记0分，只列在这里。",
                 [(one, one.declined) for one in evaluation.run.declined]),
        *_listed("出错的题目", "系统没有收下这些问题；有标准条文的按没有找到计算。",
                 [(one, one.error) for one in evaluation.run.failed]),
    ]  # fmt: skip


def worst_misses(evaluation: Evaluation) -> list[CaseResult]:
    """Cases without a gold article among the first five: found latest or not at all first, 20 at most."""
    missed = [result for result in evaluation.run.scored if not evaluation.by_case[result.case.id]["hit@5"]]
    return sorted(missed, key=lambda result: _hardness(evaluation, result))[:MISSES]


def _hardness(evaluation: Evaluation, result: CaseResult) -> tuple[float, float, str]:
    values = evaluation.by_case[result.case.id]
    return values["mrr"], values["recall@20"], result.case.id


def _summary(evaluation: Evaluation) -> Part:
    rows = (
        ("引用有效率", _number(evaluation.citations["valid"]), "引用的条文确实存在，并且在所问日期现行有效"),
        ("原文一致率", _number(evaluation.citations["verbatim"]), "引文和条文一字不差"),
        ("引用了标准条文", _number(evaluation.citations["gold"]), "有标准条文的问题，答复里引用了其中一条的比例"),
        ("用上了课文", _number(evaluation.lessons["given"]), "范围内的问题，有一课直接回答的比例"),
        ("误用了课文", _number(evaluation.lessons["out_of_scope"]), "范围外的问题，却给了一课的比例（越低越好）"),
        ("该拒绝的拒绝了", _number(evaluation.refusal["out_of_scope"]), "范围外的问题，答复超出范围或没有依据的比例"),
        ("不该拒绝的拒绝了", _number(evaluation.refusal["false"]), "范围内的问题，被判为超出范围的比例（越低越好）"),
        ("一半问题的用时", _milliseconds(evaluation.latency["p50"]), "从提问到答复，含检索和组织答案"),
        ("95%问题的用时", _milliseconds(evaluation.latency["p95"]), "同上"),
    )
    return Part("回答质量", table=Table(("指标", "数值", "说明"), rows))


def _retrieval(evaluation: Evaluation) -> Part:
    cases = len(evaluation.by_case)
    systems = [(OURS, evaluation.retrieval, None), *((c.title, c.figures, c.p_value) for c in evaluation.comparisons)]
    headers = ("系统", *(f"{_NAMES[name]}（{name}）" for name in RETRIEVAL), "hit@5 区间", "与本系统比 p")
    rows = tuple(
        (title, *(_number(figures[name]) for name in RETRIEVAL), _interval(figures["hit@5"], cases), _p(p))
        for title, figures, p in systems
    )
    charts = tuple(
        (f"{_NAMES[name]}（{name}），{cases}题", tuple((title, value) for title, value in bars))
        for name in ("hit@5", "recall@20")
        if (bars := [(title, value) for title, figures, _ in systems if (value := figures[name]) is not None])
    )
    opening = f"{cases}道题有标准条文并计入检索，各系统用的是同样的题。" if cases else "没有可计入检索的题目。"
    paragraphs = (opening, _METHOD, *((_TEST,) if evaluation.comparisons else ()))
    return Part("找条文的本领", paragraphs, charts if cases else (), Table(headers, rows))


def _covered(evaluation: Evaluation) -> Iterator[Part]:
    partial = [one for one in evaluation.comparisons if len(one.covered) < len(evaluation.by_case)]
    if not partial:
        return
    rows = tuple(row for one in partial for row in _covered_rows(one))
    note = "有的系统收录的文本较少。下表只算它收录了全部标准条文的题目，两边用同样的题。"
    headers = ("系统", "题数", *(f"{_NAMES[name]}（{name}）" for name in RETRIEVAL), "与本系统比 p")
    yield Part("只看对方能答的题", (note,), table=Table(headers, rows))


def _covered_rows(one: Comparison) -> Iterator[tuple[str, ...]]:
    count = str(len(one.covered))
    yield (one.title, count, *(_number(one.covered_figures[name]) for name in RETRIEVAL), _p(one.covered_p_value))
    yield (f"{OURS}（同样的题）", count, *(_number(one.ours_covered[name]) for name in RETRIEVAL), "—")


def _ablation(evaluation: Evaluation) -> Iterator[Part]:
    if not evaluation.ablations:
        return
    names = ("hit@1", "hit@5", "mrr", "recall@20")
    ours = (OURS, *(_number(evaluation.retrieval[name]) for name in names), "—", "—")
    rows = (
        (one.title, *(_number(one.figures[name]) for name in names), _p(one.p_value), _p(one.p_mrr))
        for one in evaluation.ablations
    )
    note = "每次去掉一个部分，其余不变（权重也不变），看同样的题差多少。p 值是 hit@5 和 MRR 之差的配对检验。"
    headers = ("系统", *(f"{_NAMES[name]}（{name}）" for name in names), "hit@5 的 p", "MRR 的 p")
    yield Part("每个部分的作用", (note,), table=Table(headers, (ours, *rows)))


def _ways(evaluation: Evaluation) -> Iterator[Part]:
    """For each way in how many gold articles it ranked well, among those that were found."""
    gold: list[Mapping[str, int]] = []
    for result in evaluation.run.scored:
        hits = result.answer.hits if result.answer else ()
        gold += [hit.ways for hit in hits if (hit.law, hit.article) in result.gold]
    ways = sorted({way for one in gold for way in one})
    if not ways:
        return
    total = sum(len(result.gold) for result in evaluation.run.scored)
    rows = tuple(
        (
            f"{WAYS.get(way, way)}（{way}）",
            str(sum(1 for one in gold if one.get(way, DEPTH + 1) == 1)),
            str(sum(1 for one in gold if one.get(way, DEPTH + 1) <= 5)),
            str(sum(1 for one in gold if way in one)),
        )
        for way in ways
    )
    note = f"标准条文共{total}条，前{DEPTH}条里找到{len(gold)}条。下表是每条路把其中多少条排在第1、前5，一共找到多少。"
    yield Part("标准条文是从哪条路找到的", (note,), table=Table(("来路", "排第1", "前5", "找到"), rows))


def _topic(result: CaseResult) -> str:
    """The topic that the case states, else the first that the assistant recognises."""
    if result.case.topic or not result.case.gold:
        return result.case.topic
    found = match_topics(simplify(result.case.question))
    return f"{found[0].id}（自动识别）" if found else "没有识别出领域"


def _kind(result: CaseResult) -> str:
    """The kind that the case states, else by its length."""
    if result.case.kind or not result.case.gold:
        return result.case.kind
    length = len(result.case.question)
    return next((name for most, name in _LENGTHS if length <= most), "超过100字")


def _groups(title: str, evaluation: Evaluation, labels: Sequence[str]) -> Iterator[Part]:
    if not any(labels):
        return
    pairs = sorted(zip(labels, evaluation.run.results, strict=True), key=lambda pair: (pair[1].case.scope, pair[0]))
    rows = tuple(
        _group_row(label, scope, [result for _, result in members], evaluation)
        for (scope, label), members in groupby(pairs, key=lambda pair: (pair[1].case.scope, pair[0]))
    )
    headers = ("类别", "范围", "题数", "计入检索", "hit@5", "recall@20", "mrr", "该拒绝的拒绝了", "不该拒绝的拒绝了")
    yield Part(title, table=Table(headers, rows))


def _group_row(label: str, scope: str, members: Iterable[CaseResult], evaluation: Evaluation) -> tuple[str, ...]:
    results = list(members)
    by_case = {one.case.id: evaluation.by_case[one.case.id] for one in results if one.scored}
    figures: Figures = mean_figures(by_case)
    refusal = refusal_figures((one.case.scope, one.outcome) for one in results)
    return (
        label or "（未注明）",
        {IN: "范围内", OUT: "范围外"}[scope],
        str(len(results)),
        str(len(by_case)),
        *(_number(figures[name]) for name in ("hit@5", "recall@20", "mrr")),
        _number(refusal["out_of_scope"]),
        _number(refusal["false"]),
    )


def _misses(evaluation: Evaluation) -> Iterator[Part]:
    misses = worst_misses(evaluation)
    if not misses:
        return
    rows = tuple(
        (one.case.id, one.case.question, _keys(one.gold), _keys(one.ranking[:3]) or "（没有）", _ENDS[one.outcome])
        for one in misses
    )
    note = f"前5条里没有标准条文的题目中最差的{len(misses)}道：完全没找到的在前。"
    yield Part("没找对的题目", (note,), table=Table(("编号", "问题", "标准条文", "找到的前3条", "答复情况"), rows))


def _listed(title: str, note: str, found: Sequence[tuple[CaseResult, str]]) -> Iterator[Part]:
    if found:
        rows = tuple((one.case.id, one.case.question, reason) for one, reason in found)
        yield Part(f"{title}（{len(found)}道）", (note,), table=Table(("编号", "问题", "原因"), rows))


def _keys(keys: Iterable[Key]) -> str:
    return "\n".join(f"《{law}》{article}" for law, article in keys)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _milliseconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f}毫秒"


def _interval(share: float | None, cases: int) -> str:
    if share is None:
        return "—"
    low, high = wilson_interval(share, cases)
    return f"{low:.3f}–{high:.3f}"


def _p(value: float | None) -> str:
    if value is None:
        return "—"
    return "<0.001" if value < 0.001 else f"{value:.3f}"
