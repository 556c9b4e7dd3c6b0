"""The lawyers' desk as a lawyer uses it, on a phone and at a desk, in light and dark, with scripts switched off."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from conftest import DESK_PASSWORD
from looks import DESKTOP, PHONE, SCHEMES, SIZES, fine_print, fits, small_targets, unfold, violations
from playwright.sync_api import Browser, Page, expect
from visits import Opener, visiting

from assistant import Assistant
from assistant.desk import Desk, NewFeedback, answer_digest

pytestmark = pytest.mark.browser

# Numbers of articles only: the quotation is invented, so that it cannot match.
TEXT = (
    "起诉状\n被告违反《劳动合同法》第三十条第一款，也没有订立合同。\n"
    "依据劳动合同法第八十二条、第九百条，应当支付。该法第四十七条规定：“补偿按照天上星星的数目逐颗支付。”\n"
    "又据《不存在的示例法》第一条。\n" + "其他事实和理由见证据目录。\n" * 60 + "另据《工会法》第二条。"
)
QUESTION = "老板三个月没发工资，怎么办？"
INLINE = ".skip, .notice a, a.cite, a.inline, .option input, td a"


@pytest.fixture
def open_desk(browser: Browser, desk_server: str) -> Iterator[Opener]:
    """Logs in within a fresh context without scripts; fails the test afterwards if a page reached out or complained."""
    # A form with a mistake comes back with a status that the browser notes.
    with visiting(browser, desk_server, expected="status of 4") as visit:

        def opener(address: str = "/desk", size: tuple[int, int] = DESKTOP, **look: Any) -> Page:
            page = visit(address, size, **look)
            page.get_by_label("用户名").fill("chief")
            page.get_by_label("密码").fill(DESK_PASSWORD)
            page.get_by_role("button", name="登录", exact=True).click()
            return page

        yield opener


@pytest.fixture(scope="module", autouse=True)
def asked(served_desk: Desk, assistant: Assistant) -> int:
    """A worker's question that waits, with an answer as the assistant gives it; the number of its page."""
    answer = assistant.ask(QUESTION).to_json()
    given = NewFeedback(QUESTION, "全国", date.today(), (), answer, answer_digest(answer), "没有说去哪里办")
    found = served_desk.by_receipt(served_desk.leave_feedback(given))
    assert found
    return found.id


def check(page: Page, text: str = TEXT) -> None:
    page.get_by_label("粘贴文字").fill(text)
    page.get_by_role("button", name="开始核对").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(text.split("\n")[0][:20])


@SIZES
def test_log_in_paste_see_the_marks_and_take_the_results(open_desk: Opener, size: tuple[int, int]) -> None:
    page = open_desk(size=size)
    check(page)
    expect(page.locator("a.cite")).to_have_count(6)
    mark = page.locator("a.cite", has_text="第九百条")
    expect(mark).to_contain_text("缺3")
    mark.click()
    card = page.locator("#ref-3")
    expect(card).to_be_in_viewport()
    expect(card).to_contain_text("条款不存在")
    card.get_by_role("link", name="回到文稿第3处").click()
    expect(mark).to_be_in_viewport()
    quoted = page.locator("#ref-4")
    expect(quoted.locator("ins").first).to_be_visible()
    expect(quoted.locator("del").first).to_be_visible()
    for name, signature in (
        ("Word批注（全部）", b"PK"),
        ("Word批注（只批有问题的）", b"PK"),
        ("下载表格（CSV）", "\ufeff".encode()),
    ):
        with page.expect_download() as waited:
            page.get_by_role("link", name=name).click()
        assert waited.value.path().read_bytes().startswith(signature)
        if signature == b"PK":
            assert "word/comments.xml" in zipfile.ZipFile(waited.value.path()).namelist()
    page.get_by_role("link", name="只看有问题的").click()
    expect(page.locator(".ref-card")).to_have_count(3)
    page.locator("a.cite", has_text="第三十条").click()  # hidden by the filter: leads to the page that shows it
    expect(page.locator("#ref-1")).to_be_in_viewport()


def test_the_articles_stay_beside_the_text_at_a_desk_and_stand_below_on_a_phone(open_desk: Opener) -> None:
    page = open_desk()
    check(page)
    page.locator("a.cite").last.click()
    expect(page.locator("#ref-6")).to_be_in_viewport()
    expect(page.locator("#at-6")).to_be_in_viewport()  # the words have not gone from the screen
    text, cards = page.locator(".draft-text").bounding_box(), page.locator(".ref-list").bounding_box()
    assert text
    assert cards
    assert cards["x"] >= text["x"] + text["width"]
    phone = open_desk(size=PHONE)
    check(phone)
    text, cards = phone.locator(".draft-text").bounding_box(), phone.locator(".ref-list").bounding_box()
    assert text
    assert cards
    assert cards["y"] >= text["y"] + text["height"]


def test_the_page_ends_where_its_words_end(open_desk: Opener) -> None:
    """What is only for screen readers must not make a page longer that scrolls within itself."""
    page = open_desk(script=True)
    check(page, "依据《劳动合同法》第八十二条。" * 40)
    foot = "document.querySelector('footer').getBoundingClientRect().bottom + window.scrollY"
    assert page.evaluate(f"document.documentElement.scrollHeight - ({foot})") < 60


def test_a_file_is_uploaded(open_desk: Opener) -> None:
    page = open_desk()
    page.get_by_label("或者选一个文件").set_input_files(
        {"name": "代理词.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    )
    page.get_by_role("button", name="开始核对").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("代理词.txt")
    page.get_by_role("button", name="删除这份文稿").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对文稿里的法条")
    expect(page.get_by_text("代理词.txt")).to_have_count(0)


def test_the_draft_is_checked_again_for_another_day(open_desk: Opener) -> None:
    page = open_desk()
    check(page)
    page.get_by_label("换一天").fill("2010-05-01")
    page.get_by_role("button", name="按这一天核对").click()
    expect(page.get_by_text("2010年5月1日")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("起诉状")


def test_what_is_right_is_folded_and_the_filters_stay_low(open_desk: Opener) -> None:
    page = open_desk(size=PHONE)
    check(page)
    right, wrong = page.locator("#ref-1"), page.locator("#ref-3")
    expect(right.locator(".reason")).to_be_hidden()
    expect(wrong.locator(".reason")).to_be_visible()
    right.get_by_text("核对详情和原文").click()
    expect(right.locator("blockquote")).to_be_visible()
    filters = page.locator(".filters").bounding_box()
    assert filters
    assert filters["height"] < 130  # two rows


def test_a_mistake_keeps_what_was_typed(open_desk: Opener) -> None:
    page = open_desk()
    page.get_by_label("粘贴文字").fill("\n第一行\n第二行")
    page.get_by_label("或者选一个文件").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"abc"})
    page.get_by_label("按哪一天").fill("2020-05-01")
    page.get_by_role("button", name="开始核对").click()
    expect(page.get_by_role("alert")).to_contain_text("只用一种")
    expect(page.get_by_label("粘贴文字")).to_have_value("\n第一行\n第二行")
    expect(page.get_by_label("按哪一天")).to_have_value("2020-05-01")


def test_too_large_a_file_is_told_on_a_page(open_desk: Opener) -> None:
    page = open_desk()
    page.get_by_label("或者选一个文件").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * (12 * 1024 * 1024)}
    )
    page.get_by_role("button", name="开始核对").click()
    expect(page.get_by_role("status")).to_contain_text("最大10 MB")


def test_a_correction_is_pinned_in_two_steps(open_desk: Opener, asked: int, served_desk: Desk) -> None:
    page = open_desk(f"/desk/queue/{asked}")
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
    expect(page.get_by_text("没有说去哪里办")).to_be_visible()
    page.get_by_label("不完整").check()
    page.get_by_label("更正（").fill("还可以向劳动监察投诉，依据《劳动合同法》第三十条。")
    page.get_by_label("把更正固定给问同一问题的人看").check()
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("alert")).to_contain_text("再按一次")
    expect(page.locator(".correction-check")).to_contain_text("核对无误")
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_text("意见已经保存")).to_be_visible()
    expect(page.locator(".opinion")).to_contain_text("更正已固定")
    assert served_desk.pinned(QUESTION, "全国")


def test_logging_out_shuts_the_door(open_desk: Opener, desk_server: str) -> None:
    page = open_desk()
    check(page)
    draft = page.url
    page.get_by_role("button", name="退出登录").click()
    page.goto(draft)
    expect(page.get_by_label("密码")).to_be_visible()


def views(page: Page, asked: int) -> Iterator[str]:
    """Every page of the desk, one after the other."""
    home = page.url
    yield "home"
    check(page)
    yield "draft"
    page.goto(f"{page.url}?show=problems")
    yield "problems"
    for path in ("/queue", "/queue?reviewed=1", f"/queue/{asked}", "/audit"):
        page.goto(home + path)
        yield path
    page.goto(f"{home}/queue/{asked}")
    page.get_by_label("有错误").check()
    page.get_by_label("更正（").fill("依据《劳动合同法》第三十条和第九百条。")
    page.get_by_role("button", name="先核对更正里的法条").click()
    yield "correction"


@SIZES
def test_large_enough_to_read_and_to_tap(open_desk: Opener, size: tuple[int, int], asked: int) -> None:
    page = open_desk(size=size, script=True)
    for view in views(page, asked):
        unfold(page)
        assert fine_print(page) == [], view
        assert small_targets(page, INLINE, also=".option") == [], view
        assert fits(page), view


@SIZES
@SCHEMES
def test_accessible(open_desk: Opener, size: tuple[int, int], scheme: str, asked: int) -> None:
    page = open_desk(size=size, scheme=scheme, script=True)
    for view in views(page, asked):
        unfold(page)
        assert violations(page) == [], view


@SIZES
def test_the_login_is_readable_and_accessible(browser: Browser, desk_server: str, size: tuple[int, int]) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(desk_server + "/laws")
    page.get_by_role("link", name="工会律师入口").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工会律师登录")
    assert fine_print(page) == []
    assert small_targets(page, INLINE) == []
    assert fits(page)
    assert violations(page) == []
    page.close()
