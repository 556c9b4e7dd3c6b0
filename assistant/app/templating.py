"""The templates of the library's pages. Everything that they show is escaped by the engine; no text is trusted."""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from typing import Any

import jinja2

from .cards import tone
from .links import address, article_link, finder_link, law_link, lesson_link
from .plain import beijing, beijing_day, chinese_day
from .words import BRAND

__all__ = ["render", "style", "style_address"]


def render(template: str, **values: Any) -> str:
    """A page as HTML.

    Args:
        template: File name in ``templates/``.
    """
    return _engine().get_template(template).render(**values)


@functools.cache
def style() -> str:
    """The style of the library's pages: the colours of the chat page, and what these pages add."""
    light, dark, *own = (_text(name) for name in ("light.css", "dark.css", "library.css", "lessons.css", "desk.css"))
    # Without a script the page cannot be told to be dark; it follows the system.
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}}}\n{''.join(own)}"


@functools.cache
def style_address() -> str:
    """Changes with the style, so that it can be kept for long."""
    return f"/laws/style.css?{hashlib.sha256(style().encode()).hexdigest()[:12]}"


@functools.cache
def script_address() -> str:
    """Changes with the script of the lessons, as :func:`style_address` does with the style."""
    return f"/lessons/lessons.js?{hashlib.sha256(_text('lessons.js').encode()).hexdigest()[:12]}"


@functools.cache
def _engine() -> jinja2.Environment:
    engine = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: _text(f"templates/{name}")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    engine.filters |= {"day": chinese_day, "beijing": beijing, "beijing_day": beijing_day, "tone": tone}
    engine.globals |= {
        "brand": BRAND,
        "address": address,
        "law_link": law_link,
        "article_link": article_link,
        "lesson_link": lesson_link,
        "finder_link": finder_link,
        "style_address": style_address(),
        "script_address": script_address(),
    }
    return engine


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
