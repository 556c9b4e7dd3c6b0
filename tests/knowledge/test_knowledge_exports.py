from __future__ import annotations

import knowledge as room
from knowledge import errors


def test_all_names_what_is_there_in_order() -> None:
    assert list(room.__all__) == sorted(room.__all__)
    assert all(hasattr(room, name) for name in room.__all__)


def test_every_error_is_in_the_tree_that_its_module_draws() -> None:
    drawn = errors.__doc__ or ""
    for name in errors.__all__:
        assert issubclass(getattr(errors, name), errors.XuefaError)
        assert name in drawn
