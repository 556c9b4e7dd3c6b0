"""A PostgreSQL server for one test run, with a folder, a socket and a password of its own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

__all__ = ["PostgresServer", "find_programs"]

USER = "desk"


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: what ``scripts/ensure-postgres`` found, or one that is installed."""
    named = os.environ.get("POSTGRES_BIN")
    if named:
        return Path(named)
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


class PostgresServer:
    """Listens on a socket only; its rows are as durable as in service."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._password = secrets.token_urlsafe(16)
        # Not below pytest's folder: the server's user could not get there, and the path of a socket must be short.
        self._folder = Path(tempfile.mkdtemp(prefix="desk-pg-"))
        self._as: dict[str, Any] = {}
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            owner = _servant()
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._as = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        secret = self._folder / "password"
        secret.write_text(self._password)
        secret.chmod(0o644)  # within a folder of mode 0700
        choices = ("--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run("initdb", "-D", self._data, "-U", USER, *choices)
        self.start()
        self._url = f"postgresql://{USER}:{self._password}@/postgres?unix_sock={self._folder}/.s.PGSQL.5432"
        driver = make_url(self._url).set(drivername="postgresql+pg8000")
        self._engine = create_engine(driver, pool_pre_ping=True)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        options = f"-k {self._folder} -c listen_addresses= -c shared_buffers=16MB"
        self._run("pg_ctl", "-D", self._data, "-l", str(self._folder / "log"), "-o", options, "-w", "start")

    def crash(self) -> None:
        """Stop without writing anything more, as in a power cut; the next start has to recover."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def empty_database(self) -> str:
        """The URL of the one database, with nothing in it; a new one for each test would take longer."""
        with self._engine.begin() as connection:
            connection.execute(text("SET lock_timeout TO '10s'"))  # whoever still uses it has forgotten to close
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        return self._url

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        self._engine.dispose()
        try:
            self.crash()
        finally:
            shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        with tempfile.TemporaryFile() as said:  # a pipe would stay open as long as the server
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False, timeout=120, **self._as,
            )  # fmt: skip
            said.seek(0)
            assert done.returncode == 0, said.read().decode(errors="replace")


def _servant() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
