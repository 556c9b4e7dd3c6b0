"""Pages opened in fresh contexts, for the tests of one server; whether a page reached out or complained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from looks import PHONE
from playwright.sync_api import Browser, Page

__all__ = ["Opener", "visiting"]

Opener = Callable[..., Page]


@contextmanager
def visiting(browser: Browser, server: str, expected: str, script: bool = False) -> Iterator[Opener]:
    """An opener of the server's pages; at the end it fails on a request elsewhere, an error or a console error.

    ``expected`` stands in the console errors that the visited pages may give, such as a status; ``script`` says
    whether scripts run unless a call says otherwise; ``before`` of the opener is run before the page's own scripts.
    """
    contexts, hosts, faults = [], set(), []

    def opener(
        address: str, size: tuple[int, int] = PHONE, scheme: str = "light", script: bool = script, before: str = ""
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if before:
            context.add_init_script(before)
        page = context.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(server + address)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert hosts - {""} <= {urlsplit(server).netloc}
    assert [fault for fault in faults if expected not in fault] == []
