from __future__ import annotations

from pathlib import Path

import pytest

import index.lexical
from index.counted import CountedTexts
from index.lexical import KeywordIndex

TEXTS = ["老板不发工资", "生病了怎么办", "老板不发工资", "", "合同到期了"]


def refuse(text: str) -> list[str]:
    raise AssertionError(f"cut into terms again: {text}")


def test_held_texts_give_the_same_keyword_index_and_are_not_cut_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    CountedTexts.count(TEXTS).save(tmp_path / "counted")
    held = CountedTexts.load(tmp_path / "counted")
    assert held.texts == ("老板不发工资", "生病了怎么办", "", "合同到期了")
    asked = [TEXTS[4], TEXTS[0], "", TEXTS[0]]
    whole = KeywordIndex.build(asked)
    with monkeypatch.context() as patch:
        patch.setattr(index.lexical, "tokenise", refuse)
        found = held.keywords(asked)
    for query in ("工资怎么要", "合同", "生病"):
        assert found.scores(query).tolist() == whole.scores(query).tolist()


def test_a_text_that_is_not_held_is_counted_now() -> None:
    found = CountedTexts.count(TEXTS).keywords(["加班费怎么算", TEXTS[1]])
    assert found.scores("加班费").argmax() == 0
    assert found.scores("生病").argmax() == 1


def test_nothing_can_be_held(tmp_path: Path) -> None:
    CountedTexts.count(()).save(tmp_path / "counted")
    held = CountedTexts.load(tmp_path / "counted")
    assert held.texts == ()
    one = ["合同到期了"]
    assert held.keywords(one).scores("合同").tolist() == KeywordIndex.build(one).scores("合同").tolist()
