from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from filelock import FileLock
from sync_server import Page, Server, serving, sha256

import knowledge.sync
from knowledge.catalogue import load_catalogue
from knowledge.collections import Archive, Collections, RemoteFile
from knowledge.download import Patience
from knowledge.errors import SyncError
from knowledge.sources import read_markdown
from knowledge.sync import Presence, Synchroniser

BODY = "第一条 示例的甲。\n\n第二条 示例的乙。\n".encode()
FACTS = {
    "title": "示例条例",
    "level": "地方性法规",
    "region": "青海省",
    "effective": "2024-01-01",
    "status": "现行有效",
}
QUICK = Patience(attempts=2, pause=0.01, silence=1.0)
TARGET = PurePosixPath("地方性法规/青海省/示例条例.md")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "home" / "library"


def remote(server: Server, content: bytes = BODY, name: str = "示例条例", **changes: Any) -> RemoteFile:
    path = f"/{len(server.pages)}"
    server.pages[path] = Page(content)
    plain = RemoteFile(name, server.url + path, "", len(content), sha256(content), "公开", TARGET)
    return dataclasses.replace(plain, **changes)


def packed(server: Server, members: dict[str, bytes], name: str = "示例合集") -> Archive:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path, content in members.items():
            archive.writestr(path, content)
    content, path = held.getvalue(), f"/{len(server.pages)}"
    server.pages[path] = Page(content)
    return Archive(name, server.url + path, "", len(content), sha256(content), "公开", PurePosixPath("合集"), "zip")


def synchroniser(library: Path, *items: RemoteFile | Archive) -> Synchroniser:
    return Synchroniser(Collections(items, frozenset({"127.0.0.1"})), library, library.parent / "sync", QUICK)


def fetched(library: Path, *items: RemoteFile | Archive) -> list[str]:
    """The faults of a run over all items."""
    return [one.fault for one in synchroniser(library, *items).fetch(items)]


def presence(library: Path, *items: RemoteFile | Archive) -> list[Presence]:
    return [found for _, found in synchroniser(library, *items).presence()]


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_text_comes_with_its_facts_and_is_then_here(server: Server, library: Path) -> None:
    item = remote(server, facts=FACTS)
    assert presence(library, item) == [Presence.MISSING]
    assert not library.parent.exists()
    assert fetched(library, item) == [""]
    assert presence(library, item) == [Presence.HERE]
    document = read_markdown(library / TARGET, load_catalogue())
    assert (document.law.title, document.law.region, len(document.articles)) == ("示例条例", "青海省", 2)
    assert item.url in document.law.source
    assert files(library.parent / "sync") == {"record.json", "sync.lock"}


@pytest.mark.parametrize(
    ("content", "target"),
    [(b"---\ntitle: x\n---\n", TARGET), (b"PK binary", TARGET.with_suffix(".docx"))],
    ids=["own front matter", "no text"],
)
def test_other_files_stay_as_they_came(server: Server, library: Path, content: bytes, target: PurePosixPath) -> None:
    assert fetched(library, remote(server, content, facts=FACTS, target=target)) == [""]
    assert (library / target).read_bytes() == content


def test_nothing_wrong_ever_becomes_visible(server: Server, library: Path) -> None:
    (fault,) = fetched(library, remote(server, sha256="0" * 64))
    assert "与清单不符" in fault
    assert not library.exists()


def test_a_new_version_replaces_what_sync_put_there(server: Server, library: Path) -> None:
    old, new = remote(server, facts=FACTS), remote(server, BODY + b"\n", facts=FACTS)
    fetched(library, old)
    assert presence(library, new) == [Presence.OUTDATED]
    assert fetched(library, new) == [""]
    assert presence(library, new) == [Presence.HERE]
    assert (library / TARGET).read_bytes().endswith(BODY + b"\n")


@pytest.mark.parametrize("by_sync", [True, False])
def test_what_the_user_wrote_is_not_overwritten(server: Server, library: Path, by_sync: bool) -> None:
    item = remote(server, facts=FACTS)
    if by_sync:
        fetched(library, item)
    (library / TARGET).parent.mkdir(parents=True, exist_ok=True)
    (library / TARGET).write_text("mine", "utf-8")
    assert presence(library, item) == [Presence.CHANGED]
    (fault,) = fetched(library, item)
    assert "没有覆盖" in fault
    assert (library / TARGET).read_text("utf-8") == "mine"


def test_the_same_file_that_somebody_put_there_is_here(server: Server, library: Path) -> None:
    item = remote(server)
    (library / TARGET).parent.mkdir(parents=True)
    (library / TARGET).write_bytes(BODY)
    assert presence(library, item) == [Presence.HERE]


def test_a_removed_text_is_missing_again(server: Server, library: Path) -> None:
    item = remote(server)
    fetched(library, item)
    (library / TARGET).unlink()
    assert presence(library, item) == [Presence.MISSING]
    assert fetched(library, item) == [""]


def test_one_fault_does_not_stop_the_others(server: Server, library: Path) -> None:
    bad = remote(server, name="坏的", target=PurePosixPath("b.md"), url=f"{server.url}/nothing")
    assert [bool(fault) for fault in fetched(library, bad, remote(server))] == [True, False]


def test_a_host_that_is_not_there_is_asked_once(server: Server, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    plain = knowledge.sync.download

    def counted(wanted: Any, *rest: Any) -> Any:
        asked.append(wanted.name)
        return plain(wanted, *rest)

    monkeypatch.setattr(knowledge.sync, "download", counted)
    gone = [
        remote(server, name=name, target=PurePosixPath(f"{name}.md"), url=f"http://127.0.0.1:1/{name}")
        for name in "甲乙"
    ]
    faults = fetched(library, *gone)
    assert asked == ["甲"]
    assert "连不上" in faults[0]
    assert faults[0] == faults[1]


def test_an_archive_is_taken_apart_and_renewed(server: Server, library: Path) -> None:
    old, new = packed(server, {"a.md": b"a", "b.md": b"b"}), packed(server, {"a.md": b"A", "c.md": b"c"})
    assert fetched(library, old) == [""]
    assert files(library) == {"合集/a.md", "合集/b.md"}
    assert presence(library, new) == [Presence.OUTDATED]
    assert fetched(library, new) == [""]
    assert files(library) == {"合集/a.md", "合集/c.md"}
    assert presence(library, new) == [Presence.HERE]
    assert not list((library.parent / "sync").glob("staging-*"))


def test_a_hostile_archive_leaves_nothing(server: Server, library: Path) -> None:
    (fault,) = fetched(library, packed(server, {"a.md": b"a", "../../b.md": b"b"}))
    assert "整包没有使用" in fault
    assert not library.exists()
    assert not list((library.parent / "sync").glob("staging-*"))


def test_a_run_that_was_stopped_while_writing_is_taken_up(
    server: Server, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = packed(server, {"a.md": b"a", "b.md": b"b"}), packed(server, {"a.md": b"A", "b.md": b"B"})
    fetched(library, old)
    plain = knowledge.sync.write_durably

    def dying(path: Path, content: bytes) -> None:
        if path.name == "b.md":
            raise KeyboardInterrupt
        plain(path, content)

    monkeypatch.setattr(knowledge.sync, "write_durably", dying)
    with pytest.raises(KeyboardInterrupt):
        fetched(library, new)
    monkeypatch.undo()
    assert (library / "合集/b.md").read_bytes() == b"b"
    assert presence(library, new) == [Presence.OUTDATED]
    assert fetched(library, new) == [""]
    assert (library / "合集/a.md").read_bytes() + (library / "合集/b.md").read_bytes() == b"AB"


def test_a_link_in_the_library_leads_nowhere(server: Server, library: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    library.mkdir(parents=True)
    (library / "地方性法规").symlink_to(tmp_path / "elsewhere")
    (fault,) = fetched(library, remote(server))
    assert "链接" in fault
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_disk_that_refuses_is_one_sentence(server: Server, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(knowledge.sync, "write_durably", full)
    (fault,) = fetched(library, remote(server))
    assert "请检查磁盘空间" in fault


def test_two_runs_at_once_are_one_sentence(server: Server, library: Path) -> None:
    item = remote(server)
    (library.parent / "sync").mkdir(parents=True)
    with FileLock(library.parent / "sync" / "sync.lock"), pytest.raises(SyncError, match="另一个 xuefa sync"):
        fetched(library, item)


@pytest.mark.parametrize("record", [b"no json", b"[]", b'{"x": 1}'])
def test_a_spoilt_record_overwrites_nothing(server: Server, library: Path, record: bytes) -> None:
    old, new = remote(server, facts=FACTS), remote(server, BODY + b"\n", facts=FACTS)
    fetched(library, old)
    (library.parent / "sync" / "record.json").write_bytes(record)
    assert presence(library, new) == [Presence.CHANGED]
    (fault,) = fetched(library, new)
    assert "没有覆盖" in fault
