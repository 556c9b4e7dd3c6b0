"""Lawyers at their desk, for the tests of its pages: a browser each, a database in a file, invented law."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from assistant.desk import NewFeedback, answer_digest

PASSWORD = "mulberry harbour 7"
QUESTION = "老板三个月没发工资怎么办？"
TEXT = (
    "依据《示例工资法》第二条，老板应当在每月十日前把工资交到工友手里。\n"
    "又据《示例工资法》第九十九条和《不存在的法》第一条，另付赔偿。"
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' {{ 91823*7 }} </textarea>"


def today_in_china() -> date:
    """The day on which a worker asks; only what is asked about the law of today can be pinned."""
    return datetime.now(timezone(timedelta(hours=8))).date()


class Clock:
    """The time, until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


class Lawyer:
    """One browser."""

    def __init__(self, app: FastAPI) -> None:
        self.client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)

    def get(self, address: str) -> Response:
        return self.client.get(address)

    def post(self, address: str, *, files: Any = None, headers: Any = None, **fields: str) -> Response:
        """Sends a form with the token of the page, unless ``csrf`` says otherwise."""
        fields = {"csrf": self.token()} | fields
        return self.client.post(address, data=fields, files=files or {"nothing": ("", b"")}, headers=headers)

    def token(self, address: str = "/desk") -> str:
        """The token of the last form of a page; the first may be the one for logging out."""
        found = re.findall(r'name="csrf" value="([^"]+)"', self.get(address).text)
        assert found, "no token in this page"
        return str(found[-1])

    def log_in(self, name: str, password: str = PASSWORD, **fields: str) -> Response:
        form = {"csrf": self.token("/desk/login"), "name": name, "password": password, "next": ""} | fields
        return self.client.post("/desk/login", data=form)

    def check(self, text: str = TEXT, **fields: Any) -> str:
        """The address of a checked draft."""
        reply = self.post("/desk/check", text=text, **fields)
        assert reply.status_code == 303, words_of(reply)
        return str(reply.headers["location"])


def words_of(reply: Response) -> str:
    """What a person reads."""
    return html.unescape(re.sub(r"<[^>]+>", "", reply.text))


def feedback(question: str = QUESTION, **changes: Any) -> NewFeedback:
    """What a worker gave; any field may be given another value."""
    answer = {
        "status": "answered",
        "answer": "可以要求补发。[1]\n\n**怎么做**\n1. 先留好证据。\n> 老板应当每月发工资，不许拖欠工资。 [1]",
        "citations": [
            {
                "n": 1,
                "law": "示例工资法",
                "article": "第一条",
                "paragraph": "",
                "quote": "老板应当每月发工资",
                "status": "现行有效",
                "text": "老板应当每月发工资，不许拖欠工资。",
            }
        ],
    }
    values: dict[str, Any] = {
        "question": question,
        "region": "河南省",
        "as_of": today_in_china(),
        "history": (),
        "answer": answer,
        "digest": answer_digest(answer),
        "remark": "",
    }
    return NewFeedback(**(values | changes))
