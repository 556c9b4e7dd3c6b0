from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.lessons import Lesson, read_lesson
from knowledge.lessons.checking import check_lessons, check_questions, sentence_lengths
from knowledge.library import Library
from knowledge.questions import BankQuestion

sys.path.insert(0, str(Path(__file__).parents[1] / "assistant" / "app"))

from fake_assistant import LESSON, small_library

DAY = date(2026, 5, 1)
# The one line of the example that rests on a repealed 款, mended.
SOUND = LESSON.replace(
    "- 这一句依据的条文没有了。[示例工资法 第三条 2]", "- 每月都要发。[示例工资法 第八十二条 1]"
).replace("related: sick", "related:")


@pytest.fixture(scope="module")
def library() -> Library:
    return small_library()


def lesson(old: str = "", new: str = "") -> Lesson:
    assert old in SOUND
    return read_lesson("wages.md", SOUND.replace(old, new, 1) if old else SOUND)


def found(library: Library, *lessons: Lesson) -> list[str]:
    return [str(one) for one in check_lessons(lessons, library, DAY)]


def test_a_sound_lesson_has_no_findings(library: Library) -> None:
    assert found(library, lesson()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("拖欠超过一个月的，可以", "拖欠超过两个月的，可以", "“两个月”不在所引的条款里"),
        ("不受一年限制。[", "不受一年限制，最多三倍。[", "“三倍”不在"),
        ("{~3}个月，就超了{=3-1}", "{~3}个月，就超了{=3-2}", "算式里的 2"),
        ("{~3}个月，就超了{=3-1}个月", "3个月", "“3个月”不在"),
        ("第八十二条 3]\n\n## 看", "第八十二条 4]\n\n## 看", "没有第4款"),
        ("[示例工资法 第八十二条 1]\n- 只能", "[没有这部法 第一条]\n- 只能", "不能用"),
        ("[示例工资法 第八十二条 1]\n- 只能", "[示例工资法 第八十三条]\n- 只能", "不能用"),
        ("四川省/乐山市", "四川省", "不能用在四川省"),
        ("四川省/乐山市", "示例国", "示例国"),
        ("- 每月都要发。[示例工资法 第八十二条 1]", "- 工资照发。[示例省女职工办法 第一条]", "不能用在全国"),
        ("- 工资条\n", "", "应当有3至8条"),
        ("先留好证据", "先留好" + "证" * 60, "最多60个"),
        ("，拖了可以要求另付赔偿", "。拖了可以要求" + "另" * 50 + "。付" + "赔" * 30, "最多90个"),
        ("- 还在上班 {词:在职|还在}", "- 已经离开", "不同的选项"),
        ("- [ ] 一年一次\n", "", "3至4个不同的选项"),
        ("related:", "related: nowhere", "没有别的课叫 nowhere"),
        ("related:", "cue: 欠薪\nbefore: nowhere\nrelated:", "没有别的课叫 nowhere"),
    ],
)
def test_what_is_wrong_is_found_and_nothing_else(library: Library, old: str, new: str, said: str) -> None:
    findings = found(library, lesson(old, new))
    assert len(findings) == 1
    assert said in findings[0]
    assert findings[0].startswith("wages · ")


def test_two_lessons_with_one_title_are_found(library: Library) -> None:
    one = lesson()
    assert any("标题重复" in line for line in found(library, one, replace(one, id="other")))


def test_the_length_of_sentences_is_counted() -> None:
    lengths = sentence_lengths(lesson())
    assert max(lengths) <= 60
    assert len("先留好证据") in lengths


def ways(count: int, name: str = "wages") -> list[BankQuestion]:
    return [BankQuestion(f"{name}第{at}种问法", (), "lessons_one", name) for at in range(count)]


def test_a_lesson_needs_its_ways_of_asking_and_each_only_once() -> None:
    known = [lesson()]
    assert list(check_questions(known, ways(15))) == []
    assert "现在有14种" in str(next(check_questions(known, ways(14))))
    twice = [*ways(15), BankQuestion("wages 第3种问法？", (), "lessons_two", "other")]
    assert {finding.lesson for finding in check_questions(known, twice)} == {"other"}
    # The bank may hold a question twice, in the words of two authors; one lesson answers both.
    assert list(check_questions(known, [*ways(15), BankQuestion("wages第3种问法？", (), "pay", "wages")])) == []
