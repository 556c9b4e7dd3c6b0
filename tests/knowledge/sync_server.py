"""A real HTTP server on this machine that plays every trick a download has to survive."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What one path gives.

    Attributes:
        ranges: Whether parts of it are given.
        cuts: For each request in turn, after how many bytes of the body the connection is cut; ``None`` for not at all.
        statuses: For each request in turn a status to give instead of the content; 200 for none.
        location: Redirect there.
        hangs: Seconds of silence before the body.
        drip: Seconds between single bytes.
        chunked: Give no length.
    """

    content: bytes = b""
    etag: str = ""
    ranges: bool = True
    cuts: list[int | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    hangs: float = 0.0
    drip: float = 0.0
    chunked: bool = False


@dataclass
class Server:
    """The pages by path, and every request that came: (path, Range, If-Range)."""

    url: str
    pages: dict[str, Page]
    asked: list[tuple[str, str | None, str | None]]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a free port for as long as the block lasts."""
    server = Server("", {}, [])
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def _handler(server: Server) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            server.asked.append((self.path, self.headers.get("Range"), self.headers.get("If-Range")))
            self.close_connection = True
            page = server.pages.get(self.path)
            status = page.statuses.pop(0) if page and page.statuses else 200
            if page is None or status != 200:
                self._plain(404 if page is None else status)
            elif page.location:
                self.send_response(302)
                self.send_header("Location", page.location)
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._content(page)

        def _plain(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _content(self, page: Page) -> None:
            begin, wanted = 0, self.headers.get("Range")
            same = self.headers.get("If-Range") in {None, page.etag}
            if wanted and page.ranges and same:
                begin = int(wanted.removeprefix("bytes=").rstrip("-"))
                if begin >= len(page.content):
                    self._plain(416)
                    return
            body = page.content[begin:]
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("Content-Range", f"bytes {begin}-{len(page.content) - 1}/{len(page.content)}")
            if page.etag:
                self.send_header("ETag", page.etag)
            if page.chunked:
                self.send_header("Connection", "close")
            else:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self._pour(page, body)

        def _pour(self, page: Page, body: bytes) -> None:
            time.sleep(page.hangs)
            cut = page.cuts.pop(0) if page.cuts else None
            try:
                if page.drip:
                    for at in range(len(body)):
                        self.wfile.write(body[at : at + 1])
                        self.wfile.flush()
                        time.sleep(page.drip)
                else:
                    self.wfile.write(body if cut is None else body[:cut])
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client had enough

    return Handler
