"""Bringing a database to the tables of this program, by one process at a time."""

from __future__ import annotations

import threading
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from knowledge.errors import DeskError

from .engine import WRITES, file_of

__all__ = ["configuration", "migrate"]

MIGRATIONS = Path(__file__).with_name("migrations")
TURN = 7_359_301  # any number that no other program locks in this database
# Alembic keeps the running migration in a global.
_one_thread = threading.Lock()


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing, all of them or none.

    Raises:
        DeskError: The database cannot be reached, is no database, or was made by a newer program.
    """
    try:
        if engine.dialect.name == "sqlite":
            # A lock of its own: two processes that turn WAL on at once would not wait for each other.
            with FileLock(f"{file_of(engine)}.lock", mode=0o600):
                with engine.connect() as connection:
                    connection.connection.driver_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]
                with engine.execution_options(**WRITES).begin() as connection:
                    _upgrade(connection)
        else:
            with engine.begin() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
                _upgrade(connection)
    except DBAPIError as error:
        raise DeskError(
            f"数据库 {engine.url.render_as_string()} 连接不上或打不开，请检查地址、用户名、密码和权限。"
        ) from error


def configuration(connection: Connection) -> object:
    """Alembic's configuration for an open connection."""
    from alembic.config import Config  # brings much that only opening needs

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.util import CommandError

    with _one_thread:
        try:
            command.upgrade(configuration(connection), "head")  # type: ignore[arg-type]
        except CommandError as error:
            raise DeskError("数据库是由更新版本的程序建立的，请先升级本程序。") from error
