from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from index.lines import LineIndex


def test_lines_are_found_by_their_text_after_saving(tmp_path: Path, fake_encoder: Any) -> None:
    texts = ["工资按月发", "加班要给钱"]
    LineIndex(texts, fake_encoder.encode_passages(texts)).save(tmp_path / "lines")
    loaded = LineIndex.load(tmp_path / "lines")
    found = loaded.vectors_of(["加班要给钱", "工资按月发"])
    assert found is not None
    np.testing.assert_array_equal(found, fake_encoder.encode_passages(["加班要给钱", "工资按月发"]))


def test_a_text_that_is_not_held_gives_nothing_rather_than_another_vector(fake_encoder: Any) -> None:
    held = LineIndex(["工资按月发"], fake_encoder.encode_passages(["工资按月发"]))
    assert held.vectors_of(["工资按月发", "工资按周发"]) is None
    assert held.vectors_of([]) is None
    assert LineIndex((), np.zeros((0, 0), np.float32)).vectors_of(["工资按月发"]) is None
