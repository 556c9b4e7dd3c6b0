"""The queue: what a lawyer sees of an answer, and what may be said of it to others."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from desk_visits import HOSTILE, QUESTION, Clock, Lawyer, feedback, today_in_china, words_of
from test_library_pages import Page

from assistant.app import gate
from assistant.app.plain import chinese_day
from assistant.desk import Desk, Mark

Visit = Callable[..., Lawyer]
GOOD = "老板应当每月发工资，依据《示例工资法》第一条。"
BAD = "老板应当每月发工资，依据《示例工资法》第九十九条。"


@pytest.fixture
def asked(desk: Desk) -> int:
    """One answer that waits."""
    receipt = desk.leave_feedback(feedback(remark="回答没说去哪里办"))
    found = desk.by_receipt(receipt)
    assert found
    return found.id


def send(lawyer: Lawyer, number: int, do: str = "save", **fields: str) -> object:
    """Sends the form as the page gave it."""
    html = lawyer.get(f"/desk/queue/{number}").text
    seen = re.search(r'name="seen" value="(\d+)"', html)
    assert seen
    return lawyer.post(f"/desk/queue/{number}", **({"seen": seen[1], "do": do} | fields))


def shown_of(reply: object) -> str:
    found = re.search(r'name="shown" value="([^"]*)"', reply.text)  # type: ignore[attr-defined]
    assert found
    return found[1]


def test_the_queue_says_what_waits_and_how_long(visit: Visit, desk: Desk, asked: int, clock: Clock) -> None:
    lawyer = visit("wang")
    words = words_of(lawyer.get("/desk/queue"))
    for part in (QUESTION, "河南省", chinese_day(today_in_china()), "已等0分钟", "共1条"):
        assert part in words
    assert QUESTION not in words_of(lawyer.get("/desk/queue?reviewed=1"))
    send(lawyer, asked, mark="right", comment="没有问题")
    assert QUESTION not in words_of(lawyer.get("/desk/queue"))
    done = words_of(lawyer.get("/desk/queue?reviewed=1"))
    assert QUESTION in done
    assert "王律师" in done


def test_a_long_queue_has_pages(visit: Visit, desk: Desk) -> None:
    for at in range(21):
        desk.leave_feedback(feedback(f"第{at}个问题"))
    lawyer = visit("wang")
    first, second = (words_of(lawyer.get(f"/desk/queue?page={page}")) for page in (1, 2))
    assert "第0个问题" in first
    assert "第20个问题" not in first
    assert "第20个问题" in second
    assert lawyer.get("/desk/queue?page=3").status_code == 404


def test_the_answer_is_shown_as_the_worker_saw_it(visit: Visit, desk: Desk) -> None:
    desk.leave_feedback(feedback(history=("我在工地干活",), remark="没说去哪里"))
    page = Page(visit("wang").get("/desk/queue/1").text)
    for part in (QUESTION, "我在工地干活", "没说去哪里", "可以要求补发。[1]", "怎么做", "示例工资法第一条", "现行有效"):
        assert part in page.words
    assert "**" not in page.words
    assert "固定给" not in page.words.replace("不能固定给别人看", "")  # the question hangs on the one before


def test_a_review_is_stored_under_the_lawyer_s_name(visit: Visit, desk: Desk, asked: int) -> None:
    reply = send(visit("wang"), asked, mark="incomplete", comment="少了期限", correction=BAD)
    assert reply.status_code == 303  # type: ignore[attr-defined]
    (review,) = desk.feedback(asked).reviews
    assert (review.mark, review.comment, review.correction) == (Mark.INCOMPLETE, "少了期限", BAD)
    assert (review.reviewer.name, review.pinned) == ("wang", False)
    words = words_of(visit("li").get(f"/desk/queue/{asked}"))
    assert "王律师" in words
    assert "少了期限" in words


def test_a_correction_is_pinned_only_after_its_citations_were_shown(visit: Visit, desk: Desk, asked: int) -> None:
    lawyer = visit("wang")
    form = {"mark": "wrong", "correction": GOOD, "pin": "1"}
    first = send(lawyer, asked, **form)
    assert first.status_code == 400  # type: ignore[attr-defined]
    words = words_of(first)  # type: ignore[arg-type]
    assert "核对无误" in words
    assert "再按一次" in words
    assert GOOD in words
    assert desk.feedback(asked).reviews == ()
    other = send(lawyer, asked, **form | {"correction": GOOD + "还要赔偿。", "shown": shown_of(first)})
    assert other.status_code == 400  # type: ignore[attr-defined]  # another text than the one shown
    done = send(lawyer, asked, **form, shown=shown_of(first))
    assert done.status_code == 303  # type: ignore[attr-defined]
    pinned = desk.pinned(QUESTION, "河南省")
    assert pinned
    assert pinned.correction == GOOD


def test_checking_the_citations_stores_nothing(visit: Visit, desk: Desk, asked: int) -> None:
    lawyer = visit("wang")
    looked = send(lawyer, asked, "check", mark="wrong", correction=GOOD, comment="意见在这里")
    assert looked.status_code == 200  # type: ignore[attr-defined]
    assert "核对无误" in words_of(looked)  # type: ignore[arg-type]
    assert "意见在这里" in words_of(looked)  # type: ignore[arg-type]
    assert desk.feedback(asked).reviews == ()
    done = send(lawyer, asked, mark="wrong", correction=GOOD, pin="1", shown=shown_of(looked))
    assert done.status_code == 303  # type: ignore[attr-defined]


@pytest.mark.parametrize("correction", [BAD, GOOD + BAD, GOOD + "又据《不存在的法》第一条。"])
def test_a_correction_with_a_doubtful_citation_is_never_pinned(
    visit: Visit, desk: Desk, asked: int, correction: str
) -> None:
    lawyer = visit("wang")
    form = {"mark": "wrong", "correction": correction, "pin": "1", "without_law": "1"}
    looked = send(lawyer, asked, "check", **form)
    for shown in ("", shown_of(looked)):
        reply = send(lawyer, asked, **form, shown=shown)
        assert reply.status_code == 400  # type: ignore[attr-defined]
        assert "没有核对通过" in words_of(reply)  # type: ignore[arg-type]
    assert desk.pinned(QUESTION, "河南省") is None
    assert send(lawyer, asked, mark="wrong", correction=correction).status_code == 303  # type: ignore[attr-defined]


def test_a_correction_without_law_needs_a_second_tick(visit: Visit, desk: Desk, asked: int) -> None:
    lawyer = visit("wang")
    form = {"mark": "wrong", "correction": "请带身份证去窗口办。", "pin": "1"}
    refused = send(lawyer, asked, **form)
    assert "没有引用法条" in words_of(refused)  # type: ignore[arg-type]
    assert refused.status_code == 400  # type: ignore[attr-defined]
    done = send(lawyer, asked, **form, without_law="1", shown=shown_of(refused))
    assert done.status_code == 303  # type: ignore[attr-defined]
    assert desk.pinned(QUESTION, "河南省")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "请先选"),
        ({"mark": "perfect"}, "请先选"),
        ({"mark": "right", "correction": GOOD}, "就不用写更正"),
        ({"mark": "wrong", "pin": "1"}, "请先写更正"),
        ({"mark": "wrong", "comment": "长" * 2001}, "2000字以内"),
        ({"mark": "wrong", "correction": "长" * 8001}, "8000字以内"),
    ],
)
def test_what_does_not_go_together_comes_back_with_what_was_typed(
    visit: Visit, desk: Desk, asked: int, fields: dict[str, str], sentence: str
) -> None:
    reply = send(visit("wang"), asked, **{"comment": "别丢了这句"} | fields)
    assert reply.status_code == 400  # type: ignore[attr-defined]
    words = words_of(reply)  # type: ignore[arg-type]
    assert sentence in words
    assert fields.get("comment", "别丢了这句") in words
    assert fields.get("correction", "") in words
    assert desk.feedback(asked).reviews == ()


def test_a_busy_moment_loses_nothing_of_what_was_typed(
    visit: Visit, desk: Desk, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lawyer = visit("wang")
    form = {"mark": "wrong", "comment": "别丢了这句", "correction": GOOD, "pin": "1"}
    with monkeypatch.context() as busy:
        busy.setattr(gate.threading.BoundedSemaphore, "acquire", lambda self, blocking=True: False)
        reply = send(lawyer, asked, **form)
    assert reply.status_code == 503  # type: ignore[attr-defined]
    words = words_of(reply)  # type: ignore[arg-type]
    for part in ("请过一会儿再试", "别丢了这句", GOOD):
        assert part in words
    assert "没有找到法条引用" not in words
    # Nothing was checked, so nothing may be pinned yet.
    assert send(lawyer, asked, **form, shown=shown_of(reply)).status_code == 400  # type: ignore[attr-defined]
    assert desk.feedback(asked).reviews == ()


def test_a_correction_that_was_not_checked_counts_as_not_shown(visit: Visit, desk: Desk, asked: int) -> None:
    lawyer = visit("wang")
    refused = send(lawyer, asked, correction=GOOD, pin="1")
    assert "请先选" in words_of(refused)  # type: ignore[arg-type]
    assert "没有找到法条引用" not in words_of(refused)  # type: ignore[arg-type]
    reply = send(lawyer, asked, mark="wrong", correction=GOOD, pin="1", shown=shown_of(refused))
    assert reply.status_code == 400  # type: ignore[attr-defined]
    assert desk.pinned(QUESTION, "河南省") is None


def test_a_question_that_follows_another_cannot_be_pinned(visit: Visit, desk: Desk) -> None:
    desk.leave_feedback(feedback(history=("我在工地干活",)))
    lawyer = visit("wang")
    looked = send(lawyer, 1, "check", mark="wrong", correction=GOOD)
    reply = send(lawyer, 1, mark="wrong", correction=GOOD, pin="1", shown=shown_of(looked))
    assert reply.status_code == 400  # type: ignore[attr-defined]
    assert desk.feedback(1).reviews == ()


def test_two_lawyers_at_once_lose_nothing(visit: Visit, desk: Desk, asked: int) -> None:
    wang, li = visit("wang"), visit("li")
    assert send(li, asked, mark="right", comment="李的意见").status_code == 303  # type: ignore[attr-defined]
    crossed = wang.post(f"/desk/queue/{asked}", seen="0", do="save", mark="wrong", comment="王的意见", correction=GOOD)
    assert crossed.status_code == 409
    words = words_of(crossed)
    for part in ("李的意见", "王的意见", GOOD, "李律师已经提交了意见"):
        assert part in words
    assert len(desk.feedback(asked).reviews) == 1
    seen = re.search(r'name="seen" value="(\d+)"', crossed.text)
    assert seen
    again = wang.post(
        f"/desk/queue/{asked}", seen=seen[1], do="save", mark="wrong", comment="王的意见", correction=GOOD
    )
    assert again.status_code == 303
    assert [one.comment for one in desk.feedback(asked).reviews] == ["李的意见", "王的意见"]


def test_nothing_that_was_sent_becomes_html(visit: Visit, desk: Desk) -> None:
    answer = feedback().answer | {"answer": f"**{HOSTILE}**\n> {HOSTILE}\n{HOSTILE}"}
    desk.leave_feedback(feedback(HOSTILE, remark=HOSTILE, answer=answer))
    desk.leave_feedback(feedback(QUESTION, history=(HOSTILE,)))
    lawyer = visit("wang")
    send(lawyer, 1, mark="wrong", comment=HOSTILE, correction=HOSTILE)
    pages = [lawyer.get(path) for path in ("/desk/queue", "/desk/queue?reviewed=1", "/desk/queue/1", "/desk/queue/2")]
    pages.append(send(lawyer, 1, "check", mark="wrong", comment=HOSTILE, correction=HOSTILE))  # type: ignore[arg-type]
    for reply in pages:
        page = Page(reply.text)
        assert not {"script", "img"} & {tag for tag, _ in page.tags}
        assert "642761" not in page.words  # {{ 91823*7 }} stays what it is


def test_a_day_s_wait_is_told_in_hours_and_days(visit: Visit, desk: Desk, asked: int) -> None:
    from assistant.app.desk_queue import waited

    found = desk.feedback(asked)
    told = [waited(found, found.created + timedelta(minutes=minutes)) for minutes in (0, 59, 60, 47 * 60, 49 * 60)]
    assert told == ["0分钟", "59分钟", "1小时", "47小时", "2天"]
    assert found.given.as_of == today_in_china()
