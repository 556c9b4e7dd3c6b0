from __future__ import annotations

import subprocess
import sys

import pytest

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


def test_what_reads_a_file_does_not_wait_for_the_rest_of_the_room() -> None:
    """It was most of the time that such a process took to start."""
    program = (
        "import sys, knowledge.annotations.worker, knowledge.readers.worker\n"
        "print(sorted({'cn2an', 'knowledge.catalogue', 'knowledge.citations', 'knowledge.library'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = room.nothing
