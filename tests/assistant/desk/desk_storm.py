"""Servers that may be killed, and many requests to them at the same moment."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

__all__ = ["Lawyer", "Reply", "Request", "Server", "Servers", "hidden", "log_in", "send", "storm"]

PROGRAM = Path(__file__).with_name("desk_server.py")
REPOSITORY = Path(__file__).parents[3]
SECONDS = 60  # until what does not answer is given up


@dataclass(frozen=True)
class Request:
    """``address`` is where it comes from; ``words`` stand in this request and in no other."""

    path: str
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"
    words: str = ""


@dataclass(frozen=True)
class Reply:
    status: int
    body: str
    cookie: str


class Server:
    """One that takes connections."""

    def __init__(self, starter: subprocess.Popen[str]) -> None:
        assert starter.stdout
        self._said = starter.stdout
        line = self._said.readline()
        assert line, "no server was started"
        self._process, self.port = map(int, line.split())

    def kill(self) -> None:
        """``kill -9``; does not wait."""
        os.kill(self._process, signal.SIGKILL)

    def ended_by(self) -> int:
        """Waits until it is gone; the negative number of the signal that ended it."""
        return int(self._said.readline())


class Servers:
    """Starts them, one after the other."""

    def __init__(self, home: Path) -> None:
        folders = os.pathsep.join(map(str, (REPOSITORY, PROGRAM.parents[1])))
        others = {name: value for name, value in os.environ.items() if not name.startswith("XUEFA_")}
        self._starter = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(home)], env=others | {"PYTHONPATH": folders}, cwd=REPOSITORY,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def start(self, url: str) -> Server:
        """The next one; the one before has to be gone."""
        assert self._starter.stdin
        self._starter.stdin.write(f"{url}\n")
        self._starter.stdin.flush()
        return Server(self._starter)

    def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        os.killpg(self._starter.pid, signal.SIGKILL)
        self._starter.communicate(timeout=SECONDS)


def send(server: Server, request: Request, together: threading.Barrier | None = None) -> Reply | None:
    """The whole reply, or nothing if the server was gone before."""
    connection = HTTPConnection("127.0.0.1", server.port, SECONDS, source_address=(request.address, 0))
    try:
        connection.connect()
        if together:
            together.wait(SECONDS)
        method = "POST" if request.body else "GET"
        connection.request(method, request.path, request.body.encode(), dict(request.headers))
        reply = connection.getresponse()
        return Reply(reply.status, reply.read().decode(), reply.headers.get("Set-Cookie", "").split(";")[0])
    except (ConnectionError, HTTPException):
        return None
    finally:
        connection.close()


def storm(server: Server, requests: Sequence[Request], most: int) -> list[Reply | None]:
    """Sends all at the same moment; whoever gets the reply that makes ``most`` kills the server."""
    together, counted = threading.Barrier(len(requests)), count(1)

    def one(request: Request) -> Reply | None:
        reply = send(server, request, together)
        if reply and next(counted) == most:
            server.kill()
        return reply

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(one, requests))


@dataclass(frozen=True)
class Lawyer:
    """Somebody who has logged in."""

    name: str
    cookie: str
    csrf: str

    def post(self, path: str, words: str = "", **fields: str) -> Request:
        """A form of ours."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        return Request(path, urlencode({"csrf": self.csrf} | fields), headers, words=words)


def log_in(server: Server, name: str, password: str) -> Lawyer:
    """As a browser does."""
    form = _said(send(server, Request("/desk/login")))
    nobody = Lawyer(name, form.cookie, hidden(form, "csrf"))
    inside = _said(send(server, nobody.post("/desk/login", name=name, password=password, next="")))
    assert inside.status == 303, inside.body
    home = send(server, Request("/desk", headers={"Cookie": inside.cookie}))
    return Lawyer(name, inside.cookie, hidden(home, "csrf"))


def hidden(page: Reply | None, name: str) -> str:
    """A hidden field of the last form of a page."""
    found = re.findall(rf'name="{name}" value="([^"]*)"', _said(page).body)
    assert found, f"no {name} in this page"
    return str(found[-1])


def _said(reply: Reply | None) -> Reply:
    assert reply, "the server is gone"
    return reply
