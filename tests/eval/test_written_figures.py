from __future__ import annotations

from dataclasses import replace

from eval_fakes import make_answer

from assistant.records import Answer, Block, Section, SectionKind, Written
from assistant.writing import Fault
from eval.written import judge_figures, written_figures, written_section
from eval.written_report import REASONS

LEAD = Section(SectionKind.LEAD, "结论", (Block("可以要双倍工资。", (1,)),))  # 2 + 8
SHORT = Section(SectionKind.LEAD, "", (Block("可以。"),), choices=("不满六个月",))  # 3 + 5


def wrote(*texts: str) -> Section:
    return Section(SectionKind.WRITTEN, "白话", tuple(Block(text, (1,)) for text in texts))


def answer(written: Written | None, *sections: Section) -> Answer:
    return replace(make_answer(), sections=sections, written=written)


FIRST = Written(
    "甲", "某", supported=2, replaced=1, dropped={"figure": 2, "role": 1}, tokens_in=100, tokens_out=20,
    first_ms=100.0, took_ms=1000.0,
)  # fmt: skip
SECOND = Written("甲", "某", supported=3, dropped={"role": 2}, first_ms=300.0, took_ms=2000.0)
GAVE_UP = Written("甲", "某", dropped={"law": 1}, fallback="timeout", took_ms=6000.0)
TOO_LITTLE = Written("甲", "某", dropped={"law": 1}, fallback="unsupported", first_ms=200.0, took_ms=3000.0)
NEVER_CALLED = [Written("甲", "某", fallback=reason, took_ms=took) for reason, took in
                (("busy", 0.0), ("open", 0.0), ("open", 0.1), ("unsupported", 0.1))]  # fmt: skip


def test_the_figures_of_a_model_worked_by_hand() -> None:
    answers = [
        answer(FIRST, wrote("要 写合同。", "要快。"), LEAD),  # 2 + 5 + 3 = 10 beside 10
        answer(None, LEAD, LEAD, LEAD),
        answer(SECOND, wrote("您可以去劳动监察投诉。"), SHORT),  # 2 + 11 = 13 beside 8
        answer(GAVE_UP, LEAD, LEAD, LEAD),
        answer(TOO_LITTLE, LEAD),
        *(answer(one, LEAD) for one in NEVER_CALLED),
    ]
    assert written_figures("甲", answers, (340, 56)) == {
        "model": "甲",
        "answers": 8,
        "supported": 5,
        "replaced": 1,
        "dropped": {"role": 3, "figure": 2, "law": 2},
        "fallback": {"open": 2, "unsupported": 2, "busy": 1, "timeout": 1},
        "length": {"plain": 9.0, "written": 11.5},
        "tokens": {"in": 340, "out": 56},
        # 100, 200, 300: the 95th percentile lies nine tenths of the way from the second to the third.
        "first_ms": {"p50": 200.0, "p95": 290.0},
        # 1000, 2000, 3000, 6000: 2500, and 85 hundredths of the way from the third to the fourth.
        "took_ms": {"p50": 2500.0, "p95": 5550.0},
    }


def test_the_figures_of_a_model_that_had_nothing_to_write_are_empty_and_not_zero() -> None:
    found = written_figures("甲", [answer(None, LEAD)], (0, 0))
    assert (found["answers"], found["dropped"], found["fallback"]) == (0, {}, {})
    assert found["length"] == {"plain": None, "written": None}
    assert found["first_ms"] == found["took_ms"] == {"p50": None, "p95": None}


def test_the_marks_of_a_judge_are_counted() -> None:
    marks = ["wrong", "sufficient", "unreadable", "sufficient", "incomplete", "sufficient"]
    assert judge_figures("乙", iter(marks)) == {
        "model": "乙", "n": 6, "sufficient": 3, "incomplete": 1, "wrong": 1, "unreadable": 1,
    }  # fmt: skip
    assert set(judge_figures("乙", []).values()) == {"乙", 0}


def test_only_what_a_model_wrote_is_its_section() -> None:
    own = wrote("要快。")
    assert written_section(answer(FIRST, LEAD, own)) is own
    assert written_section(answer(FIRST, LEAD)) is None


def test_the_report_has_a_chinese_name_for_every_reason() -> None:
    calls = {"busy", "open", "timeout", "refused", "unreachable", "empty", "cut", "unreadable", "unsupported"}
    assert set(REASONS) == {one.value for one in Fault} | calls
