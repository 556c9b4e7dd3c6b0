from __future__ import annotations

import sys
from pathlib import Path

import pytest

from knowledge.errors import LessonError
from knowledge.grounds import Ground
from knowledge.lessons import read_lesson

sys.path.insert(0, str(Path(__file__).parents[1] / "assistant" / "app"))

from fake_assistant import LESSON


def test_every_part_of_a_lesson_is_read() -> None:
    lesson = read_lesson("wages.md", LESSON)
    assert (lesson.id, lesson.topic, lesson.situations, lesson.themes) == (
        "wages",
        "工资",
        ("讨工资", "在职干活"),
        ("欠薪",),
    )
    assert lesson.summary.grounds == (Ground("示例工资法", "第八十二条", (1, 2)),)
    assert lesson.summary.text == "工资应当按月发，拖了可以要求另付赔偿。"
    assert [len(part) for part in (lesson.points, lesson.steps, lesson.cases, lesson.evidence)] == [3, 3, 1, 3]
    assert [len(part) for part in (lesson.mistakes, lesson.notes, lesson.quiz)] == [2, 1, 2]
    assert lesson.quiz[0].options[lesson.quiz[0].right] == "每月一次"
    assert lesson.mistakes[0].belief == "老板说没钱就可以不给。"
    asked = lesson.followups[0]
    assert (asked.question, asked.answer.text) == ("工资能两个月一发吗？", "不能，工资应当按月支付。")
    assert asked.answer not in lesson.lines()
    assert ("追问", asked.answer) in list(lesson.statements())
    assert lesson.notes[0].region == "四川省/乐山市"
    still = lesson.cases[0].options[0]
    assert (still.label, still.months) == ("还在上班", None)
    assert still.words is not None
    assert still.words.search("我还在厂里")


def test_assumed_and_computed_numbers_are_shown_and_kept_apart() -> None:
    example = read_lesson("wages.md", LESSON).points[1]
    assert example.text == "比如拖了3个月，就超了2个月。"
    assert example.checked == "比如拖了□个月，就超了□个月。"
    assert (example.assumed, example.sums) == (("3",), ("3-1",))


def test_words_that_show_the_matter_may_be_given_and_must_be_a_pattern() -> None:
    assert read_lesson("wages.md", LESSON).cue is None
    cue = read_lesson("wages.md", LESSON.replace("reviewed:", "cue: 欠(薪|钱)\nreviewed:")).cue
    assert cue is not None
    assert cue.search("老板欠钱")
    for unfit in ("欠(薪", "(欠薪)?", ""):
        with pytest.raises(LessonError, match="wages"):
            read_lesson("wages.md", LESSON.replace("reviewed:", f"cue: {unfit}\nreviewed:"))


def test_a_lesson_comes_before_others_by_words_only() -> None:
    assert read_lesson("wages.md", LESSON).before == ()
    told = LESSON.replace("reviewed:", "cue: 赢了\nbefore: sick, leave\nreviewed:")
    assert read_lesson("wages.md", told).before == ("sick", "leave")
    with pytest.raises(LessonError, match="before 要和 cue 一起写"):
        read_lesson("wages.md", LESSON.replace("reviewed:", "before: sick\nreviewed:"))


def test_a_span_of_months_is_read() -> None:
    text = LESSON.replace("{词:在职|还在}", "{月:0-6}").replace("{词:离职|走了}", "{月:6-}")
    assert [option.months for option in read_lesson("wages.md", text).cases[0].options] == [(0, 6), (6, None)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("---\nid", "id", "开头没有"),
        ("id: wages", "id: other", "id 与文件名相同"),
        ("reviewed: 2026-05-01\n", "", "说明的项目"),
        ("topic: 工资", "topic: 天气", "“天气”不在"),
        ("situations: 讨工资", "situations: 下雨", "“下雨”不在"),
        ("2026-05-01", "2026-5-41", "Invalid isoformat"),
        ("## 证据 [示例工资法 第八十二条 1]", "## 证据", "要有依据"),
        ("## 怎么做", "## 办法", "“办法”不在"),
        ("## 要点", "## 一句话", "出现了两次"),
        ("- 拖欠超过一个月的，可以要求限期支付。[示例工资法 第八十二条 2]", "- 可以要求限期支付。", "这一句没有依据"),
        ("1. 先留好证据。", "先留好证据。", "序号开头"),
        ("→ 工资应当按月支付", "工资应当按月支付", "误区应当写成"),
        ("→ 不能，工资应当", "不能，工资应当", "问题？ → 回答"),
        ("- [x] 每月一次", "- [ ] 每月一次", "要有用"),
        ("解析：用人单位应当按月", "- [x] 用人单位应当按月", "要有用"),
        ("{=3-1}", "{=3-}", "not a sum"),
        ("{词:在职|还在}", "{词:(}", "missing"),
        ("{词:在职|还在}", "{月:半年}", "应当写成 6-12"),
        ("第八十二条 3]", "第八十二条 三]", "invalid literal"),
    ],
)
def test_a_file_of_another_shape_is_one_sentence_that_names_it(old: str, new: str, said: str) -> None:
    assert old in LESSON
    with pytest.raises(LessonError, match=said) as caught:
        read_lesson("wages.md", LESSON.replace(old, new, 1))
    assert "wages.md" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_sections_have_an_order_and_most_must_be_there() -> None:
    start, end = LESSON.index("## 看情况"), LESSON.index("## 证据")
    assert read_lesson("wages.md", LESSON[:start] + LESSON[end:]).cases == ()
    start, end = LESSON.index("## 怎么做"), LESSON.index("## 看情况")
    with pytest.raises(LessonError, match="缺 怎么做"):
        read_lesson("wages.md", LESSON[:start] + LESSON[end:])
    steps = LESSON[start:end]
    with pytest.raises(LessonError, match="依次是"):
        read_lesson("wages.md", LESSON.replace(steps, "").replace("## 要点", f"{steps}## 要点"))
