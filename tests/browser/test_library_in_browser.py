"""The 法规库 as a person uses it, on a phone and at a desk, in light and dark, with scripts switched off."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from looks import DESKTOP, PHONE, SCHEMES, SIZES, fine_print, fits, small_targets, unfold, violations
from playwright.sync_api import Browser, expect
from visits import Opener, visiting

pytestmark = pytest.mark.browser

CONTRACT = "/laws/劳动合同法@2012-12-28"
COMPARED = "/laws/compare?old=仲裁法@2017-09-01&new=仲裁法@2025-09-12"
PAGES = (
    "/laws",
    "/laws/list?topic=欠薪",
    "/laws/search?q=经济补偿",
    CONTRACT,
    f"{CONTRACT}?q=经济补偿",
    "/laws/仲裁法@2017-09-01",
    "/laws/versions",
    COMPARED,
    "/laws/没有",
)


@pytest.fixture
def open_page(browser: Browser, live_server: str) -> Iterator[Opener]:
    """Opens a page in a fresh context; fails the test afterwards if it reached out or complained."""
    with visiting(browser, live_server, expected="404") as opener:
        yield opener


@SIZES
def test_from_the_front_page_to_one_article(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page("/laws", size)
    page.get_by_role("link", name="欠薪", exact=True).click()
    page.get_by_role("link", name="第三十条", exact=True).click()
    expect(page).to_have_title("劳动合同法 · 学法小课堂")
    assert unquote(urlsplit(page.url).fragment) == "第三十条"
    expect(page.locator("[id='第三十条']")).to_be_in_viewport()


@SIZES
def test_search_and_step_through_what_was_found(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page("/laws", size)
    page.get_by_role("searchbox").fill("劳动合同法 82")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="劳动合同法 第八十二条").first.click()
    expect(page.locator("[id='第八十二条']")).to_be_in_viewport()
    page.get_by_label("在本文里找").fill("经济补偿")
    page.get_by_role("button", name="找", exact=True).click()
    expect(page.locator(".hits")).to_contain_text("找到")
    page.locator(".hits .numbers a").first.click()
    first = page.locator(".article:has(mark)").first
    expect(first).to_be_in_viewport()
    first.get_by_role("link", name="下一处").click()
    expect(page.locator(".article:has(mark)").nth(1)).to_be_in_viewport()


def test_jump_to_a_number(open_page: Opener) -> None:
    page = open_page(CONTRACT)
    page.get_by_label("看第几条").fill("47")
    page.get_by_role("button", name="去看").click()
    expect(page.locator("[id='第四十七条']")).to_be_in_viewport()


@SIZES
def test_the_contents_lead_to_a_chapter(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page(CONTRACT, size)
    link = page.get_by_role("link", name="第七章 法律责任")
    if size == PHONE:
        page.get_by_text("目录（共98条）").click()
    expect(link).to_be_visible()
    link.click()
    expect(page.locator(".chapter", has_text="第七章")).to_be_in_viewport()


@SIZES
def test_versions_stand_beside_each_other_at_a_desk_and_below_on_a_phone(
    open_page: Opener, size: tuple[int, int]
) -> None:
    page = open_page(COMPARED, size)
    pair = page.locator(".pair").first
    old, new = pair.locator(".old").bounding_box(), pair.locator(".new").bounding_box()
    assert old
    assert new
    assert (new["x"] > old["x"] + 300) == (size == DESKTOP)
    assert (new["y"] > old["y"] + 40) == (size == PHONE)


def test_an_answer_leads_to_the_whole_text_beside_the_chat(open_page: Opener) -> None:
    page = open_page("/", DESKTOP, script=True)
    expect(page.get_by_label("您的问题")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("link", name="法规库")).to_be_visible()
    page.get_by_label("您的问题").fill("没签劳动合同怎么办？")
    page.get_by_label("您的问题").press("Enter")
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "false", timeout=30_000)
    page.locator(".turn .biao").first.click()
    with page.context.expect_page() as opened:
        page.locator(".card[open] .whole").click()
    text = opened.value
    text.wait_for_load_state()
    expect(text.locator(":target")).to_be_in_viewport()
    expect(page.locator(".turn")).to_have_count(1)


@SIZES
@pytest.mark.parametrize("address", PAGES)
def test_large_enough_to_read_and_to_tap(open_page: Opener, size: tuple[int, int], address: str) -> None:
    page = open_page(address, size, script=True)
    unfold(page)
    assert fine_print(page) == []
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            '.article p:not(.own-note), .side p, .title, input, select, button, label')]
          .filter(e => e.checkVisibility())
          .map(e => [e.outerHTML.slice(0, 90), parseFloat(getComputedStyle(e).fontSize)]).filter(([, px]) => px < 18)"""
    )
    assert small == []
    assert small_targets(page, ".skip, .notice a") == []
    assert fits(page)


@SIZES
@SCHEMES
@pytest.mark.parametrize("address", PAGES)
def test_accessible(open_page: Opener, size: tuple[int, int], scheme: str, address: str) -> None:
    page = open_page(address, size, scheme, script=True)
    unfold(page)
    assert violations(page) == []


def test_dark_is_dark_without_a_script(open_page: Opener) -> None:
    """A page that stays light in a dark room hurts; the colours must come from the style alone."""
    grounds = {
        scheme: open_page("/laws", PHONE, scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert grounds == {"light": "rgb(247, 243, 237)", "dark": "rgb(22, 19, 17)"}
