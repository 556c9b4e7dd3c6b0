from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from desk_fakes import PASSWORD, Clock

from assistant.desk import Act, Desk, Role, User, sessions
from knowledge.errors import LoginBlocked, LoginError

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
WRONG = "not the password"


def fail(desk: Desk, name: str = "wang", address: str = HERE, times: int = 1) -> str:
    """Guess wrongly; the sentence of the last refusal."""
    for _ in range(times):
        with pytest.raises(LoginError) as caught:
            desk.log_in(name, WRONG, address)
    return str(caught.value)


def test_a_login_is_found_by_its_token_and_by_nothing_else(desk: Desk, wang: User) -> None:
    token, session = desk.log_in("Wang", PASSWORD, HERE)
    other, second = desk.log_in("wang", PASSWORD, HERE)
    assert desk.session(token) == session
    assert session.user == wang
    assert len({token, other, session.csrf, second.csrf, session.id, second.id}) == 6
    for wrong in ("", "x", session.id, session.csrf, token + "x", token[:-1], "\x00", "\ud800", token * 99):
        assert desk.session(wrong) is None


def test_a_login_ends_when_its_time_is_over(desk: Desk, wang: User, clock: Clock) -> None:
    token, session = desk.log_in("wang", PASSWORD, HERE)
    clock.pass_(hours=12, seconds=-1)
    assert desk.session(token) == session
    clock.pass_(seconds=1)
    assert desk.session(token) is None


def test_who_logs_out_is_out_elsewhere_too_but_colleagues_are_not(
    desk: Desk, wang: User, open_desk: Callable[[], Desk]
) -> None:
    token, session = desk.log_in("wang", PASSWORD, HERE)
    other, _ = desk.log_in("wang", PASSWORD, HERE)
    desk.log_out(session)
    desk.log_out(session)
    assert open_desk().session(token) is None
    assert open_desk().session(other)
    assert [line.action for line in desk.audit()[0]].count(Act.LOGGED_OUT) == 1


def test_a_refusal_says_the_same_and_does_the_same_work_whatever_the_reason(
    desk: Desk, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add_user("li", "李律师", PASSWORD, Role.LAWYER, by="测试")
    desk.set_active("li", False, by="测试")
    verified: list[str] = []
    verify = sessions.verify_password

    def counting(stored: str, password: str) -> bool:
        verified.append(stored.rsplit("$", 2)[0])
        return verify(stored, password)

    monkeypatch.setattr(sessions, "verify_password", counting)
    said = set()
    for name, password in (
        ("nobody", PASSWORD),
        ("wang", WRONG),
        ("li", WRONG),
        ("li", PASSWORD),
        ("", ""),
        ("\x00", ""),
    ):
        with pytest.raises(LoginError) as caught:
            desk.log_in(name, password, HERE)
        said.add((type(caught.value), str(caught.value)))
    assert len(said) == 1
    assert len(verified) == 6
    assert len(set(verified)) == 1  # the same parameters of the same hash


def test_after_five_failures_even_the_right_password_waits(desk: Desk, wang: User, clock: Clock) -> None:
    fail(desk, times=5)
    for address in (HERE, ELSEWHERE):
        with pytest.raises(LoginBlocked, match="15分钟"):
            desk.log_in("WANG", PASSWORD, address)
    clock.pass_(minutes=14)
    with pytest.raises(LoginBlocked, match="过1分钟"):
        desk.log_in("wang", PASSWORD, HERE)
    clock.pass_(minutes=1)
    desk.log_in("wang", PASSWORD, HERE)


def test_trying_while_blocked_does_not_block_for_longer(desk: Desk, wang: User, clock: Clock) -> None:
    fail(desk, times=5)
    for _ in range(14):
        clock.pass_(minutes=1)
        fail(desk)
    clock.pass_(minutes=1)
    desk.log_in("wang", PASSWORD, HERE)


def test_a_blocked_name_looks_the_same_whether_it_exists(desk: Desk, wang: User) -> None:
    assert fail(desk, "wang", times=6) == fail(desk, "nobody", times=6)


def test_the_others_can_still_log_in(desk: Desk, wang: User) -> None:
    desk.add_user("li", "李律师", PASSWORD, Role.LAWYER, by="测试")
    fail(desk, times=6)
    desk.log_in("li", PASSWORD, HERE)


def test_success_clears_the_name(desk: Desk, wang: User) -> None:
    for _ in range(3):
        fail(desk, times=4)
        desk.log_in("wang", PASSWORD, HERE)


def test_an_address_that_tries_many_names_is_blocked_and_others_are_not(desk: Desk, wang: User) -> None:
    for number in range(20):
        fail(desk, f"guess{number}")
    with pytest.raises(LoginBlocked):
        desk.log_in("wang", PASSWORD, HERE)
    desk.log_in("wang", PASSWORD, ELSEWHERE)


def test_an_own_account_does_not_clear_the_address(desk: Desk, wang: User) -> None:
    """Who has an account must not be able to guess at others' without end."""
    for number in range(20):
        fail(desk, f"guess{number}")
        if number < 19:
            desk.log_in("wang", PASSWORD, HERE)
    with pytest.raises(LoginBlocked):
        desk.log_in("wang", PASSWORD, HERE)


def test_all_addresses_of_one_ipv6_network_count_as_one(desk: Desk, wang: User) -> None:
    for number in range(20):
        fail(desk, f"guess{number}", f"2001:db8:1:2::{number:x}")
    with pytest.raises(LoginBlocked):
        desk.log_in("wang", PASSWORD, "2001:db8:1:2:ffff::1")
    desk.log_in("wang", PASSWORD, "2001:db8:1:3::1")


def test_failures_are_counted_together_by_all_processes(desk: Desk, wang: User, open_desk: Callable[[], Desk]) -> None:
    other = open_desk()
    fail(desk, times=3)
    fail(other, times=2)
    with pytest.raises(LoginBlocked):
        other.log_in("wang", PASSWORD, HERE)


def test_guessing_at_the_same_moment_gives_no_more_guesses(
    desk: Desk, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(5, timeout=20)
    guesses: list[str] = []

    def verify(stored: str, password: str) -> bool:
        guesses.append(password)
        together.wait()  # all that are let through are here before the first has failed
        return False

    monkeypatch.setattr(sessions, "verify_password", verify)

    def guess(number: int) -> type[LoginError]:
        with pytest.raises(LoginError) as caught:
            desk.log_in("wang", f"guess {number}", ELSEWHERE)
        return caught.type

    with ThreadPoolExecutor(30) as pool:
        ends = list(pool.map(guess, range(30)))
    assert len(guesses) == 5
    assert ends.count(LoginBlocked) == 25


def test_a_password_that_is_changed_while_it_is_verified_lets_nobody_in(
    desk: Desk, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = sessions.verify_password

    def slow(stored: str, password: str) -> bool:
        right = verify(stored, password)
        desk.set_password("wang", "another password", by="测试")
        return right

    monkeypatch.setattr(sessions, "verify_password", slow)
    with pytest.raises(LoginError):
        desk.log_in("wang", PASSWORD, HERE)


def locks(desk: Desk) -> list[tuple[str, str]]:
    return [(line.who, line.subject) for line in desk.audit()[0] if line.action == Act.LOGIN_BLOCKED]


def test_each_lock_is_one_line_in_the_trail_and_a_name_that_nobody_has_is_not(
    desk: Desk, wang: User, clock: Clock
) -> None:
    fail(desk, times=4)
    assert locks(desk) == []
    fail(desk, times=5)  # the first of them locks; the others are refused
    assert locks(desk) == [(sessions.NOBODY, "wang")]
    fail(desk, "a password by mistake", ELSEWHERE, times=9)
    assert locks(desk)[0] == (sessions.NOBODY, sessions.UNKNOWN)
    assert "mistake" not in str(desk.audit())
    clock.pass_(minutes=15)
    for number in range(25):
        fail(desk, f"guess{number}", ELSEWHERE)
    assert [subject for _, subject in locks(desk)] == [f"地址 {ELSEWHERE}", sessions.UNKNOWN, "wang"]


def test_a_fifth_attempt_that_succeeds_locks_nobody(desk: Desk, wang: User) -> None:
    fail(desk, times=4)
    desk.log_in("wang", PASSWORD, HERE)
    assert locks(desk) == []


def test_logins_are_in_the_trail_with_their_address_and_failures_are_not(desk: Desk, wang: User) -> None:
    fail(desk)
    desk.log_in("wang", PASSWORD, HERE)
    line, made = desk.audit()[0]
    assert (line.who, line.action, line.detail) == ("wang", Act.LOGGED_IN, HERE)
    assert made.action == Act.USER_ADDED
