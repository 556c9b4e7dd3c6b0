from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from assistant_fakes import write_markdown

from assistant.adding import add_documents
from knowledge.errors import SourceError


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "home" / "library"


def stored(target: Path) -> list[str]:
    return sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())


def test_a_good_file_is_copied_whole_to_its_level_and_region(tmp_path: Path, target: Path) -> None:
    source = write_markdown(tmp_path / "饭钱.md", level="地方性法规", region="浙江省/宁波市")
    (document,) = add_documents([source], target)
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
    added = add_documents([folder.parent], target)
    assert {document.law.title for document in added} == {"示例甲办法", "示例乙办法"}
    assert len(stored(target)) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"just words", "说明部分"),
        (b"", "说明部分"),
        (b"---\nlevel: x\n---\n\nwords\n", "title"),
        ("---\ntitle: 示例空办法\n---\n".encode(), "没有正文"),
        ("---\ntitle: 示例\n---\n\n第一条 饭钱。\n".encode("gb18030"), "UTF-8"),
        (bytes(range(256)), "UTF-8"),
    ],
)
def test_one_bad_file_and_nothing_is_copied(tmp_path: Path, target: Path, content: bytes, reason: str) -> None:
    good = write_markdown(tmp_path / "good.md")
    bad = tmp_path / "bad.md"
    bad.write_bytes(content)
    for paths in ([good, bad], [bad, good], [tmp_path]):
        with pytest.raises(SourceError, match=reason) as caught:
            add_documents(paths, target)
        assert "bad.md" in str(caught.value)
        assert "\n" not in str(caught.value)
    assert not target.exists()


@pytest.mark.parametrize("name", ["law.exe", "law.rtf", "law"])
def test_an_unknown_kind_of_file_is_refused_by_name(tmp_path: Path, target: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(SourceError, match=name):
        add_documents([write_markdown(tmp_path / "good.md"), tmp_path / name], target)
    assert not target.exists()


def test_a_missing_path_is_refused(tmp_path: Path, target: Path) -> None:
    with pytest.raises(SourceError, match="找不到"):
        add_documents([tmp_path / "none.md"], target)
    assert not target.exists()


def test_windows_line_ends_are_fine(tmp_path: Path, target: Path) -> None:
    source = write_markdown(tmp_path / "a.md")
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    (document,) = add_documents([source], target)
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
    with contextlib.suppress(SourceError):
        add_documents([source], target)
    written = [path for path in tmp_path.rglob("*.md") if path != source and target not in path.resolve().parents]
    assert written == []


def test_a_title_too_long_for_a_file_name_is_refused_or_shortened(tmp_path: Path, target: Path) -> None:
    source = write_markdown(tmp_path / "a.md", title="长" * 200)
    try:
        add_documents([source], target)
    except SourceError:
        assert stored(target) == []
    else:
        assert len(stored(target)) == 1


def test_no_temporary_file_stays(tmp_path: Path, target: Path) -> None:
    add_documents([write_markdown(tmp_path / "a.md")], target)
    assert all(name.endswith(".md") for name in stored(target))
