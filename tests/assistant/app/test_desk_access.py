"""Who gets below /desk, and what of it: nobody without a login, and nobody another's drafts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from desk_visits import PASSWORD, TEXT, Clock, Lawyer, feedback, words_of
from fastapi import FastAPI

from assistant.app.desk_door import Door
from assistant.app.desk_drafts import DraftStore
from assistant.app.desk_pages import desk_router
from assistant.app.guard import MAX_BODY
from assistant.desk import Desk
from assistant.service import Assistant

Visit = Callable[..., Lawyer]


@pytest.fixture
def desk_app(whole_app: FastAPI) -> FastAPI:
    """Here everything that is served counts."""
    return whole_app


LEAKS = ("示例工资法", "王律师", "老板三个月", "csrf", "SECRET")


def routes_of(routes: Any, prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every path with its methods, also those of routers that the app took in."""
    for route in routes:
        if inner := getattr(route, "original_router", None):
            yield from routes_of(inner.routes, prefix)
        elif isinstance(path := getattr(route, "path", None), str):
            yield prefix + path, set(getattr(route, "methods", None) or {"GET"})


def filled(path: str, draft: str) -> str:
    return path.replace("{draft_id}", draft).replace("{feedback_id:int}", "1").replace("{rest:path}", "any/thing")


def test_every_page_is_closed_to_who_has_not_logged_in(desk_app: FastAPI, desk: Desk, visit: Visit) -> None:
    desk.leave_feedback(feedback())
    draft = visit("wang").check().rpartition("/")[2]
    paths = {filled(path, draft) for path, _ in routes_of(desk_app.routes) if path.startswith("/desk")}
    assert {"/desk", "/desk/check", f"/desk/drafts/{draft}/annotated.docx", "/desk/queue/1", "/desk/audit"} <= paths
    anonymous = visit()
    for path in sorted(paths - {"/desk/login"}):
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            reply = anonymous.client.request(method, path, data={"text": TEXT} if method == "POST" else None)
            assert reply.status_code in {303, 401, 403, 404}, (method, path)
            assert not [leak for leak in LEAKS if leak in reply.text], (method, path)
            if reply.status_code == 303:
                assert reply.headers["location"].startswith("/desk/login")
            assert reply.headers["cache-control"] == "no-store"


def test_a_page_that_is_added_later_is_closed_too(desk_app: FastAPI, visit: Visit) -> None:
    desk_app.router.routes.clear()  # no other route may stand in the way of the new one
    desk_app.add_api_route("/desk/later", lambda: "SECRET", methods=["GET", "POST"])
    for reply in (visit().get("/desk/later"), visit().client.post("/desk/later"), visit().get("/%64esk/later")):
        assert reply.status_code in {303, 401}
        assert "SECRET" not in reply.text


def test_without_a_desk_a_page_says_how_to_open_one(tiny: Any) -> None:
    from assistant.app import create_app

    visitor = Lawyer(create_app(tiny))
    assert "xuefa user add" in visitor.get("/desk").text
    assert visitor.client.post("/desk/check", data={"text": TEXT}).status_code in {404, 405}


def test_a_draft_is_of_no_use_in_another_login(visit: Visit) -> None:
    owner, other = visit("wang"), visit("li")
    address = owner.check()
    for path in ("", "/annotated.docx", "/result.csv", "?show=problems"):
        assert owner.get(address + path).status_code == 200
        for stranger in (other, visit("chief"), visit("wang")):  # even the same account in another browser
            reply = stranger.get(address + path)
            assert reply.status_code == 404
            assert "老板应当在每月十日前" not in reply.text
    assert other.post(f"{address}/delete").status_code == 404
    assert owner.get(address).status_code == 200
    assert owner.post(f"{address}/delete").status_code == 303
    assert owner.get(address).status_code == 404


def test_a_session_ends(visit: Visit, clock: Clock, desk: Desk) -> None:
    lawyer = visit("wang")
    address, token = lawyer.check(), lawyer.token()
    clock.pass_(hours=13)
    assert lawyer.get(address).status_code == 303
    assert lawyer.client.post("/desk/check", data={"csrf": token, "text": TEXT}).status_code == 401
    assert lawyer.log_in("wang").status_code == 303
    assert lawyer.get(address).status_code == 404


@pytest.mark.parametrize("end", ["close", "password"])
def test_an_account_that_is_closed_or_gets_another_password_is_out_at_once(visit: Visit, desk: Desk, end: str) -> None:
    lawyer = visit("wang")
    if end == "close":
        desk.set_active("wang", False, by="test")
    else:
        desk.set_password("wang", PASSWORD + "8", by="test")
    assert lawyer.get("/desk").status_code == 303


@pytest.mark.parametrize("end", ["log out", "close", "password"])
def test_a_draft_whose_login_ends_while_it_is_checked_is_not_kept(
    tiny: Assistant, desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    drafts = DraftStore(clock=clock)
    app = FastAPI()
    app.include_router(desk_router(tiny, desk, drafts))
    app.add_middleware(Door, desk=desk)
    lawyer, window = Lawyer(app), Lawyer(app)
    lawyer.log_in("wang")
    lawyer.check()
    window.client.cookies.update(lawyer.client.cookies)
    token, check = lawyer.token(), Assistant.check
    assert len(drafts._drafts) == 1

    def ended_meanwhile(self: Assistant, text: str, **options: Any) -> Any:
        if end == "log out":
            assert window.client.post("/desk/logout", data={"csrf": token}).status_code == 303
        elif end == "close":
            desk.set_active("wang", False, by="test")
        else:
            desk.set_password("wang", PASSWORD + "8", by="test")
        return check(self, text, **options)

    monkeypatch.setattr(Assistant, "check", ended_meanwhile)
    reply = lawyer.client.post("/desk/check", data={"csrf": token, "text": TEXT})
    assert drafts._drafts == {}
    assert lawyer.get(reply.headers["location"]).headers["location"].startswith("/desk/login")


def test_a_form_counts_only_with_the_token_of_its_own_login(visit: Visit, desk: Desk) -> None:
    desk.leave_feedback(feedback())
    lawyer, other = visit("wang"), visit("li")
    address = lawyer.check()
    for token in ("", "x", other.token(), lawyer.token() + "x"):
        for path in ("/desk/check", f"{address}/check", f"{address}/delete", "/desk/queue/1", "/desk/logout"):
            assert lawyer.post(path, csrf=token, text=TEXT, mark="right", do="save").status_code == 403
    assert lawyer.client.post("/desk/logout").status_code == 403
    assert lawyer.get(address).status_code == 200
    assert desk.feedback(1).reviews == ()


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://testserver.evil.example", "http://testserver:81"]
)
def test_a_form_from_another_site_is_refused(visit: Visit, origin: str) -> None:
    lawyer = visit("wang")
    reply = lawyer.post("/desk/check", text=TEXT, headers={"origin": origin})
    assert reply.status_code == 403
    assert "本站" in reply.text
    assert lawyer.post("/desk/check", text=TEXT, headers={"origin": "http://testserver"}).status_code == 303


def test_our_own_pages_let_browsers_say_where_a_form_comes_from(visit: Visit) -> None:
    """Under ``no-referrer`` browsers send ``Origin: null`` with every form."""
    reply = visit("wang").get("/desk")
    assert reply.headers.get_list("referrer-policy") == ["same-origin"]
    assert reply.headers.get_list("x-content-type-options") == ["nosniff"]
    assert any("default-src 'none'" in policy for policy in reply.headers.get_list("content-security-policy"))


def raw_post(app: FastAPI, path: str, headers: dict[str, str]) -> int:
    """The status of a POST whose body must not be asked for."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "http_version": "1.1", "scheme": "http", "server": ("testserver", 80), "client": ("127.0.0.1", 5),
        "root_path": "",
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return statuses[0]


def test_an_upload_of_nobody_is_refused_before_it_is_read(desk_app: FastAPI) -> None:
    form = {"content-type": "multipart/form-data; boundary=x"}
    declared = {"content-length": str(9 * 1024 * 1024)}
    assert raw_post(desk_app, "/desk/check", form | declared) == 413
    assert raw_post(desk_app, "/desk/check", form | declared | {"cookie": "xuefa_desk=forged"}) == 413
    assert raw_post(desk_app, "/desk/check", form | {"transfer-encoding": "chunked"}) == 401


def test_only_the_upload_may_be_large(visit: Visit, desk: Desk) -> None:
    desk.leave_feedback(feedback())
    lawyer = visit("wang")
    large = {"file": ("a.txt", b"x" * (MAX_BODY + 1))}
    for path in ("/desk/queue/1", "/desk/logout", "/desk/login", "/api/ask"):
        assert lawyer.post(path, files=large).status_code == 413, path
    assert lawyer.post("/desk/check", files={"file": ("a.txt", b"x" * (11 * 1024 * 1024))}).status_code == 413
    assert lawyer.post("/desk/check", files={"file": ("a.txt", TEXT.encode() + b"\n" * MAX_BODY)}).status_code == 303


def test_the_trail_is_for_admins(visit: Visit) -> None:
    lawyer, chief = visit("wang"), visit("chief")
    lawyer.check("甲乙丙丁的案子，依据《示例工资法》第一条。")
    refused = lawyer.get("/desk/audit")
    assert refused.status_code == 403
    assert "只有管理员能看" in words_of(refused)
    assert "/desk/audit" not in lawyer.get("/desk").text
    trail = words_of(chief.get("/desk/audit"))
    assert "wang" in trail
    assert "核对文稿" in trail
    assert "甲乙丙丁" not in trail
    assert chief.get("/desk/audit?page=99").status_code == 404
    assert chief.get("/desk/audit?page=x").status_code == 404


def test_an_unknown_page_is_not_found_after_the_login(visit: Visit) -> None:
    for path in (
        "/desk/nothing",
        "/desk/queue/7",
        "/desk/queue/99999999999999999999",
        "/desk/queue/x",
        "/desk/drafts/x",
    ):
        assert visit("wang").get(path).status_code == 404, path
