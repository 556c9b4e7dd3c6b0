from __future__ import annotations

from collections.abc import Callable

import pytest
from desk_fakes import PASSWORD

from assistant.desk import Act, Desk, Role, User, accounts, passwords
from assistant.desk.tables import metadata
from knowledge.errors import DeskError, LoginError

OTHER = "harvest lantern 4"


def stored(desk: Desk) -> str:
    """Everything in the database, as one text."""
    with desk._store.read() as connection:
        return repr([connection.execute(table.select()).all() for table in metadata.sorted_tables])


def acts(desk: Desk) -> list[tuple[str, str, str]]:
    return [(line.who, line.action, line.subject) for line in reversed(desk.audit()[0])]


def test_an_account_is_found_again(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    made = desk.add_user(" Wang ", "王律师", PASSWORD, Role.LAWYER, by="命令行")
    admin = desk.add_user("an", "安主任", OTHER, Role.ADMIN, by="命令行")
    assert (made.name, made.role, made.active, made.created.isoformat()) == (
        "wang", Role.LAWYER, True, "2026-03-01T23:30:00+00:00",
    )  # fmt: skip
    assert open_desk().users() == [admin, made]


def test_a_name_is_given_once_however_it_is_typed(desk: Desk, wang: User) -> None:
    for again in ("wang", "WANG", "ｗａｎｇ", " wang"):
        with pytest.raises(DeskError, match="已经有了"):
            desk.add_user(again, "另一位", PASSWORD, Role.LAWYER, by="测试")
    assert desk.users() == [wang]


def test_names_that_cannot_be_typed_or_shown_safely_are_refused(desk: Desk) -> None:
    for name in ("", "w", "wang li", "王\n王", "a" * 41, "x'--;", "<b>x"):
        with pytest.raises(DeskError, match="用户名"):
            desk.add_user(name, "王律师", PASSWORD, Role.LAWYER, by="测试")
    for display in ("", "  ", "\u202e", "王" * 41):
        with pytest.raises(DeskError, match="显示的名字"):
            desk.add_user("wang", display, PASSWORD, Role.LAWYER, by="测试")
    assert desk.users() == []


def test_a_weak_password_is_refused_when_it_is_made_and_when_it_is_changed(desk: Desk) -> None:
    name = "wang.xiaoming"
    weak = ("", "short", "123456789", name, name.upper(), "1111111111", "x" * 201)
    for password in weak:
        with pytest.raises(DeskError, match="密码"):
            desk.add_user(name, "王律师", password, Role.LAWYER, by="测试")
    desk.add_user(name, "王律师", PASSWORD, Role.LAWYER, by="测试")
    for password in weak:
        with pytest.raises(DeskError, match="密码"):
            desk.set_password(name, password, by="测试")
    desk.log_in(name, PASSWORD, "127.0.0.1")


def test_the_same_password_has_another_hash_for_each_account(desk: Desk, wang: User) -> None:
    desk.add_user("li", "李律师", PASSWORD, Role.LAWYER, by="测试")
    with desk._store.read() as connection:
        hashes = list(connection.scalars(accounts.users.select().with_only_columns(accounts.users.c.password)))
    assert len(set(hashes)) == 2
    assert all(one.startswith("$argon2id$") for one in hashes)


def test_neither_password_nor_token_is_stored(desk: Desk, wang: User) -> None:
    token, session = desk.log_in("wang", PASSWORD, "127.0.0.1")
    with pytest.raises(LoginError):
        desk.log_in(OTHER, OTHER, "127.0.0.1")  # typed into the field for the name
    everything = stored(desk)
    assert session.id in everything
    assert not [secret for secret in (PASSWORD, OTHER, token) if secret in everything]


def test_hashing_takes_the_memory_that_it_should() -> None:
    """What the other tests make cheap."""
    assert "$m=65536,t=3,p=4$" in passwords.hash_password(PASSWORD)
    assert passwords.verify_password(passwords.hash_password(PASSWORD), PASSWORD)


def test_a_composed_and_a_decomposed_letter_are_the_same(desk: Desk) -> None:
    desk.add_user("jose", "何律师", "jos\u00e9 y otros", Role.LAWYER, by="测试")
    desk.log_in("jose", "jose\u0301 y otros", "127.0.0.1")


def test_another_password_ends_all_logins(desk: Desk, wang: User) -> None:
    tokens = [desk.log_in("wang", PASSWORD, "127.0.0.1")[0] for _ in range(2)]
    desk.set_password("WANG", OTHER, by="测试")
    assert [desk.session(token) for token in tokens] == [None, None]
    with pytest.raises(LoginError):
        desk.log_in("wang", PASSWORD, "127.0.0.1")
    desk.log_in("wang", OTHER, "127.0.0.1")


def test_a_closed_account_is_out_at_once_and_back_when_it_is_opened(desk: Desk, wang: User) -> None:
    token, _ = desk.log_in("wang", PASSWORD, "127.0.0.1")
    desk.set_active("wang", False, by="测试")
    assert desk.session(token) is None
    assert [one.active for one in desk.users()] == [False]
    desk.set_active("wang", True, by="测试")
    assert desk.session(token) is None
    desk.log_in("wang", PASSWORD, "127.0.0.1")


def test_an_account_that_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(DeskError, match="没有“nobody”"):
        desk.set_password("nobody", PASSWORD, by="测试")
    with pytest.raises(DeskError, match="没有“nobody”"):
        desk.set_active("nobody", True, by="测试")
    assert desk.audit() == ([], 0)


def test_each_change_of_an_account_is_in_the_trail(desk: Desk, wang: User) -> None:
    desk.set_password("wang", OTHER, by="主任")
    desk.set_active("wang", False, by="主任")
    desk.set_active("wang", True, by="主任")
    assert acts(desk) == [
        ("测试", Act.USER_ADDED, "wang"),
        ("主任", Act.PASSWORD_SET, "wang"),
        ("主任", Act.USER_DISABLED, "wang"),
        ("主任", Act.USER_ENABLED, "wang"),
    ]


def test_without_its_line_in_the_trail_nothing_is_changed(
    desk: Desk, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no line")

    monkeypatch.setattr(accounts, "add_line", broken)
    token, _ = desk.log_in("wang", PASSWORD, "127.0.0.1")
    with pytest.raises(RuntimeError):
        desk.set_active("wang", False, by="测试")
    with pytest.raises(RuntimeError):
        desk.add_user("li", "李律师", PASSWORD, Role.LAWYER, by="测试")
    assert desk.users() == [wang]
    assert desk.session(token)
