"""What a language model adds to an answer: the steps of the page, what is drawn, what is said about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fake_assistant import answer
from test_render import HOSTILE, Page, assert_harmless
from writing_assistant import MODEL, OPERATOR, SENTENCES, TITLE, WritingAssistant, written_answer

from assistant.app.events import Step, steps
from assistant.app.plain import plain_text
from assistant.app.render import render_news, render_turn
from assistant.app.turns import Turn, earlier_questions
from assistant.app.words import BROKEN, STOP, WRITING
from assistant.records import Block

SAID = (
    f"“用大白话说”一节由语言模型 {MODEL}（{OPERATOR}运行）挑选、排列，"
    "每一句都由程序与所引的课文、条文核对过，说法不一样的已换成原文。"
)
LABEL = f"人工智能生成 · 语言模型 {MODEL}（{OPERATOR}运行）"


def turn_with(count: int, pending: bool, uid: str = "u") -> Turn:
    return Turn("欠薪", uid=uid).with_answer(written_answer(answer("欠薪"), SENTENCES[:count], pending))


def flowing(assistant: WritingAssistant) -> Iterator[Step]:
    return steps(assistant, (), "欠薪怎么办", "", "", visitor="someone")


def news_of(turn: Turn) -> str:
    """The HTML in the news, as the browser reads it."""
    page = Page(render_news(turn))
    ((_, attributes),) = page.tags
    assert page.words == ""
    return attributes["data-news"] or ""


def plain_ids(html: str) -> list[str]:
    """Ids of what is no word of the model."""
    return [one for one in Page(html).ids() if not re.search(r"-m\d+$", one)]


def test_the_plain_answer_stands_before_the_model_writes() -> None:
    assistant = WritingAssistant()
    seen = []
    for step in flowing(assistant):
        seen.append(step)
        if step.stands:
            break
    last = seen[-1]
    assert [step.stands for step in seen] == [False] * 8 + [True]
    assert 'aria-busy="false"' in last.html
    for words in ("复制答案", WRITING, STOP, "法律依据"):
        assert words in last.html
    assert last.html.count('role="status"') == 1
    assert earlier_questions(last.turns) == ("欠薪怎么办",)
    assert assistant.visitors == {"someone"}


def test_then_each_sentence_comes_and_nothing_else_changes() -> None:
    assistant = WritingAssistant()
    assistant.go(4)
    news = [step for step in flowing(assistant) if step.news]
    assert [sum(block.text in step.html for block in SENTENCES) for step in news] == [1, 2, 3, 3]
    assert [STOP in step.html for step in news] == [True, True, True, False]
    assert not news[-1].turns[-1].is_pending
    assert len(news[-1].turns) == 1
    assert assistant.closed == []
    # Nothing of the conversation is drawn again with each.
    assert all("<article" not in step.html and step.html.startswith("<div data-turn=") for step in news)


def test_ids_and_numbers_of_the_plain_answer_stay() -> None:
    before = plain_ids(render_turn(turn_with(0, pending=True)))
    after = plain_ids(render_turn(turn_with(3, pending=False)))
    assert [one for one in after if one in before] == before
    assert set(after) - set(before) == {"yiju-u-4"}


def test_a_card_that_only_the_model_cites_leads_back_to_its_mark() -> None:
    turn = turn_with(3, pending=False)
    for page in (Page(render_turn(turn)), Page(news_of(turn))):
        ids = page.ids()
        assert len(ids) == len(set(ids))
        (back,) = [link["href"] for link in page.with_class("back") if link["data-card"] == "yiju-u-4"]
        assert back == "#biao-u-4-m1"
        assert "biao-u-4-m1" in ids
    (first,) = [link["href"] for link in page.with_class("back") if link["data-card"] == "yiju-u-1"]
    assert first == "#biao-u-1-1"


def test_closing_the_steps_closes_the_stream() -> None:
    assistant = WritingAssistant()
    assistant.go(1)
    following = flowing(assistant)
    assert any(step.news for step in following)
    following.close()  # type: ignore[attr-defined]
    assert assistant.closed == ["欠薪怎么办"]


def test_a_stopped_turn_is_as_a_finished_one() -> None:
    stopped = turn_with(2, pending=True).settled()
    assert render_turn(stopped) == render_turn(turn_with(2, pending=False))
    assert not stopped.is_pending
    assert earlier_questions((stopped,)) == ("欠薪",)


def test_stopped_before_the_first_sentence_nothing_of_a_model_is_said() -> None:
    html = render_turn(turn_with(0, pending=True).settled())
    assert html == render_turn(Turn("欠薪", uid="u").with_answer(answer("欠薪")))


def test_a_model_that_fails_leaves_no_trace() -> None:
    assistant = WritingAssistant(fails=True)
    assistant.go(1)
    *_, last = flowing(assistant)
    for words in ("secret", BROKEN, TITLE, MODEL, STOP, WRITING):
        assert words not in last.html
        assert words not in render_turn(last.turns[-1])
    assert not last.retry


def test_a_model_that_breaks_leaves_the_sentences_that_stand() -> None:
    assistant = WritingAssistant(breaks=True)
    assistant.go(4)
    *_, last = flowing(assistant)
    assert SENTENCES[2].text in last.html
    assert STOP not in last.html
    assert "secret" not in last.html
    assert BROKEN not in last.html


def test_who_wrote_is_said_at_the_section_in_the_foot_and_in_the_copy() -> None:
    for turn in (turn_with(1, pending=True), turn_with(3, pending=False)):
        page = Page(render_turn(turn))
        assert LABEL in page.words
        assert SAID in page.words
        text = page.with_class("copy")[0]["data-copy"] or ""
        assert f"【{TITLE}】\n（{LABEL}）\n{SENTENCES[0].text}[1]" in text
        assert SAID in text
        assert SAID in news_of(turn)


def test_without_words_of_a_model_none_is_named() -> None:
    for pending in (True, False):
        given = written_answer(answer("欠薪"), (), pending)
        assert MODEL not in plain_text(given)
        foot = render_turn(Turn("欠薪").with_answer(given)).partition("<footer")[2]
        assert MODEL not in foot
    assert "语言模型" not in render_turn(Turn("欠薪").with_answer(answer("欠薪")))


def test_a_model_whose_operator_is_not_known() -> None:
    given = written_answer(answer("欠薪"), SENTENCES, pending=False, operator="")
    assert f"语言模型 {MODEL} 挑选" in plain_text(given)
    assert "运行" not in plain_text(given)


@pytest.mark.parametrize("pending", [True, False])
def test_hostile_words_of_a_model_are_text(pending: bool) -> None:
    blocks = (Block(HOSTILE, (1,)),)
    given = written_answer(answer("欠薪"), blocks, pending, model=HOSTILE, operator=HOSTILE)
    for html in (render_turn(Turn("欠薪").with_answer(given)), news_of(Turn("欠薪").with_answer(given))):
        page = Page(html)
        assert_harmless(page)
        assert page.words.count(HOSTILE) >= 3
