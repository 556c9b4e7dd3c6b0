"""The pages of the 法规库: what they lead to, mark and refuse, and that no text gets through as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urldefrag

import pytest
from fake_assistant import HOSTILE, FakeAssistant, answer
from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.app.cards import cards
from assistant.app.render import render_turn
from assistant.app.turns import Turn
from knowledge.library import Library

NEW, OLD = "/laws/示例工资法@2020-01-01", "/laws/示例工资法@2010-01-01"
VOID = frozenset({"br", "img", "input", "meta", "link", "hr"})
ROUTES = (
    "/laws",
    "/laws?as_of=2015-01-01",
    "/laws/list",
    "/laws/list?topic=欠薪",
    "/laws/list?region=四川省",
    "/laws/list?level=部门规章",
    "/laws/search?q=工资",
    "/laws/search?q=示例工资法 82",
    "/laws/search?q=script",
    "/laws/search",
    "/laws/versions",
    f"/laws/compare?old={OLD[6:]}&new={NEW[6:]}",
    NEW,
    f"{NEW}?q=支付",
    f"{OLD}?as_of=2015-01-01",
    "/laws/示例省女职工办法@2015-03-01",
    "/laws/示例工会要点@2021-05-01",
    f"/laws/{quote(HOSTILE)}@2018-01-01",
    f"/laws/{quote(HOSTILE)}@2018-01-01?q={quote('<script>')}",
)


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words, self.marked, self.open = "", [""], list[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"mark", "ins", "del"}:
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.words += data
        if {"mark", "ins", "del"} & set(self.open) and "span" not in self.open:
            self.marked[-1] += data

    def all(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute))]

    def links(self) -> list[str]:
        return [value for tag, attributes in self.tags if tag == "a" and (value := attributes.get("href"))]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(FakeAssistant()), raise_server_exceptions=False) as client:
        yield client


def page_at(client: TestClient, address: str, code: int = 200) -> Page:
    reply = client.get(address, follow_redirects=False)
    assert reply.status_code == code, reply.text[:300]
    assert reply.headers["content-type"].startswith("text/html")
    return Page(reply.text)


@pytest.mark.parametrize("address", ROUTES)
def test_each_page_is_whole_chinese_and_harmless(client: TestClient, address: str) -> None:
    page = page_at(client, address)
    assert page.open == []
    assert not {"script", "img", "iframe", "style"} & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert "style" not in attributes
        for name in ("href", "action", "src"):
            assert (attributes.get(name) or "/").startswith(("/", "#", "tel:", "data:,")), attributes
            assert not (attributes.get(name) or "").startswith("//")
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert [value for tag, attributes in page.tags if tag == "html" and (value := attributes.get("lang"))] == ["zh-CN"]
    assert sum(tag == "h1" for tag, _ in page.tags) == 1
    assert "49" not in page.words  # {{ 7*7 }} of the hostile text stays what it is


def test_every_link_of_every_page_leads_somewhere(client: TestClient) -> None:
    ids: dict[str, set[str]] = {}
    for address in ROUTES:
        for link in page_at(client, address).links():
            target, fragment = urldefrag(link)
            if link.startswith("tel:") or target == "/":
                continue
            target = target or address
            if target not in ids:
                ids[target] = {"", *page_at(client, target).all("id")}
            assert unquote(fragment) in ids[target], (address, link)


def test_no_foreign_host_and_no_script_may_be_loaded(client: TestClient) -> None:
    policies = client.get(NEW).headers.get_list("content-security-policy")
    assert any("default-src 'none'" in one and "script-src" not in one for one in policies)
    assert client.get(NEW).headers["x-content-type-options"] == "nosniff"
    style = client.get("/laws/style.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "--paper" in style.text
    assert "url(" not in style.text
    assert "prefers-color-scheme: dark" in style.text


def test_the_front_page_offers_every_way_in(client: TestClient) -> None:
    words = page_at(client, "/laws").words
    for expected in ("这里有5件", "欠薪", "部门规章", "乐山市（1件）", "新旧版本对照（1件）"):
        assert expected in words


def test_a_topic_leads_to_the_article(client: TestClient) -> None:
    links = page_at(client, "/laws/list?topic=欠薪").links()
    assert f"/laws/{quote('劳动合同法')}@2012-12-28#{quote('第三十条')}" in links


def test_the_status_is_that_of_the_day_and_links_keep_the_day(client: TestClient) -> None:
    today = page_at(client, OLD)
    assert "已修改" in today.words
    assert "现在有效的文本" in today.words
    then = page_at(client, f"{OLD}?as_of=2015-01-01")
    assert "2015年1月1日" in then.words
    assert "已修改" not in then.words
    listed = page_at(client, "/laws/list?as_of=2015-01-01").links()
    assert f"/laws/{quote('示例工资法')}@2010-01-01?as_of=2015-01-01" in listed


def test_the_text_has_anchors_contents_and_what_is_known_about_it(client: TestClient) -> None:
    page = page_at(client, NEW)
    assert {"第一条", "第二条", "第三条", "第八十二条", "第八十三条"} <= set(page.all("id"))
    assert f"#{quote('第八十二条')}" in page.links()
    assert "请注意：缺少第四条、第五条" in page.words
    assert "已失效" in page.words
    assert "第二款自2022年起失效" in page.words
    assert "示例数据" in page.words
    local = page_at(client, "/laws/示例省女职工办法@2015-03-01").words
    assert "示例说明" in local
    assert "请注意：第三条有疑问" in local


def test_a_union_document_is_not_called_law(client: TestClient) -> None:
    assert "这是工会文件，不是法律" in page_at(client, "/laws/示例工会要点@2021-05-01").words
    assert "工会文件，不是法律" in page_at(client, "/laws/list?level=工会文件").words
    assert "不是法律" not in page_at(client, NEW).words


def test_an_unknown_status_is_said(client: TestClient) -> None:
    assert "不清楚这个文本" in page_at(client, "/laws/劳动合同法@2012-12-28").words


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("law=示例工资法&article=第八十二条", NEW),
        ("law=工资法&article=82", NEW),
        ("law=示例工资法&article=1&as_of=2015-01-01", OLD),
        (f"id={OLD[6:]}&article=第2条", OLD),
    ],
)
def test_an_article_by_name_and_number(client: TestClient, query: str, target: str) -> None:
    reply = client.get(f"/laws/article?{query}", follow_redirects=False)
    assert reply.status_code == 302
    address, fragment = urldefrag(reply.headers["location"])
    assert unquote(address).partition("?")[0] == target
    assert unquote(fragment) in page_at(client, address).all("id")


def test_words_are_found_and_marked_in_the_text(client: TestClient) -> None:
    page = page_at(client, f"{NEW}?q=支付")
    assert "找到4处，在2条里" in page.words
    assert page.marked[1:] == ["支付"] * 4
    assert "下一处：第八十二条" in page.words
    assert "上一处：第二条" in page.words
    assert "没有找到" in page_at(client, f"{NEW}?q=没有的词").words
    hostile = page_at(client, f"/laws/{quote(HOSTILE)}@2018-01-01?q={quote('<script>')}")
    assert hostile.marked[1:] == ["<script>"]


def test_search_finds_titles_and_articles(client: TestClient) -> None:
    page = page_at(client, "/laws/search?q=女职工")
    assert "名称里有的文件（1件）" in page.words
    assert "正文里有的条文（1条）" in page.words
    chosen = page_at(client, "/laws/search?q=示例工资法 限期")
    assert "正文里有的条文（1条）" in chosen.words
    (link,) = [link for link in chosen.links() if "限期" in unquote(link) and link.startswith("/laws/") and "#" in link]
    assert "找到1处，在1条里" in page_at(client, urldefrag(link)[0]).words
    assert "您写的条文" in page_at(client, "/laws/search?q=示例工资法 82").words
    assert "没有找到" in page_at(client, "/laws/search?q=量子力学").words


def test_two_versions_side_by_side(client: TestClient) -> None:
    page = page_at(client, f"/laws/compare?old={OLD[6:]}&new={NEW[6:]}")
    assert "有修改1条，新增4条，删去1条" in page.words
    changes = [(tag, words) for (tag, _), words in zip(
        [row for row in page.tags if row[0] in {"ins", "del"}], page.marked[1:], strict=True
    )]  # fmt: skip
    assert ("del", "五") in changes
    assert ("del", "逾期支付的，罚款一元。") in changes
    assert ("ins", "为了保护劳动者，制定本法。") in changes
    assert "新文本没有这一条" in page.words
    assert "旧文本没有这一条" in page.words


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("/laws/没有的法@2020", 404, "没有「没有的法@2020」"),
        ("/laws/", 404, "打不开"),
        ("/laws?as_of=昨天", 400, "看不懂日期"),
        ("/laws?as_of=2024-13-40", 400, "看不懂日期"),
        ("/laws/list?page=999999", 404, "一共只有1页"),
        ("/laws/list?page=99999999999999999999999", 404, "没有第"),
        ("/laws/list?page=-1", 404, "没有第"),
        ("/laws/list?page=abc", 404, "没有第"),
        ("/laws/list?page=²", 404, "没有第"),
        ("/laws/list?level=圣旨", 404, "没有「圣旨」这个效力级别"),
        ("/laws/list?region=月球", 404, "没有「月球」这个地区"),
        ("/laws/list?topic=炒股", 404, "没有「炒股」这个事情"),
        (f"/laws/search?q={'工' * 5_000}", 400, "太长"),
        (f"{NEW}?q={'工' * 5_000}", 400, "太长"),
        ("/laws/article?law=没有的法&article=1", 404, "没有《没有的法》"),
        ("/laws/article?law=示例工资法&article=900", 404, "没有第九百条"),
        ("/laws/article?law=示例工资法", 400, "没有写是第几条"),
        (f"/laws/article?law={'法' * 5000}&article=1", 400, "太长"),
        ("/laws/compare", 404, "打不开"),
        (f"/laws/compare?old={NEW[6:]}&new={NEW[6:]}", 404, "同一个文件"),
        (f"/laws/compare?old={NEW[6:]}&new=劳动合同法@2012-12-28", 404, "同一个文件"),
        ("/laws/%00%ff<script>", 404, "打不开"),
    ],
)
def test_mistakes_are_pages_that_say_what_to_do(client: TestClient, address: str, code: int, words: str) -> None:
    page = page_at(client, address, code)
    assert words in page.words
    assert "/laws" in page.links()
    assert "script" not in {tag for tag, _ in page.tags}
    assert not re.search("Traceback|Error", page.words)


def test_a_fault_is_a_page_without_details(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail of the machine")

    monkeypatch.setattr("assistant.app.library_pages.read_text", broken)
    page = page_at(client, NEW, 500)
    assert "12351" in page.words
    assert "secret" not in page.words


def test_pages_are_packed_for_those_who_can_unpack(client: TestClient) -> None:
    packed = client.get(NEW, headers={"accept-encoding": "gzip"})
    plain = client.get(NEW, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


def test_long_lists_are_cut_into_pages_that_join_without_loss() -> None:
    from datetime import date

    from fake_assistant import law

    from knowledge.records import Article, Document

    laws = [law(f"示例条例{number:02}", date(2020, 1, 1)) for number in range(45)]
    library = Library([Document(one, (Article(one.id, "第一条", (), "甲"),)) for one in laws], {})
    with TestClient(create_app(FakeAssistant(library=library))) as client:
        shown = [
            title
            for number in (1, 2, 3)
            for title in re.findall(r"示例条例\d\d", page_at(client, f"/laws/list?page={number}").words)
        ]
        assert shown == [one.title for one in laws]
        assert "第2页，共3页" in page_at(client, "/laws/list?page=2").words
        page_at(client, "/laws/list?page=4", 404)


def test_a_new_library_is_shown_without_a_restart() -> None:
    assistant = FakeAssistant()
    with TestClient(create_app(assistant)) as client:
        assert "这里有5件" in page_at(client, "/laws").words
        assistant.library = Library([next(iter(assistant.library.documents()))], {})
        assert "这里有1件" in page_at(client, "/laws").words


def test_the_cards_of_an_answer_lead_to_the_article_in_the_whole_text(client: TestClient) -> None:
    given = answer("问")
    page = Page(render_turn(Turn("问").with_answer(given)))
    links = [
        (link, attributes)
        for tag, attributes in page.tags
        if (link := attributes.get("href") or "").startswith("/laws")
    ]
    assert len(links) == len(given.citations)
    assert all(attributes.get("target") == "_blank" for _, attributes in links)
    reply = client.get(links[0][0], follow_redirects=False)
    assert unquote(reply.headers["location"]) == f"{NEW}?as_of=2026-06-01#第八十二条"
    assert cards("x", (), {}, given.as_of, str) == ""


@pytest.mark.library
def test_every_text_of_the_real_library_has_its_page(all_texts: Library) -> None:
    with TestClient(create_app(FakeAssistant(library=all_texts))) as client:
        for document in all_texts.documents():
            page = page_at(client, f"/laws/{quote(document.law.id, safe='/@')}")
            assert page.open == []
            ids = page.all("id")
            assert len(ids) == len(set(ids)), document.law.id
            assert {article.number for article in document.articles} <= set(ids), document.law.id


@pytest.mark.library
def test_every_pair_of_versions_has_its_page(all_texts: Library) -> None:
    with TestClient(create_app(FakeAssistant(library=all_texts))) as client:
        pairs = [link for link in page_at(client, "/laws/versions").links() if link.startswith("/laws/compare")]
        assert len(pairs) >= 15
        for link in pairs:
            ids = page_at(client, link).all("id")
            assert len(ids) == len(set(ids)), link


@pytest.mark.library
def test_known_defects_of_the_sources_are_said(all_texts: Library) -> None:
    with TestClient(create_app(FakeAssistant(library=all_texts))) as client:
        law = next(law for law in all_texts.laws() if law.title == "山东省企业工资集体协商条例")
        assert "缺少第十六条" in page_at(client, f"/laws/{quote(law.id)}").words
