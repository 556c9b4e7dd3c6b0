from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from desk_fakes import Clock

from assistant.checking.records import Checked, Verdict
from assistant.desk import Desk, Feedback, Mark, NewFeedback, ReviewedCase, User, reviewed_cases
from assistant.records import Outcome
from eval.cases import Case, load_cases
from knowledge.citations import Reference

Given = Callable[..., NewFeedback]
Leave = Callable[[NewFeedback], Feedback]


@pytest.fixture
def leave(desk: Desk) -> Leave:
    def leave(given: NewFeedback) -> Feedback:
        found = desk.by_receipt(desk.leave_feedback(given))
        assert found
        return found

    return leave


class Checker:
    """Finds what it was told to find, and remembers what it was asked."""

    def __init__(self, *found: tuple[str, str, Verdict]) -> None:
        self._found = found
        self.asked: list[tuple[str, date]] = []

    def __call__(self, text: str, day: date) -> Sequence[Checked]:
        self.asked.append((text, day))
        nowhere: Reference = None  # type: ignore[assignment]
        return [Checked(nowhere, law, article, verdict, "") for law, article, verdict in self._found]


def test_a_right_answer_becomes_a_case_with_its_citations(desk: Desk, wang: User, given: Given, leave: Leave) -> None:
    answer = given().answer
    twice = answer | {"citations": [*answer["citations"], {"law": "另法", "article": "第一条", "quote": "x"}] * 2}
    one = leave(given(answer=twice, region="浙江省"))
    desk.review(one.id, wang, Mark.RIGHT, "评语", "", False)
    assert reviewed_cases(desk.reviewed(), Checker()) == [
        ReviewedCase(
            id=f"desk-{one.id}",
            question=one.given.question,
            gold=(("示例法", "第三条"), ("另法", "第一条")),
            scope="in",
            region="浙江省",
            as_of=date(2026, 3, 2),
            reviewed_by="王律师",
            mark=Mark.RIGHT,
        )
    ]


def test_a_correction_counts_with_what_is_confirmed_in_it_on_the_day(
    desk: Desk, wang: User, given: Given, leave: Leave
) -> None:
    one = leave(given())
    desk.review(one.id, wang, Mark.WRONG, "", "依据甲法第一条。", True)
    checker = Checker(
        ("甲法", "第一条", Verdict.OK),
        ("甲法", "第一条", Verdict.OK),
        *((f"{verdict}法", "第一条", verdict) for verdict in Verdict if verdict is not Verdict.OK),
        ("整部法", "", Verdict.OK),
    )
    (case,) = reviewed_cases(desk.reviewed(), checker)
    assert (case.gold, case.scope, case.mark) == ((("甲法", "第一条"),), "in", Mark.WRONG)
    assert checker.asked == [("依据甲法第一条。", date(2026, 3, 2))]


@pytest.mark.parametrize("status", Outcome)
def test_a_refusal_that_was_right_is_out_of_scope(
    desk: Desk, wang: User, given: Given, leave: Leave, status: Outcome
) -> None:
    one = leave(given(answer={"status": status.value, "answer": "", "citations": []}))
    desk.review(one.id, wang, Mark.RIGHT, "", "", False)
    cases = [(case.scope, case.gold) for case in reviewed_cases(desk.reviewed(), Checker())]
    assert cases == ([("out", ())] if status in {Outcome.OUT_OF_SCOPE, Outcome.NO_EVIDENCE} else [])


def test_what_settles_nothing_is_left_out(desk: Desk, wang: User, given: Given, leave: Leave) -> None:
    leave(given("没有审核"))
    for question, history, mark, correction in (
        ("错而无更正", (), Mark.WRONG, ""),
        ("更正没有依据", (), Mark.INCOMPLETE, "不是这样。"),
        ("接着问的", ("前面的",), Mark.RIGHT, ""),
    ):
        one = leave(given(question, history=history))
        desk.review(one.id, wang, mark, "", correction, False)
    assert reviewed_cases(desk.reviewed(), Checker(("甲法", "第一条", Verdict.UNCONFIRMED))) == []


def test_of_the_same_question_only_the_last_review_counts(desk: Desk, wang: User, given: Given, leave: Leave) -> None:
    first, second, elsewhere = leave(given()), leave(given("老板不发工资，怎么办")), leave(given(region="浙江省"))
    desk.review(second.id, wang, Mark.RIGHT, "", "", False)
    desk.review(elsewhere.id, wang, Mark.RIGHT, "", "", False)
    desk.review(first.id, wang, Mark.WRONG, "", "", False)
    desk.review(first.id, wang, Mark.INCOMPLETE, "", "依据甲法第一条。", False)
    cases = reviewed_cases(desk.reviewed(), Checker(("甲法", "第一条", Verdict.OK)))
    assert [(case.id, case.mark) for case in cases] == [
        (f"desk-{first.id}", Mark.INCOMPLETE),
        (f"desk-{elsewhere.id}", Mark.RIGHT),
    ]


def test_the_evaluation_reads_them_and_they_hold_nothing_else_of_the_worker(
    desk: Desk, wang: User, given: Given, leave: Leave, tmp_path: Path, clock: Clock
) -> None:
    one = leave(given("工资\u2028怎么算？", remark="私人的话"))
    desk.review(one.id, wang, Mark.RIGHT, "", "", False)
    (case,) = reviewed_cases(desk.reviewed(), Checker())
    line = json.dumps(case.to_json(), ensure_ascii=False)
    assert not [word for word in ("私人的话", one.receipt, str(clock.now.date())) if word in line]
    path = tmp_path / "reviewed.jsonl"
    path.write_text(line + "\n", "utf-8")
    assert load_cases([path]) == [
        Case(case.id, case.question, case.gold, "in", "全国", source="desk", as_of=date(2026, 3, 2))
    ]


def test_a_long_queue_is_read_to_its_end(desk: Desk, wang: User, given: Given, leave: Leave) -> None:
    ids = [leave(given(f"问题{number}")).id for number in range(5)]
    for one in ids:
        desk.review(one, wang, Mark.RIGHT, "", "", False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.desk.feedback.BATCH", 2)
        assert [one.id for one in desk.reviewed()] == ids
