"""A served app and a real browser for the tests of the page."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

from assistant import Assistant
from assistant.app import create_app
from assistant.desk import Desk, Role

sys.path.insert(0, str(Path(__file__).parents[1] / "assistant" / "app"))

_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DESK_PASSWORD = "mulberry harbour 7"
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def served_assistant(assistant: Assistant) -> Assistant:
    """The real assistant over the real index, as in the running app."""
    return assistant


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of an app, served by uvicorn on a free port."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            pytest.fail("the app did not start")
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    server.force_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def live_server(served_assistant: Assistant) -> Iterator[str]:
    """The address of the app, without a lawyers' desk."""
    with served(create_app(served_assistant)) as address:
        yield address


@pytest.fixture(scope="session")
def served_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with an admin, whose name is chief, and no feedback yet."""
    desk = Desk.open(f"sqlite:///{tmp_path_factory.mktemp('desk') / 'desk.sqlite'}")
    desk.add_user("chief", "王律师", DESK_PASSWORD, Role.ADMIN, by="test")
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def desk_server(served_assistant: Assistant, served_desk: Desk) -> Iterator[str]:
    """The address of the app with a lawyers' desk."""
    with served(create_app(served_assistant, served_desk)) as address:
        yield address


@pytest.fixture(scope="session")
def browser_executable() -> str:
    """Chromium, from ``$CHROMIUM`` or the path."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.skip("no chromium here; set CHROMIUM to one")
    return found


@pytest.fixture(scope="session")
def browser(browser_executable: str) -> Iterator[Browser]:
    """One browser for all tests; each test opens its own context."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_executable, args=_FLAGS)
        yield browser
        browser.close()
