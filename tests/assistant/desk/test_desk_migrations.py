from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import alembic.op
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

from assistant.desk import Desk, Role
from assistant.desk.engine import connect
from assistant.desk.migrating import migrate
from assistant.desk.tables import metadata
from knowledge.errors import DeskError

OPENERS = 2
OPEN = """
import sys
from assistant.desk import Desk, Role
print("ready", flush=True)
sys.stdin.readline()
desk = Desk.open(sys.argv[1])
desk.note(sys.argv[2], "open", "x")
desk.close()
"""


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = connect(url)
    yield made
    made.dispose()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def test_the_migrations_make_the_tables_of_the_program(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert differences(connection) == []
        names = set(inspect(connection).get_table_names())
    assert names == {*metadata.tables, "alembic_version"}


def test_a_difference_would_be_seen(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_reviews_feedback_id"))
        connection.execute(text("ALTER TABLE audit DROP COLUMN detail"))
        assert len(differences(connection)) == 2


def test_what_is_there_stays_when_it_is_opened_again(url: str, cheap_hashes: None) -> None:
    first = Desk.open(url)
    made = first.add_user("wang", "王律师", "mulberry harbour 7", Role.LAWYER, by="测试")
    first.close()
    second = Desk.open(url)
    assert second.users() == [made]
    second.close()


def test_a_migration_that_breaks_off_leaves_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(alembic.op, "create_index", broken)
        with pytest.raises(RuntimeError, match="power cut"):
            migrate(engine)
    assert inspect(engine).get_table_names() == []
    migrate(engine)
    with engine.connect() as connection:
        assert differences(connection) == []


def test_a_database_of_a_newer_program_is_left_alone(url: str, engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DeskError, match="请先升级"):
        Desk.open(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_processes_that_open_a_new_database_at_once_do_no_harm(url: str) -> None:
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url, f"p{number}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(OPENERS)
    ]  # fmt: skip
    for one in openers:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for one in openers:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    for one in openers:
        _, said = one.communicate(timeout=60)
        assert (one.returncode, said) == (0, "")
    desk = Desk.open(url)
    assert {line.who for line in desk.audit()[0]} == {f"p{number}" for number in range(OPENERS)}
    desk.close()
