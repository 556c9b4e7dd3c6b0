"""A language model that a test plays, beside an assistant over the invented laws."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from assistant_fakes import make_catalogue
from model_server import ModelServer, model_server
from played_model import Open, faithful

from assistant.service import Assistant
from assistant.settings import ModelSettings, Settings
from index.search import SearchIndex


@pytest.fixture
def played() -> Iterator[ModelServer]:
    """A server that plays a faithful model until the test gives it something else to play."""
    with model_server(faithful) as server:
        yield server


@pytest.fixture
def beside(tiny_home: Path, make_encoder: Any, played: ModelServer) -> Open:
    """Opens an assistant with the played model; keywords are settings of it."""

    def opened(**own: Any) -> Assistant:
        encoder = make_encoder()
        index = SearchIndex.open(tiny_home / "index", encoder, make_catalogue())
        values = {"model": "示例模型", "base_url": played.url, "operator": "示例总工会", "wait": 0.6, "deadline": 2.0}
        settings = Settings(home=tiny_home, library="", model=encoder.name, llm=ModelSettings(**(values | own)))
        return Assistant(index, encoder, settings)

    return opened
