"""The REST interface and the layer round the app."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_assistant import FakeAssistant
from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.app.guard import MAX_BODY


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(FakeAssistant()), raise_server_exceptions=False) as client:
        yield client


def test_ask(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "欠薪怎么办", "region": "四川", "as_of": "2024-05-01"})
    assert reply.status_code == 200
    body = reply.json()
    assert body["status"] == "answered"
    assert (body["region"], body["as_of"]) == ("四川省", "2024-05-01")
    assert body["citations"][0]["article"] == "第八十二条"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"question": " "}, "请写下您的问题"),
        ({"question": "欠薪" * 2000}, "问题太长"),
        ({"question": "欠薪", "region": "月球"}, "不认识地区"),
        ({"question": "欠薪", "as_of": "2024-13-40"}, "看不懂日期"),
        ({"question": 7}, "question"),
        ({"quesiton": "欠薪"}, "格式不对"),
        ({"question": "欠薪", "history": ["问"] * 21}, "history"),
    ],
)
def test_mistakes_are_one_chinese_sentence(client: TestClient, body: dict[str, object], words: str) -> None:
    reply = client.post("/api/ask", json=body)
    assert reply.status_code == 400
    assert set(reply.json()) == {"error"}
    assert words in reply.json()["error"]


def test_not_json(client: TestClient) -> None:
    assert client.post("/api/ask", content=b"{", headers={"content-type": "application/json"}).status_code == 400


def test_fault_tells_no_detail(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "崩溃"})
    assert reply.status_code == 500
    assert "12351" in reply.json()["error"]
    assert "secret" not in reply.text


def test_large_body_is_refused(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "x" * MAX_BODY})
    assert reply.status_code == 413
    assert "太长" in reply.json()["error"]


def test_large_body_without_length_is_refused(client: TestClient) -> None:
    reply = client.post("/api/ask", content=(b"x" * 1024 for _ in range(70)))
    assert reply.status_code == 413


def test_article(client: TestClient) -> None:
    found = client.get("/api/article", params={"law": "示例工资法", "article": "第八十二条"})
    assert found.json()["text"].startswith("用人单位")
    missing = client.get("/api/article", params={"law": "示例工资法", "article": "第九百条"})
    assert (missing.status_code, missing.json()) == (400, {"error": "《示例工资法》没有第九百条。"})
    assert client.get("/api/article", params={"law": "示例工资法"}).status_code == 400


def test_laws_and_health(client: TestClient) -> None:
    law = client.get("/api/laws").json()["laws"][0]
    assert law == {
        "title": "示例工资法",
        "level": "法律",
        "region": "全国",
        "effective": "2020-01-01",
        "status": "现行有效",
        "articles": 99,
    }
    assert client.get("/healthz").json() == {"status": "ok"}


def test_page_is_chinese_and_names_no_other_host(client: TestClient) -> None:
    reply = client.get("/")
    assert reply.status_code == 200
    assert 'lang="zh-CN"' in reply.text
    assert "<title>学法小课堂 · 职工法律助手</title>" in reply.text
    assert "og:image" not in reply.text
    assert "default-src 'self'" in reply.headers["content-security-policy"]


def test_foreign_page_may_not_read_answers(client: TestClient) -> None:
    reply = client.get("/config", headers={"origin": "http://evil.example", "host": "127.0.0.1"})
    assert "access-control-allow-origin" not in reply.headers


def test_nothing_is_documented_with_foreign_scripts(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404


def test_gradios_own_endpoint_gives_the_same(client: TestClient) -> None:
    reply = client.post("/gradio_api/run/ask", json={"data": ["欠薪怎么办", "四川", "", None]})
    (body,) = reply.json()["data"]
    assert (body["status"], body["region"]) == ("answered", "四川省")
