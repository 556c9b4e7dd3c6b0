"""A library of invented laws, and an assistant over it that answers in milliseconds."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from assistant_fakes import FixedSource, make_catalogue, make_library
from cli_runs import Ran, Run

from assistant import cli, cli_verify, console
from assistant.service import Assistant
from assistant.settings import Settings
from index.builder import Builder, SilentReporter
from index.search import SearchIndex
from knowledge.library import Library
from knowledge.sources import LibraryFolder


@pytest.fixture(scope="session")
def tiny_library() -> Library:
    return make_library()


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory, make_encoder: Any) -> Path:
    """A data folder with an index of the invented laws; copy it before damaging it."""
    home = tmp_path_factory.mktemp("tiny-home")
    encoder = make_encoder()
    Builder(home, [FixedSource()], make_catalogue(), lambda: encoder, encoder.name, everything=True).build(
        SilentReporter()
    )
    return home


@pytest.fixture(scope="session")
def tiny(tiny_home: Path, make_encoder: Any) -> Assistant:
    """An assistant over the invented laws; its encoder is unknown to the scope model."""
    encoder = make_encoder()
    index = SearchIndex.open(tiny_home / "index", encoder, make_catalogue())
    return Assistant(index, encoder, Settings(home=tiny_home, library="", model=encoder.name))


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No XUEFA_ variable, no library folder beside the working directory; gives the empty data folder set."""
    for name in [name for name in os.environ if name.startswith("XUEFA_")]:
        monkeypatch.delenv(name)
    work = tmp_path / "work" / "here"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    monkeypatch.setenv("XUEFA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def run(clean_environment: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command in this process, as the console script calls it."""

    def run(*words: str, stdin: str | bytes = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["xuefa", *words])
        piped = io.StringIO("" if isinstance(stdin, bytes) else stdin)
        monkeypatch.setattr(piped, "buffer", io.BytesIO(stdin if isinstance(stdin, bytes) else stdin.encode()), False)
        monkeypatch.setattr(sys, "stdin", piped)
        capfd.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 1
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    yield run
    structlog.reset_defaults()


@pytest.fixture
def opened(tiny: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works over the invented laws."""
    monkeypatch.setattr(Assistant, "open", lambda settings=None: tiny)
    monkeypatch.setattr(cli_verify, "open_passages", lambda settings: tiny.index)
    monkeypatch.setattr(cli_verify, "library_of", lambda settings: tiny.library)


@pytest.fixture
def small_builder(monkeypatch: pytest.MonkeyPatch, make_encoder: Any) -> list[bool]:
    """Builds with the small encoder from the library folders alone; remembers each call of ``build``."""
    builds: list[bool] = []

    def builder_for(settings: Any, say: object = None) -> Builder:
        encoder = make_encoder()
        sources = [LibraryFolder(folder) for folder in settings.library_folders()]
        builder = Builder(settings.home, sources, make_catalogue(), lambda: encoder, encoder.name, everything=True)
        build = builder.build

        def counted(reporter: Any, force: bool = False) -> Any:
            builds.append(force)
            return build(reporter, force)

        monkeypatch.setattr(builder, "build", counted)
        return builder

    monkeypatch.setattr(console, "builder_for", builder_for)
    return builds
