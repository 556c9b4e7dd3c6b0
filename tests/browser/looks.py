"""What every page must be for a person: large enough to read and to tap, within the screen, accessible."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

__all__ = ["DESKTOP", "PHONE", "SCHEMES", "SIZES", "fine_print", "fits", "small_targets", "unfold", "violations"]

PHONE, DESKTOP = (375, 740), (1280, 860)
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
SMALLEST = 16  # pixels of a letter
TARGET = 44  # pixels of what is tapped, each way


def unfold(page: Page) -> None:
    """Opens everything that is folded, so that it is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")


def fine_print(page: Page, within: str = "body") -> list[object]:
    """Elements below ``within`` with words that are too small to read."""
    found: list[object] = page.evaluate(
        """([within, least]) => [...document.querySelectorAll(`${within} *`)]
          .filter(e => e.checkVisibility() && !e.closest('.sr') &&
            [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
          .map(e => [e.outerHTML.slice(0, 90), parseFloat(getComputedStyle(e).fontSize)])
          .filter(([, px]) => px < least)""",
        [within, SMALLEST],
    )
    return found


def small_targets(page: Page, besides: str = ".skip", also: str = "") -> list[object]:
    """Links, buttons and fields that are hard to hit.

    Args:
        besides: Selector of what does not count, such as links within a sentence.
        also: Selector of what counts as well.
    """
    kinds = ", ".join(filter(None, ["a[href], button, select, textarea, summary, input:not([type=hidden])", also]))
    found: list[object] = page.evaluate(
        """([kinds, besides, least]) => [...document.querySelectorAll(kinds)]
          .filter(e => e.checkVisibility() && !e.matches(besides))
          .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
          .filter(([, box]) => box.width < least || box.height < least)
          .map(([html, box]) => [html, box.width, box.height])""",
        [kinds, besides, TARGET],
    )
    return found


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def violations(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe finds that shuts somebody out: (rule, impact, elements)."""
    report = Axe().run(page).response["violations"]
    found = [(one["id"], one["impact"], [node["html"][:120] for node in one["nodes"]]) for one in report]
    return [row for row in found if row[1] in {"critical", "serious", "moderate"}]
