"""What lawyers said reaches whoever asks the same, and only as long as it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from assistant_fakes import OLD, WAGES
from structlog.testing import capture_logs

from assistant import Answer, Assistant, Citation, Outcome, Section, SectionKind
from assistant import service as service_module
from assistant.app.plain import plain_text
from assistant.desk import Desk, Mark, NewFeedback, Pinned, Role, passwords
from assistant.reviewed import digest_of
from assistant.verification import check_citation, verify_answer
from knowledge.errors import DeskError
from knowledge.library import Library

ARREARS = "老板三个月没发工资，合同也没签，怎么办"
FOLLOW_UP = "那要多久之内去告？"
GONE = f"{WAGES}第九十九条"
DAY = date(2026, 4, 1)
CORRECTION = f"老板应当每月发工资（{WAGES}第一条）。\n\n晚交的要加付，见《{WAGES}》第二条第二款。\n先去找工会。"


class Book:
    """Reviews in memory, which remembers what it was asked for."""

    def __init__(self, said: Pinned | None, question: str = ARREARS, region: str = "全国") -> None:
        self.said, self.question, self.region = said, question, region
        self.asked: list[tuple[str, str]] = []

    def pinned(self, question: str, region: str) -> Pinned | None:
        self.asked.append((question, region))
        return self.said if (question, region) == (self.question, self.region) else None


class Broken:
    """A database that is down, or worse."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def pinned(self, question: str, region: str) -> Pinned | None:
        raise self.error


def correction(text: str = CORRECTION, mark: Mark = Mark.WRONG, day: date = DAY) -> Pinned:
    return Pinned(mark, text, "王律师", day, "")


def right(digest: str) -> Pinned:
    return Pinned(Mark.RIGHT, "", "王律师", DAY, digest)


def reviews_of(answer: Answer) -> list[Section]:
    return [section for section in answer.sections if section.kind is SectionKind.REVIEW]


def test_a_correction_stands_first_with_its_articles_proved(tiny: Assistant) -> None:
    plain = tiny.ask(ARREARS)
    answer = tiny.with_reviews(Book(correction())).ask(ARREARS)
    assert answer.status is Outcome.ANSWERED
    first = answer.sections[0]
    assert (first.kind, first.title) == (SectionKind.REVIEW, "工会律师的更正")
    cited = {one.n: (one.law, one.article, one.paragraph) for one in answer.citations}
    texts = [(block.text, [cited[mark] for mark in block.marks]) for block in first.blocks]
    assert texts[:3] == [
        (f"老板应当每月发工资（{WAGES}第一条）。", [cited[1]]),
        (f"晚交的要加付，见《{WAGES}》第二条第二款。", [cited[2]]),
        ("先去找工会。", []),
    ]
    assert cited[1][:2] == (WAGES, "第一条")
    assert cited[2][:2] == (WAGES, "第二条")
    assert texts[3][0] == "——工会律师王律师，2026年4月1日"
    for one in answer.citations:
        check_citation(tiny.library, one, answer.as_of)
    # The answer below stays as it was.
    assert [(one.kind, one.title) for one in answer.sections[1:]] == [(one.kind, one.title) for one in plain.sections]
    assert answer.answer.startswith("**工会律师的更正**\n\n老板应当每月发工资")
    assert answer.to_json()["review"] == {"mark": "wrong", "reviewer": "王律师", "day": "2026-04-01"}
    assert "review" not in plain.to_json()
    assert "除工会律师的更正外" in plain_text(answer)
    assert "更正" not in plain_text(plain)


@pytest.mark.parametrize(
    "text",
    [
        f"看{WAGES}第九十九条。",
        f"看{WAGES}第一条，还有{OLD}第一条。",
        f"{WAGES}第一条规定“老板可以每三年发一次工资，想拖欠多久都行”。",
        "看《没有这部法》第三条。",
        "第三条说得很清楚。",
    ],
    ids=["no article", "not in force", "misquoted", "no law", "no name"],
)
def test_a_correction_with_a_reference_that_does_not_hold_is_not_shown(tiny: Assistant, text: str) -> None:
    with capture_logs() as logs:
        answer = tiny.with_reviews(Book(correction(text))).ask(ARREARS)
    assert answer.review is None
    assert reviews_of(answer) == []
    assert answer.answer == tiny.ask(ARREARS).answer
    (line,) = [one for one in logs if one["event"] == "correction_left_out"]
    assert line["log_level"] == "warning"
    assert "条" not in str(line)


def test_a_correction_is_not_shown_once_its_article_reads_differently(tiny: Assistant) -> None:
    then, since = date(2005, 1, 1), date(2010, 1, 1)
    text = f"{WAGES}第一条。"
    assert reviews_of(tiny.with_reviews(Book(correction(text, day=since))).ask(ARREARS))
    assert not reviews_of(tiny.with_reviews(Book(correction(text, day=then))).ask(ARREARS))


def test_a_correction_is_about_the_law_of_its_day_only(tiny: Assistant) -> None:
    assistant = tiny.with_reviews(Book(correction()))
    assert reviews_of(assistant.ask(ARREARS, as_of=date.today()))
    assert not reviews_of(assistant.ask(ARREARS, as_of=date.today() - timedelta(days=400)))


def test_a_badge_only_for_the_very_words_that_were_found_right(tiny: Assistant) -> None:
    plain = tiny.ask(ARREARS)
    answer = tiny.with_reviews(Book(right(digest_of(plain)))).ask(ARREARS)
    badge = "✔ 工会律师王律师审核过（2026年4月1日）"
    assert (answer.review is not None, answer.answer) == (True, f"{plain.answer}\n\n{badge}")
    assert badge in plain_text(answer)
    assert badge not in plain_text(plain)
    assert answer.to_json()["review"]["mark"] == "right"
    assert answer.sections == plain.sections
    # What carries a badge is the same answer to whoever looks next.
    assert digest_of(answer) == digest_of(plain)
    assert tiny.with_reviews(Book(right(digest_of(tiny.ask(GONE))))).ask(ARREARS).review is None


def test_the_badge_outlives_the_day_but_not_a_change_of_the_law(tiny: Assistant) -> None:
    one, other = (tiny.ask(ARREARS, as_of=date(2026, 5, day)) for day in (1, 2))
    assert one.answer != other.answer
    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of(tiny.ask(ARREARS, as_of=date(2005, 5, 1)))


def test_a_question_that_leans_on_earlier_ones_is_not_looked_up(tiny: Assistant) -> None:
    book = Book(correction(), FOLLOW_UP)
    assistant = tiny.with_reviews(book)
    assert assistant.ask(FOLLOW_UP, history=[ARREARS]).review is None
    assert book.asked == []
    book.question = ARREARS
    assert assistant.ask(ARREARS, history=["退休年龄是多少岁？"]).review is not None


def test_the_place_comes_before_the_country_and_names_are_not_looked_up(tiny: Assistant) -> None:
    question = "我叫张三，老板三个月没发工资，电话13812345678"
    masked = "我叫（姓名已隐去），老板三个月没发工资，电话（手机号已隐去）"
    book = Book(correction(), masked)
    assert tiny.with_reviews(book).ask(question, region="河南省").review is not None
    assert book.asked == [(masked, "河南省"), (masked, "全国")]
    book = Book(correction(), masked, "河南省")
    assert tiny.with_reviews(book).ask(question.replace("13812345678", "13912345678"), region="河南").review
    assert not tiny.with_reviews(book).ask(question, region="四川").review


@pytest.mark.parametrize("error", [DeskError("数据库暂时不能用。"), RuntimeError("torn page")])
def test_a_database_that_is_down_does_not_stand_in_the_way(tiny: Assistant, error: Exception) -> None:
    with capture_logs() as logs:
        answer = tiny.with_reviews(Broken(error)).ask(ARREARS)
    assert answer.answer == tiny.ask(ARREARS).answer
    (line,) = [one for one in logs if one["event"] == "reviews_unreachable"]
    assert ARREARS not in str(line)


def test_a_helpline_comes_before_everything(tiny: Assistant) -> None:
    question = "老板三个月不发工资，我不想活了"
    answer = tiny.with_reviews(Book(correction(), question)).ask(question)
    assert [section.kind for section in answer.sections[:2]] == [SectionKind.CARE, SectionKind.REVIEW]


def test_a_correction_helps_where_nothing_was_found_but_does_not_make_it_an_answer(tiny: Assistant) -> None:
    plain = tiny.ask(GONE)
    assert plain.status is Outcome.NO_EVIDENCE
    answer = tiny.with_reviews(Book(correction(), GONE)).ask(GONE)
    assert (answer.status, answer.sections[0].kind) == (Outcome.NO_EVIDENCE, SectionKind.REVIEW)
    assert len(answer.citations) == 2


def test_an_answer_that_cannot_be_proved_is_none_whatever_a_correction_cites(
    tiny: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_the_correction(
        library: Library, sections: Sequence[Section], citations: Sequence[Citation], day: date
    ) -> Any:
        kept = {mark for block in sections[0].blocks for mark in block.marks}
        return verify_answer(library, sections, [one for one in citations if one.n in kept], day)

    monkeypatch.setattr(service_module, "verify_answer", only_the_correction)
    # 第五条 is cited by the correction alone.
    answer = tiny.with_reviews(Book(correction(f"看{WAGES}第五条。"))).ask(ARREARS)
    assert answer.status is Outcome.NO_EVIDENCE
    assert [one.article for one in answer.citations] == ["第五条"]
    assert "没有找到能直接回答" in answer.answer


def test_what_a_correction_cites_has_the_first_numbers(tiny: Assistant) -> None:
    plain = tiny.ask(ARREARS)
    assert "第五条" not in [one.article for one in plain.citations]
    answer = tiny.with_reviews(Book(correction(f"看{WAGES}第五条。"))).ask(ARREARS)
    assert [one.article for one in answer.citations] == ["第五条", *(one.article for one in plain.citations)]


def test_an_incomplete_answer_and_one_without_a_correction(tiny: Assistant) -> None:
    answer = tiny.with_reviews(Book(correction(mark=Mark.INCOMPLETE))).ask(ARREARS)
    assert answer.to_json()["review"]["mark"] == "incomplete"
    assert tiny.with_reviews(Book(correction("  \n"))).ask(ARREARS).review is None
    assert tiny.ask(ARREARS).review is None


def test_from_the_desk_itself(tiny: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handed in, reviewed, asked again: with the real tables."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    desk = Desk.open(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock=lambda: datetime(2026, 4, 1, 4, tzinfo=UTC))
    try:
        lawyer = desk.add_user("wang", "王律师", "mulberry harbour 7", Role.LAWYER, by="test")
        assistant = tiny.with_reviews(desk)
        answer = assistant.ask(ARREARS)
        given = NewFeedback(ARREARS, answer.region, date(2026, 4, 1), (), answer.to_json(), digest_of(answer))
        desk.leave_feedback(given)
        (waiting,), _ = desk.queue(reviewed=False)
        desk.review(waiting.id, lawyer, Mark.WRONG, "", CORRECTION, pin=True)
        corrected = assistant.ask(f"{ARREARS}！")
        assert corrected.sections[0].title == "工会律师的更正"
        desk.review(waiting.id, lawyer, Mark.RIGHT, "", "", pin=False)
        assert "✔ 工会律师王律师审核过（2026年4月1日）" in assistant.ask(ARREARS).answer
    finally:
        desk.close()
