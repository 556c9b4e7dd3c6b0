"""``laws`` with filters, ``remove`` and ``sync`` as they are called."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from assistant_fakes import WAGES, write_markdown
from cli_runs import Run, assert_refused

from assistant import Assistant, cli_library
from index.store import IndexStore

CONTENT = "第一条 示例的甲。\n\n第二条 示例的乙。\n".encode()


# --- laws ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (("--level", "法律"), "level", "法律"),
        (("--region", "全国"), "region", "全国"),
        (("--status", "未知"), "status", "未知"),
    ],
)
def test_a_filter_leaves_only_what_fits(
    run: Run, tiny: Assistant, words: tuple[str, ...], name: str, value: str
) -> None:
    rows = run("laws", *words, "--json").json()["laws"]
    wanted = [row.id for row in tiny.laws() if getattr(row, name) == value]
    assert wanted
    assert len(wanted) < len(tiny.laws())
    assert [row["id"] for row in rows] == wanted


@pytest.mark.usefixtures("opened")
def test_a_word_finds_titles_and_a_province_its_cities(run: Run, tiny: Assistant) -> None:
    rows = run("laws", "--search", WAGES[:4], "--json").json()["laws"]
    assert WAGES in {row["title"] for row in rows}
    assert all(WAGES[:4] in row["title"] for row in rows)
    local = {row.region for row in tiny.laws() if row.region != "全国"}
    province = min(local).split("/")[0]
    rows = run("laws", "--region", province, "--json").json()["laws"]
    assert {row["region"] for row in rows} == {one for one in local if one.split("/")[0] == province}


@pytest.mark.usefixtures("opened")
def test_the_users_own_texts_and_their_files(run: Run, clean_environment: Path, tiny: Assistant) -> None:
    assert run("laws", "--own", "--json").json()["laws"] == []
    assert "没有符合条件的文本" in run("laws", "--own").out
    folder = clean_environment / "library"
    folder.mkdir(parents=True)
    law = next(row for row in tiny.laws() if row.title == WAGES)
    path = write_markdown(folder / "own.md")
    text = path.read_text("utf-8").replace("示例饭钱办法", law.title)
    published = law.id.partition("@")[2]
    lines = [f"published: {published}" if line.startswith("published:") else line for line in text.split("\n")]
    path.write_text("\n".join(lines), "utf-8")
    (row,) = run("laws", "--own", "--json").json()["laws"]
    assert (row["title"], row["own"], row["file"]) == (law.title, True, str(path))
    assert "own.md" in run("laws", "--own").out


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("words", "part"),
    [(("--status", "失效"), "现行有效"), (("--level", "规矩"), "法律"), (("--region", "火星"), "火星")],
)
def test_a_filter_that_makes_no_sense_is_one_line(run: Run, words: tuple[str, ...], part: str) -> None:
    assert_refused(run("laws", *words), part)


# --- remove ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def added(run: Run, clean_environment: Path, tmp_path: Path, small_builder: list[bool]) -> Path:
    """The user's library folder with one text, indexed."""
    assert run("add", str(write_markdown(tmp_path / "饭钱.md"))).code == 0
    other = clean_environment / "library" / "另一个.md"
    other.write_text(
        write_markdown(tmp_path / "x.md").read_text("utf-8").replace("示例饭钱办法", "示例房钱办法"), "utf-8"
    )
    assert run("build").code == 0
    return clean_environment


def test_a_removed_text_is_gone_from_library_and_index(run: Run, added: Path) -> None:
    ran = run("remove", "示例饭钱办法", "--yes")
    assert (ran.code, "已删除《示例饭钱办法》" in ran.out) == (0, True)
    assert [path.name for path in (added / "library").rglob("*.md")] == ["另一个.md"]
    assert IndexStore(added / "index").manifest().laws == 1


@pytest.mark.parametrize(("answer", "left"), [("y\n", 1), ("n\n", 2)])
def test_it_asks_first(run: Run, added: Path, answer: str, left: int) -> None:
    assert run("remove", "示例饭钱办法", stdin=answer).code == 0
    assert len(list((added / "library").rglob("*.md"))) == left


def test_without_an_answer_nothing_is_removed(run: Run, added: Path) -> None:
    assert run("remove", "示例饭钱办法", stdin="").code == 130
    assert len(list((added / "library").rglob("*.md"))) == 2


def test_one_wrong_name_removes_nothing(
    run: Run, added: Path, monkeypatch: pytest.MonkeyPatch, tiny: Assistant
) -> None:
    monkeypatch.setattr(cli_library, "_package", lambda: tiny.index.library)
    assert_refused(run("remove", "示例饭钱办法", "没有的", "--yes"), "没有的", "xuefa laws --own")
    assert_refused(run("remove", WAGES, "--yes"), "国家法律数据包")
    assert len(list((added / "library").rglob("*.md"))) == 2


# --- sync ---------------------------------------------------------------------------------------------


@pytest.fixture
def address() -> Iterator[str]:
    """A server on this machine that gives ``CONTENT`` under /text and nothing else."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            body = CONTENT if self.path == "/text" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def entry(name: str, url: str) -> str:
    facts = (
        f'title = "{name}", level = "地方性法规", region = "青海省", published = "2024-01-01", effective = "2024-01-01"'
    )
    return (
        f'[[file]]\nname = "{name}"\nurl = "{url}"\nsize = {len(CONTENT)}\n'
        f'sha256 = "{hashlib.sha256(CONTENT).hexdigest()}"\nlicence = "公开"\ntarget = "青海省/{name}.md"\n'
        f"facts = {{ {facts} }}\n"
    )


@pytest.fixture
def manifest(tmp_path: Path, address: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(entry("示例条例", f"{address}/text"), "utf-8")
    return path


def test_sync_lists_downloads_indexes_and_is_done(
    run: Run, clean_environment: Path, small_builder: list[bool], manifest: Path
) -> None:
    words = ("sync", "--manifest", str(manifest))
    (row,) = run(*words, "--list", "--json").json()["collections"]
    assert (row["name"], row["state"], row["licence"]) == ("示例条例", "未下载", "公开")
    assert "会下载《示例条例》" in run(*words, "--dry-run").out
    assert not (clean_environment / "library").exists()
    ran = run(*words)
    assert (ran.code, "已下载1份文本" in ran.out) == (0, True)
    assert IndexStore(clean_environment / "index").manifest().laws == 1
    assert "已有" in run(*words, "--list").out
    assert "没有需要下载的" in run(*words).out
    assert small_builder == [False]


def test_what_cannot_be_had_is_one_line_and_the_rest_comes(
    run: Run, clean_environment: Path, small_builder: list[bool], manifest: Path, address: str
) -> None:
    manifest.write_text(manifest.read_text("utf-8") + entry("没有的", f"{address}/none"), "utf-8")
    ran = run("sync", "--manifest", str(manifest), "--json")
    assert ran.code == 2
    assert [(row["name"], row["files"]) for row in ran.json()["downloaded"]] == [("示例条例", 1), ("没有的", 0)]
    assert "可能已被移走" in ran.err.strip().split("\n")[-1]
    assert small_builder == [False]


def test_sync_offline_is_one_clear_sentence(
    run: Run, clean_environment: Path, tmp_path: Path, small_builder: Any
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(entry("甲", "http://127.0.0.1:1/a") + entry("乙", "http://127.0.0.1:1/b"), "utf-8")
    ran = run("sync", "--manifest", str(path))
    assert ran.code == 2
    assert ran.err.count("连不上服务器") == 1
    assert "Traceback" not in ran.err
    assert small_builder == []
    assert not (clean_environment / "library").exists()


def test_a_text_that_was_edited_is_left_alone(
    run: Run, clean_environment: Path, small_builder: list[bool], manifest: Path
) -> None:
    run("sync", "--manifest", str(manifest))
    (file,) = (clean_environment / "library").rglob("*.md")
    file.write_text("mine", "utf-8")
    ran = run("sync", "--manifest", str(manifest))
    assert (ran.code, "不覆盖" in ran.err) == (0, True)
    assert file.read_text("utf-8") == "mine"


def test_a_manifest_that_is_not_there_is_one_line(run: Run) -> None:
    assert_refused(run("sync", "--manifest", "/nonexistent.toml"), "/nonexistent.toml")
