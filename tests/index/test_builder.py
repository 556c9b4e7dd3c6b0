from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from small_corpus import EMPTY, FixedSource, build, builder, document, many, opened, rules

import index.cache
from index.builder import Builder, SilentReporter
from index.lexical import recipe
from index.search import Query
from index.store import FORMAT
from knowledge.errors import IndexError_, SourceError, XuefaError
from knowledge.passages import RECIPE
from knowledge.questions import BankQuestion
from knowledge.records import Document
from knowledge.sources import LibraryFolder

DAY = date(2026, 7, 1)
SILENT = SilentReporter()


class Log:
    """Remembers what a build reports."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int | None]] = []
        self.steps = 0

    def stage(self, text: str, total: int | None = None) -> None:
        self.stages.append((text, total))

    def advance(self, steps: int) -> None:
        self.steps += steps


def test_a_build_says_what_it_did(tmp_path: Path, fake_encoder: Any) -> None:
    log = Log()
    report = builder(tmp_path, rules(), fake_encoder).build(log)
    assert report.changed
    assert report.problems == ()
    manifest = report.manifest
    assert (manifest.laws, manifest.articles, manifest.passages) == (10, 12, 14)
    assert (manifest.model, manifest.dim, manifest.scope) == ("fake-bigrams", 64, "labour")
    assert ("生成向量", 14) in log.stages
    assert log.steps == 14


def test_a_second_build_of_the_same_does_nothing(tmp_path: Path, fake_encoder: Any) -> None:
    def never() -> Any:
        raise AssertionError("the model was loaded for nothing")

    first = builder(tmp_path, rules(), fake_encoder)
    assert not first.is_current()
    first.build(SILENT)
    assert first.is_current()
    served = (tmp_path / "index" / "CURRENT").read_text()
    again = Builder(tmp_path, [FixedSource(rules())], EMPTY, never, fake_encoder.name).build(SILENT)
    assert not again.changed
    assert (tmp_path / "index" / "CURRENT").read_text() == served


def test_a_changed_question_bank_makes_an_index_outdated(tmp_path: Path, fake_encoder: Any) -> None:
    written = [BankQuestion("工钱没给咋办", (("示例工资条例", "第一条"),))]
    build(tmp_path, rules(), fake_encoder)
    passages = len(fake_encoder.encoded)
    second = builder(tmp_path, rules(), fake_encoder, written)
    assert not second.is_current()
    assert second.build(SILENT).manifest.questions == 1
    assert second.is_current()
    assert len(fake_encoder.encoded) == passages


def test_a_changed_text_is_embedded_alone(tmp_path: Path, fake_encoder: Any) -> None:
    build(tmp_path, rules(), fake_encoder)
    before = len(fake_encoder.encoded)
    changed = [*rules()[1:], document("示例工资条例", "工资改为每周发放。", "加班工资另算。")]
    assert not builder(tmp_path, changed, fake_encoder).is_current()
    build(tmp_path, changed, fake_encoder)
    assert fake_encoder.encoded[before:] == ["示例工资条例\n工资改为每周发放。"]
    first = opened(tmp_path, fake_encoder).search(Query("工资每周发放", DAY))[0]
    assert first.article.text == "工资改为每周发放。"


def test_force_writes_anew_from_the_vectors_that_are_there(tmp_path: Path, fake_encoder: Any) -> None:
    build(tmp_path, rules(), fake_encoder)
    before, served = len(fake_encoder.encoded), (tmp_path / "index" / "CURRENT").read_text()
    assert builder(tmp_path, rules(), fake_encoder).build(SILENT, force=True).changed
    assert len(fake_encoder.encoded) == before
    assert (tmp_path / "index" / "CURRENT").read_text() != served


def test_a_damaged_file_is_mended_by_force(tmp_path: Path, fake_encoder: Any) -> None:
    build(tmp_path, rules(), fake_encoder)
    next((tmp_path / "index").glob("build-*/vectors.faiss")).write_bytes(b"damaged")
    builder(tmp_path, rules(), fake_encoder).build(SILENT, force=True)
    assert opened(tmp_path, fake_encoder).search(Query("年休假", DAY))


@pytest.mark.parametrize("change", ["model", "catalogue", "scope"])
def test_what_else_makes_an_index_outdated(tmp_path: Path, fake_encoder: Any, change: str) -> None:
    build(tmp_path, rules(), fake_encoder)
    catalogue = dataclasses.replace(EMPTY, aliases={"工条": "示例工资条例"}) if change == "catalogue" else EMPTY
    model = "another" if change == "model" else fake_encoder.name
    other = Builder(
        tmp_path, [FixedSource(rules())], catalogue, lambda: fake_encoder, model, everything=change == "scope"
    )
    assert not other.is_current()


def test_national_laws_are_embedded_as_the_catalogue_says(tmp_path: Path, fake_encoder: Any) -> None:
    documents = [document("甲法", "甲一。", "甲二。", level="法律"), document("乙法", "乙一。", level="法律")]
    catalogue = dataclasses.replace(EMPTY, dense={"甲法": frozenset({2})})
    sources = [FixedSource(documents)]
    Builder(tmp_path, sources, catalogue, lambda: fake_encoder, fake_encoder.name).build(SILENT)
    assert fake_encoder.encoded == ["甲法\n甲二。"]
    # What is not embedded is still there to be looked up.
    assert opened(tmp_path, fake_encoder).find("乙法", "第一条", DAY) is not None
    Builder(tmp_path, sources, catalogue, lambda: fake_encoder, fake_encoder.name, everything=True).build(SILENT)
    assert set(fake_encoder.encoded) == {"甲法\n甲一。", "甲法\n甲二。", "乙法\n乙一。"}


def test_an_interrupted_build_leaves_the_old_index_and_goes_on(
    tmp_path: Path, make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.cache, "CHUNK", 8)
    build(tmp_path, rules(), make_encoder())
    broken = make_encoder(fail_after=20)
    with pytest.raises(RuntimeError, match="broke down"):
        build(tmp_path, many(50, "新"), broken)
    assert opened(tmp_path, make_encoder()).search(Query("年休假", DAY))[0].law.title == "示例休假办法"
    second = make_encoder()
    build(tmp_path, many(50, "新"), second)
    assert len(broken.encoded) == 16
    assert len(second.encoded) == 34
    assert opened(tmp_path, second).manifest.articles == 50


def test_two_builds_at_once_are_one_clear_sentence(tmp_path: Path, fake_encoder: Any) -> None:
    second = builder(tmp_path, many(10, "新"), fake_encoder)
    messages: list[str] = []

    class Meanwhile(Log):
        def stage(self, text: str, total: int | None = None) -> None:
            with pytest.raises(IndexError_) as caught:
                second.build(SILENT)
            messages.append(str(caught.value))

    builder(tmp_path, rules(), fake_encoder).build(Meanwhile())
    assert set(messages) == {"另一个 xuefa build 正在运行，请等它结束后再试。"}
    assert opened(tmp_path, fake_encoder).manifest.laws == len(rules())
    assert second.build(SILENT).changed


def test_a_lock_that_a_dead_process_left_does_not_block(tmp_path: Path, fake_encoder: Any) -> None:
    lock = FileLock(tmp_path / "build.lock")
    lock.acquire()
    lock.release()
    (tmp_path / "build.lock").touch()
    build(tmp_path, rules(), fake_encoder)


def test_files_that_cannot_be_read_and_odd_numbers_are_reported(tmp_path: Path, fake_encoder: Any) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    front = (
        "---\ntitle: 示例条例\nlevel: 行政法规\npublished: 2020-01-01\neffective: 2020-01-01\nstatus: 现行有效\n---\n"
    )
    (texts / "good.md").write_text(f"{front}第一条 甲乙。\n第三条 丙丁。\n", "utf-8")
    (texts / "bad.md").write_text("---\ntitle: 示例\n第一条 甲乙。", "utf-8")
    made = Builder(tmp_path / "home", [LibraryFolder(texts)], EMPTY, lambda: fake_encoder, fake_encoder.name)
    report = made.build(SILENT)
    assert report.problems == (
        "bad.md：缺少文件开头的 --- 说明部分（已跳过）",
        "《示例条例》：第三条之前的条号不连续",
    )
    assert report.manifest.laws == 1


def test_a_source_that_fails_leaves_the_old_index(tmp_path: Path, fake_encoder: Any) -> None:
    class Broken(FixedSource):
        def documents(self, catalogue: Any) -> Any:
            raise SourceError("坏了")

    build(tmp_path, rules(), fake_encoder)
    failing = Builder(tmp_path, [Broken([])], EMPTY, lambda: fake_encoder, fake_encoder.name)
    with pytest.raises(SourceError):
        failing.build(SILENT)
    assert opened(tmp_path, fake_encoder).manifest.laws == len(rules())


def test_vectors_that_no_text_needs_are_forgotten(tmp_path: Path, fake_encoder: Any) -> None:
    build(tmp_path, many(30, "旧"), fake_encoder)
    build(tmp_path, rules(), fake_encoder)
    with sqlite3.connect(tmp_path / "cache" / "vectors.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (14,)
    connection.close()


def _cache_is_garbage(home: Path) -> None:
    (home / "cache").mkdir(parents=True)
    (home / "cache" / "vectors.sqlite").write_bytes(b"no database at all " * 100)


def _home_is_a_file(home: Path) -> None:
    home.write_text("x")


@pytest.mark.parametrize("spoil", [_cache_is_garbage, _home_is_a_file])
def test_a_spoilt_data_folder_is_one_sentence(tmp_path: Path, fake_encoder: Any, spoil: Callable[[Path], None]) -> None:
    spoil(tmp_path / "home")
    with pytest.raises(XuefaError):
        build(tmp_path / "home", rules(), fake_encoder)


def titles(documents: list[Document]) -> set[str]:
    return {one.law.title for one in documents}


def test_twenty_of_twenty_killed_builds_leave_a_working_index(tmp_path: Path, fake_encoder: Any) -> None:
    seed, rounds, seen, killed = secrets.randbelow(2**32), 20, 0, 0
    print(f"seed {seed}")
    script = Path(__file__).with_name("killed_builds.py")
    command = [sys.executable, str(script), str(tmp_path), str(seed), str(rounds)]
    served = titles(many(400, "第0轮"))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            told = json.loads(line)
            found = opened(tmp_path, fake_encoder)  # every file verified against its hash
            # The old build or, if the kill came behind the switch, the new one: never a mixture.
            fresh = titles(many(400, f"第{told['round']}轮"))
            assert found.titles() in (served, fresh), told
            served = set(found.titles())
            assert found.search(Query("第7号规则", DAY)), told
            seen, killed = seen + 1, killed + told["killed"]
            process.stdin.write("\n")
            process.stdin.flush()
    assert process.returncode == 0
    assert seen == rounds
    # A build that was quicker than its kill proves nothing; nearly all must have been killed.
    assert killed >= rounds // 2
    build(tmp_path, rules(), fake_encoder)
    assert opened(tmp_path, fake_encoder).manifest.laws == len(rules())
    left = {path.name for path in (tmp_path / "index").iterdir()}
    assert left == {"CURRENT", (tmp_path / "index" / "CURRENT").read_text()}


@pytest.mark.parametrize("many", [0, 1, 3])
def test_an_index_made_by_an_older_version_is_still_known(tmp_path: Path, fake_encoder: Any, many: int) -> None:
    """The fingerprint as it has always been computed, from one text; another one would make everybody build again."""
    bank = [BankQuestion(f"第{at}问：“工钱”", (("示例工资条例", "第一条"),), "own") for at in range(many)]
    sources = [FixedSource(rules()), FixedSource(rules())]
    made = Builder(tmp_path, sources, EMPTY, lambda: fake_encoder, "model", bank=bank)
    parts = [str(FORMAT), str(RECIPE), recipe(), "model", "False", repr(EMPTY), repr(tuple(bank))]
    parts += [one.fingerprint() for one in sources]
    assert made.fingerprint() == hashlib.sha256("\n".join(parts).encode()).hexdigest()
