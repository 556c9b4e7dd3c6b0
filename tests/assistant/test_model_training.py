from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from assistant_fakes import DAY, make_catalogue, make_document, make_law

from assistant import model_training
from assistant.model_training import HELD_OF_100, LEARNED_FROM, Material, gather
from assistant.ranking_training import STORIES
from index.builder import Builder, SilentReporter
from index.search import SearchIndex
from index.tuning import Pair
from knowledge.questions import BankQuestion, load_bank
from knowledge.records import Document, Status

Key = tuple[str, str]
LAWS = [f"示例法{at}" for at in range(12)]
NUMBERS = ("第一条", "第二条", "第三条", "第四条")
GONE = "示例废止法"


def text(at: int) -> str:
    first, second, third = chr(0x4E00 + at * 7), chr(0x5E00 + at * 3), chr(0x6E00 + at * 5)
    return f"{first}{second}的事情由{third}来办。\n先登记，再{chr(0x7000 + at)}。"


def documents() -> list[Document]:
    laws = [
        make_document(make_law(title), {number: text(4 * at + place) for place, number in enumerate(NUMBERS)})
        for at, title in enumerate(LAWS)
    ]
    gone = make_document(make_law(GONE, stated=Status.REPEALED), {"第一条": text(200)})
    place = make_document(make_law("河南省示例法", level="地方性法规", region="河南省"), {"第一条": text(201)})
    return [*laws, gone, place]


class Source:
    def documents(self, catalogue: Any) -> Any:
        return iter(documents())

    def fingerprint(self) -> str:
        return "fixed"


def bank() -> list[BankQuestion]:
    """Of each article a question of a learned file, one of stories and one of a file that is not learned from."""
    golds = [(title, number) for title in LAWS for number in NUMBERS]
    learned = sorted(LEARNED_FROM)
    found = []
    for at, ref in enumerate(golds):
        further = golds[(at + 5) % len(golds)]
        found += [
            BankQuestion(f"{text(at)[:6]}怎么办{at}", (ref, further), learned[at % len(learned)]),
            BankQuestion(f"我家{text(at)[:4]}的故事{at}", (ref,), f"{STORIES}one"),
            BankQuestion(f"别处的{text(at)[:4]}{at}", (ref,), "elsewhere"),
        ]
    found.append(BankQuestion("只有废止的", ((GONE, "第一条"),), learned[0]))
    found.append(BankQuestion("先废止的后现行的", ((GONE, "第一条"), golds[0]), learned[0]))
    return found


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory, make_encoder: Any) -> SearchIndex:
    home, encoder = tmp_path_factory.mktemp("training"), make_encoder()
    catalogue = make_catalogue()
    Builder(home, [Source()], catalogue, lambda: encoder, encoder.name, everything=True, bank=bank()).build(
        SilentReporter()
    )
    return SearchIndex.open(home / "index", encoder, catalogue)


@pytest.fixture(scope="module")
def material(search: SearchIndex) -> Material:
    return gather(search, DAY)


def test_articles_that_are_held_out_are_never_learned_from(material: Material) -> None:
    held = {pair.gold[0] for pair in material.held}
    assert len(held) >= 2
    assert held & {pair.gold[0] for pair in material.train} == set()
    assert held & {material.keys[pair.positive] for pair in material.train} == set()
    assert len(material.train) > len(material.held)


def test_what_is_held_out_is_about_its_share_and_the_same_in_every_run(search: SearchIndex, material: Material) -> None:
    keys = [(f"法{at}@2020-01-01", f"第{number}条") for at in range(100) for number in range(50)]
    share = sum(map(model_training._is_held, keys)) / len(keys)
    assert share == pytest.approx(HELD_OF_100 / 100, abs=0.02)
    assert gather(search, DAY).held == material.held


def test_stories_are_for_judging_only(material: Material) -> None:
    told = {one.question for one in bank() if one.source.startswith(STORIES)}
    assert {pair.question for pair in material.stories} == told
    assert told & {pair.question for pair in (*material.train, *material.held)} == set()


def test_only_the_named_files_are_learned_from(material: Material) -> None:
    named = {one.question for one in bank() if one.source in LEARNED_FROM}
    assert {pair.question for pair in (*material.train, *material.held)} == named - {"只有废止的"}


def test_the_named_files_are_there() -> None:
    sources = {one.source for one in load_bank()}
    assert sources >= LEARNED_FROM
    assert any(source.startswith(STORIES) for source in sources)
    assert not any(source.startswith(STORIES) for source in LEARNED_FROM)


def test_negatives_are_never_gold_and_always_in_force(material: Material) -> None:
    pairs = [*material.train, *material.held, *material.stories]
    allowed = set(material.allowed)
    for pair in pairs:
        assert pair.negatives
        assert len(set(pair.negatives)) == len(pair.negatives)
        assert not {material.keys[row] for row in pair.negatives} & set(pair.gold)
        assert set(pair.negatives) <= allowed


def test_negatives_are_every_second_of_the_nearest_worked_by_hand(search: SearchIndex, material: Material) -> None:
    pair = material.train[0]
    (row,) = [at for at, one in enumerate(search.questions.bank) if one.question == pair.question]
    cosines = search.dense.vectors() @ search.questions.vectors[row]
    nearest = sorted(material.allowed, key=lambda at: -cosines[at])[:60]
    wrong = [at for at in nearest if material.keys[at] not in pair.gold]
    assert [round(float(cosines[at]), 4) for at in pair.negatives] == [
        round(float(cosines[at]), 4) for at in wrong[3:33:2]
    ]


def test_the_positive_is_the_nearest_passage_of_the_first_article(search: SearchIndex, material: Material) -> None:
    vectors = search.dense.vectors()
    by_question = {
        one.question: vector for one, vector in zip(search.questions.bank, search.questions.vectors, strict=True)
    }
    for pair in (*material.train, *material.held, *material.stories):
        own = [row for row, key in enumerate(material.keys) if key == pair.gold[0]]
        assert len(own) == 2
        assert pair.positive in own
        cosines = vectors[own] @ by_question[pair.question]
        assert vectors[pair.positive] @ by_question[pair.question] == pytest.approx(cosines.max(), abs=1e-6)


def test_what_is_not_in_force_is_no_gold_and_is_not_searched(material: Material) -> None:
    pairs = {pair.question: pair for pair in (*material.train, *material.held)}
    assert [number for _, number in pairs["先废止的后现行的"].gold] == ["第一条"]
    assert not any(key[0].startswith(GONE) for pair in pairs.values() for key in pair.gold)
    titles = {material.keys[row][0].partition("@")[0] for row in material.allowed}
    assert titles == set(LAWS)
    assert len(material.passages) == len(material.keys) > len(material.allowed)


def test_before_any_law_there_is_nothing_to_learn(search: SearchIndex) -> None:
    found = gather(search, date(1990, 1, 1))
    assert (found.train, found.held, found.stories, found.allowed) == ([], [], [], [])


def other(question: str, law: str, article: str) -> dict[str, str]:
    return {"question": question, "law": law, "article": article, "text": f"{law}{article}的话。"}


OTHER = [
    *(other(f"别的问题{at}", "别的法", f"第{at}条") for at in range(15)),
    other("又一个问题", "别的法", "第3条"),
    other("孤单的问题", "孤单法", "第一条"),
]


def test_questions_of_other_areas_are_learned_from_with_other_articles_of_their_law(
    search: SearchIndex, material: Material
) -> None:
    found = gather(search, DAY, OTHER)
    assert found.train[: len(material.train)] == material.train
    assert (found.held, found.stories, found.allowed) == (material.held, material.stories, material.allowed)
    added = found.train[len(material.train) :]
    assert [pair.question for pair in added] == [row["question"] for row in OTHER]
    assert len(found.passages) == len(found.keys) == len(material.passages) + 16
    for pair, row in zip(added, OTHER, strict=True):
        assert pair.gold == ((row["law"], row["article"]),)
        assert found.keys[pair.positive] == pair.gold[0]
        assert found.passages[pair.positive] == f"{row['law']}\n{row['text']}"
        assert pair.positive not in pair.negatives
        assert {found.keys[number][0] for number in pair.negatives} <= {row["law"]}
        assert len(set(pair.negatives)) == len(pair.negatives) == (10 if row["law"] == "别的法" else 0)


def test_an_article_that_answers_too_is_no_negative_of_a_question_of_another_area(search: SearchIndex) -> None:
    rows = [
        other("一问两答", "别的法", "第1条"),
        other("一问两答", "别的法", "第2条"),
        other("旁的", "别的法", "第3条"),
    ]
    found = gather(search, DAY, rows)
    gold = {("别的法", "第1条"), ("别的法", "第2条")}
    both = [pair for pair in found.train if pair.question == "一问两答"]
    assert both
    for pair in both:
        assert not {found.keys[number] for number in pair.negatives} & gold


def write(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return path


def test_questions_shared_with_other_files_are_left_out_however_they_are_written(tmp_path: Path) -> None:
    rows = [other(text, "别的法", "第一条") for text in ("工錢 沒給", "房子漏水", "孩子上學")]
    first, second = write(tmp_path / "a.jsonl", *rows[:2]), write(tmp_path / "b.jsonl", rows[2])
    excluded = write(tmp_path / "c.jsonl", {"question": "工钱没给"}, {"question": "孩子上学"})
    assert list(model_training._read_other([first, second], [])) == rows
    assert list(model_training._read_other([first, second], [excluded])) == rows[1:2]


KNOWN = {"甲": 0, "乙": 1, "丙": 2, "甲乙": 0, "问甲": 0, "问乙": 1}


class Directions:
    """Each text is a direction of its own."""

    name, dim = "directions", 4

    def encode_queries(self, texts: Any) -> Any:
        return np.eye(4, dtype=np.float32)[[KNOWN[text] for text in texts]]

    def encode_passages(self, texts: Any, progress: Any = None) -> Any:
        return self.encode_queries(texts)


def test_the_model_is_judged_by_articles_in_force_worked_by_hand() -> None:
    keys = [("法", number) for number in ("第一条", "第二条", "第三条", "第四条")]
    material = Material(["甲", "乙", "丙", "甲乙"], keys, [], [], [], [1, 2, 3])
    pairs = [Pair("问甲", (keys[3],), 3, ()), Pair("问乙", (keys[1],), 1, ())]
    assert model_training._judge(Directions(), material, pairs) == (1.0, 1.0, 1.0)
    # An article that is not in force is never found.
    assert model_training._judge(Directions(), material, [Pair("问甲", (keys[0],), 0, ())]) == (0.0, 0.0, 0.0)
    late = dataclasses.replace(material, allowed=[0, 3])
    hit1, hit5, mrr = model_training._judge(Directions(), late, [Pair("问乙", (keys[0],), 0, ()), pairs[0]])
    assert hit5 == 1.0
    assert hit1 in {0.0, 0.5, 1.0}
    assert mrr > 0.5
