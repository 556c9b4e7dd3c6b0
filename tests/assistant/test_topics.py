from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.topics import Ground, Topic, channels, match_topics, topics
from knowledge.library import Library, article_status
from knowledge.records import Status
from knowledge.statute import split_paragraphs

# Titles that only library folders hold; any other title must be a national law.
REGULATIONS = ("条例", "规定", "办法", "指导意见")


def grounds() -> Iterator[tuple[Topic, Ground]]:
    for topic in topics():
        for ground in (*topic.anchors, *topic.deadline):
            yield topic, ground


def faults(library: Library, ground: Ground, day: date) -> Iterator[str]:
    """What is wrong with a ground whose law the library holds."""
    law = library.version(ground.law, day)
    article = library.article(law.id, ground.article)
    if article_status(law, article, day) is not Status.IN_FORCE:
        yield f"{ground}: {article_status(law, article, day)}"
    held = len(split_paragraphs(article.text))
    yield from (f"{ground}: no 款 {number} of {held}" for number in ground.paragraphs if not 1 <= number <= held)
    if article.repealed_from and day >= article.repealed_from:
        yield from (f"{ground}: 款 {no} is repealed" for no in ground.paragraphs if no in article.repealed_paragraphs)


def test_there_are_the_topics_that_workers_ask_about_and_each_id_is_unique() -> None:
    ids = [topic.id for topic in topics()]
    assert len(ids) == len(set(ids)) >= 40
    assert {"欠薪", "未签书面合同", "工伤认定", "辞退补偿", "女职工", "劳动仲裁", "工会组织"} <= set(ids)


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.id)
def test_every_topic_has_all_it_needs(topic: Topic) -> None:
    assert topic.cues
    assert topic.terms
    assert topic.anchors
    assert topic.where
    assert len(set(topic.anchors)) == len(topic.anchors)


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.id)
def test_no_cue_matches_everything(topic: Topic) -> None:
    assert topic.matches("") == topic.matches("今天天气很好，我们去河边散步吧") == 0


def test_every_place_to_go_is_a_known_channel() -> None:
    assert {one for topic in topics() for one in topic.where} <= set(channels())


def test_every_channel_says_what_it_is_for_and_numbers_are_numbers() -> None:
    assert {"12351", "12333", "12348", "12345", "12356", "110"} <= set(channels())
    for channel in channels().values():
        assert channel.use
        assert channel.tel == "" or channel.tel.isdecimal()
        assert channel.tel in channel.name


def test_a_channel_named_by_its_number_calls_that_number() -> None:
    assert all(channel.tel == key for key, channel in channels().items() if key.isdecimal())


def test_every_ground_in_a_national_law_is_an_article_in_force_today(national: Library) -> None:
    held = {law.title for law in national.laws()}
    ours = [ground for _, ground in grounds() if ground.law in held]
    assert len(ours) > 100
    assert [fault for ground in ours for fault in faults(national, ground, date.today())] == []


def test_every_other_ground_is_in_a_kind_of_text_that_library_folders_hold(national: Library) -> None:
    held = {law.title for law in national.laws()}
    others = {ground.law for _, ground in grounds()} - held
    assert [title for title in others if not title.endswith(REGULATIONS)] == []


@pytest.mark.library
def test_every_ground_is_an_article_in_force_today(all_texts: Library) -> None:
    assert [fault for _, ground in grounds() for fault in faults(all_texts, ground, date.today())] == []


def test_arrears_name_the_paragraph_that_lifts_the_one_year_limit() -> None:
    (arrears,) = [topic for topic in topics() if topic.id == "欠薪"]
    assert Ground("劳动争议调解仲裁法", "第二十七条", (1, 4)) in arrears.deadline


def test_refusing_to_pay_names_the_inserted_article_of_the_criminal_law() -> None:
    (refusal,) = [topic for topic in topics() if topic.id == "拒不支付劳动报酬"]
    assert refusal.anchors == (Ground("刑法", "第二百七十六条之一"),)


@pytest.mark.parametrize(
    ("phrase", "topic"),
    [
        ("老板三个月没发工资咋办", "欠薪"),
        ("包工头跑了，活干完没给钱", "欠薪"),
        ("工地干完活，总包分包都不给钱", "农民工工资"),
        ("老板转移财产，恶意欠薪", "拒不支付劳动报酬"),
        ("干了七个月没签合同", "未签书面合同"),
        ("能要双倍工资吗", "未签书面合同"),
        ("我这种算不算劳动关系", "劳动关系认定"),
        ("试用期六个月合法吗", "试用期"),
        ("天天上班十二个小时，996", "加班"),
        ("国庆上班有三倍工资吗", "加班"),
        ("干满一年有年假吗", "年休假"),
        ("住院了公司要辞退我", "病假医疗期"),
        ("突然被裁，N+1怎么算", "辞退补偿"),
        ("合同到期不续签有补偿吗", "合同到期"),
        ("想辞职老板不批", "辞职"),
        ("公司强制调岗降薪", "调岗降薪"),
        ("迟到一次罚款二百", "规章制度罚款"),
        ("进厂要交押金", "押金扣证"),
        ("签了服务期，要赔培训费", "培训服务期"),
        ("竞业协议赔三十万", "竞业限制"),
        ("在工地摔断腿", "工伤认定"),
        ("工伤九级赔多少", "工伤待遇"),
        ("工伤鉴定几级去哪弄", "劳动能力鉴定"),
        ("查出尘肺", "职业病"),
        ("厂里不给交社保", "社会保险"),
        ("养老保险交够十五年", "养老退休"),
        ("失业金怎么领", "失业保险"),
        ("怀孕了厂里让我走", "女职工"),
        ("主管对我动手动脚", "性骚扰"),
        ("招工只要男的", "就业歧视"),
        ("十五岁进厂打工", "未成年工"),
        ("劳务公司派遣过去的", "劳务派遣"),
        ("送外卖的骑手", "平台用工"),
        ("想成立工会", "工会组织"),
        ("集体合同怎么谈", "集体协商"),
        ("请不起律师，想申请法律援助", "法律援助"),
        ("去仲裁要多久", "劳动仲裁"),
        ("仲裁赢了老板不给钱", "胜诉不给钱"),
        ("裁决书生效半年了公司拒不履行", "胜诉不给钱"),
        ("裁决下来了公司不服，起诉到法院，钱一直不给", "裁决与执行"),
        ("去劳动局投诉", "劳动监察"),
        ("没有安全帽让上高空作业", "安全生产"),
        ("高温天中暑", "高温"),
        ("公积金一直没交", "住房公积金"),
        ("工资比最低工资还低", "最低工资"),
        ("不让走，还打工人", "强迫劳动"),
    ],
)
def test_lay_phrases_find_their_topic(phrase: str, topic: str) -> None:
    assert topic in [one.id for one in match_topics(phrase)]


@pytest.mark.parametrize(
    "phrase",
    [
        "老板是老赖，欠工资没仲裁过怎么办",
        "公司限高消费了，拖欠工资怎么办",
        "合同生效了公司不发工资",
        "赢了客户的项目，公司不给提成",
        "官司公司赢了，不给我工资",
        "仲裁能赢吗，老板一直不给钱",
    ],
)
def test_who_has_won_nothing_is_not_told_of_enforcement(phrase: str) -> None:
    assert "胜诉不给钱" not in [one.id for one in match_topics(phrase)]


def test_more_cues_come_first_and_no_more_than_asked_for() -> None:
    text = "工地摔伤算工伤吗，被辞退了有补偿吗，没签合同，不交社保，拖欠工资要不回，欠薪两年了"
    found = match_topics(text, most=2)
    assert len(found) == 2
    counts = [topic.matches(text.lower()) for topic in found]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == max(topic.matches(text.lower()) for topic in topics())


def test_case_does_not_matter() -> None:
    assert [one.id for one in match_topics("被裁了N+1")] == [one.id for one in match_topics("被裁了n+1")]


def test_a_text_about_nothing_has_no_topic() -> None:
    assert match_topics("今天天气很好") == ()
