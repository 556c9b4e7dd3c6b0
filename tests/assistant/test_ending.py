"""Commands that are told to end while they hold a draft: nothing of it stays, in files or in processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from word_comments import saved

from assistant.ending import ending_cleanly

REPOSITORY = Path(__file__).parents[2]
SOON = 60.0


def waited_for(found: Callable[[], list[str]]) -> list[str]:
    """What is found at last; an empty list if it takes too long."""
    end = time.monotonic() + SOON
    while not (those := found()) and time.monotonic() < end:
        time.sleep(0.002)
    return those


def children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def runs(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def drafts_in(folder: Path) -> list[str]:
    return [str(path) for path in folder.glob("xuefa-draft-*/draft*")]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    document = docx.Document()
    for at in range(3000):
        document.add_paragraph(f"依据《劳动合同法》第{at}条，请求支付工资。")
    path = tmp_path / "draft.docx"
    path.write_bytes(saved(document))
    return path


def verifying(draft: Path, folder: Path, *before: str) -> subprocess.Popen[str]:
    """The command in a process of its own; it reads the draft before it looks for an index, which there is not."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XUEFA_")}
    return subprocess.Popen(
        [*before, sys.executable, "-m", "assistant", "verify", str(draft)],
        cwd=REPOSITORY,
        env={**kept, "TMPDIR": str(folder), "XUEFA_HOME": str(folder / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_draft_being_read_goes_with_the_command(draft: Path, tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    running = verifying(draft, folder)
    workers = waited_for(lambda: children(running.pid) if drafts_in(folder) else [])
    assert workers, "the draft was never seen"
    running.send_signal(number)
    out, err = running.communicate(timeout=SOON)
    assert (running.returncode, out, err) == (128 + number, "", "")
    assert list(folder.iterdir()) == []
    # One that had hardly begun is not known to the command yet; it finds no draft and ends by itself.
    assert waited_for(lambda: [] if any(map(runs, workers)) else ["none"])


def test_who_ignores_a_hangup_goes_on(draft: Path, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    running = verifying(draft, folder, "nohup")
    assert waited_for(lambda: drafts_in(folder))
    running.send_signal(signal.SIGHUP)
    assert "xuefa build" in running.communicate(timeout=SOON)[1]
    assert running.returncode == 2


def test_the_block_unwinds_and_the_signals_are_as_before() -> None:
    cleaned = []

    def told_twice() -> None:
        with ending_cleanly():
            try:
                signal.raise_signal(signal.SIGTERM)
            finally:
                signal.raise_signal(signal.SIGTERM)
                cleaned.append("all")

    with pytest.raises(SystemExit) as ended:
        told_twice()
    assert (ended.value.code, cleaned) == (128 + signal.SIGTERM, ["all"])
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_what_somebody_else_handles_is_left_alone() -> None:
    heard = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        with ending_cleanly():
            signal.raise_signal(signal.SIGTERM)
        assert heard == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)
