from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_corpus import build, opened, rules

import index.search
from index.ranking import FEATURES, LEVELS, Ranker
from index.search import SearchIndex


@pytest.fixture
def home(tmp_path: Path, fake_encoder: Any) -> Path:
    """A data folder with an index of the invented rules."""
    build(tmp_path / "home", rules(), fake_encoder)
    return tmp_path / "home"


@pytest.fixture
def plain_ranker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way in weighs the same, so that a test does not hang on the weights that ship."""
    ranker = Ranker(np.array([float(name not in LEVELS) for name in FEATURES], np.float32))
    monkeypatch.setattr(index.search, "load_ranker", lambda: ranker)


@pytest.fixture(params=["shipped", "plain", "words"])
def any_ranker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The weights that ship, equal ones, and those of keywords alone: what holds with each is a policy, not learned."""
    if request.param == "plain":
        request.getfixturevalue("plain_ranker")
    elif request.param == "words":
        ranker = Ranker(np.array([float(name.startswith("keywords")) for name in FEATURES], np.float32))
        monkeypatch.setattr(index.search, "load_ranker", lambda: ranker)


@pytest.fixture
def small_index(home: Path, fake_encoder: Any) -> SearchIndex:
    return opened(home, fake_encoder)
