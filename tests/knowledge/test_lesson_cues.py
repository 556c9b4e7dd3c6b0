"""The words that show a lesson in a message: they find what they are for, and not its opposite."""

from __future__ import annotations

import time

import pytest

from knowledge.lessons import Lesson, load_lessons
from knowledge.questions import load_bank


@pytest.fixture(scope="module")
def lessons() -> dict[str, Lesson]:
    return {one.id: one for one in load_lessons()}


@pytest.mark.parametrize(
    ("lesson", "message"),
    [
        ("enforcement", "几个同事仲裁赢了公司还是不发工资"),
        ("enforcement", "裁决书生效三个月了老板不给钱"),
        ("enforcement", "想申请限高，要钱吗"),
        ("arb-limit-pay", "1998年欠的工资还能要吗"),
        ("arb-limit-pay", "3年前的工资老板一直没给"),
        ("injury-long-ago", "2012年在矿上被砸伤，当时没报"),
        ("injury-overview", "进厂才半个月手被机器压伤，该怎么赔"),
        ("injury-decided-next", "工伤没认下来怎么办"),
        ("injury-leave-pay", "骨折了多少钱一天"),
        ("injury-grading", "这个伤能评几级"),
        ("pay-arrears-left", "离职一个月了工资还没结"),
        ("staff-congress", "单位规定不许带手机，否则辞退"),
        ("contract-unsigned", "没有签订书面劳动合同"),
        ("pension-death", "退休老人去世，还能领几个月"),
    ],
)
def test_a_message_shows_the_matter(lessons: dict[str, Lesson], lesson: str, message: str) -> None:
    cue = lessons[lesson].cue
    assert cue is not None
    assert cue.search(message)


@pytest.mark.parametrize(
    ("lesson", "message"),
    [
        ("enforcement", "仲裁没赢，公司不给补偿怎么办"),
        ("enforcement", "仲裁裁决还没下来，公司还是不发工资"),
        ("enforcement", "送货路上撞到限高杆受伤了"),
        ("arb-limit-pay", "2015年入职，月工资6000，现在被辞退赔多少"),
        ("arb-limit-pay", "2022年签的合同，今年公司要降工资"),
        ("injury-long-ago", "2018年进厂，老板压了我两个月工资"),
        ("injury-long-ago", "2019年入职，压力太大想辞职"),
        ("injury-overview", "我爸去世了，在工地被砸伤的，怎么赔"),
        ("injury-overview", "社保断了公司要赔偿吗"),
        ("injury-decided-next", "工伤还没认定，公司能辞退我吗"),
        ("injury-grading", "绩效评级是C，公司扣我奖金"),
        ("injury-grading", "我有一定残疾，公司能不能不招我"),
        ("pay-arrears-left", "公司拖欠工资，我想马上辞职"),
        ("sick-period", "这个病算不算职业病"),
        ("staff-congress", "劳动法规定不允许超过36小时加班吗"),
        ("contract-unsigned", "有没有签合同公司都得交社保吗"),
    ],
)
def test_another_matter_does_not(lessons: dict[str, Lesson], lesson: str, message: str) -> None:
    cue = lessons[lesson].cue
    assert cue is not None
    assert not cue.search(message)


def test_no_cue_is_in_a_tenth_of_all_questions(lessons: dict[str, Lesson]) -> None:
    questions = [one.question for one in load_bank()]
    for lesson in lessons.values():
        if lesson.cue is not None:
            hits = sum(bool(lesson.cue.search(one)) for one in questions)
            assert 0 < hits < len(questions) / 10, lesson.id


@pytest.mark.parametrize("words", ["受伤", "工伤", "仲裁", "2018年", "工资", "评伤", "离职"])
def test_a_long_message_does_not_hold_a_cue_up(lessons: dict[str, Lesson], words: str) -> None:
    """Not a matter of speed: what grows with the square or worse of a message stops the server for everybody."""
    message = words * 4_000
    for lesson in lessons.values():
        if lesson.cue is not None:
            began = time.process_time()
            lesson.cue.search(message)
            assert time.process_time() - began < 1.0, lesson.id
