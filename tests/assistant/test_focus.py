from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "app"))

from fake_assistant import LESSON

from assistant.focus import Focus
from knowledge.lessons import read_lesson


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("拖欠超过一个月的，可以要求限期支付", "拖欠超过一个月的，可以要求限期支付。"),
        ("老板说没钱就可以不给", "工资应当按月支付。"),  # a correction is found by the belief that it corrects
        ("老板不发工资怎么办工资应当按月发，拖了可以要求另付赔偿", None),  # the lead itself says it
    ],
)
def test_the_line_that_says_what_was_asked(make_encoder: Any, question: str, line: str | None) -> None:
    encoder = make_encoder()
    lesson = read_lesson("wages.md", LESSON)
    found = Focus(encoder).lines(lesson, encoder.encode_queries([question])[0])
    assert [one.text for one in found] == ([line] if line else [])
    assert not {one.text for one in found} & {one.text for one in lesson.steps}


def test_a_lesson_is_embedded_once(make_encoder: Any) -> None:
    encoder = make_encoder()
    focus, lesson = Focus(encoder), read_lesson("wages.md", LESSON)
    vector = encoder.encode_queries(["工资"])[0]
    focus.lines(lesson, vector)
    count = len(encoder.encoded)
    focus.lines(lesson, vector)
    assert len(encoder.encoded) == count == 1 + len(lesson.lines())
