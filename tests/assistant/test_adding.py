from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from assistant_fakes import write_markdown

from assistant.adding import add_documents
from knowledge.catalogue import load_catalogue
from knowledge.errors import SourceError
from knowledge.frontmatter import split_front
from knowledge.records import Document, Status
from knowledge.sources import LibraryFolder

PLAIN = """济南市饭钱若干规定

（2010年11月25日济南市第十四届人民代表大会常务委员会第二十五次会议通过）

第一条　饭钱由东家出。

第三条　本规定自2011年5月1日起施行。
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "home" / "library"


def stored(target: Path) -> list[str]:
    return sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())


def added(paths: list[Path], target: Path) -> list[Document]:
    outcome = add_documents(paths, target)
    assert outcome.failed == ()
    return [one.document for one in outcome.added]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "饭钱.txt"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def test_a_good_file_is_copied_whole_to_its_level_and_region(tmp_path: Path, target: Path) -> None:
    source = write_markdown(tmp_path / "饭钱.md", level="地方性法规", region="浙江省/宁波市")
    (document,) = added([source], target)
    assert [article.number for article in document.articles] == ["第一条", "第二条"]
    assert document.law.title == "示例饭钱办法"
    assert stored(target) == ["地方性法规/浙江省/宁波市/示例饭钱办法@2020-01-01.md"]
    assert (target / stored(target)[0]).read_bytes() == source.read_bytes()


def test_adding_again_replaces_and_a_new_version_stands_beside(tmp_path: Path, target: Path) -> None:
    source = write_markdown(tmp_path / "a.md")
    add_documents([source], target)
    write_markdown(source, body="第一条 饭钱由东家加倍出。\n")
    add_documents([source], target)
    assert len(stored(target)) == 1
    assert "加倍" in (target / stored(target)[0]).read_text("utf-8")
    add_documents([write_markdown(source, published="2024-01-01")], target)
    assert len(stored(target)) == 2


def test_a_folder_is_added_with_all_below_it_but_its_readme(tmp_path: Path, target: Path) -> None:
    folder = tmp_path / "texts" / "deep"
    folder.mkdir(parents=True)
    write_markdown(folder / "a.md", title="示例甲办法")
    write_markdown(folder.parent / "b.md", title="示例乙办法")
    (folder.parent / "README.md").write_text("没有说明部分", encoding="utf-8")
    assert {document.law.title for document in added([folder.parent], target)} == {"示例甲办法", "示例乙办法"}
    assert len(stored(target)) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"just words", "标题"),
        (b"", "空"),
        (b"---\nlevel: x\n---\n\nwords\n", "标题"),
        ("---\ntitle: 示例空办法\n---\n".encode(), "没有正文"),
        (bytes(range(256)), "UTF-8"),
    ],
)
def test_one_bad_file_is_named_and_the_others_are_added(
    tmp_path: Path, target: Path, content: bytes, reason: str
) -> None:
    good = write_markdown(tmp_path / "good.md")
    bad = tmp_path / "bad.md"
    bad.write_bytes(content)
    for paths in ([good, bad], [bad, good], [tmp_path]):  # the library lies in tmp_path and is not added to itself
        outcome = add_documents(paths, target)
        assert [one.document.law.title for one in outcome.added] == ["示例饭钱办法"]
        (sentence,) = outcome.failed
        assert reason in sentence
        assert "bad.md" in sentence
        assert "\n" not in sentence
    assert len(stored(target)) == 1


@pytest.mark.parametrize("name", ["law.exe", "law.rtf", "law"])
def test_an_unknown_kind_of_file_is_named(tmp_path: Path, target: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    outcome = add_documents([tmp_path / name], target)
    assert outcome.added == ()
    assert name in outcome.failed[0]
    assert not target.exists()


def test_a_missing_path_is_named_and_the_others_are_added(tmp_path: Path, target: Path) -> None:
    outcome = add_documents([tmp_path / "none.md", write_markdown(tmp_path / "good.md")], target)
    assert len(outcome.added) == 1
    assert "找不到" in outcome.failed[0]


def test_an_empty_folder_is_named(tmp_path: Path, target: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "没有文件" in add_documents([tmp_path / "empty"], target).failed[0]


def test_a_plain_text_is_written_as_it_was_understood(plain: Path, target: Path) -> None:
    (one,) = add_documents([plain], target).added
    law = one.document.law
    assert (law.level, law.region, law.effective) == ("地方性法规", "山东省/济南市", date(2011, 5, 1))
    assert one.missing == ("公布日期",)
    assert one.document.doubts == ("第三条之前的条号不连续",)
    assert stored(target) == ["地方性法规/山东省/济南市/济南市饭钱若干规定@2011-05-01.md"]
    front, _ = split_front((target / stored(target)[0]).read_text("utf-8"))
    assert front is not None
    assert front["source"] == "饭钱.txt"
    assert front["sha256"] == hashlib.sha256(plain.read_bytes()).hexdigest()
    assert front["doubts"] == "第三条之前的条号不连续"


def test_what_was_shown_is_what_the_library_loads(plain: Path, target: Path) -> None:
    (one,) = add_documents([plain], target).added
    assert list(LibraryFolder(target).documents(load_catalogue())) == [one.document]


def test_a_dry_run_writes_nothing(plain: Path, target: Path) -> None:
    assert len(add_documents([plain], target, dry_run=True).added) == 1
    assert not target.exists()


def test_what_the_user_states_wins_and_settles(plain: Path, target: Path) -> None:
    stated = {"title": "饭钱规定", "level": "部门规章", "region": "全国", "effective": "2012-01-01"}
    (one,) = add_documents([plain], target, stated).added
    law = one.document.law
    assert (law.title, law.level, law.region, law.effective) == ("饭钱规定", "部门规章", "全国", date(2012, 1, 1))
    assert sum("以说明为准" in doubt for doubt in one.document.doubts) == 4


def test_nothing_can_be_stated_of_several_files_at_once(plain: Path, target: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="一个文件"):
        add_documents([plain, write_markdown(tmp_path / "b.md")], target, {"level": "部门规章"})
    assert not target.exists()


def test_a_missing_date_is_never_made_up(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(PLAIN.replace("第三条　本规定自2011年5月1日起施行。", "第二条　饭钱按天算。"), encoding="utf-8")
    (one,) = add_documents([source], target).added
    assert one.document.law.status_on(date(2026, 5, 1)) is Status.UNKNOWN
    assert "施行日期" in one.missing
    (settled,) = add_documents([source], target, {"effective": "2011-05-01"}).added
    assert settled.document.law.status_on(date(2026, 5, 1)) is Status.IN_FORCE
    assert "施行日期" not in settled.missing


def test_front_matter_that_lacks_something_is_completed_from_the_text(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text(f"---\ntitle: 济南市饭钱若干规定\n---\n\n{PLAIN}", encoding="utf-8")
    (one,) = add_documents([source], target).added
    assert (one.document.law.region, one.document.law.effective) == ("山东省/济南市", date(2011, 5, 1))
    assert list(LibraryFolder(target).documents(load_catalogue())) == [one.document]


def test_the_same_text_twice_is_added_once_and_said(plain: Path, target: Path, tmp_path: Path) -> None:
    (tmp_path / "又一份.txt").write_text(PLAIN, encoding="utf-8")
    outcome = add_documents([plain, tmp_path / "又一份.txt"], target)
    assert len(outcome.added) == 1
    assert "又一份.txt" in outcome.failed[0]
    assert add_documents([plain], target).added[0].replaced


def test_windows_line_ends_are_fine(tmp_path: Path, target: Path) -> None:
    source = write_markdown(tmp_path / "a.md")
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    (document,) = added([source], target)
    assert len(document.articles) == 2


def test_a_title_cannot_lead_out_of_the_library(tmp_path: Path, target: Path) -> None:
    add_documents([write_markdown(tmp_path / "a.md", title="../../../示例逃逸办法")], target)
    assert len(stored(target)) == 1
    assert [path for path in tmp_path.rglob("*逃逸*") if target not in path.parents] == []


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("level", "../../outside"),
        ("region", "../../../outside"),
        ("level", "{root}/outside"),
        ("region", "{root}/outside"),
    ],
)
def test_level_and_region_cannot_lead_out_of_the_library(tmp_path: Path, target: Path, key: str, place: str) -> None:
    source = write_markdown(tmp_path / "a.md", **{key: place.format(root=tmp_path)})
    add_documents([source], target)
    written = [path for path in tmp_path.rglob("*.md") if path != source and target not in path.resolve().parents]
    assert written == []


def test_a_title_too_long_for_a_file_name_is_refused_or_shortened(tmp_path: Path, target: Path) -> None:
    source = write_markdown(tmp_path / "a.md", title="长" * 200)
    outcome = add_documents([source], target)
    assert len(stored(target)) == len(outcome.added) == 1


def test_no_temporary_file_stays(tmp_path: Path, target: Path) -> None:
    add_documents([write_markdown(tmp_path / "a.md")], target)
    assert all(name.endswith(".md") for name in stored(target))
