"""The whole web app over the invented laws, in processes that may be killed.

    desk_server.py HOME

For each URL of a database on standard input, one server. Lines on standard output: its process and port, and when it
is gone, what ended it (-9 is SIGKILL). What takes long and has no part in it is made once: imports and the assistant.
"""

from __future__ import annotations

import os
import runpy
import socket
import sys
from pathlib import Path

import alembic.command  # noqa: F401  # only Desk.open would import it
import uvicorn
from assistant_fakes import make_catalogue

from assistant.app import create_app
from assistant.desk import Desk
from assistant.service import Assistant
from assistant.settings import Settings
from index.search import SearchIndex

ENCODER = Path(__file__).parents[2] / "conftest.py"


def open_assistant(home: Path) -> Assistant:
    encoder = runpy.run_path(str(ENCODER))["FakeEncoder"]()
    index = SearchIndex.open(home / "index", encoder, make_catalogue())
    # Twice as many at once as usual, so that lawyers do not take nearly all the turns.
    return Assistant(index, encoder, Settings(home=home, library="", model=encoder.name, concurrency=8))


def serve(assistant: Assistant, url: str, listener: socket.socket) -> None:
    """As ``xuefa serve`` does."""
    desk = Desk.open(url)
    config = uvicorn.Config(create_app(assistant.with_reviews(desk), desk), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


def main() -> None:
    assistant = open_assistant(Path(sys.argv[1]))
    for line in sys.stdin:
        with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
            process = os.fork()
            if process == 0:
                os.dup2(2, 1)  # its log is no part of what is said here
                try:
                    serve(assistant, line.strip(), listener)
                finally:
                    sys.excepthook(*sys.exc_info())
                    os._exit(1)  # whatever it was, nobody killed it
            print(process, listener.getsockname()[1], flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
