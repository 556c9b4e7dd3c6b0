"""A served app and a real browser for the tests of the page."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from playwright.sync_api import Browser, sync_playwright
from serving import serving

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


@pytest.fixture(scope="session")
def live_server(served_assistant: Assistant) -> Iterator[str]:
    """The address of the app, without a lawyers' desk."""
    with serving(create_app(served_assistant)) as address:
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
    with serving(create_app(served_assistant, served_desk)) as address:
        yield address


@pytest.fixture(scope="session")
def browser_executable() -> str:
    """Chromium, from ``$CHROMIUM`` or the path."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.skip("no chromium here; set CHROMIUM to one")
    return found


@pytest.fixture(scope="session")
def chinese_fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The machine's fonts and a Chinese one: where there is none, characters are narrow boxes and print as nothing."""
    folder = tmp_path_factory.mktemp("fonts")
    config = folder / "fonts.conf"
    config.write_text(
        f"""<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
        <dir>{pylopdf_fonts_zh_cn.sans_path().parent}</dir><cachedir>{folder}</cachedir></fontconfig>""",
        "utf-8",
    )
    return config


@pytest.fixture(scope="session")
def browser(browser_executable: str, chinese_fonts: Path) -> Iterator[Browser]:
    """One browser for all tests; each test opens its own context."""
    env = {**os.environ, "FONTCONFIG_FILE": str(chinese_fonts)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_executable, args=_FLAGS, env=env)
        yield browser
        browser.close()
