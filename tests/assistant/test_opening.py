"""What was built before, opened: the whole index, or what checking needs of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from assistant_fakes import DAY, WAGES, make_catalogue

from assistant import Assistant, Settings, opening
from assistant.checking import Checked, Checker
from index.builder import Builder
from index.search import SearchIndex
from knowledge.errors import IndexDamaged, IndexMissing, ModelError

LAW = f"《{WAGES}》"
TEXTS = (
    f"工资要交到工友手里，晚交的还要加付，见{LAW}第五条。",
    f"乌鸦喝水的故事人人都听说过，见{LAW}第二条。",
    f"{LAW}第二条：“老板应当在每月十五日前把工资交到工友手里”。{LAW}第九百条",
)


class Encoders:
    """Gives an encoder and counts how often."""

    def __init__(self, encoder: Any) -> None:
        self.encoder, self.loaded = encoder, 0

    def __call__(self, *_: object, **__: object) -> Any:
        self.loaded += 1
        return self.encoder


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch, make_encoder: Any) -> Encoders:
    """What the settings name as the model, over an index that is up to date."""
    encoders = Encoders(make_encoder())
    monkeypatch.setattr(opening, "load_encoder", encoders)
    monkeypatch.setattr(opening, "load_catalogue", make_catalogue)
    monkeypatch.setattr(Builder, "is_current", lambda _: True)
    return encoders


@pytest.fixture
def copied(tiny_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(tiny_home, tmp_path / "home")
    return tmp_path / "home"


def settings_for(home: Path, model: str = "fake-bigrams") -> Settings:
    return Settings(home=home, library="", model=model)


def test_checking_with_passages_alone_gives_the_same(tiny: Assistant, tiny_home: Path, encoders: Encoders) -> None:
    def checked(checker: Checker) -> list[list[Checked]]:
        return [checker.check(text, DAY) for text in TEXTS]

    lean = checked(Checker.over(opening.open_passages(settings_for(tiny_home))))
    assert lean == checked(Checker.over(tiny.index))
    assert len({one.verdict for row in lean for one in row}) > 2


def test_the_model_is_loaded_once_and_only_for_what_letters_leave_open(tiny_home: Path, encoders: Encoders) -> None:
    checker = Checker.over(opening.open_passages(settings_for(tiny_home)))
    checker.check(TEXTS[2], DAY)
    assert encoders.loaded == 0
    for _ in range(2):
        checker.check(TEXTS[1], DAY)
    assert encoders.loaded == 1


def test_the_index_of_another_model_is_refused_before_anything_is_checked(tiny_home: Path, encoders: Encoders) -> None:
    with pytest.raises(ModelError, match="fake-bigrams"):
        opening.open_passages(settings_for(tiny_home, model="other"))
    assert encoders.loaded == 0


@pytest.mark.parametrize("name", ["library.json", "passages.json", "vectors.faiss"])
def test_a_file_that_checking_reads_is_verified(copied: Path, encoders: Encoders, name: str) -> None:
    (file,) = copied.glob(f"index/build-*/{name}")
    data = bytearray(file.read_bytes())
    data[-2] ^= 1
    file.write_bytes(data)
    with pytest.raises(IndexDamaged, match=name.replace(".", r"\.")):
        opening.open_passages(settings_for(copied))


def test_what_only_answers_need_may_be_gone(copied: Path, encoders: Encoders) -> None:
    for folder in ("keywords", "questions"):
        (found,) = copied.glob(f"index/build-*/{folder}")
        shutil.rmtree(found)
    assert opening.open_passages(settings_for(copied)).passages
    with pytest.raises(IndexDamaged):
        opening.open_index(settings_for(copied))


def test_without_an_index_both_say_what_to_run(tmp_path: Path, encoders: Encoders) -> None:
    for open_it in (opening.open_index, opening.open_passages):
        with pytest.raises(IndexMissing, match="xuefa build"):
            open_it(settings_for(tmp_path))


def test_the_whole_index_is_what_answers_need(tiny_home: Path, encoders: Encoders) -> None:
    index, encoder = opening.open_index(settings_for(tiny_home))
    assert isinstance(index, SearchIndex)
    assert (encoder, encoders.loaded) == (encoders.encoder, 1)


@pytest.mark.parametrize("open_it", [opening.open_index, opening.open_passages])
def test_texts_that_changed_since_are_told_of(
    tiny_home: Path,
    encoders: Encoders,
    monkeypatch: pytest.MonkeyPatch,
    open_it: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for current, told in ((True, 0), (False, 1)):
        monkeypatch.setattr(Builder, "is_current", lambda _, current=current: current)
        open_it(settings_for(tiny_home))
        captured = capsys.readouterr()
        assert (captured.out + captured.err).count("library_changed_since_build") == told


def test_a_stored_index_opens_and_answers(copied: Path, encoders: Encoders) -> None:
    assert Assistant.open(settings_for(copied)).ask("老板拖欠工资怎么办", as_of=DAY).citations


@pytest.mark.parametrize("name", ["vectors.faiss", "passages.json", "library.json", "keywords/vocab.index.json"])
@pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
def test_a_damaged_index_is_never_served(copied: Path, encoders: Encoders, name: str, damage: str) -> None:
    (file,) = (copied / "index").glob(f"build-*/{name}")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    if damage == "flip":
        file.write_bytes(content)
    elif damage == "truncate":
        file.write_bytes(content[: len(content) // 2])
    else:
        file.unlink()
    with pytest.raises(IndexDamaged, match="xuefa build"):
        Assistant.open(settings_for(copied))


def test_an_index_from_another_format_or_a_lost_folder_is_not_served(copied: Path, encoders: Encoders) -> None:
    (manifest,) = (copied / "index").glob("build-*/manifest.json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | {"format": 999}), "utf-8")
    with pytest.raises(IndexDamaged, match="xuefa build"):
        Assistant.open(settings_for(copied))
    manifest.write_text("{", "utf-8")
    with pytest.raises(IndexDamaged, match="xuefa build"):
        Assistant.open(settings_for(copied))
    (copied / "index" / "CURRENT").write_text("build-gone")
    with pytest.raises(IndexDamaged, match="xuefa build"):
        Assistant.open(settings_for(copied))


def test_an_index_of_another_model_is_not_served(tiny_home: Path, make_encoder: Any) -> None:
    encoder = make_encoder()
    encoder.name = "another-model"
    with pytest.raises(ModelError, match=r"fake-bigrams.*another-model.*xuefa build"):
        SearchIndex.open(tiny_home / "index", encoder, make_catalogue())
