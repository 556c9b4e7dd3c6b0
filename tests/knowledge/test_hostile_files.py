"""Every damaged or hostile file is one clear line or is read, and the caller goes on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hostile import FILES, READ, special

from knowledge.errors import UnreadableFile
from knowledge.readers import can_recognise, read_file


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_one_line_or_is_read(tmp_path: Path, name: str) -> None:
    make, expected = FILES[name]
    if name == "扫描.pdf" and can_recognise():
        pytest.skip("the extra ocr is installed: a scan is read, not refused")
    path = tmp_path / name
    path.write_bytes(make())
    if expected == READ:
        assert any("条" in line for line in read_file(path).lines)
        return
    with pytest.raises(UnreadableFile, match=expected) as caught:
        read_file(path)
    message = str(caught.value)
    assert message.startswith(f"{name}：")
    assert "\n" not in message
    assert re.search("请|已拒绝", message), "what to do next"


def test_what_is_no_file_is_one_line(tmp_path: Path) -> None:
    for path, expected in special(tmp_path).items():
        with pytest.raises(UnreadableFile, match=expected):
            read_file(path)


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 25
