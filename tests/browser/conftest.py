"""A served app and a real browser for the tests of the page."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from assistant import Assistant
from assistant.api import Answerer
from assistant.app import create_app

sys.path.insert(0, str(Path(__file__).parents[1] / "assistant" / "app"))

_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def served_assistant(assistant: Assistant) -> Answerer:
    """The real assistant over the real index, as in the running app."""
    return assistant


@pytest.fixture(scope="session")
def live_server(served_assistant: Answerer) -> Iterator[str]:
    """The address of the app, served by uvicorn on a free port."""
    config = uvicorn.Config(create_app(served_assistant), host="127.0.0.1", port=0, log_level="warning")
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
