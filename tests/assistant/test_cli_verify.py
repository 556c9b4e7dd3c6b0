"""``xuefa verify``: one file as the contract has it, or many, with results that can be passed on."""

from __future__ import annotations

import csv
import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from assistant_fakes import DOUBTFUL, OLD, WAGES, make_catalogue
from cli_runs import Run, assert_refused
from word_comments import anchored, saved

from assistant.service import Assistant
from index.snapshot import open_library
from knowledge.errors import IndexDamaged, IndexMissing

AS_OF = ("--as-of", "2026-05-01")
VERDICTS = (
    (f"《{WAGES}》第二条：“老板应当在每月十日前把工资交到工友手里”", "ok"),
    (f"《{WAGES}》第二条：“老板应当在每月十五日前把工资交到工友手里”", "quote_mismatch"),
    (f"《{WAGES}》第九百条", "no_such_article"),
    ("《量子工钱法》第一条", "no_such_law"),
    (f"《{OLD}》第一条", "not_in_force"),
    (f"《{DOUBTFUL}》第一条", "unconfirmed"),
)
CONTRACT = {"raw", "law", "article", "paragraph", "verdict", "detail", "start", "end"}

pytestmark = pytest.mark.usefixtures("opened")


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


# --- one file: the contract ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["-", "draft.txt", "draft.docx"])
def test_each_verdict_with_the_fields_of_the_contract(run: Run, tmp_path: Path, source: str) -> None:
    text = "。\n".join(text for text, _ in VERDICTS)
    draft = tmp_path / source
    if source != "-":
        draft.write_bytes(word(*text.split("\n")) if source.endswith("docx") else text.encode())
    ran = run("verify", "-" if source == "-" else str(draft), *AS_OF, "--json", stdin=text)
    rows = ran.json()["citations"]
    assert (ran.code, ran.err, set(ran.json())) == (0, "", {"citations", "as_of"})
    assert ran.json()["as_of"] == AS_OF[1]
    assert [row["verdict"] for row in rows] == [verdict for _, verdict in VERDICTS]
    for row in rows:
        assert set(row) >= CONTRACT
        assert text[row["start"] : row["end"]] == row["raw"]


def test_positions_count_the_characters_of_the_file(run: Run, tmp_path: Path) -> None:
    """Blank lines, blanks and contents stay; a line ends with one character."""
    draft = tmp_path / "draft.txt"
    text = f"目录\n第一章 x 1\n\n\n   第一章 x\n\t见《{WAGES}》第一条\n"
    for data in (text.encode(), text.replace("\n", "\r\n").encode(), text.encode("gb18030")):
        draft.write_bytes(data)
        (row,) = run("verify", str(draft), *AS_OF, "--json").json()["citations"]
        assert text[row["start"] : row["end"]] == row["raw"] == f"《{WAGES}》第一条"


PIPED = f"当事人：张三\n见《{WAGES}》第一条、《{WAGES}》第九百条"


@pytest.mark.parametrize(
    "data",
    [PIPED.encode(), PIPED.replace("\n", "\r\n").encode("gb18030"), PIPED.encode("utf-16"), PIPED.encode("utf-8-sig")],
    ids=["utf-8", "gb18030", "utf-16", "mark"],
)
def test_standard_input_is_read_as_a_file_is(run: Run, data: bytes) -> None:
    ran = run("verify", "-", *AS_OF, "--json", stdin=data)
    rows = ran.json()["citations"]
    assert (ran.code, [row["verdict"] for row in rows]) == (0, ["ok", "no_such_article"])
    assert [PIPED[row["start"] : row["end"]] for row in rows] == [row["raw"] for row in rows]


def test_a_word_document_may_be_piped_as_well(run: Run) -> None:
    (row,) = run("verify", "-", *AS_OF, "--json", stdin=word(f"《{WAGES}》第一条")).json()["citations"]
    assert (row["raw"], row["start"]) == (f"《{WAGES}》第一条", 0)


@pytest.mark.parametrize("data", [b"", b" \r\n", bytes(range(128, 256)) * 9], ids=["empty", "blank", "noise"])
def test_standard_input_without_text_is_refused(run: Run, data: bytes) -> None:
    assert_refused(run("verify", "-", "--json", stdin=data), "请")


def test_closed_standard_input_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.verify_files.sys", SimpleNamespace(stdin=None))
    assert_refused(run("verify", "-"), "空的")


def test_json_names_the_item_and_where_a_quotation_differs(run: Run) -> None:
    text = f"《{WAGES}》第二条：“老板应当在每月十五日前把工资交到工友手里”。《{WAGES}》第一条第一款第（十二）项"
    first, second = run("verify", "-", *AS_OF, "--json", stdin=text).json()["citations"]
    assert (first["item"], second["item"]) == ("", "第（十二）项")
    assert {"kind": "added", "text": "五"} in first["differences"]
    assert all(set(one) == {"kind", "text"} for one in first["differences"])
    assert "".join(one["text"] for one in first["differences"] if one["kind"] != "missing") in text
    assert second["differences"] == []


@pytest.mark.parametrize("at", range(len(VERDICTS)))
@pytest.mark.parametrize("rest", [(), ("--json",)])
def test_the_exit_status_tells_of_problems_when_asked_to(run: Run, at: int, rest: tuple[str, ...]) -> None:
    text, verdict = VERDICTS[at]
    ran = run("verify", "-", *AS_OF, "--fail-on-problems", *rest, stdin=text)
    assert (ran.code, ran.err) == (0 if verdict == "ok" else 1, "")
    assert text.partition("：")[0] in ran.out
    assert run("verify", "-", *AS_OF, *rest, stdin=text).code == 0


def test_a_file_that_cannot_be_read_outweighs_a_problem(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"《{WAGES}》第九百条", encoding="utf-8")
    assert run("verify", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--fail-on-problems", "--json").code == 2


def test_people_see_words_for_the_day_that_they_name(run: Run) -> None:
    ran = run("verify", "-", "--as-of", "2019-01-01", stdin=f"《{OLD}》第一条")
    assert ran.code == 0
    assert "核对无误" in ran.out
    assert "核对无误" not in run("verify", "-", *AS_OF, stdin=f"《{OLD}》第一条").out


@pytest.mark.parametrize("rest", [(), ("--json",)])
def test_a_text_without_references(run: Run, rest: tuple[str, ...]) -> None:
    assert run("verify", "-", *rest, stdin="今天天气很好。").code == 0


def test_brackets_are_printed_as_they_stand(run: Run) -> None:
    ran = run("verify", "-", stdin="《量子[/b]法》第一条")
    assert ran.code == 0
    assert "[/b]" in ran.out


@pytest.mark.parametrize(
    "content",
    [b"", b" \n", b"\xff\xfe\x00", bytes(range(128, 256)) * 9, word("甲")[:500], b"PK\x03\x04"],
    ids=["empty", "blank", "bytes", "noise", "half a document", "half a zip"],
)
@pytest.mark.parametrize("name", ["draft.txt", "draft.docx"])
def test_a_file_that_holds_no_text_is_refused(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert_refused(run("verify", str(tmp_path / name), "--json"), name, "请")


def test_an_endless_file_is_refused(run: Run) -> None:
    assert_refused(run("verify", "/dev/zero"), "10 MB")


# --- several files -------------------------------------------------------------------------------------------------


def test_a_bad_file_does_not_keep_the_others_from_being_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"《{WAGES}》第一条", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 x")
    (tmp_path / "c.docx").write_bytes(word(f"《{WAGES}》第九百条"))
    names = [str(tmp_path / name) for name in ("a.txt", "b.pdf", "nothing.txt", "c.docx")]
    ran = run("verify", *names, *AS_OF, "--json")
    rows = ran.json()["files"]
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "4个文件里有2个" in ran.err
    assert [row["file"] for row in rows] == names
    assert [row.get("citations", [{}])[0].get("verdict") for row in rows] == ["ok", None, None, "no_such_article"]
    assert ["error" in row for row in rows] == [False, True, True, False]
    shown = run("verify", *names, *AS_OF)
    assert (shown.code, shown.out.count(". 核对无误")) == (2, 1)
    assert shown.out.endswith("\n4个文件（2个没有核对完），共2处引用：核对无误1处，条款不存在1处。\n")
    assert "nothing.txt（没有这个文件或文件夹）" in shown.err


def test_good_files_together_are_a_success(run: Run, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(f"《{WAGES}》第一条", encoding="utf-8")
    ran = run("verify", str(tmp_path / "a"), str(tmp_path / "b"), "--json")
    assert (ran.code, ran.err, len(ran.json()["files"])) == (0, "", 2)


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        content = f"《{WAGES}》第一条"
        (folder / name).write_bytes(word(content) if name.endswith("docx") else content.encode())


def test_a_folder_stands_for_the_drafts_in_it(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "案件"
    drafts = ["a.txt", "b.DOCX", "c.md", "d.html", "readme.txt", "子/a.txt"]
    (folder / "子").mkdir(parents=True)
    fill(folder, *(name for name in drafts if name != "b.DOCX"))
    (folder / "b.DOCX").write_bytes(word(f"《{WAGES}》第一条"))
    (folder / "z.pdf").write_bytes(b"%PDF-1.7 x")
    fill(folder, ".hidden.txt", ".git/x.txt", "~$a.docx", "图.png", "a-核对.docx", "a-核对-2.docx", "a-核对.csv")
    os.mkfifo(folder / "pipe.txt")
    ran = run("verify", str(folder), *AS_OF, "--json")
    rows = ran.json()["files"]
    expected = ["a.txt", "b.DOCX", "c.md", "d.html", "readme.txt", "z.pdf", "子/a.txt"]
    assert [row["file"] for row in rows] == [str(folder / name) for name in expected]
    assert [row["file"] for row in rows if "error" in row] == [str(folder / "z.pdf")]
    assert [len(row["citations"]) for row in rows if "error" not in row] == [1] * len(drafts)
    assert (ran.code, "2个以前的核对结果" in ran.err, "7个文件里有1个" in ran.err) == (2, True, True)


def test_a_folder_can_be_checked_again_into_itself(run: Run, tmp_path: Path) -> None:
    fill(tmp_path / "案件", "诉状.docx")
    folder = str(tmp_path / "案件")
    for _ in range(2):
        assert run("verify", folder, "--docx", folder, "--csv", folder, "--json").code == 0
        found = sorted(path.name for path in Path(folder).iterdir())
        assert found == ["诉状-核对.csv", "诉状-核对.docx", "诉状.docx"]
    (row,) = run("verify", f"{folder}/诉状-核对.docx", *AS_OF, "--json").json()["citations"]  # by its name it is
    assert row["verdict"] == "ok"


@pytest.mark.parametrize("held", [(), (".a.txt",), ("图.png",), ("a-核对.docx",)])
def test_a_folder_without_drafts_is_one_sentence(run: Run, tmp_path: Path, held: tuple[str, ...]) -> None:
    folder = tmp_path / "空"
    folder.mkdir()
    fill(folder, *held)
    assert_refused(run("verify", str(folder), "--json"), str(folder), "没有能核对的文件", "请")
    fill(tmp_path, "a.txt")
    ran = run("verify", str(tmp_path / "a.txt"), str(folder), "--json")
    assert ran.code == 2
    assert ["没有能核对的文件" in row.get("error", "") for row in ran.json()["files"]] == [False, True]


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_NAMES"])
def test_a_whole_disk_is_refused_at_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    folder = tmp_path / "全部"
    fill(folder, "a.txt", "b.txt", "子/c.txt")  # three drafts, four names
    most = 3 if limit == "MOST_FILES" else 4
    monkeypatch.setattr(f"assistant.verify_files.{limit}", most)
    assert run("verify", str(folder), "--json").code == 0
    monkeypatch.setattr(f"assistant.verify_files.{limit}", most - 1)
    assert_refused(run("verify", str(folder), "--json"), "无法读取", f"超过{most - 1}个", "请")


@pytest.mark.parametrize("odd", ["没有.txt", "a.txt/b", "链接", "长" * 300, "a\x00b"])
def test_what_cannot_be_read_is_said_in_chinese(run: Run, tmp_path: Path, odd: str) -> None:
    fill(tmp_path, "a.txt")
    (tmp_path / "链接").symlink_to("链接")
    ran = run("verify", str(tmp_path / odd), "--csv", str(tmp_path / "out"))
    assert_refused(ran, "无法读取", "请")
    assert re.search("[A-Za-z]{3}", ran.err.replace(str(tmp_path), "")) is None or "txt" in ran.err


def test_a_folder_that_may_not_be_entered_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a.txt", "锁/b.txt")

    def scan(path: Any = ".") -> Any:
        if str(path).endswith("锁"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return listed(path)

    listed = os.scandir
    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(Path, "open", refuse(Path.open))
    ran = run("verify", str(tmp_path), "--json")
    bad = [row for row in ran.json()["files"] if "error" in row]
    assert [row["file"] for row in bad] == [str(tmp_path / "锁")]
    assert "没有权限" in bad[0]["error"]


def refuse(opened: Callable[..., Any]) -> Callable[..., Any]:
    """Opening the folder 锁 as a user who may not; the tests may run as one who may do everything."""

    def wrapped(path: Path, *rest: Any, **named: Any) -> Any:
        if path.name == "锁":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *rest, **named)

    return wrapped


@pytest.mark.parametrize("rest", [(), ("--json",)])
def test_names_of_old_archives_can_be_printed(run: Run, tmp_path: Path, rest: tuple[str, ...]) -> None:
    folder = tmp_path / "旧"
    folder.mkdir()
    for name, content in (("诉状.txt", f"《{WAGES}》第一条".encode()), ("坏.pdf", b"%PDF-1.7 x")):
        (folder / os.fsdecode(name.encode("gb18030"))).write_bytes(content)
    ran = run("verify", str(folder), *rest, "--csv", str(tmp_path / "out"))
    assert ran.code == 2
    assert "\ufffd" in ran.out
    assert "Traceback" not in ran.err
    assert len(list((tmp_path / "out").iterdir())) == 1


# --- results in files ----------------------------------------------------------------------------------------------


def test_results_are_written_and_no_draft_is_overwritten(run: Run, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts"
    other = tmp_path / "other"
    for folder in (drafts, other):
        folder.mkdir()
    contents = {
        drafts / "诉状.docx": word(f"依据《{WAGES}》第一条"),
        drafts / "诉状-核对.docx": word(f"依据《{OLD}》第一条"),
        drafts / "诉状-核对.csv": f"依据《{OLD}》第一条".encode(),
        other / "诉状.txt": f"依据《{WAGES}》第九百条".encode(),
    }
    for path, content in contents.items():
        path.write_bytes(content)
    os.chdir(tmp_path)
    names = [os.path.relpath(path, tmp_path) for path in contents]
    for _ in range(2):  # once more over its own results
        ran = run("verify", *names, *AS_OF, "--csv", "drafts", "--docx", str(drafts), "--json")
        assert (ran.code, ran.err) == (0, "")
        assert {path: path.read_bytes() for path in contents} == contents
        assert sorted(path.name for path in drafts.iterdir()) == sorted(
            [
                *(path.name for path in contents if path.parent == drafts),
                *(f"诉状-核对-{number}.{kind}" for number in (2, 3) for kind in ("docx", "csv")),
                *(
                    f"诉状-核对-核对{number}.{kind}"
                    for number, kind in (("", "docx"), ("", "csv"), ("-2", "docx"), ("-2", "csv"))
                ),
            ]
        )
    (comment,) = anchored((drafts / "诉状-核对-2.docx").read_bytes())
    assert (comment.words, comment.text[:4]) == (f"《{WAGES}》第一条", "核对无误")
    with (drafts / "诉状-核对-3.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["原文"], row["结论"]) == (f"《{WAGES}》第九百条", "条款不存在")


def test_pasted_text_becomes_a_document(run: Run, tmp_path: Path) -> None:
    ran = run("verify", "-", "--docx", str(tmp_path / "new" / "folder"), stdin=f"依据《{WAGES}》第一条")
    assert ran.code == 0
    (made,) = (tmp_path / "new" / "folder").iterdir()
    assert [one.words for one in anchored(made.read_bytes())] == [f"《{WAGES}》第一条"]


def test_the_result_of_an_earlier_run_is_replaced_as_a_whole(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "标准输入-核对.csv"
    old.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert_refused(run("verify", "-", "--csv", str(tmp_path), stdin=f"《{WAGES}》第一条"), "磁盘满了")
    assert (old.read_bytes(), list(tmp_path.glob("*writing*"))) == (b"old", [])
    assert run("verify", "-", "--csv", str(tmp_path), stdin=f"《{WAGES}》第一条").code == 0
    assert WAGES.encode() in old.read_bytes()
    told = "".join(run("verify", "--help").out.replace("│", "").split())
    assert "新的写完整了才换" in told


def test_a_folder_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert_refused(
        run("verify", "-", "--csv", str(tmp_path / "file"), "--json", stdin=f"《{WAGES}》第一条"),
        "无法写入",
        "不是文件夹",
        "请",
    )


# --- the library without its index ---------------------------------------------------------------------------------


def test_the_library_alone_is_the_one_that_the_index_serves(tiny: Assistant, tiny_home: Path) -> None:
    library = open_library(tiny_home / "index", make_catalogue())
    assert library.corpus_hash() == tiny.library.corpus_hash()
    assert list(library.laws()) == list(tiny.library.laws())


def test_a_library_that_was_changed_is_not_used(tiny_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "copy"
    shutil.copytree(tiny_home, home)
    (file,) = home.glob("index/build-*/library.json")
    file.write_bytes(file.read_bytes().replace("老板".encode(), "工头".encode()))
    with pytest.raises(IndexDamaged, match="xuefa build"):
        open_library(home / "index", make_catalogue())
    file.unlink()
    with pytest.raises(IndexDamaged, match=r"library\.json"):
        open_library(home / "index", make_catalogue())
    with pytest.raises(IndexMissing):
        open_library(tmp_path / "none", make_catalogue())
