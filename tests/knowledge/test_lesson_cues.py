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
        ("injury-assault", "下车理论被对方司机打伤了，医药费谁出"),
        ("injury-assault", "在车间让工友打骨折了"),
        ("workplace-rules", "厂里不让带手机进车间，违反就辞退"),
        ("workplace-rules", "上厕所超过五分钟就扣钱"),
        ("papers-lost", "工伤八级，认定书都丢了怎么办"),
        ("papers-lost", "评了9级但是我手上没有任何材料"),
        ("resign-notice", "还有一周辞工到期，厂里不给请假"),
        ("need-lawyer", "工伤官司律师做风险代理吗"),
        ("dismissal-notice-pay", "公司辞退员工要提前多久通知"),
        ("injury-assault", "你好\n我被同事打伤了"),
        ("platform-rights", "跑单时候被电动车撞了，站点说不是员工"),
        ("injury-long-ago", "七八年前在工地掉下来摔断了腰"),
        ("injury-long-ago", "我2015年受工伤，现在腿还疼"),
        ("injury-long-ago", "好几年前在矿上砸断了脚"),
        ("interim", "正在打官司，听说老板在转移公司的财产"),
        ("interim", "仲裁刚立案，公司好像要注销"),
        ("interim", "能不能让法院先冻结公司的账户"),
        ("dismissal-misconduct", "和班长顶嘴，第二天就被辞退了"),
        ("dismissal-misconduct", "跟同事发生口角，公司说要解除合同"),
        ("discrimination", "在饭店干活查出乙肝，老板不要我了"),
        ("sick-dismiss", "请了两个月病假，公司把我辞退了"),
        ("sick-dismiss", "老公查出胃癌，厂里要解除劳动合同"),
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
        ("enforcement", "官司能赢吗，老板不给工资"),
        ("enforcement", "仲裁赢的几率大吗，公司拖欠工资"),
        ("enforcement", "还没仲裁，怎么打赢官司，单位拖着不给工资"),
        ("enforcement", "老板是老赖，欠工资没仲裁过怎么办"),
        ("enforcement", "我成了失信被执行人，公司因此开除我"),
        ("injury-decided-next", "工伤，单位不认定怎么办"),
        ("injury-decided-next", "公司不给申报工伤，说不予申报"),
        ("injury-decided-next", "工伤没通过医保报销"),
        ("injury-decision", "认定书下来了，鉴定还没做"),
        ("injury-leave-pay", "受伤后工伤认定结果不服，还在休养，怎么复议"),
        ("injury-leave-pay", "工伤认定书多久下来，我受伤在家休息三个月了"),
        ("papers-lost", "九级伤残，公司找不到人了，赔偿谁给"),
        ("papers-lost", "工伤认定没有任何资料怎么申请"),
        ("injury-assault", "机器打伤了手指"),
        ("injury-assault", "上班路上被电动车打伤"),
        ("injury-assault", "我打伤了工友，要赔多少"),
        ("injury-assault", "老板让我打了一个月工不给钱"),
        ("workplace-rules", "公司收手机号实名"),
        ("resign-notice", "离职证明还差三个月才到期"),
        ("platform-rights", "我骑车被外卖员撞了算工伤吗，去公司路上"),
        ("platform-rights", "我是送外卖的，跑单被撞了\n下班路上"),
        ("injury-decision", "认定工伤后多久能做伤残鉴定"),
        ("injury-decision", "工伤认定后什么时候赔钱"),
        ("enforcement", "官司赢不了，老板不给钱"),
        ("enforcement", "判决书下来说我败诉，老板不给工资"),
        ("enforcement", "公司被别人申请强制执行了，工资还发不发"),
        ("papers-lost", "高级技师证书资料丢了"),
        ("injury-assault", "同事打伤了客人，公司让我赔"),
        ("injury-assault", "领导打破惯例不发年终奖"),
        ("injury-assault", "老板让我打了欠条"),
        ("dismissal-notice-pay", "我要辞职，提前多久告诉公司"),
        ("workplace-rules", "公司要求上交手机检查微信聊天记录，侵犯隐私吗"),
        ("platform-rights", "我是送外卖的，下班回家路上被撞了"),
        ("injury-long-ago", "2018年最新的工伤赔偿标准"),
        ("injury-assault", "欠的工资老板打了条子"),
        ("injury-assault", "我被打电话通知不用来了"),
        ("injury-assault", "下班打卡以后摔伤了"),
        ("workplace-rules", "公司让我们用手机打卡"),
        ("papers-lost", "申请工伤认定要什么材料"),
        ("resign-notice", "离职时还有五天年假没休，折多少钱"),
        ("need-lawyer", "我们公司赢利了却不涨工资"),
        ("injury-long-ago", "2016年进厂，上个月手被机器压断了"),
        ("injury-long-ago", "我2015年就在这个工地干，昨天从架子上掉下来受伤"),
        ("injury-long-ago", "2020年在公司上班，9月10号受伤了"),
        ("injury-long-ago", "我2018年到公司这个月受伤"),
        ("injury-long-ago", "干了好几年，手被压伤了"),
        ("injury-long-ago", "2018年公司怎样申请工伤认定"),
        ("injury-long-ago", "1980年出生的，在工地摔伤"),
        ("injury-long-ago", "老板2015年开的厂，我在厂里受伤"),
        ("injury-long-ago", "2021年开始在工地上班受伤"),
        ("injury-long-ago", "十年前就在这家公司，工伤能赔多少"),
        ("interim", "公司已经注销了，仲裁告谁"),
        ("dismissal-misconduct", "和同事吵架被打伤，公司还要开除我"),
        ("dismissal-misconduct", "和老婆吵架，心情不好想辞职"),
        ("discrimination", "公司嫌我年纪大不录用"),
        ("sick-dismiss", "工伤住院期间公司要辞退我"),
        ("sick-dismiss", "查出尘肺病被辞退"),
        ("sick-dismiss", "请病假要什么证明"),
        ("interim", "我的工资卡被法院冻结了账户，公司能辞退我吗"),
        ("interim", "法院怎么走，在几楼立案，要打官司"),
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
