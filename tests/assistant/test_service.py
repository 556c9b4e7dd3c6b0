from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from assistant_fakes import DAY, DOUBTFUL, HENAN, OLD, POLICY, SICHUAN, WAGES, ZHENGZHOU
from whole_answers import HOSTILE, assert_proved, kinds, said

from assistant import Answer, Assistant, Outcome, SectionKind
from assistant import service as service_module
from knowledge.errors import (
    QuestionError,
    RegionError,
    UnknownArticle,
    UnknownLaw,
)
from knowledge.records import Status


def test_a_question_is_answered_from_the_library_alone(tiny: Assistant) -> None:
    answer = tiny.ask("老板拖欠工资怎么办", as_of=DAY)
    assert answer.status is Outcome.ANSWERED
    assert (answer.region, answer.as_of, answer.question) == ("全国", DAY, "老板拖欠工资怎么办")
    assert_proved(tiny, answer)
    assert WAGES in {one.law for one in answer.citations}
    assert {OLD, DOUBTFUL, HENAN, SICHUAN, ZHENGZHOU, POLICY}.isdisjoint({hit.law for hit in answer.hits})
    assert kinds(answer)[-2:] == [SectionKind.WHERE, SectionKind.NOTICE]


def test_without_a_day_the_law_of_today_applies(tiny: Assistant) -> None:
    assert tiny.ask("老板拖欠工资怎么办").as_of == date.today()


@pytest.mark.parametrize(
    ("region", "local"),
    [
        ("河南省", {HENAN, POLICY}),
        ("河南省/郑州市", {HENAN, ZHENGZHOU, POLICY}),
        ("四川", {SICHUAN}),
        ("浙江省", set()),
    ],
)
def test_local_rules_are_those_of_the_place(tiny: Assistant, region: str, local: set[str]) -> None:
    answer = tiny.ask("老板拖欠工资怎么办", region=region, as_of=DAY)
    assert {hit.law for hit in answer.hits} & {HENAN, ZHENGZHOU, SICHUAN, POLICY} == local
    assert_proved(tiny, answer)


@pytest.mark.parametrize(
    ("reply", "region", "law"),
    [
        ("河南", "河南省", HENAN),
        ("我在河南郑州上班", "河南省/郑州市", HENAN),
        ("川", "四川省", SICHUAN),
        ("四川这边呢？", "四川省", SICHUAN),
    ],
)
def test_a_reply_that_only_names_a_place_asks_the_question_again_for_it(
    tiny: Assistant, reply: str, region: str, law: str
) -> None:
    first = tiny.ask("本省老板拖欠最低工资，由谁催发", as_of=DAY)
    assert SectionKind.ASK in kinds(first)
    answer = tiny.ask(reply, as_of=DAY, history=["本省老板拖欠最低工资，由谁催发"])
    assert (answer.region, answer.question) == (region, reply)
    assert law in {one.law for one in answer.citations}
    assert SectionKind.ASK not in kinds(answer)
    assert_proved(tiny, answer)


def test_a_place_alone_is_no_question(tiny: Assistant) -> None:
    assert tiny.ask("河南", as_of=DAY).status is Outcome.NEED_FACTS


def test_a_place_without_a_rule_in_the_library_is_said_to_have_none(tiny: Assistant) -> None:
    answer = tiny.ask("本省老板拖欠最低工资，由谁催发", region="浙江省", as_of=DAY)
    assert {one.region for one in answer.citations} == {"全国"}
    assert "没有找到浙江省的" in said(answer, SectionKind.NOTICE)
    assert "没有找到" not in said(
        tiny.ask("本省老板拖欠最低工资，由谁催发", region="河南省", as_of=DAY), SectionKind.NOTICE
    )


def test_the_day_of_the_event_chooses_the_version_and_says_that_the_law_has_changed(tiny: Assistant) -> None:
    answer = tiny.ask("2005年老板拖欠工资，怎么办")
    assert answer.as_of == date(2005, 12, 31)
    assert answer.citations[0].effective == "2000-03-01"
    assert said(answer, SectionKind.NOTICE).startswith("您说的是2005年的事")
    assert "2010年1月1日起施行新文本" in said(answer, SectionKind.NOTICE)
    assert_proved(tiny, answer)


def test_a_day_that_was_chosen_goes_before_one_in_the_question(tiny: Assistant) -> None:
    answer = tiny.ask("2005年老板拖欠工资，怎么办", as_of=DAY)
    assert answer.as_of == DAY
    assert "您说的是" not in said(answer, SectionKind.NOTICE)


def test_the_law_of_today_says_nothing_about_time(tiny: Assistant) -> None:
    answer = tiny.ask("老板拖欠工资怎么办")
    assert answer.as_of == date.today()
    assert "新文本" not in said(answer, SectionKind.NOTICE)
    assert "您说的是" not in said(answer, SectionKind.NOTICE)


def test_a_repealed_text_is_named_with_what_replaced_it(tiny: Assistant) -> None:
    answer = tiny.ask(f"{OLD}里说拖欠工资怎么办", as_of=DAY)
    assert f"《{OLD}》在库中的效力状态是“已废止”" in said(answer, SectionKind.NOTICE)
    assert "取代它的是示例工资法" in said(answer, SectionKind.NOTICE)
    assert WAGES in {one.law for one in answer.citations}
    assert_proved(tiny, answer)


def test_an_unknown_place_is_refused(tiny: Assistant) -> None:
    with pytest.raises(RegionError, match="火星"):
        tiny.ask("老板拖欠工资怎么办", region="火星")


def test_the_version_of_the_day_is_quoted(tiny: Assistant) -> None:
    then, now = (tiny.ask(f"《{WAGES}》第一条", as_of=day) for day in (date(2005, 1, 1), DAY))
    assert then.citations[0].effective == "2000-03-01"
    assert now.citations[0].effective == "2010-01-01"
    assert then.citations[0].text != now.citations[0].text
    for answer in (then, now):
        assert_proved(tiny, answer)


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31)])
def test_before_there_was_any_law_nothing_is_found(tiny: Assistant, day: date) -> None:
    answer = tiny.ask("老板拖欠工资怎么办", as_of=day)
    assert answer.status is Outcome.NO_EVIDENCE
    assert answer.hits == answer.citations == ()
    assert "没有找到" in answer.answer


def test_on_the_last_day_of_the_calendar_there_still_is_an_answer(tiny: Assistant) -> None:
    assert tiny.ask("老板拖欠工资怎么办", as_of=date.max).status is Outcome.ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        f"《{WAGES}》第二条",
        f"{WAGES}第2条怎么规定的",
        f"中华人民共和国{WAGES}第二条",
        f"请问{WAGES}第 2 条",
        f"{WAGES}2条",
        f"{WAGES}第２条",
        "示工法第二条",
        f"《{WAGES}》第二条，老板不认怎么办",
    ],
)
def test_a_named_article_is_looked_up_and_shown_whole(tiny: Assistant, question: str) -> None:
    answer = tiny.ask(question, as_of=DAY)
    assert answer.status is Outcome.ANSWERED
    assert [(one.law, one.article) for one in answer.citations] == [(WAGES, "第二条")]
    assert answer.citations[0].quote == answer.citations[0].text
    assert_proved(tiny, answer)


def test_a_named_paragraph_is_shown_alone_and_an_item_with_its_lead_in(tiny: Assistant) -> None:
    answer = tiny.ask(f"《{WAGES}》第三条第四款和《{WAGES}》第四条第（二）项", as_of=DAY)
    paragraph, item = answer.citations
    assert (paragraph.article, paragraph.paragraph) == ("第三条", "第四款")
    assert paragraph.quote == paragraph.text.split("\n")[3]
    assert item.quote == "\n".join(item.text.split("\n")[:3])
    assert_proved(tiny, answer)


def test_of_many_named_articles_a_few_are_shown(tiny: Assistant) -> None:
    answer = tiny.ask(f"《{WAGES}》第一条、第二条、第三条、第四条、第五条、第一条、第二条", as_of=DAY)
    assert [one.article for one in answer.citations] == ["第一条", "第二条", "第三条", "第四条", "第五条"]


def test_a_repealed_article_is_no_ground_and_what_replaced_it_is_named(tiny: Assistant) -> None:
    answer = tiny.ask(f"老板按《{OLD}》第一条拖欠工资", as_of=DAY)
    first = answer.sections[0]
    assert first.kind is SectionKind.NOTICE
    assert "已废止" in first.blocks[0].text
    assert f"已由{WAGES}取代" in first.blocks[0].text
    assert OLD not in {one.law for one in answer.citations}
    assert WAGES in {one.law for one in answer.citations}
    assert_proved(tiny, answer)


def test_a_text_of_unknown_status_is_no_ground_either(tiny: Assistant) -> None:
    answer = tiny.ask(f"《{DOUBTFUL}》第一条，老板拖欠工资", as_of=DAY)
    assert "未知" in answer.sections[0].blocks[0].text
    assert DOUBTFUL not in {one.law for one in answer.citations}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (f"《{WAGES}》第九百条，老板拖欠工资", "没有第九百条"),
        (f"《{WAGES}》第一条第七款，老板拖欠工资", "没有第7款"),
        ("《没有这部法》第一条，老板拖欠工资", "库中没有《没有这部法》"),
    ],
)
def test_a_named_article_that_does_not_exist_is_said_first(tiny: Assistant, question: str, reason: str) -> None:
    answer = tiny.ask(question, as_of=DAY)
    assert reason in answer.sections[0].blocks[0].text
    assert_proved(tiny, answer)


def test_a_good_and_a_bad_reference_in_one_question(tiny: Assistant) -> None:
    answer = tiny.ask(f"《{WAGES}》第二条和《{OLD}》第一条哪个算数", as_of=DAY)
    assert kinds(answer)[:2] == [SectionKind.NOTICE, SectionKind.LEAD]
    assert [(one.law, one.article) for one in answer.citations] == [(WAGES, "第二条")]


@pytest.mark.parametrize("question", ["", " ", "　\n\t", "\x00", "工" * 1_000_000])
def test_a_message_that_cannot_be_taken_is_one_sentence_and_the_next_question_works(
    tiny: Assistant, question: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        tiny.ask(question)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 80
    assert tiny.ask("老板拖欠工资怎么办", as_of=DAY).status is Outcome.ANSWERED


@pytest.mark.parametrize("question", HOSTILE)
def test_hostile_words_are_words_and_the_next_question_works(tiny: Assistant, question: str) -> None:
    trace = Path("/tmp/xuefa-was-here")
    answer = tiny.ask(question, as_of=DAY)
    assert_proved(tiny, answer)
    assert not any(ord(char) < 32 and char != "\n" for char in answer.answer)
    assert "script" not in answer.answer
    assert "onerror" not in answer.answer
    assert not trace.exists()
    assert len(tiny.index.library) == len(list(tiny.index.library.documents()))
    assert tiny.ask("老板拖欠工资怎么办", as_of=DAY).status is Outcome.ANSWERED


@pytest.mark.parametrize("question", ["你好", "谢谢", "How do I get my wages?", "😀", "钱"])
def test_what_is_no_question_gets_a_kind_word_and_no_law(tiny: Assistant, question: str) -> None:
    answer = tiny.ask(question)
    assert answer.status is Outcome.NEED_FACTS
    assert answer.citations == answer.hits == ()
    assert kinds(answer) == [SectionKind.LEAD]


def test_danger_without_a_labour_question_gets_the_help_line_alone(tiny: Assistant) -> None:
    answer = tiny.ask("我不想活了")
    assert answer.status is not Outcome.ANSWERED
    assert answer.citations == ()
    assert kinds(answer)[0] is SectionKind.CARE
    assert "12356" in said(answer, SectionKind.CARE)


def test_danger_with_a_labour_question_gets_the_help_line_first_and_then_the_law(tiny: Assistant) -> None:
    answer = tiny.ask("老板拖欠工资，我想跳楼", as_of=DAY)
    assert answer.status is Outcome.ANSWERED
    assert kinds(answer)[:2] == [SectionKind.CARE, SectionKind.LEAD]
    assert answer.answer.index("12356") < answer.answer.index("[1]")
    assert_proved(tiny, answer)


def test_an_answer_without_provable_citations_is_none(tiny: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "verify_answer", lambda library, sections, citations, day: ((), (), 3))
    answer = tiny.ask("老板拖欠工资怎么办", as_of=DAY)
    assert (answer.status, answer.dropped, answer.citations) == (Outcome.NO_EVIDENCE, 3, ())
    assert "没有找到" in answer.answer


def test_many_people_at_once_get_their_own_answers(tiny: Assistant) -> None:
    regions = ["河南省", "四川省", "浙江省", "全国"] * 8
    found: dict[int, Answer] = {}

    def ask(at: int) -> None:
        found[at] = tiny.ask("老板拖欠工资怎么办", region=regions[at], as_of=DAY)

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(len(regions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[at].region for at in range(len(regions))] == regions
    assert len({found[at].answer for at in range(0, len(regions), 4)}) == 1


def test_search_gives_articles_best_first_and_as_many_as_asked(tiny: Assistant) -> None:
    hits = tiny.search("老板拖欠工资怎么办", as_of=DAY, top_k=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    with pytest.raises(QuestionError):
        tiny.search(" ")


@pytest.mark.parametrize("number", ["第二条", "2", "第2条", "二", "2条"])
def test_an_article_is_found_under_every_way_to_write_its_number(tiny: Assistant, number: str) -> None:
    assert tiny.article(WAGES, number, as_of=DAY).article == "第二条"


def test_an_article_is_shown_with_its_status_whatever_that_is(tiny: Assistant) -> None:
    old = tiny.article(OLD, "1", as_of=DAY)
    assert old.status == Status.REPEALED.value
    assert WAGES in old.note
    with pytest.raises(UnknownArticle, match="第九条"):
        tiny.article(WAGES, "9")
    with pytest.raises(UnknownLaw, match="没有这部法"):
        tiny.article("没有这部法", "1")


def test_the_list_of_laws_holds_every_version_national_ones_first(tiny: Assistant) -> None:
    rows = tiny.laws(as_of=DAY)
    assert len(rows) == len(tiny.index.library)
    assert [row.status for row in rows if row.title == WAGES] == ["已修改", "现行有效"]
    assert [row.articles for row in rows if row.title == WAGES] == [1, 5]
    national = [row.region == "全国" for row in rows]
    assert national == sorted(national, reverse=True)


def test_what_is_not_installed_is_named(tiny: Assistant) -> None:
    assert tiny.levels_missing() == ("司法解释", "部门规章")
