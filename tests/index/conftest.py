from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_corpus import build, opened, rules

from index.search import SearchIndex


@pytest.fixture
def home(tmp_path: Path, fake_encoder: Any) -> Path:
    """A data folder with an index of the invented rules."""
    build(tmp_path / "home", rules(), fake_encoder)
    return tmp_path / "home"


@pytest.fixture
def small_index(home: Path, fake_encoder: Any) -> SearchIndex:
    return opened(home, fake_encoder)
