"""Checking a draft: the form, the marked text, its downloads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import PurePath
from typing import Protocol
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.api import Answerer, read_day
from assistant.checking import Checked
from assistant.checking.quoting import SHORTEST_QUOTE
from assistant.desk import Act, Desk, Session
from assistant.drafts import Draft, DraftKind, annotate, to_csv
from knowledge.errors import XuefaError

from .desk_door import COOKIE
from .desk_drafts import PASTED, DraftStore, StoredDraft
from .desk_route import add_page, code_of, field, sentence_of, show
from .desk_text import lines_of
from .desk_upload import LONGEST, MEGABYTES, TAKEN, sent_draft
from .desk_view import PROBLEMS, cards_of, counts_of, problems_of, wanted
from .gate import Gate
from .links import DESK, address
from .plain import china_today

__all__ = ["Checker", "add_check", "draft_link", "file_name"]

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff<>:"/\\|?*;%]+')


class Checker(Answerer, Protocol):
    """An assistant that also checks the references in a text."""

    def check(self, text: str, *, as_of: date | None = ...) -> list[Checked]: ...


def add_check(router: APIRouter, assistant: Checker, desk: Desk, drafts: DraftStore, gate: Gate) -> None:
    """The routes."""

    def home(request: Request, session: Session) -> Response:
        return _form(request, drafts.of(session))

    def checked(request: Request, session: Session, draft: Draft | Callable[[], Draft], day: date) -> StoredDraft:
        with gate.place():
            draft = draft if isinstance(draft, Draft) else draft()
            found = assistant.check(draft.text, as_of=day)
        kind = PASTED if draft.kind is DraftKind.PASTE else f"{draft.kind.value.upper()}文件"
        desk.note(session.user.name, Act.DRAFT_CHECKED, kind, f"{len(found)}处引用，{problems_of(found)}处有问题")
        stored = drafts.add(session, draft, found, day)
        # The login may have ended meanwhile. Asked after keeping it: who logs out later forgets it by that.
        if desk.session(request.cookies.get(COOKIE, "")) is None:
            drafts.forget(session.id)
        return stored

    def check(request: Request, session: Session) -> Response:
        try:
            stored = checked(request, session, lambda: sent_draft(request), _day(request))
        except XuefaError as error:
            return _form(request, drafts.of(session), code_of(error), sentence=sentence_of(error))
        return RedirectResponse(draft_link(stored), status_code=303)

    def again(request: Request, session: Session) -> Response:
        before = drafts.get(session, request.path_params["draft_id"])
        try:
            day = _day(request)
            stored = drafts.same(session, before.draft, day) or checked(request, session, before.draft, day)
        except XuefaError as error:
            return _result(request, before, code_of(error), sentence=sentence_of(error))
        return RedirectResponse(draft_link(stored), status_code=303)

    def page(path: str, make: Callable[[Request, StoredDraft], Response]) -> None:
        def route(request: Request, session: Session) -> Response:
            return make(request, drafts.get(session, request.path_params["draft_id"]))

        add_page(router, "GET", f"/drafts/{{draft_id}}{path}", route)

    def download(name: str, kind: str, make: Callable[[Request, StoredDraft], bytes]) -> None:
        def route(request: Request, session: Session) -> Response:
            stored = drafts.get(session, request.path_params["draft_id"])
            with gate.place():
                body = make(request, stored)
            desk.note(session.user.name, Act.DRAFT_EXPORTED, name)
            return Response(body, media_type=kind, headers={"content-disposition": file_name(stored, name)})

        add_page(router, "GET", f"/drafts/{{draft_id}}/{name}", route)

    def delete(request: Request, session: Session) -> Response:
        drafts.delete(session, request.path_params["draft_id"])
        return RedirectResponse(DESK, status_code=303)

    add_page(router, "GET", "", home)
    add_page(router, "POST", "/check", check)
    page("", _result)
    download("annotated.docx", _WORD, _annotated)
    download("result.csv", "text/csv; charset=utf-8", lambda _, one: to_csv(one.checked, one.draft.text).encode())
    add_page(router, "POST", "/drafts/{draft_id}/check", again)
    add_page(router, "POST", "/drafts/{draft_id}/delete", delete)


def draft_link(stored: StoredDraft, **fields: object) -> str:
    """The page of a draft."""
    return address(f"{DESK}/drafts/{quote(stored.id)}", **fields)


def file_name(stored: StoredDraft, name: str) -> str:
    """A ``content-disposition`` with the name of the draft, without anything that a system could take amiss."""
    ending = name.rpartition(".")[2]
    called = PurePath(stored.draft.name).stem if stored.draft.name else stored.title
    stem = _NOT_IN_A_NAME.sub("_", called).strip(" ._…")[:80] or "文稿"
    return f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(f'{stem}-核对结果.{ending}', safe='')}"


def _day(request: Request) -> date:
    """The day in the form, today if it is empty.

    Raises:
        DateError: It is none.
    """
    return read_day(field(request, "as_of")) or china_today()


def _annotated(request: Request, stored: StoredDraft) -> bytes:
    only = request.query_params.get("only", "") == PROBLEMS
    return annotate(stored.draft, stored.checked, stored.day, only_problems=only)


def _form(request: Request, stored: list[StoredDraft], code: int = 200, sentence: str = "") -> Response:
    sent = request.method == "POST"
    rows = [(one, draft_link(one), problems_of(one.checked)) for one in stored]
    return show(
        request,
        "desk_home.html",
        code,
        sentence=sentence,
        text=field(request, "text") if sent else "",
        as_of=field(request, "as_of")[:20] if sent else china_today().isoformat(),
        drafts=rows,
        longest=LONGEST // 10_000,
        megabytes=MEGABYTES,
        taken=",".join(TAKEN),
    )


def _result(request: Request, stored: StoredDraft, code: int = 200, sentence: str = "") -> Response:
    shown = request.query_params.get("show", "")
    verdicts = wanted(shown)
    every = cards_of(stored.checked, stored.day, china_today())
    cards = [one for one in every if one.checked.verdict in verdicts]
    return show(
        request,
        "desk_draft.html",
        code,
        sentence=sentence,
        stored=stored,
        day=stored.day,
        as_of=field(request, "as_of")[:20] if sentence else stored.day.isoformat(),
        lines=lines_of(stored.draft.text, stored.checked),
        every=every,
        cards=cards,
        visible=frozenset(one.number for one in cards),
        counts=counts_of(stored.checked),
        problems=problems_of(stored.checked),
        shown=shown,
        link=draft_link(stored),
        shortest=SHORTEST_QUOTE,
    )
