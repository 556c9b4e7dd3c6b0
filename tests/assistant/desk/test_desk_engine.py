from __future__ import annotations

import sqlite3
import ssl
from datetime import datetime
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from sqlalchemy import text

from assistant.desk import Desk, store
from assistant.desk.engine import connect
from knowledge.errors import DeskError


def value(desk: Desk, question: str) -> object:
    with desk._store.read() as connection:
        return connection.scalar(text(question))


def test_the_file_is_for_the_operator_only_even_if_it_was_not(tmp_path: Path) -> None:
    path = tmp_path / "new" / "desk.sqlite"
    path.parent.mkdir()
    path.touch(0o644)
    desk = Desk.open(f"sqlite:///{path}")
    desk.note("wang", "x", "y")
    modes = {one.name: oct(one.stat().st_mode & 0o777) for one in path.parent.iterdir()}
    assert {"desk.sqlite", "desk.sqlite-wal"} <= set(modes)
    assert set(modes.values()) == {"0o600"}
    desk.close()


def test_sqlite_is_set_up_to_be_durable_and_to_wait(tmp_path: Path) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    found = [value(desk, f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")]
    assert found == ["wal", 2, 1, 10_000]
    desk.close()


@pytest.mark.postgres
def test_postgres_is_durable_whatever_the_server_s_default(postgres: PostgresServer) -> None:
    url = postgres.empty_database()
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER ROLE desk SET synchronous_commit TO off"))
    engine.dispose()
    desk = Desk.open(url)
    try:
        assert value(desk, "SHOW synchronous_commit") == "on"
        assert value(desk, "SHOW lock_timeout") == "10s"
    finally:
        with desk._store.write() as connection:
            connection.execute(text("ALTER ROLE desk RESET synchronous_commit"))
        desk.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "desk.sqlite",
        "/var/desk.sqlite",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////x?mode=memory",
        "mysql://root:hidden-secret@localhost/desk",
        "postgresql+psycopg://a:hidden-secret@localhost/desk",
        "postgresql://a:hidden-secret@localhost:port/desk",
        "postgresql://a:hidden-secret@localhost/desk?options=x",
        "postgresql://a:hidden-secret@localhost/desk?sslmode=maybe",
    ],
)
def test_an_address_of_no_use_is_refused_in_one_sentence_without_its_password(url: str) -> None:
    with pytest.raises(DeskError, match="数据库地址") as caught:
        Desk.open(url)
    assert "hidden-secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+pg8000"])
def test_a_server_that_does_not_answer_is_named_without_its_password(name: str) -> None:
    with pytest.raises(DeskError, match=r"127\.0\.0\.1.*连接不上") as caught:
        Desk.open(f"{name}://desk:hidden-secret@127.0.0.1:1/desk")
    assert "hidden-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("mode", "checked", "named"), [("require", ssl.CERT_NONE, False), ("verify-full", ssl.CERT_REQUIRED, True)]
)
def test_tls_is_asked_for_as_the_address_says(
    monkeypatch: pytest.MonkeyPatch, mode: str, checked: ssl.VerifyMode, named: bool
) -> None:
    asked: dict[str, object] = {}

    def refusing(**arguments: object) -> None:
        asked.update(arguments)
        raise OSError("enough")

    monkeypatch.setattr("pg8000.connect", refusing)
    with pytest.raises(OSError, match="enough"):
        connect(f"postgresql://desk:x@db.example/desk?sslmode={mode}").connect()
    context = asked["ssl_context"]
    assert isinstance(context, ssl.SSLContext)
    assert (context.verify_mode, context.check_hostname) == (checked, named)
    assert "sslmode" not in asked


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("这不是数据库" * 500)
    with pytest.raises(DeskError, match="打不开"):
        Desk.open(f"sqlite:///{path}")
    assert path.read_text().startswith("这不是数据库")


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="不能建立或打开"):
        Desk.open(f"sqlite:///{tmp_path}")


def test_a_writer_that_holds_the_file_too_long_gives_a_clear_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.desk.engine.SECONDS", 0)
    path = tmp_path / "desk.sqlite"
    desk = Desk.open(f"sqlite:///{path}")
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DeskError, match="没有保存"):
        desk.note("wang", "x", "y")
    assert desk.audit() == ([], 0)  # reading does not wait
    other.rollback()
    other.close()
    desk.note("wang", "x", "y")
    desk.close()


def test_a_moment_without_its_zone_is_a_mistake(tmp_path: Path) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock=lambda: datetime(2026, 3, 1))
    with pytest.raises(Exception, match="without its zone"):
        desk.note("wang", "x", "y")
    desk.close()


def test_now_is_in_utc() -> None:
    offset = store.utc_now().utcoffset()
    assert offset is not None
    assert not offset
