from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
import pytest

import index.lexical
from index.lexical import K1, B, KeywordIndex, tokenise

TEXTS = ["拖欠工资怎么办", "年休假有几天", "工伤医疗费谁出", "。！"]


def test_words_and_all_pairs_of_neighbours_are_terms() -> None:
    terms = tokenise("拖欠工资，3个月")
    assert {"拖欠", "工资", "欠工", "个月", "3"} <= set(terms)
    assert "资3" not in terms
    assert not {"，", "资，"} & set(terms)


@pytest.mark.parametrize("text", ["", "  ", "。！？", "…"])
def test_a_text_without_words_has_no_terms(text: str) -> None:
    assert tokenise(text) == []


def test_traditional_and_full_width_writing_gives_the_same_terms() -> None:
    assert tokenise("資遣費Ａ３") == tokenise("资遣费a3")


@pytest.mark.parametrize("query", ["", "。", "xyz", "量子纠缠"])
def test_a_query_without_known_terms_scores_zero_everywhere(query: str) -> None:
    scores = KeywordIndex.build(TEXTS).scores(query)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert not scores.any()


@pytest.mark.parametrize(("query", "best"), [("老板拖欠我的工资", 0), ("休假天数", 1), ("出了工伤", 2)])
def test_the_text_that_shares_terms_scores_best(query: str, best: int) -> None:
    scores = KeywordIndex.build(TEXTS).scores(query)
    assert scores.argmax() == best
    assert scores[3] == 0


def test_mistyped_words_still_meet_through_their_pairs() -> None:
    assert KeywordIndex.build(TEXTS).scores("脱欠工资").argmax() == 0


def test_a_rare_term_counts_more_than_a_common_one() -> None:
    index = KeywordIndex.build(["职工工资", "职工假期", "职工工伤", "职工餐补"])
    assert index.scores("职工餐补").argmax() == 3
    assert index.scores("职工")[0] < index.scores("餐补")[3]


def test_bm25_worked_by_hand() -> None:
    # Lucene's BM25: ln(1 + (N - n + .5) / (n + .5)) * tf / (tf + k1 * (1 - b + b * length / mean length)).
    index = KeywordIndex.build(["ab", "cd，ef"])
    expected = np.log(1 + (2 - 1 + 0.5) / (1 + 0.5)) * 1 / (1 + 1.2 * (1 - 0.75 + 0.75 * 1 / 1.5))
    assert index.scores("ab") == pytest.approx([expected, 0.0], rel=1e-5)


def test_the_best_are_those_that_share_a_term_best_first() -> None:
    index = KeywordIndex.build(["职工工资", "职工假期", "职工工资工资工资", "天气"])
    scores = index.scores("职工工资")
    found = index.best("职工工资", 10)
    assert [row for row, _ in found] == sorted([0, 1, 2], key=lambda row: -scores[row])
    assert [score for _, score in found] == [float(scores[row]) for row, _ in found]
    assert index.best("职工工资", 1) == found[:1]
    assert index.best("xyz", 10) == []


def test_what_is_not_allowed_is_not_among_the_best() -> None:
    index = KeywordIndex.build(["职工工资", "职工假期", "职工工伤"])
    assert {row for row, _ in index.best("职工工资", 10, np.array([False, True, True]))} == {1, 2}
    assert index.best("职工", 10, np.zeros(3, np.bool_)) == []


def test_what_is_saved_scores_the_same_when_loaded(tmp_path: Path) -> None:
    index = KeywordIndex.build(TEXTS)
    index.save(tmp_path)
    loaded = KeywordIndex.load(tmp_path, len(TEXTS))
    for query in ("拖欠工资", "年休假", "xyz"):
        np.testing.assert_array_equal(loaded.scores(query), index.scores(query))


QUERIES = ["老板拖欠我的工资", "休假天数", "出了工伤谁出医疗费", "怎么办"]


def test_scores_are_those_of_bm25s_itself() -> None:
    texts = [*TEXTS, "工资工资工资按月发", "医疗费由基金支付，工资照发"]
    own = bm25s.BM25(k1=K1, b=B, method="lucene")
    own.index([tokenise(text) or ["\u0000"] for text in texts], show_progress=False)
    for query in QUERIES:
        wanted = KeywordIndex(own, len(texts)).scores(query)
        assert wanted.any()
        assert KeywordIndex.build(texts).scores(query).tolist() == wanted.tolist()


def test_what_was_counted_before_gives_the_same_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    KeywordIndex.build(TEXTS).save(tmp_path)
    known = KeywordIndex.load(tmp_path, len(TEXTS)).counts()
    later = ["高温补贴每月多少", TEXTS[3], TEXTS[0], TEXTS[2]]
    cut: list[str] = []
    monkeypatch.setattr(index.lexical, "tokenise", lambda text: [cut.append(text), *tokenise(text)][1:])
    updated = KeywordIndex.build(later, known, {text: row for row, text in enumerate(TEXTS)})
    assert cut == [later[0]]
    monkeypatch.undo()
    for query in [*QUERIES, "高温补贴"]:
        assert updated.scores(query).tolist() == KeywordIndex.build(later).scores(query).tolist()


def test_an_index_without_counts_says_so(tmp_path: Path) -> None:
    built = KeywordIndex.build(TEXTS)
    built.save(tmp_path)
    (tmp_path / "counts.npy").unlink()
    assert KeywordIndex.load(tmp_path, len(TEXTS)).counts() is None


def test_texts_of_a_group_count_as_one_text() -> None:
    """As one with a stop between: no pair of characters runs from one text into the next."""
    texts = ["老板不发工资", "生病了怎么办", "工资拖着不给", "合同到期了", "生病住院请假"]
    groups, joined = [0, 1, 0, 2, 1], ["老板不发工资。工资拖着不给", "生病了怎么办。生病住院请假", "合同到期了"]
    grouped, whole = KeywordIndex.build(texts).grouped(groups, 3), KeywordIndex.build(joined)
    for query in ("工资怎么要", "生病了", "合同", "xyz"):
        np.testing.assert_allclose(grouped.scores(query), whole.scores(query), rtol=1e-6)
    assert grouped.scores("工资").argmax() == 0


def test_a_text_of_no_group_is_left_out() -> None:
    texts = ["老板不发工资", "生病了怎么办", "工资拖着不给"]
    grouped, rest = KeywordIndex.build(texts).grouped([0, -1, 1], 2), KeywordIndex.build([texts[0], texts[2]])
    for query in ("工资怎么要", "生病了"):
        assert grouped.scores(query).tolist() == rest.scores(query).tolist()


def test_an_index_that_was_loaded_is_grouped_by_its_stored_counts(tmp_path: Path) -> None:
    texts = ["老板不发工资", "合同到期了", "工资工资"]
    built = KeywordIndex.build(texts)
    built.save(tmp_path)
    grouped = KeywordIndex.load(tmp_path, len(texts)).grouped([0, 1, 0], 2)
    assert grouped.scores("工资").tolist() == built.grouped([0, 1, 0], 2).scores("工资").tolist()


def test_an_index_that_was_stored_without_counts_cannot_be_grouped(tmp_path: Path) -> None:
    KeywordIndex.build(["老板不发工资", "合同到期了"]).save(tmp_path)
    (tmp_path / "counts.npy").unlink()
    with pytest.raises(ValueError, match="without its counts"):
        KeywordIndex.load(tmp_path, 2).grouped([0, 0], 1)
