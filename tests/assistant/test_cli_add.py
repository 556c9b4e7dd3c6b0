"""``add`` as it is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from assistant_fakes import write_markdown
from cli_runs import Run, assert_refused

from index.store import IndexStore


def test_a_good_document_is_stored_and_indexed(
    run: Run, clean_environment: Path, tmp_path: Path, small_builder: list[bool]
) -> None:
    source = write_markdown(tmp_path / "饭钱.md")
    ran = run("add", str(source))
    assert ran.code == 0
    assert "示例饭钱办法" in ran.out.replace("\n", "")
    assert "2020-02-01" in ran.out
    (copy,) = (clean_environment / "library").rglob("*.md")
    assert copy.read_bytes() == source.read_bytes()
    assert len(small_builder) == 1
    manifest = IndexStore(clean_environment / "index").manifest()
    assert (manifest.laws, manifest.articles) == (1, 2)
    assert "检索库已更新" in ran.err


def test_what_is_odd_about_a_document_is_said(run: Run, tmp_path: Path, small_builder: list[bool]) -> None:
    ran = run("add", str(write_markdown(tmp_path / "a.md", body="第一条 甲。\n\n第三条 乙。\n")))
    assert ran.code == 0
    assert "第三条之前的条号不连续" in ran.out


BAD_FILES = [("bad.md", "没有标题的话"), ("bad.exe", "x"), ("bad.md", "---\ntitle: x\n---\n")]


@pytest.mark.parametrize(("name", "content"), BAD_FILES)
def test_a_bad_document_alone_is_refused_and_builds_nothing(
    run: Run, clean_environment: Path, tmp_path: Path, small_builder: list[bool], name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert_refused(run("add", str(tmp_path / name)), name)
    assert not (clean_environment / "library").exists()
    assert small_builder == []


@pytest.mark.parametrize(("name", "content"), BAD_FILES)
def test_a_bad_document_is_named_and_a_good_one_beside_it_is_added(
    run: Run, tmp_path: Path, small_builder: list[bool], name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    ran = run("add", str(write_markdown(tmp_path / "good.md")), str(tmp_path / name))
    assert ran.code == 0
    assert f"没有加入：{name}" in ran.err
    assert len(small_builder) == 1


def test_several_bad_documents_have_a_line_each_and_status_two(run: Run, tmp_path: Path) -> None:
    for name, content in BAD_FILES:
        (tmp_path / name).write_text(content, encoding="utf-8")
    ran = run("add", str(tmp_path))
    assert ran.code == 2
    assert ran.out == ""
    assert [line.count("bad.") for line in ran.err.strip().split("\n")] == [1, 1, 0]


def test_a_dry_run_shows_the_table_and_changes_nothing(
    run: Run, clean_environment: Path, tmp_path: Path, small_builder: list[bool]
) -> None:
    ran = run("add", "--dry-run", "--region", "宁波", str(write_markdown(tmp_path / "a.md")))
    assert ran.code == 0
    assert "浙江省" in ran.out
    assert not (clean_environment / "library").exists()
    assert small_builder == []


@pytest.mark.parametrize(
    ("words", "part"),
    [(("--level", "条例"), "地方性法规"), (("--region", "火星"), "火星"), (("--effective", "去年"), "2024-05-01")],
)
def test_a_fact_that_makes_no_sense_is_refused(run: Run, tmp_path: Path, words: tuple[str, ...], part: str) -> None:
    assert_refused(run("add", *words, str(write_markdown(tmp_path / "a.md"))), part)
