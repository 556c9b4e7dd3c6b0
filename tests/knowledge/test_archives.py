from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from knowledge.archives import extract
from knowledge.collections import Archive
from knowledge.errors import SyncError

TEXTS = {"top/河南省/a.md": "第一条 甲。".encode(), "top/b.txt": b"b", "top/run.sh": b"rm", "top/c.PDF": b"%PDF"}
Edit = Callable[[tarfile.TarInfo], None]


def archive(kind: str, **changes: int) -> Archive:
    return Archive(
        "示例合集", "https://example.org/x", "", None, "a" * 64, "公开", PurePosixPath("合集"), kind, **changes
    )


def packed(kind: str, tmp_path: Path, members: dict[str, bytes]) -> Path:
    path = tmp_path / "packed"
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
            for name, content in members.items():
                held.writestr(name, content)
    else:
        with tarfile.open(path, "w:gz") as tar:
            for name, content in members.items():
                tar.addfile(_info(name, len(content)), io.BytesIO(content))
    return path


def _info(name: str, size: int, edit: Edit = lambda _: None) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = size
    edit(info)
    return info


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out" / "staging"
    made.mkdir(parents=True)
    return made


both = pytest.mark.parametrize("kind", ["zip", "tar.gz"])


@both
def test_texts_are_taken_out_and_nothing_else(tmp_path: Path, folder: Path, kind: str) -> None:
    paths = extract(archive(kind, strip=1), packed(kind, tmp_path, TEXTS), folder)
    assert sorted(map(str, paths)) == ["b.txt", "c.PDF", "河南省/a.md"]
    assert (folder / "河南省/a.md").read_text("utf-8") == "第一条 甲。"
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["a.md", "b.txt", "c.PDF"]


@both
@pytest.mark.parametrize(
    "name",
    [
        "../outside.md",
        "a/../../outside.md",
        "/outside.md",
        "..\\outside.md",
        "C:outside.md",
        "a\n.md",
        "x" * 2000 + ".md",
    ],
)
def test_a_way_out_condemns_the_archive(tmp_path: Path, folder: Path, kind: str, name: str) -> None:
    with pytest.raises(SyncError, match="整包没有使用"):
        extract(archive(kind), packed(kind, tmp_path, {name: b"x", "good.md": b"y"}), folder)
    assert not list(tmp_path.rglob("outside.md"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_a_link_or_a_device_condemns_a_tar(tmp_path: Path, folder: Path, kind: bytes) -> None:
    def edit(info: tarfile.TarInfo) -> None:
        info.type, info.linkname = kind, "/etc/passwd"

    with tarfile.open(tmp_path / "packed", "w:gz") as tar:
        tar.addfile(_info("a.md", 0, edit))
    with pytest.raises(SyncError, match="链接"):
        extract(archive("tar.gz"), tmp_path / "packed", folder)
    assert list(folder.iterdir()) == []


def test_a_link_or_an_encrypted_file_condemns_a_zip(tmp_path: Path, folder: Path) -> None:
    info = zipfile.ZipInfo("a.md")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "packed", "w") as held:
        held.writestr(info, "/etc/passwd")
    with pytest.raises(SyncError, match="链接"):
        extract(archive("zip"), tmp_path / "packed", folder)
    content = bytearray(packed("zip", tmp_path, {"a.md": b"x"}).read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1  # says that it is encrypted
    (tmp_path / "packed").write_bytes(content)
    with pytest.raises(SyncError, match="加密"):
        extract(archive("zip"), tmp_path / "packed", folder)


@both
def test_a_bomb_is_stopped(tmp_path: Path, folder: Path, kind: str) -> None:
    bomb = packed(kind, tmp_path, {"a.md": b"\0" * 20_000_000})
    assert bomb.stat().st_size < 100_000
    with pytest.raises(SyncError, match="大得不合常理"):
        extract(archive(kind), bomb, folder)
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 5_000_000


@both
def test_limits_of_the_manifest_hold(tmp_path: Path, folder: Path, kind: str) -> None:
    file = packed(kind, tmp_path, TEXTS)
    with pytest.raises(SyncError, match="超过2个"):
        extract(archive(kind, most=2), file, folder)


@both
def test_the_total_is_bounded(tmp_path: Path, folder: Path, kind: str) -> None:
    with pytest.raises(SyncError, match="大得不合常理"):
        extract(archive(kind, largest=5), packed(kind, tmp_path, TEXTS), folder)


@both
@pytest.mark.parametrize("spoil", [lambda content: content[: len(content) // 2], lambda content: b"no archive at all"])
def test_a_damaged_archive_is_one_sentence(
    tmp_path: Path, folder: Path, kind: str, spoil: Callable[[bytes], bytes]
) -> None:
    file = packed(kind, tmp_path, TEXTS)
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(SyncError, match="已损坏"):
        extract(archive(kind), file, folder)


@both
def test_an_archive_without_texts_says_so(tmp_path: Path, folder: Path, kind: str) -> None:
    with pytest.raises(SyncError, match="没有可用的文本"):
        extract(archive(kind), packed(kind, tmp_path, {"a.sh": b"x"}), folder)
