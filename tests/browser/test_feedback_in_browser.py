"""Saying that an answer did not help: on a phone, with consent, up to what the lawyer says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from looks import DESKTOP, PHONE, SCHEMES, SIZES, fine_print, fits, small_targets, violations
from playwright.sync_api import Browser, Locator, Page, expect
from serving import serving

from assistant.app import create_app
from assistant.app.words import MOST_REMARK
from assistant.desk import Desk, Mark, Role

pytestmark = pytest.mark.browser

QUESTION = "老板三个月没发工资，怎么办？"

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("desk")
    desk = Desk.open(f"sqlite:///{folder / 'desk.sqlite'}")
    desk.add_user("wang", "王律师", "mulberry harbour 7", Role.LAWYER, by="test")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    with serving(create_app(FakeAssistant(), desk)) as address:
        yield address


@pytest.fixture
def sent() -> list[str]:
    """What left the page for ``/api/feedback``."""
    return []


@pytest.fixture
def open_page(browser: Browser, address: str, sent: list[str]) -> Iterator[Opener]:
    """Opens the chat in a fresh context; fails the test afterwards if the page complained."""
    contexts, faults = [], []

    def opener(size: tuple[int, int] = PHONE, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: sent.append(request.post_data or "") if "feedback" in request.url else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(address)
        expect(page.get_by_label("您的问题")).to_be_visible(timeout=30_000)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert [fault for fault in faults if "503" not in fault] == []


def ask(page: Page, question: str) -> Locator:
    before = page.locator(".turn").count()
    page.get_by_label("您的问题").fill(question)
    page.get_by_label("您的问题").press("Enter")
    turn = page.locator(".turn").nth(before)
    expect(turn).to_have_attribute("aria-busy", "false", timeout=30_000)
    return turn


def waiting(desk: Desk) -> int:
    return desk.queue(reviewed=False)[1] + desk.queue(reviewed=True)[1]


@SIZES
def test_from_an_answer_that_did_not_help_to_what_the_lawyer_says(
    open_page: Opener, desk: Desk, sent: list[str], size: tuple[int, int]
) -> None:
    before = waiting(desk)
    page = open_page(size)
    page.get_by_label("您在哪里工作").select_option("四川省")
    ask(page, "工伤怎么认定？")
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="没帮助").click()
    panel = turn.get_by_role("group", name="请工会律师看看这个回答")
    expect(panel.get_by_role("heading")).to_be_focused()
    expect(panel).to_contain_text("工会律师会看到")
    expect(panel).to_contain_text("工伤怎么认定？")
    submit = panel.get_by_role("button", name="提交")
    expect(submit).to_be_disabled()
    panel.get_by_label("还想补充什么").fill("没说去哪里告")
    expect(submit).to_be_disabled()
    assert sent == []
    panel.get_by_role("checkbox", name="我同意").check()
    submit.click()
    receipt = turn.locator(".receipt")
    expect(receipt).to_be_visible()
    expect(receipt).to_be_in_viewport()
    expect(panel).to_be_hidden()
    number = receipt.inner_text()
    turn.get_by_role("button", name="复制回执").click()
    expect(turn.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"查回执 {number}"
    assert fits(page)
    assert len(sent) == 1
    found = desk.by_receipt(number)
    assert found is not None
    assert (found.given.question, found.given.region) == (QUESTION, "四川省")
    # The earlier question played no part in this answer.
    assert (found.given.history, found.given.remark, found.given.as_of) == ((), "没说去哪里告", date(2026, 6, 1))
    assert waiting(desk) == before + 1

    expect(ask(page, f"查回执 {number}")).to_contain_text("还没有看完")
    (lawyer,) = desk.users()
    desk.review(found.id, lawyer, Mark.INCOMPLETE, "少了去哪里告。", "向劳动监察投诉。\n也可以仲裁。", pin=False)
    told = ask(page, f"查回执{number.replace('-', '').lower()}")
    for words in ("不完整", "少了去哪里告。", "也可以仲裁。", "工会律师王律师"):
        expect(told).to_contain_text(words)


def test_nothing_leaves_the_page_without_the_tick(open_page: Opener, desk: Desk, sent: list[str]) -> None:
    before = waiting(desk)
    page = open_page()
    turn = ask(page, QUESTION)
    no = turn.get_by_role("button", name="没帮助")
    no.click()
    expect(no).to_have_attribute("aria-expanded", "true")
    panel = turn.locator(".share")
    tick, submit = panel.get_by_role("checkbox"), panel.get_by_role("button", name="提交")
    tick.check()
    tick.uncheck()
    expect(submit).to_be_disabled()
    submit.evaluate("button => { button.disabled = false; button.click(); }")
    panel.get_by_role("button", name="取消").click()
    expect(panel).to_be_hidden()
    expect(no).to_be_focused()
    expect(no).to_have_attribute("aria-expanded", "false")
    turn.get_by_role("button", name="有帮助").click()
    expect(turn.locator(".feedback-said")).to_have_text("谢谢！")
    expect(turn.locator(".helpful")).to_be_hidden()
    assert sent == []
    assert waiting(desk) == before
    assert page.evaluate("[document.cookie, localStorage.length]")[0] == ""


def test_with_the_keyboard_alone(open_page: Opener, desk: Desk) -> None:
    before = waiting(desk)
    page = open_page(DESKTOP)
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="没帮助").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(turn.locator("textarea")).to_be_focused()
    page.keyboard.type("好")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(turn.get_by_role("button", name="提交")).to_be_focused()
    page.keyboard.press("Enter")
    expect(turn.locator(".sent")).to_be_focused()
    assert waiting(desk) == before + 1


def test_what_went_wrong_is_told_and_may_be_tried_again(open_page: Opener, sent: list[str]) -> None:
    page = open_page()
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="没帮助").click()
    turn.get_by_label("还想补充什么").fill("长" * (MOST_REMARK + 9))
    turn.get_by_role("checkbox").check()
    page.route("**/api/feedback", lambda route: route.fulfill(status=503, json={"error": "数据库暂时不能用。"}))
    submit, said = turn.get_by_role("button", name="提交"), turn.locator(".feedback-said")
    submit.click()
    expect(said).to_have_text("数据库暂时不能用。")
    page.unroute("**/api/feedback")
    page.route("**/api/feedback", lambda route: route.fulfill(status=503, body="<html>"))
    submit.click()
    expect(said).to_contain_text("没有提交成功")
    page.unroute("**/api/feedback")
    submit.click()
    expect(turn.locator(".receipt")).to_be_visible()
    assert len(sent) == 3
    assert "长" * MOST_REMARK in sent[-1]


@SIZES
@SCHEMES
def test_accessible_and_large_enough(open_page: Opener, size: tuple[int, int], scheme: str) -> None:
    page = open_page(size, scheme)
    turn = ask(page, QUESTION)
    for step in ("closed", "open", "ticked", "sent"):
        if step == "open":
            turn.get_by_role("button", name="没帮助").click()
        if step == "ticked":
            turn.get_by_role("checkbox").check()
        if step == "sent":
            # What the server says, without a row for each size and scheme: the limit is ten an hour.
            page.route("**/api/feedback", lambda route: route.fulfill(json={"receipt": "7K3M-92QX"}))
            turn.get_by_role("button", name="提交").click()
            expect(turn.locator(".receipt")).to_have_text("7K3M-92QX")
        assert violations(page) == [], step
        assert (fine_print(page, ".feedback"), small_targets(page, ".skip, .agree input", ".agree")) == ([], []), step
        assert fits(page), step
