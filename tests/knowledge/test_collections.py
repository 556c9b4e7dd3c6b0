from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.collections import Archive, RemoteFile, load_collections
from knowledge.errors import SyncError

FILE = f"""
[[file]]
name = "示例条例"
url = "https://example.org/a.md"
commit = "abc"
size = 10
sha256 = "{"a" * 64}"
licence = "公开"
target = "地方性法规/青海省/示例条例.md"
"""
ARCHIVE = (
    FILE.replace("[[file]]", "[[archive]]").replace("示例条例.md", "").replace("示例条例", "示例合集")
    + 'kind = "zip"\n'
)


def manifest(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_manifest_that_ships_is_pinned_throughout() -> None:
    found = load_collections()
    assert len(found.items) == 17
    assert found.hosts == {"raw.githubusercontent.com"}
    for item in found.items:
        assert isinstance(item, RemoteFile)
        assert len(item.commit) == 40
        assert f"/{item.commit}/" in item.url
        assert item.target.parts[0] == "地方性法规"
        assert item.target.stem == item.name
    assert len({item.sha256 for item in found.items}) == 17
    assert len({item.target.parts[1] for item in found.items}) == 9


def test_an_operators_own_manifest(tmp_path: Path) -> None:
    path = manifest(
        tmp_path, f'hosts = ["CDN.example.org"]\n{FILE}facts = {{ title = "示例条例" }}\n{ARCHIVE}strip = 1\n'
    )
    file, archive = load_collections(path).items
    assert isinstance(file, RemoteFile)
    assert (file.size, file.limit, file.facts) == (10, 10, {"title": "示例条例"})
    assert isinstance(archive, Archive)
    assert (archive.kind, archive.strip) == ("zip", 1)
    assert load_collections(path).hosts == {"example.org", "cdn.example.org"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("https://example.org", "ftp://example.org", "https://"),
        ("https://example.org/a.md", "file:///etc/passwd", "https://"),
        ("地方性法规/青海省", "../外面", "target"),
        ("地方性法规/青海省", "/etc", "target"),
        ("a" * 64, "a" * 63, "sha256"),
        ("size = 10", "size = 0", "size"),
        ("size = 10", 'size = "10"', "size"),
        ('licence = "公开"', "", "缺少 licence"),
        ('commit = "abc"', 'comit = "abc"', "comit"),
        ("[[file]]", "[[fil]]", "fil"),
        ("[[file]]", "[file]", r"\[\[file\]\]"),
        ('name = "示例条例"', "name = 示例", "TOML"),
        ("size = 10", "facts = { title = 3 }", "facts"),
        ("size = 10", 'facts = { title = "a\\nb: c" }', "facts"),
    ],
)
def test_a_wrong_entry_is_one_sentence(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in FILE
    with pytest.raises(SyncError, match=told) as caught:
        load_collections(manifest(tmp_path, FILE.replace(old, new)))
    assert "\n" not in str(caught.value).strip()


@pytest.mark.parametrize(
    ("old", "new"), [('kind = "zip"', 'kind = "rar"'), ('kind = "zip"', 'kind = "zip"\nstrip = -1')]
)
def test_a_wrong_archive_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(SyncError, match=r"kind|strip"):
        load_collections(manifest(tmp_path, ARCHIVE.replace(old, new)))


def test_names_and_targets_stand_once(tmp_path: Path) -> None:
    with pytest.raises(SyncError, match="出现了两次"):
        load_collections(manifest(tmp_path, FILE + FILE))
    with pytest.raises(SyncError, match="target"):
        load_collections(manifest(tmp_path, FILE + FILE.replace('name = "示例条例"', 'name = "另一个"')))


def test_a_manifest_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SyncError, match="无法读取清单"):
        load_collections(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SyncError, match="TOML"):
        load_collections(tmp_path / "bytes.toml")
