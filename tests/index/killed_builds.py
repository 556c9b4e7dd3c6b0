"""A process that builds an index again and again in children that it kills at random moments.

Run as ``python killed_builds.py HOME SEED ROUNDS``. For each round it prints one JSON line and waits for
a line on its standard input, so that whoever started it can look at what the killed child left behind.
The children are forks of a process that has imported everything and started no thread.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(Path(__file__).parent)]

ARTICLES = 400


def main() -> None:
    from conftest import FakeEncoder
    from small_corpus import bank, build, many

    import index.cache

    index.cache.CHUNK = 32  # more commits to be killed in

    class SlowEncoder(FakeEncoder):
        """Takes its time, so that a part of the kills comes while vectors are computed."""

        def encode_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
            time.sleep(0.02)
            return super().encode_passages(texts, progress)

    def child(number: int) -> int:
        process = os.fork()
        if process == 0:
            build(home, many(ARTICLES, f"第{number}轮"), SlowEncoder(), bank(f"第{number}轮"))
            os._exit(0)
        return process

    home, seed, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)
    started = time.perf_counter()
    _, status = os.waitpid(child(0), 0)
    whole = time.perf_counter() - started
    assert status == 0
    for number in range(1, rounds + 1):
        delay = chance.uniform(0, whole)
        process = child(number)
        time.sleep(delay)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        killed = os.WIFSIGNALED(status)
        print(json.dumps({"round": number, "delay": delay, "of": whole, "killed": killed}), flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    main()
