"""Many writers at once, and writers that are killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from desk_fakes import PASSWORD
from postgres_server import PostgresServer
from sqlalchemy import text

from assistant.desk import Act, Desk, Mark, NewFeedback, Role, User
from knowledge.errors import DeskError, ReviewedMeanwhile

WRITER = Path(__file__).with_name("desk_writer.py")
REPOSITORY = Path(__file__).parents[3]
THREADS = 16


def writer(url: str, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), url, str(THREADS), str(rounds)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={"PYTHONPATH": str(REPOSITORY)},
    )


def told_of_reviews(desk: Desk) -> set[str]:
    """What the trail says of reviews, each once."""
    told = [line.detail for line in desk.audit(per_page=100_000)[0] if line.action == Act.PINNED]
    assert len(set(told)) == len(told)
    return set(told)


def assert_all_there(desk: Desk, said: list[str]) -> None:
    """Every acknowledged row can be read, and each review has its line in the trail."""
    receipts = {line[2:].strip() for line in said if line.startswith("F ")}
    numbers = {int(line[2:]) for line in said if line.startswith("R ")}
    assert receipts
    assert numbers
    lost = [receipt for receipt in receipts if desk.by_receipt(receipt) is None]
    assert lost == []
    # PostgreSQL may still be at the last statements of a writer that is gone.
    before = told_of_reviews(desk)
    stored = {review.id for one in desk.reviewed() for review in one.reviews}
    after = told_of_reviews(desk)
    assert numbers <= stored
    assert before <= {f"判为错误，审核编号{number}" for number in stored} <= after


@pytest.fixture
def with_lawyer(url: str, cheap_hashes: None) -> str:
    desk = Desk.open(url)
    desk.add_user("wang", "王律师", PASSWORD, Role.LAWYER, by="测试")
    desk.close()
    return url


def test_two_processes_with_many_threads_lose_nothing(with_lawyer: str) -> None:
    rounds = 3
    said = []
    with writer(with_lawyer, rounds) as first, writer(with_lawyer, rounds) as second:
        for one in (first, second):
            out, errors = one.communicate(timeout=120)
            assert (one.returncode, errors) == (0, "")
            said += out.splitlines()
    assert len(said) == len(set(said)) == 2 * THREADS * rounds * 2
    desk = Desk.open(with_lawyer)
    assert_all_there(desk, said)
    assert desk.queue(reviewed=True)[1] == 2 * THREADS * rounds
    desk.close()


def test_reviews_of_one_answer_at_once_are_all_kept_in_the_order_of_their_numbers(
    desk: Desk, wang: User, given: Callable[..., NewFeedback]
) -> None:
    receipt = desk.leave_feedback(given())
    found = desk.by_receipt(receipt)
    assert found
    with ThreadPoolExecutor(THREADS) as pool:
        made = list(pool.map(lambda n: desk.review(found.id, wang, Mark.WRONG, str(n), "", False), range(40)))
    stored = desk.feedback(found.id).reviews
    assert sorted(made, key=lambda one: one.id) == list(stored)
    assert sorted(int(one.comment) for one in stored) == list(range(40))


def test_only_one_of_many_that_saw_the_same_may_review(
    desk: Desk, wang: User, given: Callable[..., NewFeedback]
) -> None:
    found = desk.by_receipt(desk.leave_feedback(given()))
    assert found

    for one in [desk._store._engine.connect() for _ in range(THREADS)]:
        one.close()  # connected before, so that none is late
    together = threading.Barrier(THREADS, timeout=20)

    def review(_: int) -> bool:
        together.wait()
        with suppress(ReviewedMeanwhile):
            desk.review(found.id, wang, Mark.WRONG, "", "", False, seen=0)
            return True
        return False

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(review, range(THREADS))).count(True) == 1
    assert len(desk.feedback(found.id).reviews) == 1


def killed_writer(url: str, seed: int) -> Iterator[str]:
    """What a writer had acknowledged when it was killed, at a random moment."""
    acknowledged = random.Random(seed).randint(50, 300)
    print(f"seed {seed}: killed after {acknowledged} lines")
    with writer(url, 0) as running:
        try:
            assert running.stdout
            for _ in range(acknowledged):
                line = running.stdout.readline()
                assert line, running.stderr and running.stderr.read()
                yield line
        finally:
            running.kill()
        rest, _ = running.communicate(timeout=30)
    assert running.returncode == -signal.SIGKILL
    yield from (line for line in rest.splitlines(keepends=True) if line.endswith("\n"))


def test_what_was_acknowledged_survives_kill_9(with_lawyer: str) -> None:
    said = list(killed_writer(with_lawyer, random.randrange(10**6)))
    desk = Desk.open(with_lawyer)
    assert_all_there(desk, said)
    if with_lawyer.startswith("sqlite"):
        with desk._store.read() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    desk.close()


@pytest.mark.postgres
def test_what_was_acknowledged_survives_a_crash_of_the_server(
    postgres: PostgresServer, cheap_hashes: None, given: Callable[..., NewFeedback]
) -> None:
    """And the program goes on with the server that is back, after one clear refusal while it is away."""
    url = postgres.empty_database()
    desk = Desk.open(url)
    lawyer = desk.add_user("wang", "王律师", PASSWORD, Role.LAWYER, by="测试")
    said = list(killed_writer(url, random.randrange(10**6)))
    postgres.crash()
    try:
        with pytest.raises(DeskError, match="稍后再试"):
            desk.leave_feedback(given())
        with pytest.raises(DeskError, match=r"连接不上") as caught:
            Desk.open(url)
        assert url.split(":")[2].split("@")[0] not in str(caught.value)
    finally:
        postgres.start()
    assert_all_there(desk, said)
    assert desk.users() == [lawyer]
    desk.close()
