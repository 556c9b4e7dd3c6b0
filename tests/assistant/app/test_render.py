"""The HTML of answers: nothing hostile gets through, marks lead to cards, highlights are exact."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from fake_assistant import QUOTE, TEXT, answer, citation

from assistant.app.cards import marked_paragraphs
from assistant.app.plain import chinese_day, plain_text
from assistant.app.render import render_turn
from assistant.app.turns import MAX_TURNS, Turn, add, earlier_questions
from assistant.app.words import LABEL, LOOKING
from assistant.records import Block, Section, SectionKind

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\" onclick='x' &lt;b&gt; </details>"
VOID = frozenset({"br", "img", "input", "meta", "link", "hr"})


class Page(HTMLParser):
    """What a browser would make of the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.open: list[str] = []
        self._within: list[tuple[list[str], list[str]]] = []
        self._elements: list[tuple[list[str], list[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self._within.append(((dict(attrs).get("class") or "").split(), []))
            self._elements.append(self._within[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"
        self._within.pop()

    def handle_data(self, data: str) -> None:
        self.words += data
        for _, words in self._within:
            words.append(data)

    def inside(self, name: str) -> list[str]:
        """The words within each element of a class."""
        return ["".join(words) for classes, words in self._elements if name in classes]

    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for _, attributes in self.tags if name in (attributes.get("class") or "").split()]


def page_of(question: str = "问", **changes: object) -> Page:
    return Page(render_turn(Turn(question).with_answer(answer(question, **changes))))


def assert_harmless(page: Page) -> None:
    assert not page.open
    assert not {"script", "img", "iframe", "style"} & {tag for tag, _ in page.tags}
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith(("#", "tel:", "/laws/article?law="))


def test_hostile_question_is_text() -> None:
    page = page_of(HOSTILE)
    assert_harmless(page)
    assert HOSTILE in page.words


def test_hostile_law_is_text() -> None:
    hostile = citation(
        1,
        law=HOSTILE,
        article=HOSTILE,
        text=f"前{HOSTILE}后",
        quote=HOSTILE,
        chapters=(HOSTILE,),
        status=HOSTILE,
        effective=HOSTILE,
        level=HOSTILE,
        region=HOSTILE,
        source="javascript:alert(1)",
        issuer=HOSTILE,
        note=HOSTILE,
    )
    blocks = (Block(HOSTILE, (1,)), Block(HOSTILE, (1,), quoted=True))
    sections = tuple(Section(kind, HOSTILE, blocks) for kind in SectionKind)
    page = page_of(citations=(hostile,), sections=sections, region=HOSTILE)
    assert_harmless(page)


def test_hostile_error_is_text() -> None:
    assert_harmless(Page(render_turn(Turn("问").with_error(HOSTILE))))


def test_every_mark_leads_to_its_card_and_back() -> None:
    page = page_of()
    ids = page.ids()
    assert len(ids) == len(set(ids))
    marks = page.with_class("biao")
    assert len(marks) == 6
    assert all((mark["href"] or "")[1:] in ids for mark in marks)
    assert all((link["href"] or "")[1:] in ids for link in page.with_class("back"))
    assert marks[0]["aria-label"] == "查看依据1：示例工资法第八十二条第二款"


def test_a_mark_without_citation_is_not_shown() -> None:
    page = page_of(citations=(citation(2),))
    assert {mark["aria-label"] for mark in page.with_class("biao")} == {"查看依据2：示例工资法第八十二条第二款"}


def test_two_turns_share_no_id() -> None:
    assert not set(page_of().ids()) & set(page_of().ids())


def test_highlight_is_exactly_the_quote() -> None:
    html = marked_paragraphs(TEXT, QUOTE)
    assert "".join(re.findall("<mark>(.*?)</mark>", html)) == QUOTE.replace("\n", "")
    assert re.sub("<[^>]+>", "", html) == TEXT.replace("\n", "")
    assert html.count("<p>") == 3


@pytest.mark.parametrize("quote", ["", "原文没有的话", TEXT])
def test_no_highlight(quote: str) -> None:
    assert "<mark>" not in marked_paragraphs(TEXT, quote)


def test_every_place_that_the_answer_quotes_is_marked() -> None:
    first, _, third = TEXT.split("\n")
    blocks = (Block(first, (1,), quoted=True), Block(third, (1,), quoted=True))
    section = Section(SectionKind.DEADLINE, "时间", blocks)
    html = render_turn(Turn("问").with_answer(answer("问", sections=(section,), citations=(citation(1, quote=first),))))
    assert re.findall("<mark>(.*?)</mark>", html) == [first, third]


def test_highlight_with_characters_that_are_escaped() -> None:
    assert marked_paragraphs("甲<乙&丙>丁", "<乙&") == "<p>甲<mark>&lt;乙&amp;</mark>丙&gt;丁</p>"


def test_hotlines_can_be_tapped_and_sums_not() -> None:
    blocks = (Block("拨打12351或010-12345678，应得 12000元，工号123456"), Block("“12351”", quoted=True))
    page = page_of(sections=(Section(SectionKind.WHERE, "去哪里", blocks),))
    assert [link["href"] for link in page.with_class("tel")] == ["tel:12351", "tel:01012345678"]


def test_a_line_over_a_quotation_leaves_the_mark_to_it() -> None:
    blocks = (Block("某法第一条规定：", (1,)), Block("原文", (1,), quoted=True), Block("要点", (1,)))
    page = page_of(sections=(Section(SectionKind.DEADLINE, "时间", blocks),))
    assert len(page.with_class("biao")) == 2
    assert len(page.with_class("intro")) == 1
    assert [tag for tag, _ in page.tags].count("li") == 1 + 3  # the point, and three cards


def test_sections_appear_one_by_one() -> None:
    turn = Turn("问")
    assert LOOKING in render_turn(turn)
    turn = turn.with_answer(answer("问"))
    lengths = [len(Page(render_turn(turn, shown)).with_class("part")) for shown in range(1, 8)]
    assert lengths == [1, 2, 3, 4, 5, 6, 7]
    assert "复制" not in render_turn(turn, 3)
    assert LOOKING not in render_turn(turn)


def test_copied_text() -> None:
    text = plain_text(answer("欠薪怎么办？"))
    assert text.startswith("问：欠薪怎么办？")
    assert "“逾期仍不支付的，应当另付一定数额的赔偿。”[1]" in text
    assert "[1] 示例工资法第八十二条第二款（现行有效，2020年1月1日起施行）" in text
    assert text.endswith(f"{LABEL}\n法律文本日期：2026年6月1日")
    assert page_of("欠薪怎么办？").with_class("copy")[0]["data-copy"] == text


def test_chinese_day() -> None:
    assert chinese_day("2020-01-09") == "2020年1月9日"
    assert chinese_day("不详") == "不详"


def test_conversation_is_bounded_and_forgets_failures() -> None:
    turns: tuple[Turn, ...] = ()
    for number in range(MAX_TURNS + 5):
        turns = add(turns, Turn(f"问{number}").with_answer(answer("问")))
    assert len(turns) == MAX_TURNS
    assert turns[-1].question == f"问{MAX_TURNS + 4}"
    assert earlier_questions((Turn("甲").with_error("错"), Turn("乙").with_answer(answer("乙")))) == ("乙",)
