"""The steps of a question, apart from the page."""

from __future__ import annotations

from datetime import date

from fake_assistant import FakeAssistant

from assistant.app.events import ask_json, steps
from assistant.app.turns import Turn
from assistant.app.words import BROKEN, LOOKING


def test_steps_from_status_line_to_whole_answer() -> None:
    assistant = FakeAssistant()
    seen = list(steps(assistant, (), " 欠薪怎么办 ", "四川省", "2020-05-01"))
    assert LOOKING in seen[0].html
    assert seen[0].turns[-1].question == "欠薪怎么办"
    assert [len(step.turns) for step in seen] == [1] * 8
    assert "复制答案" in seen[-1].html
    assert assistant.asked == [("欠薪怎么办", "四川省", date(2020, 5, 1), ())]


def test_follow_up_carries_the_earlier_questions() -> None:
    assistant = FakeAssistant()
    turns: tuple[Turn, ...] = ()
    for question in ("欠薪怎么办", "崩溃", "那要多久"):
        turns = list(steps(assistant, turns, question, "", ""))[-1].turns
    assert assistant.asked[-1] == ("那要多久", "全国", None, ("欠薪怎么办",))


def test_a_mistake_is_a_sentence_and_the_question_comes_back() -> None:
    last = list(steps(FakeAssistant(), (), "欠薪", "月球", ""))[-1]
    assert "不认识地区" in last.html
    assert last.retry == "欠薪"
    assert "看不懂日期" in list(steps(FakeAssistant(), (), "欠薪", "", "昨天"))[-1].html


def test_a_fault_tells_no_detail() -> None:
    last = list(steps(FakeAssistant(), (), "让它崩溃", "", ""))[-1]
    assert BROKEN in last.html
    assert "secret" not in last.html


def test_ask_json() -> None:
    assert ask_json(FakeAssistant(), "欠薪", "", "", None)["status"] == "answered"
    assert "error" in ask_json(FakeAssistant(), "", "", "", None)
    assert ask_json(FakeAssistant(), "崩溃", "", "", []) == {"error": f"{BROKEN}。"}
