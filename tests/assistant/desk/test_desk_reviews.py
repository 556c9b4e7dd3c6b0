from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from desk_fakes import PASSWORD, Clock
from sqlalchemy import event

from assistant.desk import (
    Act,
    Desk,
    Feedback,
    Mark,
    NewFeedback,
    Pinned,
    Role,
    User,
    answer_digest,
    question_key,
    reviews,
)
from knowledge.errors import DeskError, ReviewedMeanwhile

Given = Callable[..., NewFeedback]


@pytest.fixture
def left(desk: Desk, given: Given) -> Feedback:
    found = desk.by_receipt(desk.leave_feedback(given()))
    assert found
    return found


def lines(desk: Desk) -> list[tuple[str, str, str]]:
    return [(line.who, line.action, line.subject) for line in desk.audit()[0]]


# --- feedback ------------------------------------------------------------------------------------------------------


def test_feedback_is_read_as_it_was_given(
    desk: Desk, given: Given, open_desk: Callable[[], Desk], clock: Clock
) -> None:
    one = given("資遣費？\n😀'\";--%", history=("以前的问题", "再一个"), region="浙江省/宁波市", remark="看不懂\\")
    receipt = desk.leave_feedback(one)
    found = open_desk().by_receipt(receipt)
    assert found
    assert (found.given, found.reviews, found.receipt, found.created) == (one, (), receipt, clock.now)
    assert desk.feedback(found.id) == found


def test_what_no_database_can_hold_is_left_out_and_the_rest_is_kept(desk: Desk, given: Given) -> None:
    answer = {"status": "answered", "answer": "\x00\ud800", "citations": []}
    found = desk.by_receipt(
        desk.leave_feedback(given("工\x00资\ud800", remark="\x00", history=("\x00\udfff",), answer=answer))
    )
    assert found
    assert (found.given.question, found.given.remark) == ("工资?", "")
    assert (found.given.history, found.given.answer) == (("\x00\udfff",), answer)


def test_a_receipt_can_be_typed_carelessly(desk: Desk, given: Given) -> None:
    receipt = desk.leave_feedback(given())
    assert [len(half) for half in receipt.split("-")] == [4, 4]
    wide = "".join(chr(ord(one) + 0xFEE0) for one in receipt)
    for typed in (receipt.lower(), receipt.replace("-", ""), f" {receipt.replace('-', ' — ')}\n", wide):
        found = desk.by_receipt(typed)
        assert found, typed
        assert found.receipt == receipt
    for wrong in ("", "-", receipt[:-1], receipt + "2", "0000-0000", "%", "查回执"):
        assert desk.by_receipt(wrong) is None


def test_a_receipt_is_given_once(desk: Desk, given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.desk import feedback

    numbers = iter(["2222-2222", "2222-2222", "3333-3333"])
    monkeypatch.setattr(feedback, "new_receipt", lambda: next(numbers))
    assert [desk.leave_feedback(given()) for _ in range(2)] == ["2222-2222", "3333-3333"]


def test_feedback_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(DeskError, match="没有编号为7的反馈"):
        desk.feedback(7)


def test_the_queue_shows_who_waits_longest_and_then_what_was_reviewed_last(
    desk: Desk, wang: User, given: Given
) -> None:
    for number in range(5):
        desk.leave_feedback(given(f"问题{number}"))
    first, total = desk.queue(reviewed=False, per_page=2)
    assert ([one.given.question for one in first], total) == (["问题0", "问题1"], 5)
    assert [one.given.question for one in desk.queue(reviewed=False, page=3, per_page=2)[0]] == ["问题4"]
    assert desk.queue(reviewed=False, page=4, per_page=2) == ([], 5)
    assert desk.queue(reviewed=True) == ([], 0)
    for one in (first[1], first[0]):
        desk.review(one.id, wang, Mark.RIGHT, "", "", False)
    waiting, total = desk.queue(reviewed=False)
    assert ([one.given.question for one in waiting], total) == (["问题2", "问题3", "问题4"], 3)
    done, total = desk.queue(reviewed=True)
    assert ([one.given.question for one in done], total) == (["问题0", "问题1"], 2)


# --- reviews -------------------------------------------------------------------------------------------------------


def test_reviews_stay_in_order_with_who_gave_them(
    desk: Desk, wang: User, left: Feedback, clock: Clock, open_desk: Callable[[], Desk]
) -> None:
    li = desk.add_user("li", "李律师", PASSWORD, Role.LAWYER, by="测试")
    one = desk.review(left.id, wang, Mark.INCOMPLETE, " 缺时效 ", "", False)
    clock.pass_(minutes=5)
    two = desk.review(left.id, li, Mark.WRONG, "", "应当这样。", True)
    assert (one.comment, one.reviewer, two.reviewer, two.created) == ("缺时效", wang, li, clock.now)
    assert one.id < two.id
    assert open_desk().feedback(left.id).reviews == (one, two)
    assert [found.reviews for found in desk.reviewed()] == [(one, two)]


def test_each_review_is_in_the_trail_without_its_words(desk: Desk, wang: User, left: Feedback) -> None:
    desk.review(left.id, wang, Mark.RIGHT, "评语内容", "", False)
    desk.review(left.id, wang, Mark.WRONG, "", "更正内容", True)
    assert lines(desk)[:2] == [("wang", Act.PINNED, left.receipt), ("wang", Act.REVIEWED, left.receipt)]
    told = repr(desk.audit())
    assert "判为错误" in told
    assert not [word for word in ("评语内容", "更正内容", left.given.question) if word in told]


def test_without_its_line_in_the_trail_there_is_no_review(
    desk: Desk, wang: User, left: Feedback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no line")

    monkeypatch.setattr(reviews, "add_line", broken)
    with pytest.raises(RuntimeError):
        desk.review(left.id, wang, Mark.RIGHT, "", "", False)
    assert desk.feedback(left.id).reviews == ()


def test_a_review_over_a_colleagues_head_is_not_stored(desk: Desk, wang: User, left: Feedback) -> None:
    first = desk.review(left.id, wang, Mark.RIGHT, "", "", False, seen=0)
    before = desk.audit()
    with pytest.raises(ReviewedMeanwhile):
        desk.review(left.id, wang, Mark.WRONG, "", "", False, seen=0)
    assert desk.feedback(left.id).reviews == (first,)
    assert desk.audit() == before
    desk.review(left.id, wang, Mark.WRONG, "", "", False, seen=first.id)


def test_reviews_that_make_no_sense_are_refused(desk: Desk, wang: User, left: Feedback, given: Given) -> None:
    after = desk.by_receipt(desk.leave_feedback(given("那加班费呢？", history=("工资怎么算？",))))
    assert after
    desk.add_user("li", "李律师", PASSWORD, Role.LAWYER, by="测试")
    li = next(one for one in desk.users() if one.name == "li")
    desk.set_active("li", False, by="测试")
    for number, by, mark, correction, pin, told in (
        (left.id, wang, Mark.WRONG, " \n", True, "还没有写更正"),
        (left.id, wang, Mark.RIGHT, "更正", True, "不需要固定"),
        (left.id, wang, Mark.WRONG, "更" * 10_001, False, "不超过"),
        (after.id, wang, Mark.WRONG, "更正", True, "接着前面的话"),
        (left.id, li, Mark.RIGHT, "", False, "停用"),
        (99, wang, Mark.RIGHT, "", False, "没有编号为99"),
    ):
        with pytest.raises(DeskError, match=told):
            desk.review(number, by, mark, "", correction, pin)
    assert desk.queue(reviewed=True) == ([], 0)


# --- the same question again ---------------------------------------------------------------------------------------


def test_a_pinned_correction_reaches_whoever_asks_the_same(desk: Desk, wang: User, left: Feedback) -> None:
    assert desk.pinned(left.given.question, "全国") is None
    desk.review(left.id, wang, Mark.WRONG, "", "应当这样。", True)
    # 23:30 of 1 March in UTC is the next day in China.
    wanted = Pinned(Mark.WRONG, "应当这样。", "王律师", date(2026, 3, 2), left.given.digest)
    for asked in ("老板不发工资怎么办", " 老板 不发工资，怎么办！？", "老闆不發工資怎麼辦", "老板不发工资怎么办\u3000"):
        assert desk.pinned(asked, "全国") == wanted
    for other in ("老板不发工资", "老板不发工资怎么办呢", "", "？？", "怎么办"):
        assert desk.pinned(other, "全国") is None
    assert desk.pinned(left.given.question, "浙江省") is None


def test_a_confirmed_answer_is_known_by_its_digest(desk: Desk, wang: User, left: Feedback) -> None:
    desk.review(left.id, wang, Mark.RIGHT, "很好", "", False)
    found = desk.pinned(left.given.question, "全国")
    assert found
    assert (found.mark, found.correction, found.digest) == (Mark.RIGHT, "", left.given.digest)


@pytest.mark.parametrize("mark", [Mark.WRONG, Mark.INCOMPLETE])
def test_the_latest_review_takes_back_what_was_said_before(desk: Desk, wang: User, given: Given, mark: Mark) -> None:
    for _ in range(2):
        desk.leave_feedback(given())
    first, second = desk.queue(reviewed=False)[0]
    desk.review(first.id, wang, Mark.RIGHT, "", "", False)
    desk.review(second.id, wang, mark, "", "没有固定的更正", False)
    assert desk.pinned(first.given.question, "全国") is None
    desk.review(first.id, wang, mark, "", "这样才对", True)
    found = desk.pinned(first.given.question, "全国")
    assert found
    assert found.correction == "这样才对"
    desk.review(first.id, wang, Mark.RIGHT, "", "", False)
    found = desk.pinned(first.given.question, "全国")
    assert found
    assert (found.mark, found.correction) == (Mark.RIGHT, "")


def test_a_question_that_followed_on_others_says_nothing_about_the_same_words(
    desk: Desk, wang: User, given: Given
) -> None:
    found = desk.by_receipt(desk.leave_feedback(given("那加班费呢？", history=("工资怎么算？",))))
    assert found
    desk.review(found.id, wang, Mark.RIGHT, "", "", False)
    assert desk.pinned("那加班费呢？", "全国") is None


def test_the_look_up_uses_its_indexes(desk: Desk) -> None:
    """On small tables PostgreSQL uses none unless it is told to."""
    postgres = desk._store._postgres
    seen: list[str] = []
    with desk._store.read() as connection:
        event.listen(connection.engine, "before_execute", lambda _, query, *__: seen.append(query))
        desk.pinned("老板不发工资怎么办？", "全国")
        query = seen[0].compile(connection, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
        if postgres:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = connection.exec_driver_sql(f"EXPLAIN {'' if postgres else 'QUERY PLAN'} {query}").all()
    plan = " ".join(row[-1] for row in rows)
    assert "ix_feedback_question_key_region" in plan
    assert "ix_reviews_feedback_id" in plan
    assert "SCAN" not in plan


def test_a_very_long_question_can_be_found_again(desk: Desk, wang: User, given: Given) -> None:
    long = "工资怎么算" * 2000
    found = desk.by_receipt(desk.leave_feedback(given(long)))
    assert found
    desk.review(found.id, wang, Mark.RIGHT, "", "", False)
    assert desk.pinned(long, "全国")


# --- digests -------------------------------------------------------------------------------------------------------


def test_time_and_hits_do_not_change_the_digest_and_what_is_read_does(given: Given) -> None:
    answer = given().answer
    before = answer_digest(answer)
    assert answer_digest(answer | {"took_ms": 99, "hits": [1], "question": "x"}) == before
    cited = answer["citations"][0]
    others = [
        answer | {"status": "no_evidence"},
        answer | {"answer": "别的"},
        answer | {"citations": []},
        answer | {"citations": [cited, cited]},
        *(answer | {"citations": [cited | {name: "别的"}]} for name in ("law", "article", "quote")),
    ]
    digests = {answer_digest(one) for one in others}
    assert before not in digests
    assert len(digests) == len(others)


def test_words_make_a_question_and_signs_do_not() -> None:
    assert question_key("《劳动合同法》第 82 条，Ｕ盾？") == question_key("劳动合同法第82条U盾")
    assert question_key("2倍工资") != question_key("3倍工资")
    assert question_key("……！？") == ""


# --- notes ---------------------------------------------------------------------------------------------------------


def test_the_trail_takes_notes_and_is_read_page_by_page(desk: Desk, clock: Clock) -> None:
    for number in range(5):
        clock.pass_(seconds=1)
        desk.note("wang", Act.DRAFT_CHECKED, f"文书{number}", "3处引用")
    found, total = desk.audit(page=2, per_page=2)
    assert ([line.subject for line in found], total) == (["文书2", "文书1"], 5)
    assert (found[0].detail, found[0].action) == ("3处引用", "核对文稿")
    assert replace(found[0], id=0).at < clock.now


def test_a_note_of_any_length_is_taken(desk: Desk) -> None:
    desk.note("w" * 999, "a" * 999, "s\x00" * 999, "字" * 9999)
    (line,), _ = desk.audit()
    assert [len(part) for part in (line.who, line.action, line.detail)] == [80, 40, 500]


def left_by(desk: Desk, one: NewFeedback) -> Feedback:
    found = desk.by_receipt(desk.leave_feedback(one))
    assert found is not None
    return found


def test_an_answer_under_the_law_of_another_day_pins_nothing(desk: Desk, wang: User, given: Given) -> None:
    left = left_by(desk, given(as_of=date(2020, 1, 1)))
    with pytest.raises(DeskError, match="别的日期"):
        desk.review(left.id, wang, Mark.WRONG, "", "更正。", pin=True)
    desk.review(left.id, wang, Mark.RIGHT, "", "", pin=False)
    assert desk.pinned(left.given.question, left.given.region) is None


def test_who_finds_right_what_a_correction_leads_does_not_take_it_away(desk: Desk, wang: User, given: Given) -> None:
    first = left_by(desk, given())
    desk.review(first.id, wang, Mark.WRONG, "", "更正。", pin=True)
    answer = {**first.given.answer, "review": {"mark": "wrong", "reviewer": "王律师", "day": "2026-03-02"}}
    again = left_by(desk, given(answer=answer))
    desk.review(again.id, wang, Mark.RIGHT, "", "", pin=False)
    found = desk.pinned(first.given.question, first.given.region)
    assert found is not None
    assert found.correction == "更正。"


def test_a_worker_may_take_an_answer_back_with_all_that_was_said_of_it(desk: Desk, wang: User, given: Given) -> None:
    left, other = left_by(desk, given()), left_by(desk, given("社保断了怎么办？"))
    desk.review(left.id, wang, Mark.WRONG, "意见", "更正。", pin=True)
    desk.delete_feedback(left.receipt.lower(), by="测试")
    assert desk.by_receipt(left.receipt) is None
    assert desk.pinned(left.given.question, left.given.region) is None
    assert [one.id for one in desk.queue(reviewed=False)[0]] == [other.id]
    line = desk.audit()[0][0]
    assert (line.who, line.action, line.subject) == ("测试", "删除反馈", left.receipt)
    with pytest.raises(DeskError, match="没有回执"):
        desk.delete_feedback(left.receipt, by="测试")
