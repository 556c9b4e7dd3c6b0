from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "app"))

from fake_assistant import LESSON

from assistant.replies import is_reply, labels_of, read_reply, split_replies
from knowledge.lessons import Case, Lesson, read_lesson

OWN = (
    "离职了社保怎么转",
    "工作十年有几天年假",
    "不想活了，已经离开",
    "劳动合同法第八十七条，我干了两年",
    "还在上班吗我",
)


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson("wages.md", LESSON.replace("{词:在职|还在}", "{月:0-6}").replace("{词:离职|走了}", "{月:6-}"))


@pytest.fixture(scope="module")
def case(lesson: Lesson) -> Case:
    return lesson.cases[0]


def test_a_reply_is_the_name_of_an_option_or_a_bare_span(lesson: Lesson) -> None:
    labels = labels_of([lesson])
    assert labels == {"还在上班", "已经离开"}
    assert all(is_reply(one, labels) for one in ("还在上班", "已经离开。", "两年", "干了8个月了"))
    assert not any(is_reply(message, labels) for message in OWN)


@pytest.mark.parametrize(
    ("reply", "option"),
    [("已经离开", 1), ("还在上班！", 0), ("5个月", 0), ("两年", 1), ("半年", 1), ("别的", None)],
)
def test_a_reply_chooses_its_option(case: Case, reply: str, option: int | None) -> None:
    assert read_reply(case, reply) is (None if option is None else case.options[option])


def test_the_question_is_the_last_message_before_the_replies(lesson: Lesson) -> None:
    labels = labels_of([lesson])
    assert split_replies(["拖欠工资"], "两年", labels) == (0, ["两年"])
    assert split_replies(["年假", "拖欠工资", "还在上班"], "两年", labels) == (1, ["还在上班", "两年"])
    assert split_replies(["拖欠工资"], "年假几天", labels) is None
    assert split_replies([], "两年", labels) is None
    assert split_replies(["两年", "两年", "两年", "两年"], "两年", labels) is None
    assert split_replies([" "], "两年", labels) is None
