"""A local server that speaks the OpenAI chat interface and plays what a test gives it, good or bad."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Messages = list[dict[str, Any]]


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    Attributes:
        text: Sent in pieces of ``size`` characters.
        status: Another one than 200 is sent with an error body.
        cut: Whether the connection ends in the middle, without the end of the stream.
        pause: Seconds before the first piece and between pieces.
        finish: Why it ended, as the interface says it; empty: never said.
        raw: Sent as it is in place of a stream.
    """

    text: str = ""
    status: int = 200
    cut: bool = False
    pause: float = 0.0
    finish: str = "stop"
    raw: bytes | None = None
    size: int = 7


def lines(*sentences: tuple[str, Sequence[str]]) -> str:
    """Sentences with their ids in the form that the prompt asks for."""
    return "\n".join(json.dumps({"text": text, "ids": list(ids)}, ensure_ascii=False) for text, ids in sentences)


@dataclass
class ModelServer:
    """What a test sees of the server; ``play`` may be changed at any time."""

    play: Callable[[Messages], Reply]
    seen: list[Messages] = field(default_factory=list)
    url: str = ""
    asked: threading.Event = field(default_factory=threading.Event)

    def material(self) -> str:
        """The user part of the last request."""
        return str(self.seen[-1][-1]["content"])


@contextmanager
def model_server(play: Callable[[Messages], Reply]) -> Iterator[ModelServer]:
    """Serve on a free port of this machine until the block ends."""
    served = ModelServer(play)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            served.seen.append(body["messages"])
            served.asked.set()
            try:
                self._play(served.play(body["messages"]))
            except (BrokenPipeError, ConnectionResetError):
                return  # the client went away, as a test wanted it to

        def _play(self, reply: Reply) -> None:
            if reply.raw is not None:
                self._head(200, "text/html")
                self.wfile.write(reply.raw)
                return
            if reply.status != 200:
                self._head(reply.status, "application/json")
                self.wfile.write(b'{"error": {"message": "secret detail of the server", "type": "server_error"}}')
                return
            self._head(200, "text/event-stream")
            pieces = [reply.text[at : at + reply.size] for at in range(0, len(reply.text), reply.size)]
            for piece in pieces[: len(pieces) // 2] if reply.cut else pieces:
                time.sleep(reply.pause)
                self._event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}]})
            if reply.cut:
                return
            time.sleep(reply.pause)
            if reply.finish:
                self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish}]})
            self._event({"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}})
            self.wfile.write(b"data: [DONE]\n\n")

        def _head(self, status: int, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("connection", "close")
            self.end_headers()

        def _event(self, told: dict[str, Any]) -> None:
            event = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "played", **told}
            self.wfile.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Nothing: what is asked goes into no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
