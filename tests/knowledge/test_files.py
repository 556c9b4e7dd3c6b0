from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.files import write_durably


def test_a_file_is_written_whole_and_folders_are_made(tmp_path: Path) -> None:
    write_durably(tmp_path / "a" / "b.md", b"one")
    write_durably(tmp_path / "a" / "b.md", b"two")
    assert (tmp_path / "a" / "b.md").read_bytes() == b"two"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.md"]


def test_what_was_there_stays_if_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_durably(tmp_path / "b.md", b"one")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(tmp_path / "b.md", b"two")
    assert (tmp_path / "b.md").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["b.md"]
