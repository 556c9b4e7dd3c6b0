"""Handing an answer to lawyers: nothing without consent, nothing personal, nothing that the browser made up."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from desk_visits import PASSWORD, Clock
from fake_assistant import FakeAssistant, answer
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from assistant.api import AskGate
from assistant.app import create_app
from assistant.app.events import steps
from assistant.app.feedback_form import feedback_form
from assistant.app.feedback_limits import FeedbackLimits
from assistant.app.feedback_receipt import said_of
from assistant.app.render import render_turn
from assistant.app.turns import Asked, Turn
from assistant.desk import Desk, Mark
from assistant.records import Answer, Block, Outcome, Reviewed, Section, SectionKind
from assistant.reviewed import digest_of
from assistant.settings import Settings
from knowledge.errors import Busy, DeskError

QUESTION = "老板三个月没发工资，怎么办"
LEANS = "那要多久"


@dataclass
class Leaning(FakeAssistant):
    """Gives another answer to a question that leans on the last one before it, or on the first."""

    def ask(
        self, question: str, *, region: str = "全国", as_of: date | None = None, history: Sequence[str] = ()
    ) -> Answer:
        found = super().ask(question, region=region, as_of=as_of, history=history)
        if not question.startswith("那"):
            return found
        leans_on = history[0 if "一开始" in question else -1] if history else ""
        said = f"接着“{leans_on}”说。" if history else "您问的是什么？"
        return replace(found, sections=(Section(SectionKind.LEAD, "", (Block(said),)), *found.sections))


@pytest.fixture
def fake() -> Leaning:
    return Leaning()


@pytest.fixture
def client(fake: Leaning, desk: Desk) -> Iterator[TestClient]:
    with TestClient(create_app(fake, desk), raise_server_exceptions=False) as client:
        yield client


def body(**changes: object) -> dict[str, object]:
    return {
        "question": QUESTION,
        "region": "四川省",
        "as_of": "",
        "history": [],
        "remark": "",
        "consent": True,
    } | changes


def rows(folder: Path) -> list[str]:
    """Everything in the database, as it would be dumped."""
    with sqlite3.connect(folder / "desk.sqlite") as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("consent", [False, None, "true", 1, "missing"])
def test_without_consent_nothing_is_written_anywhere(
    client: TestClient, fake: Leaning, tmp_path: Path, caplog: pytest.LogCaptureFixture, consent: object
) -> None:
    before = rows(tmp_path)
    sent = body(consent=consent, remark="请保密")
    if consent == "missing":
        del sent["consent"]
    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        reply = client.post("/api/feedback", json=sent)
    assert reply.status_code == 400
    assert set(reply.json()) == {"error"}
    assert QUESTION not in reply.text
    assert rows(tmp_path) == before
    assert fake.asked == []
    assert [line for line in [*map(str, logs), caplog.text] if QUESTION in line or "请保密" in line] == []
    if consent is False or consent == "missing":
        assert "没有您的同意" in reply.json()["error"]


def test_with_consent_the_answer_of_the_assistant_is_kept(client: TestClient, desk: Desk, fake: Leaning) -> None:
    with capture_logs() as logs:
        reply = client.post("/api/feedback", json=body(remark="  没说去哪里告  "))
    assert reply.status_code == 200
    found = desk.by_receipt(reply.json()["receipt"])
    assert found is not None
    given = found.given
    assert (given.question, given.region, given.as_of) == (QUESTION, "四川省", date(2026, 6, 1))
    assert (given.history, given.remark) == ((), "没说去哪里告")
    own = fake.ask(QUESTION, region="四川省")
    assert given.answer == json.loads(json.dumps(own.to_json()))
    assert given.digest == digest_of(own)
    assert QUESTION not in str(logs)


def test_an_answer_from_the_browser_is_refused(client: TestClient, tmp_path: Path) -> None:
    before = rows(tmp_path)
    reply = client.post("/api/feedback", json=body(answer="工会说可以不给工资"))
    assert reply.status_code == 400
    assert "answer" in reply.json()["error"]
    assert rows(tmp_path) == before


def test_personal_data_is_taken_out_of_everything_that_is_kept(client: TestClient, desk: Desk, tmp_path: Path) -> None:
    own = "我叫张三，身份证110101199003074610，电话138 1234\u200b 5678，卡号6222021234567890123"
    reply = client.post(
        "/api/feedback",
        json=body(question=f"那{own}怎么办", history=["别的", f"老板不发工资，{own}"], remark=own),
    )
    found = desk.by_receipt(reply.json()["receipt"])
    assert found is not None
    assert len(found.given.history) == 1
    kept = "\n".join(rows(tmp_path)) + str(found)
    for secret in ("张三", "110101199003074610", "5678", "6222021234567890123"):
        assert secret not in kept
    assert "12351" in found.given.answer["answer"]
    assert found.given.answer["citations"] == [one.to_json() for one in answer("问").citations]


def test_earlier_questions_are_kept_only_as_far_as_they_were_used(client: TestClient, desk: Desk) -> None:
    def kept(question: str, *history: str) -> tuple[str, ...]:
        reply = client.post("/api/feedback", json=body(question=question, history=list(history)))
        found = desk.by_receipt(reply.json()["receipt"])
        assert found is not None
        return found.given.history

    assert kept(QUESTION, "工伤怎么认定", "加班费怎么算") == ()
    assert kept(LEANS, "工伤怎么认定", "加班费怎么算") == ("加班费怎么算",)
    assert kept(LEANS) == ()


def test_finding_out_what_was_used_asks_only_a_few_times(client: TestClient, desk: Desk, fake: Leaning) -> None:
    history = [f"第{at}个问题" for at in range(20)]
    reply = client.post("/api/feedback", json=body(question="那一开始呢", history=history))
    assert reply.status_code == 200
    assert [len(earlier) for *_, earlier in fake.asked] == [20, 0, 1, 2]
    found = desk.by_receipt(reply.json()["receipt"])
    assert found is not None
    assert list(found.given.history) == history


class Crowded(FakeAssistant):
    """Holds on to the first who asks."""

    def __init__(self) -> None:
        super().__init__(Settings(concurrency=1, queue=1))
        self.entered, self.release = threading.Event(), threading.Event()

    def ask(
        self, question: str, *, region: str = "全国", as_of: date | None = None, history: Sequence[str] = ()
    ) -> Answer:
        if self.entered.is_set():  # a second one at once, or after the first
            self.release.set()
        self.entered.set()
        assert self.release.wait(20)
        return super().ask(question, region=region, as_of=as_of, history=history)


def test_asking_and_handing_in_wait_in_one_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, full, seen = Crowded(), AskGate.full, threading.Event()

    def watched(gate: AskGate) -> bool:
        found = full(gate)
        if fake.entered.is_set():
            seen.set()
        return found

    monkeypatch.setattr(AskGate, "full", watched)
    with TestClient(create_app(fake, desk)) as client, ThreadPoolExecutor(2) as pool:
        try:
            first = pool.submit(client.post, "/api/ask", json={"question": QUESTION})
            assert fake.entered.wait(20)
            second = pool.submit(client.post, "/api/ask", json={"question": QUESTION})
            assert seen.wait(20)
            client.get("/healthz")  # by now the second one stands in the line
            assert client.post("/api/feedback", json=body()).status_code == 503
        finally:
            fake.release.set()
        assert [one.result().status_code for one in (first, second)] == [200, 200]
    assert desk.queue(reviewed=False)[1] == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"remark": "长" * 501}, "500字以内"),
        ({"question": " "}, "请写下您的问题"),
        ({"region": "月球"}, "不认识地区"),
        ({"as_of": "昨天"}, "看不懂日期"),
        ({"history": ["问"] * 21}, "history"),
        ({"history": ["长" * 2001]}, "前面的问题太长"),
        ({"remark": 7}, "remark"),
    ],
)
def test_mistakes_are_one_chinese_sentence_and_leave_nothing(
    client: TestClient, tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    before = rows(tmp_path)
    reply = client.post("/api/feedback", json=body(**changes))
    assert (reply.status_code, set(reply.json())) == (400, {"error"})
    assert words in reply.json()["error"]
    assert rows(tmp_path) == before


def test_a_large_body_and_a_broken_one(client: TestClient) -> None:
    assert client.post("/api/feedback", json=body(remark="长" * 30_000)).status_code == 413
    assert client.post("/api/feedback", content=b"{", headers={"content-type": "application/json"}).status_code == 400
    assert client.post("/api/feedback", json=body(question="崩溃")).status_code == 500


def test_without_a_desk_there_is_nothing_to_hand_in_to() -> None:
    with TestClient(create_app(FakeAssistant())) as client:
        assert client.post("/api/feedback", json=body()).status_code in {404, 405}
    turn = list(steps(FakeAssistant(), (), QUESTION, "", ""))[-1]
    assert "feedback" not in turn.html


def test_the_eleventh_within_an_hour_has_to_wait(client: TestClient, desk: Desk) -> None:
    replies = [client.post("/api/feedback", json=body()) for _ in range(11)]
    assert [one.status_code for one in replies] == [200] * 10 + [429]
    assert "过一会儿再试" in replies[-1].json()["error"]
    assert desk.queue(reviewed=False)[1] == 10


class Ticking:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def refused(limits: FeedbackLimits, address: str) -> bool:
    try:
        limits.take(address)
    except Busy:
        return True
    return False


def test_limits_count_addresses_apart_and_all_together_within_an_hour() -> None:
    clock = Ticking()
    limits = FeedbackLimits(address=2, everyone=5, clock=clock)
    assert [refused(limits, "10.0.0.1") for _ in range(3)] == [False, False, True]
    # One household has one IPv6 network, and an IPv4 address stays itself in an IPv6 form.
    assert [refused(limits, f"2001:db8:1:2::{one}") for one in range(3)] == [False, False, True]
    assert refused(limits, "::ffff:10.0.0.1")
    assert [refused(limits, one) for one in ("10.0.0.2", "10.0.0.3")] == [False, True]
    clock.now = 3599.0
    assert refused(limits, "10.0.0.3")
    clock.now = 3600.0
    assert not refused(limits, "10.0.0.1")


@pytest.fixture
def receipt(client: TestClient) -> str:
    return str(client.post("/api/feedback", json=body()).json()["receipt"])


def told(desk: Desk, message: str) -> str:
    return "\n".join(block.text for section in said_of(desk, message) for block in section.blocks)


def test_a_receipt_tells_what_lawyers_said_but_not_what_was_asked(desk: Desk, receipt: str, clock: Clock) -> None:
    assert "还没有看完" in told(desk, f"查回执 {receipt}")
    _, session = desk.log_in("wang", PASSWORD, "127.0.0.1")
    found = desk.by_receipt(receipt)
    assert found is not None
    desk.review(found.id, session.user, Mark.INCOMPLETE, "第一次看。", "", pin=False)
    desk.review(found.id, session.user, Mark.WRONG, "时效说错了。", "一年内\n<b>申请</b>", pin=False)
    words = told(desk, f"查回执 {receipt}")
    for expected in ("这个回答有错", "时效说错了。", "一年内", "<b>申请</b>", "工会律师王律师"):
        assert expected in words
    assert "第一次看" not in words
    assert QUESTION not in words


@pytest.mark.parametrize(
    "form",
    [
        "查回执 {}",
        "查回执{}",
        "查一下我的回执号：{}。",
        "查回执“{}”",
        "{}",
        "回执 {}",
        " 查询回执号是{} ",
        "帮我看看回执{}吧？",
    ],
)
def test_a_receipt_is_read_however_it_is_typed(desk: Desk, receipt: str, form: str) -> None:
    wide = receipt.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for typed in (receipt, receipt.lower(), wide):
        assert "还没有看完" in told(desk, form.format(typed))
    if form != "{}":
        assert "还没有看完" in told(desk, form.format(receipt.replace("-", "")))


def test_a_wrong_receipt_and_half_of_one(desk: Desk) -> None:
    assert "没有查到回执7K3M-92QX" in told(desk, "查回执 7K3M-92QX")
    assert "照着这样写" in told(desk, "查回执")
    assert "照着这样写" in told(desk, "查回执 7K3M")


@pytest.mark.parametrize(
    "text", [QUESTION, "回执是什么？", "公司不给我签收回执怎么办", "工伤认定没有回执", "12351", "ABCDEFGH"]
)
def test_a_question_is_not_taken_for_a_receipt(desk: Desk, text: str) -> None:
    assert said_of(desk, text) == ()


def test_asking_with_a_receipt_in_the_chat(fake: Leaning, desk: Desk, receipt: str) -> None:
    fake.asked.clear()
    first = list(steps(fake, (), f"查回执 {receipt}", "", "", desk))[-1]
    assert "还没有看完" in first.html
    assert "feedback" not in first.html
    assert 'aria-busy="false"' in first.html
    assert (first.retry, fake.asked) == ("", [])
    # It is no part of the conversation that the next question may lean on.
    list(steps(fake, first.turns, QUESTION, "", "", desk))
    assert fake.asked == [(QUESTION, "全国", None, ())]


def test_a_desk_that_is_down_is_told_in_one_sentence(
    fake: Leaning, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(receipt: str) -> None:
        raise DeskError("数据库暂时不能用，请稍后再试。")

    monkeypatch.setattr(desk, "by_receipt", down)
    last = list(steps(fake, (), "查回执 7K3M-92QX", "", "", desk))[-1]
    assert "数据库暂时不能用" in last.html


def test_the_page_sends_what_was_asked(fake: Leaning, desk: Desk) -> None:
    turns: tuple[Turn, ...] = ()
    for question in ("工伤怎么认定", '"><script>alert(1)</script>'):
        step = list(steps(fake, turns, question, "四川省", "2024-05-01", desk))
        turns = step[-1].turns
        assert [("feedback" in one.html) for one in step] == [False] * (len(step) - 1) + [True]
    asked = turns[-1].asked
    assert asked == Asked('"><script>alert(1)</script>', "四川省", "2024-05-01", ("工伤怎么认定",))
    html = render_turn(turns[-1])
    assert "<script" not in html
    # The earlier question is shown before it may be handed in.
    assert "<li>工伤怎么认定</li>" in html


def test_a_request_for_more_words_is_no_answer_to_judge() -> None:
    turn = Turn("你好", asked=Asked("你好", "全国", "", ()))
    assert feedback_form(turn.with_answer(answer("你好", status=Outcome.NEED_FACTS))) == ""
    assert feedback_form(turn.with_answer(answer("你好", status=Outcome.OUT_OF_SCOPE))) != ""


def test_the_badge_stands_under_the_answer_and_is_escaped() -> None:
    reviewed = Reviewed("right", "<b>王</b>律师", date(2026, 11, 26))
    html = render_turn(Turn("问").with_answer(answer("问", review=reviewed)))
    assert "✔ 工会律师&lt;b&gt;王&lt;/b&gt;律师审核过（2026年11月26日）" in html
    corrected = render_turn(Turn("问").with_answer(answer("问", review=replace(reviewed, mark="wrong"))))
    assert "审核过" not in corrected


def test_rest_and_page_give_the_same_review(desk: Desk, make_reviewed: Callable[[], FakeAssistant]) -> None:
    with TestClient(create_app(make_reviewed(), desk)) as client:
        row = client.post("/api/ask", json={"question": QUESTION}).json()
    assert row["review"] == {"mark": "right", "reviewer": "王律师", "day": "2026-11-26"}


@pytest.fixture
def make_reviewed() -> Callable[[], FakeAssistant]:
    class Confirmed(FakeAssistant):
        def ask(self, question: str, **options: object) -> Answer:  # type: ignore[override]
            return answer(question, review=Reviewed("right", "王律师", datetime(2026, 11, 26, tzinfo=UTC).date()))

    return Confirmed
