"""Connections to SQLite and PostgreSQL, each with what makes a commit durable and waiting finite."""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from knowledge.errors import DeskError

__all__ = ["WRITES", "connect", "file_of"]

WRITES = {"desk_writes": True}
"""Execution options of a connection that will write."""

SECONDS = 10  # how long a statement waits for another's lock
FORMS = "应写成 sqlite:////文件夹/desk.sqlite 或 postgresql://用户名:密码@主机/数据库"
POSTGRES_OPTIONS = frozenset({"unix_sock", "sslmode"})


def connect(url: str) -> Engine:
    """An engine for a URL; nothing is connected yet, but a SQLite file is there afterwards.

    Raises:
        DeskError: The URL is of no use, or the file cannot be made.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the URL may hold a password: it is not repeated
        raise DeskError(f"数据库地址看不懂，{FORMS}。") from None
    kind = parsed.drivername
    if kind in {"sqlite", "sqlite+pysqlite"} and parsed.database not in {None, "", ":memory:"} and not parsed.query:
        return _sqlite(parsed)
    if kind in {"postgres", "postgresql", "postgresql+pg8000"}:
        return _postgres(parsed.set(drivername="postgresql+pg8000"))
    raise DeskError(f"不支持这样的数据库地址，{FORMS}。")


def file_of(engine: Engine) -> Path:
    """The file of a SQLite engine."""
    return Path(str(engine.url.database))


_DISCREET: dict[str, Any] = {"hide_parameters": True}
"""An error may reach a log; the question that could not be stored may not."""


def _sqlite(url: URL) -> Engine:
    path = Path(str(url.database)).absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Only the operator reads it; SQLite gives its other files the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise DeskError(f"数据库文件 {path} 不能建立或打开（{error.strerror}），请检查路径和权限。") from None
    engine = create_engine(
        url.set(database=str(path)), pool_size=20, max_overflow=44, connect_args={"timeout": SECONDS}, **_DISCREET
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # Python must not begin transactions of its own accord
    for pragma in ("foreign_keys=ON", "synchronous=FULL", f"busy_timeout={SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and then writes cannot wait for another writer, it fails at once.
    writes = connection.get_execution_options().get("desk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres(url: URL) -> Engine:
    unknown = sorted(set(url.query) - POSTGRES_OPTIONS)
    if unknown:
        raise DeskError(f"数据库地址里的 {unknown[0][:20]} 不认识，可用的有：{'、'.join(sorted(POSTGRES_OPTIONS))}。")
    arguments: dict[str, Any] = {"timeout": 3 * SECONDS, **_tls(str(url.query.get("sslmode", "prefer")))}
    try:
        engine = create_engine(
            url.difference_update_query(["sslmode"]), pool_size=20, max_overflow=20, pool_pre_ping=True,
            connect_args=arguments, **_DISCREET,
        )  # fmt: skip
    except (ImportError, NoSuchModuleError):
        raise DeskError(
            "使用 PostgreSQL 需要 pg8000，请在程序文件夹里运行 .venv/bin/pip install -c constraints.txt '.[postgres]'。"
        ) from None
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _tls(mode: str) -> dict[str, Any]:
    """As in libpq: ``prefer`` is the driver's own way, ``require`` does not look at the certificate."""
    if mode == "prefer":
        return {}
    if mode == "disable":
        return {"ssl_context": False}
    if mode not in {"require", "verify-full"}:
        raise DeskError("数据库地址里的 sslmode 应是 disable、prefer、require 或 verify-full。")
    context = ssl.create_default_context()
    if mode == "require":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return {"ssl_context": context}


def _prepare_postgres(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # An operator may have relaxed the server's default; what we acknowledge must be on the disk.
    for setting in ("synchronous_commit TO on", "TIME ZONE 'UTC'", f"lock_timeout TO '{SECONDS}s'"):
        cursor.execute(f"SET {setting}")
    cursor.close()
    connection.commit()
