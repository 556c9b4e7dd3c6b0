"""A desk with three accounts, and the whole app round it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from desk_visits import PASSWORD, Clock, Lawyer
from fastapi import FastAPI

from assistant.app import create_app
from assistant.app.desk_door import Door, body_limit, refuse_body
from assistant.app.desk_pages import desk_router
from assistant.app.guard import Guard
from assistant.app.library_pages import library_router
from assistant.desk import Desk, Role, passwords
from assistant.service import Assistant


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """On SQLite, with hashes that cost next to nothing."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.hash_of_nobody.cache_clear()
    desk = Desk.open(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock=clock)
    for name, display, role in (
        ("wang", "王律师", Role.LAWYER),
        ("li", "李律师", Role.LAWYER),
        ("chief", "主任", Role.ADMIN),
    ):
        desk.add_user(name, display, PASSWORD, role, by="test")
    yield desk
    desk.close()
    passwords.hash_of_nobody.cache_clear()


@pytest.fixture
def whole_app(tiny: Assistant, desk: Desk) -> FastAPI:
    """As it is served; takes a second to make."""
    return create_app(tiny, desk)


@pytest.fixture
def desk_app(tiny: Assistant, desk: Desk) -> FastAPI:
    """Only the pages of the desk and of the texts to which they lead."""
    app = FastAPI()
    app.include_router(library_router(tiny))
    app.include_router(desk_router(tiny, desk))
    app.add_middleware(Guard, limit=body_limit, refuse=refuse_body)
    app.add_middleware(Door, desk=desk)
    return app


@pytest.fixture
def visit(desk_app: FastAPI) -> Callable[..., Lawyer]:
    """A browser in which somebody has logged in, or nobody."""

    def visitor(name: str = "") -> Lawyer:
        lawyer = Lawyer(desk_app)
        if name:
            assert lawyer.log_in(name).status_code == 303
        return lawyer

    return visitor
