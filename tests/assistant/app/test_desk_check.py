"""Checking a draft on its page: what is marked, said, linked, kept and handed out, and what is refused."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from urllib.parse import unquote

import pytest
from desk_visits import HOSTILE, TEXT, Lawyer, today_in_china, words_of
from test_library_pages import Page
from word_comments import anchored

from assistant.app import desk_check
from assistant.app.desk_upload import LONGEST
from assistant.app.plain import chinese_day
from assistant.checking import Verdict
from assistant.checking.words import VERDICT_WORDS
from assistant.desk import Desk

Visit = Callable[..., Lawyer]


def page_of(lawyer: Lawyer, address: str, code: int = 200) -> Page:
    reply = lawyer.get(address)
    assert reply.status_code == code, words_of(reply)
    return Page(reply.text)


def cards_in(page: Page) -> list[str]:
    return [one for one in page.all("id") if re.fullmatch(r"ref-\d+", one)]


def test_every_reference_is_marked_and_leads_to_its_row_and_back(visit: Visit) -> None:
    lawyer = visit("wang")
    address = lawyer.check()
    page = page_of(lawyer, address)
    ids = [one for one in page.all("id") if one]
    assert len(ids) == len(set(ids))
    for number in (1, 2, 3):
        assert {f"ref-{number}", f"at-{number}"} <= set(ids)
        assert f"#ref-{number}" in page.links()
        assert f"#at-{number}" in page.links()
    for word in (Verdict.OK, Verdict.NO_SUCH_ARTICLE, Verdict.NO_SUCH_LAW):
        assert VERDICT_WORDS[word] in page.words
    assert "老板应当在每月十日前" in page.words
    assert "老板应当在每月十日前把工资交到工友手里。" in page.words  # the stored article
    assert chinese_day(today_in_china()) in page.words
    assert "条文是否支持您的观点，请您自己判断" in page.words
    assert "不满8个字的引文不比对" in page.words
    article = next(link for link in page.links() if link.startswith("/laws/") and "%E7%AC%AC%E4%BA%8C%E6%9D%A1" in link)
    assert lawyer.get(article.partition("#")[0]).status_code == 200


def test_no_mark_depends_on_its_colour(visit: Visit) -> None:
    lawyer = visit("wang")
    html = lawyer.get(lawyer.check()).text
    marks = re.findall(r'<a class="cite[^>]*>.*?</a>', html)
    assert len(marks) == 3
    assert len({re.sub(r"\d", "", re.search(r'class="sign"[^>]*>([^<]+)', mark)[1]) for mark in marks}) == 3  # type: ignore[index]


def test_a_filter_shows_only_what_it_says(visit: Visit) -> None:
    lawyer = visit("wang")
    address = lawyer.check()
    every = page_of(lawyer, address)
    assert "只看有问题的2" in re.sub(r"\s", "", every.words)
    problems = page_of(lawyer, f"{address}?show=problems")
    assert cards_in(problems) == ["ref-2", "ref-3"]
    assert f"{address}#ref-1" in problems.links()  # the mark of what is hidden leads to the page that shows it
    assert cards_in(page_of(lawyer, f"{address}?show=ok")) == ["ref-1"]
    assert "没有这一类引用" in page_of(lawyer, f"{address}?show=not_in_force").words
    assert lawyer.get(f"{address}?show=nonsense").status_code == 404


def test_the_day_is_kept(visit: Visit) -> None:
    lawyer = visit("wang")
    address = lawyer.check("依据《示例旧办法》第一条。", as_of="2010-05-01")
    page = page_of(lawyer, address)
    assert "2010年5月1日" in page.words
    assert any(link.startswith("/laws/") and "as_of=2010-05-01" in link for link in page.links())
    today = page_of(lawyer, lawyer.check("依据《示例旧办法》第一条。"))
    assert VERDICT_WORDS[Verdict.NOT_IN_FORCE] in today.words
    assert VERDICT_WORDS[Verdict.NOT_IN_FORCE] not in page.words


def test_the_same_draft_is_checked_for_another_day_without_sending_it_again(visit: Visit, desk: Desk) -> None:
    lawyer = visit("wang")
    name = "代理词.txt"
    sent = {"file": (name, "依据《示例旧办法》第一条。".encode())}
    today = lawyer.post("/desk/check", files=sent).headers["location"]
    reply = lawyer.post(f"{today}/check", as_of="2010-05-01")
    assert reply.status_code == 303
    before = reply.headers["location"]
    page = page_of(lawyer, before)
    assert (name in page.words, "2010年5月1日" in page.words) == (True, True)
    assert VERDICT_WORDS[Verdict.NOT_IN_FORCE] not in page.words
    assert "2010-05-01" in page.all("value")
    assert VERDICT_WORDS[Verdict.NOT_IN_FORCE] in page_of(lawyer, today).words  # the first result is still there
    for again, day in ((today, "2010-05-01"), (before, "2010-05-01")):
        assert lawyer.post(f"{again}/check", as_of=day).headers["location"] == before
    assert lawyer.post(f"{before}/check", as_of="").headers["location"] == today
    assert [one.action for one in desk.audit()[0]].count("核对文稿") == 2
    assert "2010年5月1日" in page_of(lawyer, "/desk").words


def test_a_day_that_is_none_leaves_the_result_as_it_was(visit: Visit) -> None:
    lawyer = visit("wang")
    address = lawyer.check()
    reply = lawyer.post(f"{address}/check", as_of="2010-02-30")
    assert reply.status_code == 400
    page = Page(reply.text)
    assert "看不懂日期「2010-02-30」" in page.words
    assert cards_in(page) == ["ref-1", "ref-2", "ref-3"]
    assert lawyer.post(f"{address}/check", csrf="x", as_of="2010-05-01").status_code == 403
    assert visit("wang").post(f"{address}/check", as_of="2010-05-01").status_code == 404


def test_a_day_begins_when_it_does_in_china(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_check, "china_today", lambda: date(2010, 5, 1))
    lawyer = visit("wang")
    assert "2010-05-01" in page_of(lawyer, "/desk").all("value")
    assert "2010年5月1日" in page_of(lawyer, lawyer.check()).words


def test_a_card_says_which_provision_a_bare_paragraph_is(visit: Visit) -> None:
    lawyer = visit("wang")
    html = lawyer.get(lawyer.check("依据《示例工资法》第二条第一款，还有该法第一条。")).text
    titles = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<h3 id=\"ref-name-\d+\">(.*?)</h3>", html)]
    assert titles == ["1《示例工资法》第二条第一款", "2《示例工资法》第一条"]
    assert re.findall(r"文稿里写的是“([^”]+)”", html) == ["该法第一条"]


def test_a_pasted_draft_is_called_by_its_first_line_but_not_in_the_trail(visit: Visit, desk: Desk) -> None:
    lawyer = visit("wang")
    address = lawyer.check(f"\n  民事起诉状（张三诉某某示例有限责任公司劳动争议）\n{TEXT}")
    title = "民事起诉状（张三诉某某示例有限责任公司劳…"
    page = page_of(lawyer, address)
    assert title in page.words
    assert title in page_of(lawyer, "/desk").words
    shown = unquote(lawyer.get(f"{address}/result.csv").headers["content-disposition"])
    assert "民事起诉状（张三诉某某示例有限责任公司劳-核对结果.csv" in shown
    assert "张三" not in str(desk.audit())


def test_word_comes_with_all_comments_or_with_those_on_problems(visit: Visit) -> None:
    lawyer = visit("wang")
    address = lawyer.check()
    links = [link for link in page_of(lawyer, address).links() if "annotated.docx" in link]
    made = [len(anchored(lawyer.get(link).content)) for link in links]
    assert made == [3, 2]
    fine = page_of(lawyer, lawyer.check("依据《示例工资法》第二条。"))
    assert [link for link in fine.links() if "only=problems" in link] == []


def test_a_quotation_that_is_not_the_law_s_is_shown_word_by_word(visit: Visit) -> None:
    lawyer = visit("wang")
    text = "《示例工资法》第一条规定：“老板应当每年发工资，不许拖欠工资。”"
    html = lawyer.get(lawyer.check(text)).text
    assert re.search(r"<ins>.*?年.*?</ins>", html)
    assert re.search(r"<del>.*?月.*?</del>", html)
    assert 'class="misquoted"' in html


def test_downloads_are_files_with_a_safe_name(visit: Visit) -> None:
    lawyer = visit("wang")
    name = '../a\r\nset-cookie: x=y"; 张三 <b>诉状?.txt'
    reply = lawyer.post("/desk/check", files={"file": (name, TEXT.encode())})
    address = reply.headers["location"]
    word, table = lawyer.get(f"{address}/annotated.docx"), lawyer.get(f"{address}/result.csv")
    for one, ending in ((word, "docx"), (table, "csv")):
        assert one.status_code == 200
        shown = one.headers["content-disposition"]
        assert shown.startswith("attachment; ")
        assert shown.isascii()
        encoded = unquote(shown.partition("filename*=UTF-8''")[2])
        assert encoded.endswith(f"核对结果.{ending}")
        assert "诉状" in encoded
        assert not set(encoded) & set('/\\"<>:?*|\r\n')
        assert one.headers["cache-control"] == "no-store"
        assert one.headers["x-content-type-options"] == "nosniff"
        assert "x=y" not in str(one.headers.get("set-cookie"))
    names = zipfile.ZipFile(io.BytesIO(word.content)).namelist()
    assert "word/comments.xml" in names
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert table.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>.txt", '"><img src=x onerror=alert(1)>.txt', "{{ 7*7 }}.txt"]
)
def test_hostile_names_are_shown_as_they_are(visit: Visit, name: str) -> None:
    lawyer = visit("wang")
    reply = lawyer.post("/desk/check", files={"file": (name, TEXT.encode())})
    for address in (reply.headers["location"], "/desk"):
        page = page_of(lawyer, address)
        assert not {"script", "img"} & {tag for tag, _ in page.tags}
        assert "49" not in page.words


def test_hostile_text_is_shown_as_it_is(visit: Visit) -> None:
    lawyer = visit("wang")
    text = f"{HOSTILE}《示例工资法》第二条{HOSTILE}《{'<b>坏</b>'}法》第一条"
    page = page_of(lawyer, lawyer.check(text))
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert "<script>alert(1)</script>" in page.words
    kept = lawyer.post("/desk/check", text=text, as_of="<script>")
    assert kept.status_code == 400
    assert "<script>" not in kept.text


MISTAKES = [
    ({"text": " \n "}, None, "请粘贴要核对的文字"),
    ({"text": TEXT, "as_of": "2024-13-40"}, None, "看不懂日期"),
    ({"text": "长" * (LONGEST + 1)}, None, "一次最多核对30万字"),
    ({"text": TEXT}, ("a.txt", b"abc"), "只用一种"),
    ({"text": ""}, ("a.docx", b"PK\x03\x04 broken"), "a.docx"),
    ({"text": ""}, ("a.docx", b"PK\x03\x04 broken"), "重新下载或另存一份。"),
    ({"text": ""}, ("a.txt", b"\n \n"), "请换一个有内容的文件。"),
    (
        {"text": ""},
        ("a.exe", b"MZ\x00\x00\x01\x02" * 50),
        "a.exe”在这一页核对不了。这一页能核对 Word（.docx）、PDF 和文本",
    ),
    ({"text": ""}, ("扫描.JPG", b"\xff\xd8\xff" * 50), "图片请先放进 PDF，或者把里面的文字粘贴到文字框里。"),
    ({"text": ""}, ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 50), "另存为 .docx"),
    ({"text": ""}, ("a.txt", "长".encode() * (LONGEST + 1)), "一次最多核对30万字"),
]


@pytest.mark.parametrize(("fields", "file", "sentence"), MISTAKES, ids=[str(at) for at in range(len(MISTAKES))])
def test_a_mistake_comes_back_with_what_was_typed(
    visit: Visit, fields: dict[str, str], file: tuple[str, bytes] | None, sentence: str
) -> None:
    lawyer = visit("wang")
    reply = lawyer.post("/desk/check", files={"file": file} if file else None, **fields)
    assert reply.status_code == 400
    page = Page(reply.text)
    assert sentence in page.words
    assert fields["text"].strip() in page.words
    if "as_of" in fields:
        assert fields["as_of"] in page.all("value")
    assert "核对过的文稿" not in page.words


def test_the_longest_text_is_checked(visit: Visit) -> None:
    lawyer = visit("wang")
    text = (TEXT + "\r\n" + "长" * LONGEST)[: LONGEST + 1]  # two characters of a browser make one line end
    assert lawyer.get(lawyer.check(text)).status_code == 200


def test_too_many_at_once_are_asked_to_come_back(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.app import gate

    monkeypatch.setattr(gate.threading.BoundedSemaphore, "acquire", lambda self, blocking=True: False)
    reply = visit("wang").post("/desk/check", text=TEXT)
    assert reply.status_code == 503
    assert TEXT in Page(reply.text).words


def test_a_text_without_references_says_so(visit: Visit) -> None:
    lawyer = visit("wang")
    page = page_of(lawyer, lawyer.check("今天天气很好。"))
    assert "没有找到法条引用" in page.words


def test_what_was_checked_is_written_down_without_its_words(visit: Visit, desk: Desk) -> None:
    lawyer = visit("wang")
    address = lawyer.check("张三诉示例公司，依据《示例工资法》第二条。")
    lawyer.get(f"{address}/result.csv")
    entries, _ = desk.audit()
    assert [one.action for one in entries[:2]] == ["导出核对结果", "核对文稿"]
    assert "张三" not in str(entries)


def test_the_newest_drafts_of_a_login_are_listed(visit: Visit) -> None:
    lawyer = visit("wang")
    addresses = [lawyer.check() for _ in range(11)]
    links = page_of(lawyer, "/desk").links()
    assert [one for one in links if one.startswith("/desk/drafts/")] == addresses[:0:-1]
    assert lawyer.get(addresses[0]).status_code == 404
