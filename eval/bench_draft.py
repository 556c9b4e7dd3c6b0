"""``python -m eval.bench_draft``: a draft of a hundred pages, read, checked and annotated.

Once in a process that has everything open, as the server has, and once by the command ``xuefa verify`` from its start.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from assistant.checking import Checker
from assistant.drafts import annotate, read_draft, to_csv
from assistant.service import open_index
from assistant.settings import load_settings
from knowledge.annotations import Summary, compose_document
from knowledge.library import Library

__all__ = ["main"]

PAGES, REFERENCES, CHARACTERS = 100, 500, 700
QUOTED, MISQUOTED = 0.2, 0.1
SEED = 6
INTERVAL = 0.02
_FILLER = "申请人于上述期间在被申请人处工作，双方对出勤和报酬的记录都没有提出不同意见，现将经过和理由分段说明。"


def main() -> None:
    """Print one JSON object; times in seconds, memory in MiB of this process and its workers together."""
    watch = _Watch(os.getpid())
    watch.start()
    marks = [time.perf_counter()]
    index, _ = open_index(load_settings())
    library, checker = index.library, Checker.over(index)
    marks.append(time.perf_counter())
    text = "\n".join(_paragraphs(library))
    data = compose_document(text, (), Summary("", (), ()), author="", initials="", name="bench")
    marks.append(time.perf_counter())
    draft = read_draft("bench.docx", data)
    marks.append(time.perf_counter())
    checked = checker.check(draft.text, date.today())
    marks.append(time.perf_counter())
    annotated = annotate(draft, checked, date.today())
    to_csv(checked, draft.text)
    marks.append(time.perf_counter())
    opened, _, read, check, annotate_ = (round(b - a, 2) for a, b in itertools.pairwise(marks))
    figures = {
        "characters": len(draft.text),
        "references": len(checked),
        "bytes": len(annotated),
        "open": opened,
        "read": read,
        "check": check,
        "annotate": annotate_,
        "total": round(read + check + annotate_, 2),
        "rss_mib": watch.peak >> 20,
    }
    print(json.dumps(figures | _command(data)))


def _command(draft: bytes) -> dict[str, float]:
    """Seconds and MiB of ``xuefa verify --docx`` with its workers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.docx"
        path.write_bytes(draft)
        started = time.perf_counter()
        command = [sys.executable, "-m", "assistant", "verify", str(path), "--docx", folder, "--json"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
            watch = _Watch(running.pid)
            watch.start()
            if running.wait():
                raise SystemExit(running.returncode)
        return {"command": round(time.perf_counter() - started, 2), "command_rss_mib": watch.peak >> 20}


class _Watch(threading.Thread):
    """Looks again and again how much memory a process and its children take, until it is gone.

    The kernel's own record of children is of no use: it counts what they inherit for a moment when they are forked.
    Until they run a program of their own their memory is that of their parent, and so is their command line.
    """

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.peak, self._process = 0, process

    def run(self) -> None:
        own = _command_line(str(self._process))
        while resident := _resident(str(self._process)):
            for task in Path(f"/proc/{self._process}/task").glob("*/children"):
                with suppress(OSError):  # a thread that has ended
                    started = (child for child in task.read_text().split() if _command_line(child) != own)
                    resident += sum(map(_resident, started))
            self.peak = max(self.peak, resident)
            time.sleep(INTERVAL)


def _resident(process: str) -> int:
    """Bytes in memory, 0 for a process that is gone."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def _command_line(process: str) -> bytes:
    """Nothing for a process that is gone."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _paragraphs(library: Library) -> Iterator[str]:
    """Prose with references to articles that there are, some quoted, a few wrongly; the same in every run."""
    dice = random.Random(SEED)  # noqa: S311 - the same draft each time
    laws = [law for law in library.laws() if len(library.articles_of(law.id)) > 5]
    for _ in range(REFERENCES):
        law = dice.choice(laws)
        article = dice.choice(library.articles_of(law.id))
        words = article.text.splitlines()[0][:60]
        if dice.random() < MISQUOTED:  # where these words stand has to be looked for
            words = words[: len(words) // 2] + words[len(words) // 2 + 1 :]
        quoted = f"规定：“{words}”" if dice.random() < QUOTED else "的规定"
        prose = _FILLER * (PAGES * CHARACTERS // REFERENCES // len(_FILLER))
        yield f"{prose}依据《{law.title}》{article.number}{quoted}，请求依法处理。"


if __name__ == "__main__":
    main()
