"""Logging in and out: one sentence for every failure, no way round the limit, no way to another site."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desk_visits import HOSTILE, PASSWORD, Clock, Lawyer, words_of
from fastapi import FastAPI

from assistant.app import create_app
from assistant.app.desk_login import after_login
from assistant.desk import Desk
from assistant.service import Assistant

Visit = Callable[..., Lawyer]


def test_a_lawyer_gets_where_they_wanted_to_go(visit: Visit) -> None:
    lawyer = visit()
    turned = lawyer.get("/desk/queue?reviewed=1")
    assert turned.headers["location"] == "/desk/login?next=%2Fdesk%2Fqueue%3Freviewed%3D1"
    assert 'name="next" value="/desk/queue?reviewed=1"' in lawyer.get(turned.headers["location"]).text
    reply = lawyer.log_in("wang", next="/desk/queue?reviewed=1")
    assert (reply.status_code, reply.headers["location"]) == (303, "/desk/queue?reviewed=1")
    assert lawyer.get("/desk/queue?reviewed=1").status_code == 200


def test_every_failure_is_the_same_page(visit: Visit, desk: Desk) -> None:
    desk.set_active("li", False, by="test")
    replies = [visit().log_in(*one) for one in (("wang", "wrong"), ("nobody", PASSWORD), ("li", PASSWORD), ("", ""))]
    assert {reply.status_code for reply in replies} == {403}
    assert len({words_of(reply) for reply in replies}) == 1
    assert not any("xuefa_desk=" in cookie for one in replies for cookie in one.headers.get_list("set-cookie"))


def test_guessing_is_stopped_even_with_the_right_password(visit: Visit, clock: Clock) -> None:
    guesser = visit()
    assert [guesser.log_in("wang", f"guess {at}").status_code for at in range(5)] == [403] * 5
    blocked = guesser.log_in("wang")
    assert blocked.status_code == 429
    assert guesser.get("/desk").status_code == 303
    assert visit().log_in("wang").status_code == 429  # from another browser too
    clock.pass_(minutes=16)
    assert guesser.log_in("wang").status_code == 303


@pytest.mark.parametrize("name", ["../../etc", HOSTILE, "x" * 5000, "\x00", "王'; drop table users; --"])
def test_a_hostile_name_is_only_a_wrong_one(visit: Visit, name: str) -> None:
    reply = visit().log_in(name)
    assert reply.status_code == 403
    assert "<script>alert" not in reply.text


def test_the_form_needs_its_token_and_its_site(visit: Visit) -> None:
    lawyer = visit()
    form = {"name": "wang", "password": PASSWORD}
    assert lawyer.client.post("/desk/login", data=form).status_code == 403  # a form of another site has no cookie
    assert lawyer.log_in("wang", csrf="x").status_code == 403
    token = lawyer.token("/desk/login")
    foreign = {"origin": "http://evil.example"}
    assert lawyer.client.post("/desk/login", data=form | {"csrf": token}, headers=foreign).status_code == 403
    assert lawyer.get("/desk").status_code == 303


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_stays_in_the_browser_and_below_the_desk(
    tiny: Assistant, desk: Desk, secure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiny, "settings", tiny.settings.model_copy(update={"secure_cookie": secure}))
    lawyer = Lawyer(create_app(tiny, desk))
    lawyer.client.base_url = "https://testserver"  # type: ignore[assignment]
    cookies = lawyer.log_in("wang").headers.get_list("set-cookie")
    cookie = next(one for one in cookies if one.startswith("xuefa_desk="))
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/desk"} <= parts
    assert ("secure" in parts) == secure
    assert not any(part.startswith(("max-age", "expires", "domain")) for part in parts)


def test_each_login_has_a_new_token_and_ends_the_one_before(visit: Visit, desk_app: FastAPI) -> None:
    lawyer = visit("wang")
    before, draft = lawyer.client.cookies["xuefa_desk"], lawyer.check()
    lawyer.log_in("wang")
    assert lawyer.client.cookies["xuefa_desk"] != before
    assert lawyer.get(draft).status_code == 404
    old = Lawyer(desk_app)
    old.client.cookies.set("xuefa_desk", before)
    assert old.get("/desk").status_code == 303


def test_a_token_that_was_set_by_another_is_not_taken_over(visit: Visit) -> None:
    lawyer = visit()
    lawyer.client.cookies.set("xuefa_desk", "chosen-by-an-attacker", path="/desk")
    reply = lawyer.log_in("wang")
    assert "chosen-by-an-attacker" not in str(reply.headers.get_list("set-cookie"))


def test_logging_out_ends_the_session_and_removes_the_drafts(visit: Visit, desk_app: FastAPI) -> None:
    lawyer = visit("wang")
    token, draft = lawyer.client.cookies["xuefa_desk"], lawyer.check()
    assert lawyer.post("/desk/logout").headers["location"] == "/desk/login"
    assert "xuefa_desk" not in lawyer.client.cookies
    kept = Lawyer(desk_app)
    kept.client.cookies.set("xuefa_desk", token)
    assert kept.get(draft).status_code == 303
    lawyer.log_in("wang")
    assert lawyer.get(draft).status_code == 404
    assert "核对过的文稿" not in lawyer.get("/desk").text


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "/desk//evil.example", "/desk@evil.example",
        "/deskevil", "/desk/../laws", "javascript:alert(1)", "/desk\r\nset-cookie: a=b", "/laws", "/desk/" + "x" * 600,
        "/desk/\t", " /desk",
    ],
)  # fmt: skip
def test_no_way_leads_to_another_site(visit: Visit, wanted: str) -> None:
    assert after_login(wanted) == "/desk"
    reply = visit().log_in("wang", next=wanted)
    assert (reply.status_code, reply.headers["location"]) == (303, "/desk")
