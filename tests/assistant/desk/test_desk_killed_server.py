"""The whole server, killed while many workers and lawyers wait for their replies."""

from __future__ import annotations

import json
import random
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from desk_fakes import PASSWORD
from desk_storm import Lawyer, Reply, Request, Server, Servers, hidden, log_in, send, storm
from sqlalchemy import text

from assistant.desk import Act, Desk, Mark, NewFeedback, Role

SERVERS, EACH = 3, 100
"""How many are killed, and of how many workers and as many lawyers."""

NAMES = ("wang", "li", "zhao")
QUESTION = "老板不发工资怎么办？"
CORRECTION = "先把工资条和考勤表留好。"
PINNED_EVERY = 10  # only so many corrections are checked at the same time
Opinion = tuple[int, str, Mark, bool]
"""The answer that was reviewed, by whom, the mark, and whether a correction is pinned."""

Line = tuple[str, str, str, int]
"""Who, what, the receipt, and the number of the review."""


@dataclass
class Book:
    """What was sent and what of it was acknowledged, by the words that only one request has."""

    opinions: dict[str, Opinion] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    reviewed: set[str] = field(default_factory=set)

    def take_down(self, requests: Sequence[Request], replies: Sequence[Reply | None]) -> str:
        """Nobody may have been refused."""
        before = len(self.receipts), len(self.reviewed)
        for request, reply in zip(requests, replies, strict=True):
            if reply and request.path == "/api/feedback":
                assert reply.status == 200, reply.body
                self.receipts[json.loads(reply.body)["receipt"]] = request.words
            elif reply:
                assert reply.status == 303, reply.body
                self.reviewed.add(request.words)
        receipts, reviews = len(self.receipts) - before[0], len(self.reviewed) - before[1]
        return f"{receipts} receipts and {reviews} reviews acknowledged, {replies.count(None)} without a reply"


@pytest.fixture(scope="module")
def servers(tiny_home: Path) -> Iterator[Servers]:
    servers = Servers(tiny_home)
    yield servers
    servers.close()


@pytest.fixture
def waiting(url: str, cheap_hashes: None, given: Callable[..., NewFeedback]) -> list[int]:
    """Numbers of answers to be reviewed; there are also the accounts of who may do so."""
    desk = Desk.open(url)
    for name in NAMES:
        desk.add_user(name, f"{name}律师", PASSWORD, Role.LAWYER, by="测试")
    for _ in range(SERVERS * EACH):
        desk.leave_feedback(given(QUESTION, as_of=date.today()))
    found, _ = desk.queue(reviewed=False, per_page=SERVERS * EACH)
    desk.close()
    return [one.id for one in found]


def feedback(number: int, remark: str) -> Request:
    """From one of many workers, each at an address of their own."""
    body = json.dumps({"question": QUESTION, "region": "河南省", "remark": remark, "consent": True})
    return Request("/api/feedback", body, {"Content-Type": "application/json"}, f"127.0.1.{number + 1}", remark)


def review(lawyer: Lawyer, opinion: Opinion, comment: str, shown: str) -> Request:
    """``shown`` is what the page said when it had checked the correction."""
    number, _, mark, pinned = opinion
    correction = {"correction": CORRECTION, "pin": "1", "without_law": "1", "shown": shown} if pinned else {}
    fields = {"mark": mark.value, "comment": comment, "seen": "0", "do": "save"} | correction
    return lawyer.post(f"/desk/queue/{number}", words=comment, **fields)


def check_correction(server: Server, lawyer: Lawyer, number: int) -> str:
    """What the page says when it has checked the correction."""
    form = {"mark": Mark.WRONG.value, "correction": CORRECTION, "seen": "0", "do": "check"}
    return hidden(send(server, lawyer.post(f"/desk/queue/{number}", **form)), "shown")


def lines(desk: Desk) -> set[Line]:
    """What the audit trail says of reviews, each once."""
    told = [line for line in desk.audit(per_page=100_000)[0] if line.action in {Act.REVIEWED, Act.PINNED}]
    found = {(one.who, one.action, one.subject, int(re.findall(r"\d+", one.detail)[-1])) for one in told}
    assert len(found) == len(told)
    return found


def assert_all_there(desk: Desk, book: Book) -> None:
    """All that was acknowledged, nothing that was not sent, and no half of a review."""
    found = {receipt: desk.by_receipt(receipt) for receipt in book.receipts}
    assert {receipt: one and one.given.remark for receipt, one in found.items()} == book.receipts
    # PostgreSQL may still be at the last statements of a server that is gone.
    before = lines(desk)
    stored = [(one, said) for one in desk.reviewed() for said in one.reviews]
    after = lines(desk)
    whole = {
        (said.reviewer.name, Act.PINNED if said.pinned else Act.REVIEWED, one.receipt, said.id) for one, said in stored
    }
    assert before <= whole <= after
    kept = {said.comment: (one.id, said.reviewer.name, said.mark, said.pinned) for one, said in stored}
    assert len(kept) == len(stored)
    assert book.reviewed <= kept.keys()
    assert kept.items() <= book.opinions.items()


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    url: str, waiting: list[int], servers: Servers, given: Callable[..., NewFeedback]
) -> None:
    seed = random.randrange(10**6)
    chance, book, lawyers = random.Random(seed), Book(), list[Lawyer]()
    for turn in range(SERVERS):
        server = servers.start(url)
        # The second server knows those who have logged in to the first.
        lawyers = lawyers or [log_in(server, name, PASSWORD) for name in NAMES for _ in range(2)]
        shown = check_correction(server, lawyers[0], waiting[0])
        requests = [feedback(one, f"补充{turn}x{one}") for one in range(EACH)]
        for number in waiting[turn * EACH : (turn + 1) * EACH]:
            lawyer, pinned, comment = chance.choice(lawyers), number % PINNED_EVERY == 0, f"意见{number}"
            book.opinions[comment] = number, lawyer.name, Mark.WRONG if pinned else Mark.RIGHT, pinned
            requests.append(review(lawyer, book.opinions[comment], comment, shown))
        chance.shuffle(requests)
        most = chance.randint(EACH // 4, 3 * EACH // 2)
        replies = storm(server, requests, most)
        assert server.ended_by() == -signal.SIGKILL
        print(f"seed {seed}, server {turn} killed at reply {most}: {book.take_down(requests, replies)}")
        assert None in replies
        desk = Desk.open(url)
        assert_all_there(desk, book)
        desk.close()
    assert book.receipts
    assert book.reviewed
    desk = Desk.open(url)
    assert desk.by_receipt(desk.leave_feedback(given()))
    if url.startswith("sqlite"):
        with desk._store.read() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    desk.close()
