from __future__ import annotations

import index as room


def test_all_names_what_is_there_in_order() -> None:
    assert list(room.__all__) == sorted(room.__all__)
    assert all(hasattr(room, name) for name in room.__all__)
