"""A desk on each kind of database, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from desk_fakes import PASSWORD, Clock
from postgres_server import PostgresServer, find_programs

from assistant.desk import Desk, NewFeedback, Role, User, answer_digest, passwords

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL here: scripts/ensure-postgres installs one")
    server = PostgresServer(programs)
    yield server
    server.remove()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.empty_database()


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashing with next to no work."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.hash_of_nobody.cache_clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_desk(url: str, clock: Clock, cheap_hashes: None) -> Iterator[Callable[[], Desk]]:
    """Opens the database, as often as wanted."""
    desks: list[Desk] = []

    def open_() -> Desk:
        desks.append(Desk.open(url, session_hours=12, clock=clock))
        return desks[-1]

    yield open_
    for one in desks:
        one.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    return open_desk()


@pytest.fixture
def wang(desk: Desk) -> User:
    return desk.add_user("wang", "王律师", PASSWORD, Role.LAWYER, by="测试")


@pytest.fixture
def given() -> Callable[..., NewFeedback]:
    """Feedback about a made-up answer; what is named replaces what is usual."""

    def make(question: str = "老板不发工资怎么办？", **other: object) -> NewFeedback:
        answer = {
            "status": "answered",
            "answer": "可以要求支付。[1]",
            "citations": [{"law": "示例法", "article": "第三条", "quote": "示例。"}],
            "took_ms": 3.5,
            "hits": [],
        }
        fields: dict[str, object] = {
            "region": "全国",
            "as_of": date(2026, 3, 2),
            "history": (),
            "answer": answer,
            "digest": answer_digest(answer),
            "remark": "没有看懂",
        }
        return NewFeedback(question=question, **(fields | other))  # type: ignore[arg-type]

    return make
