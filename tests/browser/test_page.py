"""The page as a person uses it, on a phone and on a desktop, in light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from looks import DESKTOP, PHONE, SCHEMES, SIZES, fine_print, fits, small_targets, violations
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

QUESTION = "老板三个月没发工资，也没签劳动合同，怎么办？"
FOLLOW_UP = "那申请仲裁要在多长时间内？"
UNCLEAR = "领导让我签一个东西我不想签"
OUTSIDE = "红烧肉怎么做才好吃？"

Opener = Callable[..., Page]


class Visit:
    """What happened besides the page itself."""

    def __init__(self) -> None:
        self.hosts: set[str] = set()
        self.faults: list[str] = []
        self.dialogs: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("websocket", lambda socket: self.hosts.add(urlsplit(socket.url).netloc))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: object) -> None:
        self.dialogs.append(str(dialog))
        dialog.dismiss()  # type: ignore[attr-defined]


@pytest.fixture
def visit(live_server: str) -> Iterator[Visit]:
    """Fails the test afterwards if the page reached out, broke or showed a dialog."""
    visit = Visit()
    yield visit
    assert visit.hosts - {""} <= {urlsplit(live_server).netloc}
    assert visit.faults == []
    assert visit.dialogs == []


@pytest.fixture
def open_page(browser: Browser, live_server: str, visit: Visit) -> Iterator[Opener]:
    """Opens the page in a fresh context; the browser is an English one, the page must not be."""
    contexts = []

    def opener(size: tuple[int, int] = PHONE, scheme: str = "light", **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="en-US",
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        visit.watch(page)
        page.goto(live_server)
        expect(page.get_by_label("您的问题")).to_be_visible(timeout=30_000)
        return page

    yield opener
    for context in contexts:
        context.close()


def ask(page: Page, question: str) -> Locator:
    """Ask by Enter and wait for the whole answer, which comes back."""
    turns = page.locator(".turn")
    before = turns.count()
    page.get_by_label("您的问题").fill(question)
    page.get_by_label("您的问题").press("Enter")
    turn = turns.nth(before)
    expect(turn).to_have_attribute("aria-busy", "false", timeout=30_000)
    return turn


@SIZES
def test_ask_and_read_a_citation(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page(size)
    turn = ask(page, QUESTION)
    expect(turn.locator(".question")).to_contain_text(QUESTION)
    below = turn.get_by_text("看法律原文")
    if below.count():  # where a lesson leads, the law's own words are a tap away
        expect(turn.locator(".law-below blockquote").first).to_be_hidden()
        below.click()
    expect(turn.locator(".answer blockquote").first).to_be_visible()
    mark = turn.locator(".biao").first
    name = re.fullmatch(r"查看依据(\d+)：(.+)", mark.get_attribute("aria-label") or "")
    assert name
    mark.click()
    card = turn.locator(".card[open]")
    expect(card).to_have_count(1)
    expect(card.locator("summary")).to_be_focused()
    expect(card.locator("summary")).to_be_in_viewport()
    assert "".join(card.locator(".name").inner_text().split()) == name[2]
    expect(card).to_contain_text("施行日期")
    beside = (card.bounding_box() or {})["x"] > (turn.locator(".answer").bounding_box() or {})["x"] + 300
    assert beside == (size == DESKTOP)
    assert fits(page)
    card.locator(".back").click()
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()


@SIZES
def test_a_further_question_opens_and_its_mark_opens_a_folded_card(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page(size)
    turn = ask(page, "试用期第三天公司说我不合适让我走人，合法吗？")
    folded = turn.locator(".more-cards")
    expect(folded).not_to_have_attribute("open", "")
    places = turn.locator(".asked > .point")
    closed = [at for at in range(places.count()) if places.nth(at).get_attribute("open") is None]
    number, point = next(
        (mark, places.nth(at))
        for at in closed
        for mark in places.nth(at).locator(".biao").all()
        if folded.locator(mark.get_attribute("href") or "").count()
    )
    expect(point.locator("p")).to_be_hidden()
    point.locator("summary").click()
    expect(point.locator("p")).to_be_visible()
    number.click()
    card = turn.locator(".more-cards .card[open]")
    expect(card.locator("summary")).to_be_focused()
    expect(card.locator("summary")).to_be_in_viewport()
    point.evaluate("one => { one.open = false; }")
    card.locator(".back").click()  # the way back opens what was closed meanwhile
    expect(turn.locator(".point .biao:focus")).to_be_in_viewport()
    assert fits(page)


@SIZES
def test_where_several_matters_may_be_meant_each_is_a_card(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page(size)
    turn = ask(page, UNCLEAR)
    matters = turn.locator(".matter")
    assert matters.count() >= 2
    for matter in matters.all():
        expect(matter.locator("h3").first).to_be_visible()
        expect(matter.locator(".lead .biao").first).to_be_visible()  # what it says, with its ground
        expect(matter.locator("ol")).to_be_hidden()
    matters.first.locator(".law-below > summary").click()
    expect(matters.first.locator("ol")).to_be_visible()
    assert fits(page)


@SIZES
def test_follow_up_out_of_scope_and_clear(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page(size)
    first = ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    refused = ask(page, OUTSIDE)
    expect(refused.locator(".biao")).to_have_count(0)
    expect(refused.locator('a[href="tel:12348"]').first).to_be_visible()
    expect(page.locator(".turn")).to_have_count(3)
    # The marks of an older answer still open its own cards.
    first.locator(".biao").first.click()
    expect(first.locator(".card[open]")).to_have_count(1)
    page.get_by_role("button", name="清空").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("button", name="工伤认定")).to_be_visible()


def test_example_button_asks(open_page: Opener) -> None:
    page = open_page()
    assert page.locator("#examples button").count() == 6
    page.get_by_role("button", name="加班费").click()
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "false", timeout=30_000)
    expect(page.locator(".question")).to_contain_text("加班费怎么算")


def test_region_and_day_are_used(open_page: Opener) -> None:
    page = open_page()
    page.get_by_label("您在哪里工作").select_option("四川省")
    page.get_by_text("更多选项").click()
    page.get_by_label("按哪一天的法律").fill("2024-03-01")
    page.get_by_label("按哪一天的法律").press("Tab")
    foot = ask(page, QUESTION).locator(".foot")
    expect(foot).to_contain_text("四川省")
    expect(foot).to_contain_text("2024年3月1日")


def test_a_mistake_is_said_kindly_and_the_next_question_works(open_page: Opener) -> None:
    page = open_page()
    turn = ask(page, "工资" * 1500)
    expect(turn.locator(".trouble")).to_be_visible()
    expect(ask(page, QUESTION).locator(".biao").first).to_be_visible()


def test_a_lost_connection_is_told_in_chinese(open_page: Opener, visit: Visit) -> None:
    page = open_page()
    page.route("**/queue/join*", lambda route: route.abort())
    page.get_by_label("您的问题").fill(QUESTION)
    page.get_by_label("您的问题").press("Enter")
    notice = page.locator(".toast-body")
    expect(notice).to_contain_text("网络断开了")
    assert not re.search("[A-Za-z]{3,}", notice.inner_text())
    expect(page.get_by_label("您的问题")).to_have_value(QUESTION)
    visit.faults.clear()


def test_hostile_question_is_shown_as_text(open_page: Opener, visit: Visit) -> None:
    page = open_page()
    hostile = "工资 <img src=x onerror=alert(1)> ${alert(1)} {{7*7}} </article><script>alert(1)</script>"
    expect(ask(page, hostile).locator(".question")).to_contain_text(hostile)
    assert page.locator(".turn img, .turn script").count() == 0
    assert visit.dialogs == []


def test_copy(open_page: Opener) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="复制答案").click()
    expect(turn.get_by_role("button", name="已复制")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert QUESTION in text
    assert "以上内容由学法小课堂自动生成，仅供参考" in text
    assert "法律文本日期：" in text


def test_enter_that_ends_a_pinyin_word_does_not_send(open_page: Opener) -> None:
    page = open_page()
    page.get_by_label("您的问题").fill("gongzi")
    page.get_by_label("您的问题").evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    page.wait_for_timeout(500)
    assert page.locator(".turn").count() == 0


def test_keyboard_alone(open_page: Opener) -> None:
    page = open_page(DESKTOP)
    turn = ask(page, QUESTION)
    turn.locator(".biao").first.focus()
    page.keyboard.press("Enter")
    expect(turn.locator(".card[open] summary")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    turn.locator(".card[open] .back").focus()
    page.keyboard.press("Enter")
    expect(turn.locator(".biao").first).to_be_focused()


def test_said_to_screen_readers(open_page: Opener) -> None:
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator('[role="log"][aria-live="polite"] .turn')).to_have_count(1)
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_role("form", name="提问")).to_be_visible()


@SIZES
def test_chinese_throughout(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page(size)
    ask(page, QUESTION)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title() == "学法小课堂 · 职工法律助手"
    words = page.evaluate("document.body.innerText") + " ".join(
        page.evaluate(
            "[...document.body.querySelectorAll('*')].flatMap(e => ['title', 'placeholder', 'aria-label', 'alt']"
            ".map(a => e.getAttribute(a)).filter(Boolean))"
        )
    )
    assert re.findall(r"[A-Za-z]{3,}", words.replace("XUEFA_LIBRARY", "").replace("xuefa build", "")) in (
        [],
        ["library"],
    )


@SIZES
def test_large_enough_to_read_and_to_tap(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page(size)
    page.get_by_text("更多选项").click()
    turn = ask(page, QUESTION)
    turn.locator(".biao").first.click()
    small = page.evaluate(
        """() => [...document.querySelectorAll(`.answer p, .answer li, .question, .article p, .name, #composer textarea,
            #composer button, #composer label span, #options select, #options label, #options input, .copy, .back`)]
          .filter(e => !e.closest('.foot > p, .notice') && e.checkVisibility())
          .map(e => [e.className || e.tagName, parseFloat(getComputedStyle(e).fontSize)]).filter(([, px]) => px < 18)"""
    )
    assert small == []
    assert fine_print(page, "main") == []
    assert small_targets(page) == []
    assert fits(page)


@SIZES
@SCHEMES
def test_accessible(open_page: Opener, size: tuple[int, int], scheme: str) -> None:
    page = open_page(size, scheme)
    for asked in (False, True):
        if asked:
            ask(page, QUESTION).locator(".biao").first.click()
            ask(page, OUTSIDE)
        assert violations(page) == []
