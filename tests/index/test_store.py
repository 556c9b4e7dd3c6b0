from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.store import FORMAT, IndexStore, Manifest
from knowledge.errors import IndexDamaged, IndexMissing

FILES = ("a.bin", "sub/b.json", "sub/deeper/c.npy")


def draft(**changes: object) -> Manifest:
    plain: dict[str, object] = {
        "format": FORMAT,
        "model": "模型",
        "dim": 4,
        "scope": "labour",
        "corpus": "c",
        "sources": "s",
        "laws": 1,
        "articles": 2,
        "passages": 3,
        "questions": 4,
        "files": {},
    }
    return Manifest(**(plain | changes))  # type: ignore[arg-type]


def writing(content: bytes = b"content", manifest: Manifest | None = None) -> Callable[[Path], Manifest]:
    def write(folder: Path) -> Manifest:
        for name in FILES:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content + name.encode())
        return manifest or draft()

    return write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def store(root: Path) -> IndexStore:
    made = IndexStore(root)
    made.publish(writing())
    return made


def change_manifest(store: IndexStore, **changes: object) -> None:
    path = store.current() / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def test_a_published_build_is_verified_with_every_file_in_its_manifest(store: IndexStore) -> None:
    folder, manifest = store.verified()
    assert set(manifest.files) == set(FILES)
    assert manifest == store.manifest()
    assert (manifest.model, manifest.passages) == ("模型", 3)
    assert (folder / "a.bin").read_bytes() == b"contenta.bin"


def test_before_the_first_build_the_message_says_what_to_run(root: Path) -> None:
    for call in (IndexStore(root).verified, IndexStore(root).manifest, IndexStore(root).current):
        with pytest.raises(IndexMissing, match="xuefa build"):
            call()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("at", [0, -1])
def test_one_flipped_byte_is_found(store: IndexStore, name: str, at: int) -> None:
    path = store.current() / name
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexDamaged, match=rf"{name}.*xuefa build --force"):
        store.verified()


@pytest.mark.parametrize("name", FILES)
def test_a_missing_shortened_or_emptied_file_is_found(store: IndexStore, name: str) -> None:
    path = store.current() / name
    for content in (path.read_bytes()[:-1], b""):
        path.write_bytes(content)
        with pytest.raises(IndexDamaged, match=name):
            store.verified()
    path.unlink()
    with pytest.raises(IndexDamaged, match=name):
        store.verified()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", f'{{"format": {FORMAT}}}'.encode()])
def test_a_manifest_that_is_none_is_damage(store: IndexStore, content: bytes) -> None:
    (store.current() / "manifest.json").write_bytes(content)
    for call in (store.verified, store.manifest):
        with pytest.raises(IndexDamaged, match="清单无法读取"):
            call()


def test_a_missing_manifest_is_damage(store: IndexStore) -> None:
    (store.current() / "manifest.json").unlink()
    with pytest.raises(IndexDamaged, match="清单无法读取"):
        store.verified()


def test_an_unknown_key_in_the_manifest_is_refused(store: IndexStore) -> None:
    change_manifest(store, surprise=1)
    with pytest.raises(IndexDamaged, match="xuefa build"):
        store.verified()


@pytest.mark.parametrize("other", [FORMAT + 1, FORMAT - 1])
def test_another_format_is_refused_and_named(store: IndexStore, other: int) -> None:
    change_manifest(store, format=other)
    with pytest.raises(IndexDamaged, match=f"格式是第{other}版，本程序需要第{FORMAT}版"):
        store.verified()


@pytest.mark.parametrize("pointer", [b"", b"build-000000000000", b"\n"])
def test_a_pointer_to_nothing_is_damage(store: IndexStore, root: Path, pointer: bytes) -> None:
    (root / "CURRENT").write_bytes(pointer)
    with pytest.raises(IndexDamaged, match="xuefa build"):
        store.verified()


def test_a_flipped_high_bit_in_the_pointer_is_damage(store: IndexStore, root: Path) -> None:
    pointer = bytearray((root / "CURRENT").read_bytes())
    pointer[0] ^= 0x80
    (root / "CURRENT").write_bytes(pointer)
    with pytest.raises(IndexDamaged):
        store.verified()


def test_a_manifest_without_a_table_of_files_is_damage(store: IndexStore) -> None:
    change_manifest(store, files=None)
    with pytest.raises(IndexDamaged):
        store.verified()


def test_a_file_that_the_manifest_does_not_list_is_damage(store: IndexStore) -> None:
    (store.current() / "extra.bin").write_bytes(b"x")
    with pytest.raises(IndexDamaged):
        store.verified()


def test_a_half_written_build_is_ignored_and_swept_away_by_the_next(store: IndexStore, root: Path) -> None:
    half = root / "build-aaaaaaaaaaaa"
    (half / "sub").mkdir(parents=True)
    (half / "sub" / "a.bin").write_bytes(b"half")
    (root / ".CURRENT.123").write_text("build-aaaaaaaaaaaa")
    served = store.current()
    store.verified()
    store.publish(writing(b"new"))
    assert not half.exists()
    assert not served.exists()
    assert sorted(path.name for path in root.iterdir()) == sorted(["CURRENT", store.current().name])
    assert (store.verified()[0] / "a.bin").read_bytes() == b"newa.bin"


@pytest.mark.parametrize("error", [RuntimeError, OSError, KeyboardInterrupt, SystemExit])
def test_when_writing_fails_the_old_build_goes_on_serving(
    store: IndexStore, root: Path, error: type[BaseException]
) -> None:
    served = store.current()

    def write(folder: Path) -> Manifest:
        (folder / "a.bin").write_bytes(b"half")
        raise error("stop")

    with pytest.raises(error):
        store.publish(write)
    assert store.verified()[0] == served
    assert [path.name for path in root.glob("build-*")] == [served.name]


def test_when_the_switch_fails_the_old_build_goes_on_serving(
    store: IndexStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = store.current()

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="no space"):
        store.publish(writing(b"new"))
    assert store.verified()[0] == served
    assert [path.name for path in root.glob("build-*")] == [served.name]


def test_a_damaged_build_can_be_replaced(store: IndexStore, root: Path) -> None:
    (root / "CURRENT").write_text("build-nowhere")
    store.publish(writing(b"new"))
    assert (store.verified()[0] / "a.bin").read_bytes() == b"newa.bin"


def test_of_named_files_only_these_are_checked(store: IndexStore) -> None:
    folder, manifest = store.verified()
    first, second, *_ = sorted(manifest.files)
    (folder / second).write_bytes(b"changed")
    (folder / "unknown").write_bytes(b"")
    assert store.verified([first]) == (folder, manifest)
    for names in ([first, second], ["unknown"], ["missing"]):
        with pytest.raises(IndexDamaged, match=names[-1]):
            store.verified(names)
