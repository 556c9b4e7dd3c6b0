"""学法小课堂 as a person uses it: on a phone, at a desk, listening, printing, sharing, and without a script."""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections.abc import Iterator

import pypdf
import pytest
from looks import SCHEMES, SIZES, fine_print, fits, small_targets, unfold, violations
from playwright.sync_api import Browser, expect
from visits import Opener, visiting

from assistant.app.words import LESSON_LABEL
from knowledge.lessons import load_lessons

pytestmark = pytest.mark.browser

# On national law alone, so that the page is whole without a library folder.
LESSON = "/lessons/arb-limit"
PAGES = ("/lessons", "/lessons/list?topic=争议处理", "/lessons/search?q=仲裁", LESSON, f"{LESSON}/sheet")
PAGES += ("/lessons/contest?n=7", "/lessons/contest/result?n=7&q0=1", "/lessons/nothing")
# A voice that speaks at once and remembers what it said.
VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, 'speechSynthesis', { value: {
  speak: (words) => { window.said.push([words.text, words.lang]); window.last = words; }, cancel: () => {},
} });
"""


@pytest.fixture
def open_page(browser: Browser, live_server: str) -> Iterator[Opener]:
    """Opens a page in a fresh context; fails the test afterwards if it reached out or complained."""
    with visiting(browser, live_server, expected="404", script=True) as opener:
        yield opener


def printed_words(printed: pypdf.PdfReader) -> str:
    """The text of a printed page; Chromium writes some characters as radicals that look the same."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", printed.pages[0].extract_text()))


@SIZES
def test_from_the_front_page_to_a_lesson_and_its_law(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page("/lessons", size)
    page.get_by_role("link", name=re.compile("^争议处理")).click()
    page.get_by_role("link", name=re.compile("一年|时效|期限")).first.click()
    expect(page.locator(".short")).to_be_in_viewport()
    mark = page.locator(".short .mark").first
    number = mark.inner_text().strip("[]")
    mark.click()
    source = page.locator(f"#yj-{number}")
    expect(source).to_have_attribute("open", "")
    expect(source.locator("blockquote")).to_be_visible()
    source.get_by_role("link", name="在全文中查看").click()
    expect(page).to_have_url(re.compile("/laws/"))


def test_a_search_in_plain_words_finds_a_lesson(open_page: Opener) -> None:
    page = open_page("/lessons")
    page.get_by_role("searchbox").fill("劳动仲裁多久之内要去申请")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".laws .title").first).to_be_visible()
    assert "arb-limit" in " ".join(page.locator(".laws .title").evaluate_all("all => all.slice(0, 5).map(a => a.href)"))


@SIZES
def test_the_quiz_tells_at_once_and_is_remembered_here_only(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page(LESSON, size)
    quizzes = page.locator(".quiz[data-right]")
    count = quizzes.count()
    assert count >= 2
    for at in range(count):
        quiz = quizzes.nth(at)
        right = int(quiz.get_attribute("data-right") or 0)
        wrong = (right + 1) % 3
        quiz.get_by_role("radio").nth(wrong if at == 0 else right).check()
        expect(quiz.locator(".verdict")).to_contain_text("不对" if at == 0 else "答对了")
        expect(quiz.locator(".why p")).to_be_visible()
    expect(page.locator("#score")).to_have_text(f"得分：答对{count - 1}题，共{count}题。")
    page.get_by_role("button", name="我学完这一课了").click()
    page.goto(page.url.replace("/arb-limit", ""))
    expect(page.locator("#progress")).to_contain_text("已经学完1课")
    page.goto(page.url + "/list?topic=争议处理")
    expect(page.locator("li[data-lesson=arb-limit] .done")).to_be_visible()
    assert page.context.cookies() == []


def test_what_is_remembered_can_be_forgotten(open_page: Opener) -> None:
    page = open_page(LESSON)
    page.get_by_role("button", name="我学完这一课了").click()
    page.goto(page.url.replace("/arb-limit", ""))
    page.get_by_role("button", name="清除记录").click()
    expect(page.locator("#progress")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(key => /done|scores|best/.test(key))") == []


def test_large_print_stays_on_the_next_page(open_page: Opener) -> None:
    page = open_page(LESSON)
    size = "parseFloat(getComputedStyle(document.querySelector('.points li')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="大字").click()
    assert page.evaluate(size) >= before * 1.2
    assert fits(page)
    page.reload()
    assert page.evaluate(size) >= before * 1.2
    page.get_by_role("button", name="大字").click()
    assert page.evaluate(size) == before


def test_a_lesson_can_be_listened_to_and_stopped(open_page: Opener) -> None:
    page = open_page(LESSON, before=VOICE)
    page.get_by_role("button", name="听一听").click()
    title = page.locator("h1").inner_text()
    assert page.evaluate("said") == [[title, "zh-CN"]]
    page.evaluate("last.onend()")
    assert page.evaluate("said[1][0]") == page.locator(".short [data-say]").inner_text()
    expect(page.locator(".short .speaking")).to_be_visible()
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_role("button", name="听一听")).to_be_visible()
    expect(page.locator(".speaking")).to_have_count(0)


def test_a_browser_without_a_voice_says_so(open_page: Opener) -> None:
    page = open_page(LESSON, before=VOICE)
    page.get_by_role("button", name="听一听").click()
    page.evaluate("last.onerror({ error: 'voice-unavailable' })")
    expect(page.locator("#tool-note")).to_contain_text("读不出来")


@SIZES
def test_the_share_picture_is_a_picture_with_its_label(open_page: Opener, size: tuple[int, int]) -> None:
    drawn = """
    window.drawn = [];
    const fill = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
      window.drawn.push([text, ...at]);
      return fill.call(this, text, ...at);
    };
    """
    page = open_page(LESSON, size, before=drawn)
    page.get_by_role("button", name="分享图片").click()
    image = page.locator("#picture-img")
    expect(image).to_be_visible()
    address = image.get_attribute("src") or ""
    data = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    assert data.startswith(b"\x89PNG")
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert width == 1080
    words = page.evaluate("drawn.map(([text]) => text).join('')")
    assert page.locator("h1").inner_text() in words
    assert LESSON_LABEL in words
    assert re.search(r"法律文本日期：\d{4}年", words)
    for point in page.locator("[data-pic=point]").all_inner_texts():
        assert point in words
    assert page.evaluate("Math.max(...drawn.map(([, , y]) => y))") < height - 60
    assert (page.locator("#picture-save").get_attribute("download") or "").endswith(".png")
    page.get_by_role("button", name="关闭").click()
    expect(image).to_be_hidden()


def test_a_lesson_prints_on_one_sheet_with_its_label(open_page: Opener) -> None:
    for lesson in ("arb-limit", "severance-amount", "arb-apply"):
        page = open_page(f"/lessons/{lesson}/sheet")
        printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 1, lesson
        words = printed_words(printed)
        assert LESSON_LABEL.partition("，")[0] in words
        assert re.search(r"法律文本日期:\d{4}年", words)
        assert "打印或存成" not in words


@SIZES
def test_a_contest_ends_in_a_certificate_that_keeps_the_name_here(open_page: Opener, size: tuple[int, int]) -> None:
    page = open_page("/lessons", size)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.get_by_role("link", name="开始答题").click()
    expect(page.locator(".quiz")).to_have_count(10)
    rights = {quiz.question: quiz.options[quiz.right] for lesson in load_lessons() for quiz in lesson.quiz}
    for quiz in page.locator(".quiz").all():
        question = quiz.locator("legend").inner_text().partition(". ")[2]
        quiz.get_by_role("radio", name=re.compile(rf"^[A-D]\. {re.escape(rights[question])}$")).check()
    page.get_by_role("button", name="交卷看得分").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("答对10题，共10题")
    expect(page.locator(".result")).to_have_count(10)
    page.get_by_label(re.compile("^姓名")).fill("王小二")
    expect(page.locator("#certificate-name")).to_have_text("王小二")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    words = printed_words(printed)
    assert "王小二" in words
    assert "逐题解析" not in words
    assert not [one for one in sent if "王小二" in one or "%E7%8E%8B" in one]


def test_without_a_script_a_lesson_can_be_read_and_its_quiz_checked(open_page: Opener) -> None:
    page = open_page(LESSON, script=False)
    expect(page.locator("#tools")).to_be_hidden()
    page.get_by_text("看答案").first.click()
    expect(page.locator(".why p").first).to_be_visible()
    contest = open_page("/lessons/contest?n=7", script=False)
    contest.get_by_role("button", name="交卷看得分").click()
    expect(contest.locator(".quiz")).to_have_count(10)  # not before every question is answered
    for quiz in contest.locator(".quiz").all():
        quiz.get_by_role("radio").first.check()
    contest.get_by_role("button", name="交卷看得分").click()
    expect(contest.locator(".result")).to_have_count(10)


def test_an_answer_asks_one_thing_and_a_button_answers_it(open_page: Opener) -> None:
    page = open_page("/?q=经济补偿怎么算")
    box = page.get_by_label("您的问题")
    expect(box).to_have_value("经济补偿怎么算", timeout=30_000)
    box.press("Enter")
    first = page.locator(".turn").first
    expect(first).to_have_attribute("aria-busy", "false", timeout=30_000)
    expect(first.locator(".learn a").first).to_be_visible()
    choice = first.locator(".choice").first
    label = choice.inner_text()
    choice.click()
    second = page.locator(".turn").nth(1)
    expect(second).to_have_attribute("aria-busy", "false", timeout=30_000)
    expect(second.locator(".question")).to_contain_text(label)
    expect(second).to_contain_text("按您说的情况")
    expect(first.locator(".answer")).to_be_visible()  # what was answered stays


@SIZES
@pytest.mark.parametrize("address", PAGES)
def test_large_enough_to_read_and_to_tap(open_page: Opener, size: tuple[int, int], address: str) -> None:
    page = open_page(address, size)
    unfold(page)
    assert fine_print(page) == []
    assert small_targets(page, ".skip, .notice a, .option input", also=".option") == []
    assert fits(page)


@SIZES
@SCHEMES
@pytest.mark.parametrize("address", PAGES)
def test_accessible(open_page: Opener, size: tuple[int, int], scheme: str, address: str) -> None:
    page = open_page(address, size, scheme)
    unfold(page)
    assert violations(page) == []
