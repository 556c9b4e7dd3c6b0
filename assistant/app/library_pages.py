"""The 法规库: pages to browse, search, read and compare the texts, made on the server, without a script.

A mistake of the visitor is a page that says what to do next, with the status code that fits.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.api import Answerer
from assistant.shelf import Shelf, Wanted, words_in_text, words_of
from assistant.topics import topics
from knowledge.comparing import Change, compare_articles
from knowledge.errors import PageError, QuestionError, UnknownLaw
from knowledge.records import NATIONAL, Law, Status

from .library_request import MAX_WORDS, Asked, part_of, read_request
from .links import HOME, address, article_link
from .marking import snippet
from .pages import PLAIN_POLICY, Page, html_page
from .reading import doubts_of, read_text
from .templating import render, style

__all__ = ["library_router"]

_log = structlog.get_logger(__name__)
MOST_TITLES = 8
_QUIET = frozenset({Change.SAME, Change.RENUMBERED})
_YEAR = 365 * 24 * 3600


def library_router(assistant: Answerer) -> APIRouter:
    """The routes below ``/laws``."""
    router = APIRouter(route_class=Page, include_in_schema=False)
    shelves: list[Shelf] = []

    def asked(request: Request) -> Asked:
        library = assistant.library
        if not shelves or shelves[0].library is not library:
            shelves[:] = [Shelf(library)]
        return read_request(request, shelves[0])

    def page(path: str, make: Callable[[Request, Asked], Response]) -> None:
        def route(request: Request) -> Response:
            return make(request, asked(request))

        router.add_api_route(f"{HOME}{path}", route, methods=["GET"])

    router.add_api_route(f"{HOME}/style.css", _style, methods=["GET"])
    page("", _home)
    page("/list", _list)
    page("/search", _search)
    page("/article", _article)
    page("/versions", _versions)
    page("/compare", _compare)
    page("/{law_id:path}", _text)
    return router


def _home(request: Request, asked: Asked) -> Response:
    shelf, day = asked.shelf, asked.day
    return _show(
        request,
        asked,
        "home.html",
        texts=sum(shelf.levels(day).values()),
        levels=shelf.levels(day),
        regions=shelf.regions(day),
        topics=[topic.id for topic in topics()],
        compared=len(shelf.with_versions(day)),
    )


def _list(request: Request, asked: Asked) -> Response:
    wanted = Wanted(words_of(asked.query), asked.wanted.level, asked.wanted.region, asked.wanted.topic)
    entries = asked.shelf.browse(wanted, asked.day)
    shown, pages = part_of(entries, asked.page)
    return _show(
        request,
        asked,
        "list.html",
        entries=shown,
        count=len(entries),
        pages=pages,
        levels=asked.shelf.levels(asked.day),
        regions=asked.shelf.regions(asked.day),
        topics=[topic.id for topic in topics()],
    )


def _search(request: Request, asked: Asked) -> Response:
    found = asked.shelf.search(asked.query, asked.wanted, asked.day)
    shown, pages = part_of(found.articles, asked.page)
    words = words_of(asked.query)
    return _show(
        request,
        asked,
        "search.html",
        found=found,
        titles=found.laws[:MOST_TITLES] if asked.page == 1 else (),
        shown=[(one, snippet(one.article.text, words_in_text(words, one.entry.law))) for one in shown],
        count=len(found.articles),
        pages=pages,
        find=words,
        levels=asked.shelf.levels(asked.day),
        regions=asked.shelf.regions(asked.day),
    )


def _article(request: Request, asked: Asked) -> Response:
    """Leads to an article by the name of its law, or by the id of a version, and its number."""
    fields = request.query_params
    name, number = fields.get("law", "").strip(), fields.get("article", "").strip()
    if not number:
        raise QuestionError("没有写是第几条，请写上条号，如 82 或 第八十二条。")
    if len(name) + len(number) > MAX_WORDS:
        raise QuestionError(f"名称或条号太长了，请写在{MAX_WORDS}字以内。")
    law = asked.document(fields["id"]).law if fields.get("id") else _named(asked, name)
    article = asked.library.article(law.id, number)
    return RedirectResponse(article_link(law.id, article.number, as_of=asked.as_of), status_code=302)


def _named(asked: Asked, name: str) -> Law:
    try:
        return asked.library.version(name, asked.day)
    except UnknownLaw:
        raise PageError(f"法规库里没有《{name.strip('《》')}》，请在下面换个名称查找。") from None


def _versions(request: Request, asked: Asked) -> Response:
    entries = asked.shelf.with_versions(asked.day)
    rows = [(entry, asked.shelf.versions(entry.law)) for entry in entries]
    return _show(request, asked, "versions.html", rows=rows)


def _compare(request: Request, asked: Asked) -> Response:
    fields = request.query_params
    old, new = (asked.document(fields.get(name, "")) for name in ("old", "new"))
    if old.law.title != new.law.title or old.law.id == new.law.id:
        raise PageError("只能对照同一个文件的两个不同版本，请从“有新旧版本的文件”里选择。")
    pairs = compare_articles(old.articles, new.articles)
    counts = {change: sum(pair.change is change for pair in pairs) for change in Change}
    # Runs of articles without a change of words are folded away.
    groups = [(changed, list(run)) for changed, run in itertools.groupby(pairs, lambda pair: pair.change not in _QUIET)]
    return _show(request, asked, "compare.html", old=old.law, new=new.law, groups=groups, counts=counts, kinds=Change)


def _text(request: Request, asked: Asked) -> Response:
    document = asked.document(request.path_params["law_id"])
    words = words_in_text(words_of(asked.query), document.law)
    return _show(
        request,
        asked,
        "text.html",
        law=document.law,
        status=document.law.status_on(asked.day).value,
        reading=read_text(document, asked.day, words),
        doubts=doubts_of(document),
        versions=asked.shelf.versions(document.law),
        current=_current(asked, document.law),
        total=len(document.articles),
        find=words,
    )


def _current(asked: Asked, law: Law) -> Law | None:
    """The version that applies on the day, if it is another one."""
    others = (one for one in asked.shelf.versions(law) if one.id != law.id)
    return next((one for one in others if one.status_on(asked.day) is Status.IN_FORCE), None)


def _show(request: Request, asked: Asked, template: str, **values: Any) -> Response:
    wanted = asked.wanted
    own = {"q": asked.query, "level": wanted.level, "region": wanted.region, "topic": wanted.topic}

    def here(**changes: object) -> str:
        """This page with other fields, from its first part on."""
        return address(quote(request.url.path), **(own | {"as_of": asked.as_of} | changes))

    html = render(template, asked=asked, day=asked.day, as_of=asked.as_of, here=here, national=NATIONAL, **values)
    return html_page(request, html, PLAIN_POLICY)


def _style() -> Response:
    return Response(style(), media_type="text/css", headers={"cache-control": f"public, max-age={_YEAR}, immutable"})
