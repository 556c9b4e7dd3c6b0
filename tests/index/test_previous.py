"""What a build takes over from the one before, and when it must not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_corpus import EMPTY, FixedSource, bank, builder, document, many, opened, rules

import index.lexical
from index.builder import Builder, SilentReporter
from index.counted import COUNTED_TEXTS
from index.lines import LINE_TEXTS
from index.previous import RECIPE_FILE, PreviousBuild
from index.search import Query, SearchIndex
from index.store import IndexStore
from knowledge.records import Document

SILENT = SilentReporter()
BANK = bank("旧")
DAY = date(2026, 7, 1)
ADDED = document("示例新条例", "高温津贴按日发放。", "夜班津贴另算。")


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is cut into terms from now on."""
    texts: list[str] = []
    plain = index.lexical.tokenise

    def noted(text: str) -> list[str]:
        texts.append(text)
        return plain(text)

    monkeypatch.setattr(index.lexical, "tokenise", noted)
    return texts


@pytest.fixture
def before(tmp_path: Path, fake_encoder: Any) -> Path:
    """A home with an index of the invented rules and a question bank."""
    home = tmp_path / "home"
    builder(home, rules(), fake_encoder, BANK).build(SILENT)
    return home


def build_of(home: Path) -> Path:
    return IndexStore(home / "index").current()


def found(index: SearchIndex, text: str) -> list[tuple[str, str, float]]:
    return [(hit.law.id, hit.article.number, hit.score) for hit in index.search(Query(text, DAY))]


def search_in(home: Path, encoder: Any) -> list[list[tuple[str, str, float]]]:
    opened_index = opened(home, encoder)
    return [found(opened_index, text) for text in ("高温津贴怎么发", "拖欠工资", "旧规则5号怎么说", "年休假")]


@pytest.mark.parametrize(
    "later",
    [[*rules(), ADDED], [ADDED, *rules()[3:]], rules()[:2], [*rules()[::-1], *many(20, "新")], [ADDED]],
    ids=["added", "first removed", "most removed", "turned round", "all other"],
)
def test_an_updated_index_finds_what_a_fresh_one_finds(
    before: Path, tmp_path: Path, fake_encoder: Any, later: list[Document]
) -> None:
    builder(before, later, fake_encoder, BANK).build(SILENT)
    builder(tmp_path / "fresh", later, fake_encoder, BANK).build(SILENT)
    assert search_in(before, fake_encoder) == search_in(tmp_path / "fresh", fake_encoder)


def test_only_what_is_new_is_embedded_and_cut(before: Path, fake_encoder: Any, cut: list[str]) -> None:
    encoded = len(fake_encoder.encoded)
    builder(before, [*rules(), ADDED], fake_encoder, BANK).build(SILENT)
    assert fake_encoder.encoded[encoded:] == ["示例新条例\n夜班津贴另算。", "示例新条例\n高温津贴按日发放。"]
    assert len(cut) == 2


def test_a_removal_loads_no_model(before: Path, fake_encoder: Any, cut: list[str]) -> None:
    def never() -> Any:
        raise AssertionError("the model was loaded for nothing")

    made = Builder(before, [FixedSource(rules()[1:])], EMPTY, never, fake_encoder.name, bank=BANK)
    assert made.build(SILENT).manifest.laws == len(rules()) - 1
    assert cut == []


def test_the_stored_questions_are_linked_and_outlive_the_old_build(before: Path, fake_encoder: Any) -> None:
    old = (build_of(before) / "questions" / "bank.json").stat().st_ino
    builder(before, [*rules(), ADDED], fake_encoder, BANK).build(SILENT)
    file = build_of(before) / "questions" / "bank.json"
    assert (file.stat().st_ino, file.stat().st_nlink) == (old, 1)
    assert opened(before, fake_encoder).questions.bank == tuple(BANK)


def test_where_nothing_can_be_linked_the_questions_are_copied(
    before: Path, fake_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(source: str, target: str) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refused)
    builder(before, [*rules(), ADDED], fake_encoder, BANK).build(SILENT)
    assert opened(before, fake_encoder).questions.bank == tuple(BANK)


def test_another_question_bank_is_indexed_anew(before: Path, fake_encoder: Any) -> None:
    builder(before, rules(), fake_encoder, BANK[1:]).build(SILENT)
    assert opened(before, fake_encoder).questions.bank == tuple(BANK[1:])


def test_terms_of_another_recipe_are_not_taken_over(
    before: Path, fake_encoder: Any, cut: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.previous.recipe", lambda: "another")
    builder(before, [*rules(), ADDED], fake_encoder, BANK).build(SILENT)
    assert len(cut) == 14 + 2 + len(BANK)


@pytest.mark.parametrize("name", ["vectors.faiss", "passages.json", "keywords/counts.npy", "questions/bank.json"])
def test_nothing_is_taken_from_a_damaged_build(before: Path, fake_encoder: Any, cut: list[str], name: str) -> None:
    (build_of(before) / name).write_bytes(b"damaged")
    builder(before, [*rules(), ADDED], fake_encoder, BANK).build(SILENT)
    assert len(cut) == 14 + 2 + len(BANK)
    assert opened(before, fake_encoder).find("示例新条例", "第一条", DAY) is not None


def test_force_takes_nothing_over(before: Path, fake_encoder: Any, cut: list[str]) -> None:
    builder(before, rules(), fake_encoder, BANK).build(SILENT, force=True)
    assert len(cut) == 14 + len(BANK)


def test_a_build_of_another_model_is_not_taken_over(before: Path, fake_encoder: Any) -> None:
    store = IndexStore(before / "index")
    assert PreviousBuild.open(store, fake_encoder.name) is not None
    assert PreviousBuild.open(store, "another") is None
    assert PreviousBuild.open(IndexStore(before / "nothing"), fake_encoder.name) is None


def test_a_build_from_before_recipes_were_kept_gives_its_vectors(before: Path, fake_encoder: Any) -> None:
    previous = PreviousBuild.open(IndexStore(before / "index"), fake_encoder.name)
    assert previous is not None
    (previous.folder / RECIPE_FILE).unlink()
    texts = [passage.for_encoder for passage in previous.passages]
    vectors, missing = previous.vectors_of([texts[3], "没有的", texts[0]])
    assert missing == [1]
    assert vectors[0].tolist() == previous.vectors[3].tolist()
    assert not previous.holds_bank(BANK)


LINES = ["工资按月发", "加班要给钱"]


def lines_built(home: Path, documents: list[Document], encoder: Any, lines: list[str]) -> None:
    made = Builder(home, [FixedSource(documents)], EMPTY, lambda: encoder, encoder.name, bank=BANK, lines=lines)
    made.build(SILENT)


def test_lines_are_embedded_once_and_linked_into_later_builds(tmp_path: Path, fake_encoder: Any) -> None:
    lines_built(tmp_path, rules(), fake_encoder, LINES)
    old = (build_of(tmp_path) / "lines" / LINE_TEXTS).stat().st_ino
    encoded = len(fake_encoder.encoded)
    lines_built(tmp_path, rules()[1:], fake_encoder, LINES)
    assert (build_of(tmp_path) / "lines" / LINE_TEXTS).stat().st_ino == old
    assert len(fake_encoder.encoded) == encoded
    assert opened(tmp_path, fake_encoder).lines.texts == tuple(LINES)


def test_terms_are_counted_once_and_linked_into_later_builds(tmp_path: Path, fake_encoder: Any) -> None:
    lines_built(tmp_path, rules(), fake_encoder, LINES)
    old = (build_of(tmp_path) / "counted" / COUNTED_TEXTS).stat().st_ino
    lines_built(tmp_path, rules()[1:], fake_encoder, LINES)
    assert (build_of(tmp_path) / "counted" / COUNTED_TEXTS).stat().st_ino == old
    lines_built(tmp_path, rules(), fake_encoder, LINES[:1])
    assert opened(tmp_path, fake_encoder).counted.texts == (LINES[0],)


def test_counts_under_another_recipe_are_not_taken_over(tmp_path: Path, fake_encoder: Any) -> None:
    lines_built(tmp_path, rules(), fake_encoder, LINES)
    previous = PreviousBuild.open(IndexStore(tmp_path / "index"), fake_encoder.name)
    assert previous is not None
    assert previous.counted(LINES)
    assert not previous.counted(LINES[:1])
    (previous.folder / RECIPE_FILE).write_text("other")
    assert not previous.counted(LINES)


def test_a_changed_line_alone_is_embedded_anew(tmp_path: Path, fake_encoder: Any) -> None:
    lines_built(tmp_path, rules(), fake_encoder, LINES)
    encoded = len(fake_encoder.encoded)
    lines_built(tmp_path, rules(), fake_encoder, [LINES[0], "加班要给三倍"])
    assert fake_encoder.encoded[encoded:] == ["加班要给三倍"]
    index = opened(tmp_path, fake_encoder)
    assert index.lines.texts == (LINES[0], "加班要给三倍")
    assert index.lines.vectors_of([LINES[1]]) is None
    lines_built(tmp_path, rules(), fake_encoder, LINES)  # what no build needs any more is forgotten
    assert fake_encoder.encoded[encoded:] == ["加班要给三倍", LINES[1]]
