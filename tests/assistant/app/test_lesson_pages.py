"""The pages of the lessons over invented law: what they lead to, say and refuse."""

from __future__ import annotations

import re
from urllib.parse import unquote, urldefrag

import pytest
from fake_assistant import FakeAssistant
from fastapi.testclient import TestClient
from test_library_pages import Page

from assistant.app import create_app
from assistant.app.words import LESSON_LABEL

ROUTES = (
    "/lessons",
    "/lessons/list",
    "/lessons/list?topic=工资",
    "/lessons/list?situation=讨工资",
    "/lessons/search?q=工资",
    "/lessons/search?q=病了",
    "/lessons/search",
    "/lessons/wages",
    "/lessons/sick",
    "/lessons/wages/sheet",
    "/lessons/contest?n=7",
    "/lessons/contest/result?n=7&q0=1&q1=0",
)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(FakeAssistant()))


def page_at(client: TestClient, address: str, code: int = 200) -> Page:
    answer = client.get(address)
    assert answer.status_code == code, address
    return Page(answer.text)


@pytest.mark.parametrize("address", ROUTES)
def test_every_page_is_whole_and_names_its_date(client: TestClient, address: str) -> None:
    page = page_at(client, address)
    ids = [one for one in page.all("id") if one]
    assert len(ids) == len(set(ids))
    assert "学法小课堂" in page.words
    assert re.search(r"\d{4}年\d{1,2}月\d{1,2}日", page.words)


@pytest.mark.parametrize("address", ROUTES)
def test_every_link_leads_somewhere(client: TestClient, address: str) -> None:
    for link in page_at(client, address).links():
        target, fragment = urldefrag(link)
        if link.startswith("tel:") or target.startswith("/?") or target == "/":
            continue
        found = page_at(client, target or address)
        assert not fragment or unquote(fragment) in found.all("id"), link


def test_a_lesson_carries_its_label_its_sources_and_no_line_without_one(client: TestClient) -> None:
    page = page_at(client, "/lessons/wages")
    assert LESSON_LABEL in page.words
    assert "法律文本日期" in page.words
    assert "本课核对日期：2026年5月1日" in page.words
    assert "用人单位应当按月向劳动者支付工资。" in page.words  # the law itself
    assert "这一句依据的条文没有了" not in page.words
    assert "依据的文件还没有装入" in page.words


def test_the_sheet_has_everything_that_a_lesson_needs_on_paper(client: TestClient) -> None:
    words = page_at(client, "/lessons/wages/sheet").words
    for part in ("工资应当按月发", "先留好证据", "工资条", "12333", "示例工资法第八十二条第一款", LESSON_LABEL):
        assert part in words


def test_a_contest_gets_a_number_that_can_be_shared(client: TestClient) -> None:
    answer = client.get("/lessons/contest", follow_redirects=False)
    assert answer.status_code == 302
    assert re.fullmatch(r"/lessons/contest\?n=\d+", answer.headers["location"])
    paper = page_at(client, "/lessons/contest?n=7")
    assert "data-right" not in {name for _, attributes in paper.tags for name in attributes}


def test_a_paper_is_marked(client: TestClient) -> None:
    html = client.get("/lessons/contest?n=7").text
    legends = re.findall(r"<legend>\d+\. (.+?)</legend>", html)
    rights = {"工资多久发一次？": 1, "拖欠超过一个月，可以怎么样？": 0}
    good = "&".join(f"q{at}={rights[legend]}" for at, legend in enumerate(legends))
    assert f"答对{len(legends)}题，共{len(legends)}题" in page_at(client, f"/lessons/contest/result?n=7&{good}").words
    none = page_at(client, "/lessons/contest/result?n=7").words
    assert f"答对0题，共{len(legends)}题" in none
    assert "没有作答" in none


@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("/lessons/nothing", 404, "没有“nothing”这一课"),
        ("/lessons/missing", 404, "没有“missing”这一课"),
        ("/lessons/list?topic=天气", 404, "没有“天气”这一类课"),
        ("/lessons/contest?n=x", 404, "没有这份考题"),
        ("/lessons/contest?n=99999999", 404, "没有这份考题"),
        ("/lessons/contest/result", 404, "没有这份考题"),
        (f"/lessons/search?q={'长' * 101}", 400, "太长了"),
        ("/lessons/%3Cscript%3E", 404, "没有“<script>”这一课"),
    ],
)
def test_a_mistake_is_one_sentence_that_says_what_to_do(
    client: TestClient, address: str, code: int, sentence: str
) -> None:
    page = page_at(client, address, code)
    assert sentence in page.words
    assert "script" not in {tag for tag, _ in page.tags}


@pytest.mark.parametrize("answer", ["9", "-1", "x", "１", "1" * 50, "<script>"])
def test_what_is_no_choice_counts_as_no_answer(client: TestClient, answer: str) -> None:
    page = page_at(client, f"/lessons/contest/result?n=7&q0={answer}&q1=zz")
    assert "答对0题" in page.words
    assert not [tag for tag, attributes in page.tags if tag == "script" and "src" not in attributes]


def test_one_script_of_our_own_and_nothing_from_elsewhere(client: TestClient) -> None:
    answer = client.get("/lessons/wages")
    policies = answer.headers.get_list("content-security-policy")
    assert any("default-src 'none'" in one and "script-src 'self'" in one for one in policies)
    sources = re.findall(r'(?:src|href)="(https?:)?//', answer.text)
    assert sources == []
    script = client.get("/lessons/lessons.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket", script.text)  # progress stays in the browser
