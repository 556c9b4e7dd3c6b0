"""A process that writes to a desk from many threads and prints each thing as soon as it is acknowledged.

    desk_writer.py URL THREADS ROUNDS

Lines: ``F receipt`` for feedback, ``R number`` for a review.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import datetime
from itertools import count

from assistant.desk import Desk, Mark, NewFeedback, User
from assistant.desk.reviews import CHINA

ANSWER = {"status": "answered", "answer": "示例", "citations": []}


def write(desk: Desk, lawyer: User, rounds: range | count[int], worker: int) -> None:
    for number in rounds:
        today = datetime.now(CHINA).date()  # for another day nothing can be pinned
        given = NewFeedback(f"示例问题{os.getpid()}-{worker}-{number}", "全国", today, (), ANSWER, "0" * 64)
        receipt = desk.leave_feedback(given)
        os.write(1, f"F {receipt}\n".encode())
        found = desk.by_receipt(receipt)
        assert found
        review = desk.review(found.id, lawyer, Mark.WRONG, "", f"更正{number}", pin=True)
        os.write(1, f"R {review.id}\n".encode())


def main() -> None:
    desk = Desk.open(sys.argv[1])
    rounds = range(int(sys.argv[3])) if int(sys.argv[3]) else count()
    lawyer = desk.users()[0]
    failed: list[BaseException] = []
    threading.excepthook = lambda told: failed.append(told.exc_value or SystemExit(1))
    threads = [
        threading.Thread(target=write, args=(desk, lawyer, rounds, worker)) for worker in range(int(sys.argv[2]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.close()
    if failed:
        raise failed[0]


if __name__ == "__main__":
    main()
