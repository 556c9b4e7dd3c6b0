"""Serving has a lawyers' desk only where the operator has set one up."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.cli import _open_desk
from assistant.desk import Desk, Role
from assistant.settings import Settings


def test_without_an_account_or_a_database_there_is_no_desk(tmp_path: Path) -> None:
    assert _open_desk(Settings(home=tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("named", [False, True])
def test_the_desk_that_was_set_up_is_opened(tmp_path: Path, named: bool) -> None:
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}" if named else ""
    settings = Settings(home=tmp_path, database=elsewhere)
    made = Desk.open(settings.database_url)
    made.add_user("wang", "王律师", "mulberry harbour 7", Role.LAWYER, by="test")
    made.close()
    served = _open_desk(settings)
    assert served
    assert [user.name for user in served.users()] == ["wang"]
    served.close()
