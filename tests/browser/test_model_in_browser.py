"""A language model adds to an answer that stands: on a phone and on a desk, up to its end, a stop or a new question."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from fake_assistant import HOSTILE
from looks import PHONE, SCHEMES, SIZES, fine_print, fits, small_targets, violations
from playwright.sync_api import Browser, Locator, Page, expect
from serving import serving
from writing_assistant import MODEL, OPERATOR, SENTENCES, TITLE, WritingAssistant

from assistant.app import create_app
from assistant.app.words import STOP, WRITING, WRITTEN_DONE
from assistant.records import Block

pytestmark = pytest.mark.browser

QUESTION, NEXT = "老板三个月没发工资，怎么办？", "那要多久？"

Opener = Callable[..., Page]


@pytest.fixture
def fake() -> WritingAssistant:
    return WritingAssistant()


@pytest.fixture
def open_page(browser: Browser, fake: WritingAssistant) -> Iterator[Opener]:
    """Opens the chat in a fresh context; fails the test afterwards if the page complained or showed a dialog."""
    contexts, faults = [], []
    with serving(create_app(fake)) as address:

        def opener(size: tuple[int, int] = PHONE, scheme: str = "light") -> Page:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme=scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
                permissions=["clipboard-read", "clipboard-write"],
            )
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
            page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
            page.goto(address)
            expect(page.get_by_label("您的问题")).to_be_visible(timeout=30_000)
            return page

        yield opener
        fake.go(100)  # no thread of a test is left waiting
        for context in contexts:
            context.close()
    assert faults == []


def ask(page: Page, question: str = QUESTION) -> Locator:
    """Ask, and wait for what stands without the model."""
    before = page.locator(".turn").count()
    page.get_by_label("您的问题").fill(question)
    page.get_by_label("您的问题").press("Enter")
    turn = page.locator(".turn").nth(before)
    expect(turn).to_have_attribute("aria-busy", "false", timeout=30_000)
    return turn


def sentences(turn: Locator) -> Locator:
    return turn.locator(".written .sentences > p")


def is_whole(turn: Locator) -> None:
    """Everything that an answer has, and nothing of a model at work."""
    expect(turn.get_by_role("button", name=STOP)).to_have_count(0)
    expect(turn.get_by_role("button", name="复制答案")).to_be_visible()
    expect(turn.locator(".card").first).to_be_visible()
    expect(turn).not_to_contain_text(WRITING)


@SIZES
def test_sentences_appear_one_after_another(open_page: Opener, fake: WritingAssistant, size: tuple[int, int]) -> None:
    page = open_page(size)
    turn = ask(page)
    expect(turn.locator(".written [role=status]")).to_have_text(WRITING)
    expect(turn.get_by_role("button", name="复制答案")).to_be_visible()
    expect(sentences(turn)).to_have_count(0)
    turn.locator(".card summary").nth(1).click()
    for count, block in enumerate(SENTENCES, start=1):
        fake.go()
        expect(sentences(turn)).to_have_count(count)
        expect(sentences(turn).last).to_contain_text(block.text)
    expect(turn.get_by_role("button", name=STOP)).to_be_visible()
    fake.go()
    is_whole(turn)
    expect(turn.locator(".written [role=status]")).to_have_text(WRITTEN_DONE)
    expect(turn.locator(".written")).to_contain_text(f"人工智能生成 · 语言模型 {MODEL}（{OPERATOR}运行）")
    expect(turn.locator(".foot")).to_contain_text(f"语言模型 {MODEL}（{OPERATOR}运行）挑选")
    # What the reader had opened is open, and the card that came with the model's words works both ways.
    expect(turn.locator(".card[open]")).to_have_count(1)
    expect(turn.locator(".yiju .count")).to_contain_text("共4条")
    mark = sentences(turn).nth(1).locator(".biao").last
    mark.click()
    card = turn.locator(".card.chosen")
    expect(card.locator("summary")).to_be_focused()
    expect(card).to_contain_text("第八十三条")
    card.locator(".back").click()
    expect(mark).to_be_focused()
    assert fits(page)
    turn.get_by_role("button", name="复制答案").click()
    expect(turn.get_by_role("button", name="已复制")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert SENTENCES[2].text in text
    assert f"语言模型 {MODEL}" in text


def test_stop_keeps_the_answer_and_the_sentences_and_ends_the_stream(open_page: Opener, fake: WritingAssistant) -> None:
    page = open_page()
    turn = ask(page)
    fake.go()
    expect(sentences(turn)).to_have_count(1)
    turn.get_by_role("button", name=STOP).click()
    # At once, although the model's thread still waits for its next word.
    is_whole(turn)
    expect(turn.locator(".written h3")).to_be_focused()
    assert fake.closed == []
    fake.go()
    assert fake.ended.acquire(timeout=10)
    assert fake.closed == [QUESTION]
    expect(sentences(turn)).to_have_count(1)
    # The turn stays in the conversation as any other.
    fake.go(4)
    second = ask(page, NEXT)
    expect(sentences(second)).to_have_count(3)
    assert fake.asked[-1][3] == (QUESTION,)
    expect(sentences(turn)).to_have_count(1)


def test_stop_before_the_first_sentence(open_page: Opener) -> None:
    turn = ask(open_page())
    turn.get_by_role("button", name=STOP).click()
    is_whole(turn)
    expect(turn.locator(".written")).to_have_count(0)
    expect(turn).not_to_contain_text(MODEL)
    expect(turn).to_be_focused()


def test_a_new_question_ends_the_writing_of_the_old(open_page: Opener, fake: WritingAssistant) -> None:
    page = open_page()
    first = ask(page)
    fake.go()
    expect(sentences(first)).to_have_count(1)
    second = ask(page, NEXT)
    is_whole(first)
    expect(second.locator(".written [role=status]")).to_have_text(WRITING)
    fake.go()  # the old one's next word, with which it ends
    assert fake.ended.acquire(timeout=10)
    assert fake.closed == [QUESTION]
    fake.go(4)
    expect(sentences(second)).to_have_count(3)
    is_whole(second)
    expect(sentences(first)).to_have_count(1)
    assert fake.asked[-1][3] == (QUESTION,)
    expect(page.locator(".turn")).to_have_count(2)


def test_clearing_while_the_model_writes(open_page: Opener, fake: WritingAssistant) -> None:
    page = open_page()
    ask(page)
    page.get_by_role("button", name="清空").click()
    expect(page.locator(".turn")).to_have_count(0)
    fake.go(5)
    turn = ask(page, NEXT)
    expect(sentences(turn)).to_have_count(3)
    assert fake.asked[-1][3] == ()
    expect(page.locator(".turn")).to_have_count(1)


def test_a_page_that_is_closed_ends_the_writing(open_page: Opener, fake: WritingAssistant) -> None:
    page = open_page()
    turn = ask(page)
    fake.go()
    expect(sentences(turn)).to_have_count(1)
    page.close()
    time.sleep(2)  # the server notices within a second
    fake.go()  # reaches nobody, so that the steps are closed
    time.sleep(1)
    fake.go()
    assert fake.ended.acquire(timeout=10)
    assert fake.closed == [QUESTION]


def test_a_model_that_fails_leaves_the_plain_answer(open_page: Opener, fake: WritingAssistant) -> None:
    fake.fails = True
    page = open_page()
    turn = ask(page)
    fake.go()
    is_whole(turn)
    expect(turn.locator(".written")).to_have_count(0)
    for words in (MODEL, "出错", "失败", "出了点问题"):
        expect(turn).not_to_contain_text(words)
    expect(page.locator(".toast-body, .trouble")).to_have_count(0)


def test_hostile_words_are_text(open_page: Opener, fake: WritingAssistant) -> None:
    fake.sentences = (Block(HOSTILE, (1,)),)
    fake.model = HOSTILE
    page = open_page()
    turn = ask(page)
    fake.go(2)
    is_whole(turn)
    expect(sentences(turn)).to_contain_text(HOSTILE)
    assert page.locator(".turn img, .turn script, .turn iframe").count() == 0


@SIZES
def test_a_reader_stays_where_they_read(open_page: Opener, fake: WritingAssistant, size: tuple[int, int]) -> None:
    page = open_page(size)
    turn = ask(page)
    page.mouse.move(200, 300)
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(400)
    watched = turn.locator(".part.where")

    def top() -> float:
        return float((watched.bounding_box() or {})["y"])

    before = top()
    for count in range(1, 4):
        fake.go()
        expect(sentences(turn)).to_have_count(count)
        assert abs(top() - before) < 2, count
    fake.go()
    is_whole(turn)
    page.wait_for_timeout(300)
    assert abs(top() - before) < 2


def test_who_has_not_scrolled_is_not_moved(open_page: Opener, fake: WritingAssistant) -> None:
    page = open_page()
    turn = ask(page)
    page.wait_for_timeout(300)
    before = page.evaluate("window.scrollY")
    fake.go(4)
    expect(sentences(turn)).to_have_count(3)
    is_whole(turn)
    page.wait_for_timeout(300)
    assert page.evaluate("window.scrollY") == before
    expect(turn.locator(".question")).to_be_in_viewport()


def test_a_screen_reader_hears_two_lines_and_not_each_sentence(open_page: Opener, fake: WritingAssistant) -> None:
    page = open_page()
    turn = ask(page)
    expect(turn.locator("[role=status]:not(.feedback-said)")).to_have_count(1)
    status = turn.locator(".written [role=status]").element_handle()
    expect(turn.locator(".sentences")).to_have_attribute("aria-live", "off")
    fake.go(4)
    is_whole(turn)
    assert status is not None
    assert status.evaluate("e => e.isConnected && e.textContent") == WRITTEN_DONE


@SIZES
@SCHEMES
def test_accessible_and_large_enough(
    open_page: Opener, fake: WritingAssistant, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(size, scheme)
    turn = ask(page)
    for step in ("empty", "sentence", "stopped"):
        if step == "sentence":
            fake.go()
            expect(sentences(turn)).to_have_count(1)
        if step == "stopped":
            turn.get_by_role("button", name=STOP).click()
            is_whole(turn)
        assert violations(page) == [], step
        assert (fine_print(page, ".answer"), small_targets(page)) == ([], []), step
        assert fits(page), step
        expect(turn.locator(".written h3")).to_have_text(TITLE)
