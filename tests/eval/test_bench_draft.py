"""The measuring of memory; what is measured takes too long for a test."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from eval.bench_draft import _resident, _Watch

_TAKES = "import sys, time; taken = b'x' * (80 << 20); print(len(taken), flush=True); sys.stdin.read()"
_HAS_ONE = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_TAKES!r}])"


@pytest.mark.parametrize("program", [_TAKES, _HAS_ONE], ids=["itself", "its child"])
def test_the_memory_of_a_process_and_its_children_until_it_is_gone(program: str) -> None:
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        watch = _Watch(running.pid)
        watch.start()
        while watch.is_alive() and watch.peak < 80 << 20:
            watch.join(0.01)
        assert watch.is_alive()
        assert 80 << 20 < watch.peak < 200 << 20
        running.communicate()
    watch.join(20)
    assert not watch.is_alive()


def test_what_a_fork_shares_with_its_parent_counts_once() -> None:
    program = (
        "import os, sys; taken = b'x' * (80 << 20); child = os.fork(); child and print(1, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        watch = _Watch(running.pid)
        watch.start()
        watch.join(0.3)
        assert 80 << 20 < watch.peak < 130 << 20
        running.communicate()


def test_a_process_that_is_gone_takes_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    assert _resident(str(gone.pid)) == 0 < _resident(str(os.getpid()))
