from __future__ import annotations

import pytest
from assistant_fakes import WAGES

from assistant.understanding import Intent, Kind, Understander
from knowledge.citations import ReferenceFinder
from knowledge.errors import QuestionError
from knowledge.library import Library

ARREARS = "老板三个月没发工资，合同也没签，怎么办"
LONGEST = 200


@pytest.fixture
def reader(tiny_library: Library) -> Understander:
    return Understander(ReferenceFinder(tiny_library), LONGEST)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("你好", Kind.GREETING),
        ("您好！", Kind.GREETING),
        ("Hello", Kind.GREETING),
        ("在吗？", Kind.GREETING),
        ("谢谢", Kind.THANKS),
        ("好的，谢谢您！", Kind.THANKS),
        ("再见", Kind.THANKS),
        ("How do I get my wages?", Kind.NOT_CHINESE),
        ("😀😀😀", Kind.NOT_CHINESE),
        ("<script>alert(1)</script>", Kind.NOT_CHINESE),
        ("SELECT * FROM laws; DROP TABLE laws", Kind.NOT_CHINESE),
        ("12345", Kind.NOT_CHINESE),
        ("？？？", Kind.NOT_CHINESE),
        ("a very long English complaint about a boss who never pays 工资", Kind.NOT_CHINESE),
        ("钱", Kind.VAGUE),
        ("咋办", Kind.VAGUE),
        ("工伤", Kind.QUESTION),
        (ARREARS, Kind.QUESTION),
        ("你好，老板不发工资怎么办", Kind.QUESTION),
        ("谢谢，那加班费怎么算", Kind.QUESTION),
    ],
)
def test_each_message_is_taken_for_what_it_is(reader: Understander, message: str, kind: Kind) -> None:
    assert reader.understand(message).kind is kind


@pytest.mark.parametrize("message", ["", " ", "　\t\n", "\u200b\u202e", "\x00\x07"])
def test_a_message_without_content_is_refused_with_an_example(reader: Understander, message: str) -> None:
    with pytest.raises(QuestionError, match="还没有输入问题") as caught:
        reader.understand(message)
    assert "\n" not in str(caught.value)


def test_the_limit_of_length_is_exact(reader: Understander) -> None:
    assert reader.understand("工" * LONGEST).text == "工" * LONGEST
    with pytest.raises(QuestionError, match=f"{LONGEST + 1}个字.*最多{LONGEST}个字"):
        reader.understand("工" * (LONGEST + 1))


def test_a_megabyte_is_refused_at_once(reader: Understander) -> None:
    with pytest.raises(QuestionError, match="太长"):
        reader.understand("工" * 1_000_000)


def test_control_and_direction_characters_disappear(reader: Understander) -> None:
    asked = reader.understand("老板\x00不发\x1b工\u202e资\u200b怎么办")
    assert asked.text == asked.search == "老板不发工资怎么办"


def test_traditional_characters_are_searched_as_simplified_ones(reader: Understander) -> None:
    asked = reader.understand("老闆不發工資")
    assert asked.text == "老闆不發工資"
    assert "工资" in asked.search
    assert "欠薪" in [topic.id for topic in asked.topics]


@pytest.mark.parametrize("filler", ["律师你好，", "请问", "您好！想问一下，", "老师，请问："])
def test_filler_in_front_is_not_searched_for(reader: Understander, filler: str) -> None:
    assert reader.understand(f"{filler}加班费怎么算").search == "加班费怎么算"


@pytest.mark.parametrize("follow_up", ["那要多久之内去告？", "这种情况找谁", "要准备什么", "社保呢？", "为什么"])
def test_a_follow_up_keeps_what_was_asked_before(reader: Understander, follow_up: str) -> None:
    asked = reader.understand(follow_up, history=[ARREARS])
    assert asked.search.startswith(ARREARS)
    assert asked.search.endswith(follow_up)
    assert "欠薪" in [topic.id for topic in asked.topics]
    assert asked.text == follow_up


def test_a_second_follow_up_reaches_back_to_the_question(reader: Understander) -> None:
    asked = reader.understand("那去哪告", history=[ARREARS, "那要多久之内去告？"])
    assert ARREARS in asked.search
    assert "那要多久" in asked.search


def test_only_the_last_question_counts_when_it_stands_alone(reader: Understander) -> None:
    asked = reader.understand("那要多久", history=["产假有几天，单位不给休怎么办", ARREARS])
    assert "产假" not in asked.search
    assert ARREARS in asked.search


@pytest.mark.parametrize(
    "question", ["年休假有几天", "我老婆怀孕五个月，厂里要辞退她，那还能要到产假工资和生育津贴吗，怎么要"]
)
def test_a_question_that_stands_alone_forgets_the_one_before(reader: Understander, question: str) -> None:
    assert reader.understand(question, history=[ARREARS]).search == question


@pytest.mark.parametrize("history", [[], [""], ["", "  "]])
def test_an_empty_history_is_no_context(reader: Understander, history: list[str]) -> None:
    assert reader.understand("那工资呢", history=history).search.endswith("那工资呢")


@pytest.mark.parametrize(
    ("message", "intents"),
    [
        ("多久之内能申请仲裁", {Intent.DEADLINE}),
        ("时效过了吗", {Intent.DEADLINE}),
        ("申请仲裁的期限", {Intent.DEADLINE}),
        ("无固定期限合同没有约定期限算不算", set()),
        ("去哪里告老板", {Intent.WHERE}),
        ("被欠薪该找谁，几天内去", {Intent.DEADLINE, Intent.WHERE}),
        ("加班费怎么算", set()),
    ],
)
def test_what_is_wanted_above_all_is_noticed(reader: Understander, message: str, intents: set[Intent]) -> None:
    assert reader.understand(message).intents == intents


@pytest.mark.parametrize(
    "message",
    ["我不想活了", "老板不给钱，我想跳楼", "我想輕生", "活不下去了", "要跟老板同归于尽", "拿不到钱我就喝农药"],
)
def test_danger_is_noticed(reader: Understander, message: str) -> None:
    assert reader.understand(message).distress


@pytest.mark.parametrize("message", ["加班累死了", "天热死了有高温费吗", "工友在工地死了怎么赔", "工亡待遇", ARREARS])
def test_a_way_of_speaking_is_not_danger(reader: Understander, message: str) -> None:
    assert not reader.understand(message).distress


@pytest.mark.parametrize("message", ["活着没意思，老板欠我两年工资", "不如死了算了", "真想一死了之", "我活够了"])
def test_danger_is_noticed_in_other_words(reader: Understander, message: str) -> None:
    assert reader.understand(message).distress


@pytest.mark.parametrize(
    ("message", "chosen", "region"),
    [
        ("加班费怎么算", "全国", "全国"),
        ("加班费怎么算", "河南省", "河南省"),
        ("我在河南打工，加班费怎么算", "全国", "河南省"),
        ("我在河南打工，加班费怎么算", "四川省", "河南省"),
        ("我在郑州上班", "河南省", "河南省/郑州市"),
        ("河南郑州的厂子", "全国", "河南省/郑州市"),
        ("老家四川，在宁波打工", "浙江省", "浙江省/宁波市"),
        ("老家成都，在宁波打工", "浙江省", "浙江省/宁波市"),
    ],
)
def test_the_place_in_the_question_wins_over_the_one_chosen(
    reader: Understander, message: str, chosen: str, region: str
) -> None:
    assert reader.understand(message, chosen).region == region


def test_articles_and_laws_that_are_named_are_found(reader: Understander) -> None:
    asked = reader.understand(f"《{WAGES}》第三条第四款是怎么说的，示工法管不管")
    assert [(one.law, one.article, one.paragraph) for one in asked.references] == [(WAGES, "第三条", 4)]
    assert set(asked.laws) == {WAGES, "示工法"}


def test_an_article_without_a_law_is_no_reference(reader: Understander) -> None:
    assert reader.understand("合同第三条写着扣工资，合法吗").references == ()


@pytest.mark.parametrize("number", ["百百", "十百", "99999999999999999999"])
def test_a_number_that_makes_no_sense_is_not_fatal(reader: Understander, number: str) -> None:
    assert reader.understand(f"{WAGES}第{number}条").kind is Kind.QUESTION


def test_a_lone_surrogate_is_not_fatal(reader: Understander) -> None:
    assert reader.understand("老板\udcff不发工资").kind is Kind.QUESTION


def test_an_endless_earlier_question_is_not_searched_for_whole(reader: Understander) -> None:
    assert len(reader.understand("那怎么办", history=["工资" * 50_000]).search) <= 4 * LONGEST
