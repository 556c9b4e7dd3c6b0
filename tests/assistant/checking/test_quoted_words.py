"""Which quotation belongs to which reference, and whether its words are the stored ones."""

from __future__ import annotations

import pytest
from assistant_fakes import DAY, WAGES
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking import Checked, Checker, Layer, State, Verdict
from assistant.checking.quoting import differences, is_verbatim, owned_quotations, stands_cut
from knowledge.citations import ReferenceFinder
from knowledge.library import Library

FIRST = "老板应当每月发工资，不许拖欠工资。"
SECOND = "老板应当在每月十日前把工资交到工友手里。"
LATE = "晚交超过五天的，每晚一天加付百分之一。"
LAW = f"《{WAGES}》"


@pytest.fixture(scope="module")
def finder(tiny_library: Library) -> ReferenceFinder:
    return ReferenceFinder(tiny_library)


def owners(finder: ReferenceFinder, text: str) -> list[tuple[str, list[str]]]:
    """(first letters of the quotation, the articles that it may be of) of each."""
    references = finder.find(text)
    return [
        (text[one.quotation.start : one.quotation.end][:2], [references[at].article for at in one.owners])
        for one in owned_quotations(text, references)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LAW}第一条：“{FIRST}”", [("老板", ["第一条"])]),
        (f"{LAW}第一条规定，“{FIRST}”", [("老板", ["第一条"])]),
        (f"{LAW}第一条「{FIRST}」", [("老板", ["第一条"])]),
        (f"{LAW}第一条『{FIRST}』", [("老板", ["第一条"])]),
        (f'{LAW}第一条"{FIRST}"', [("老板", ["第一条"])]),
        (f"{LAW}第一条‘{FIRST}’", [("老板", ["第一条"])]),
        (f"“{FIRST}”（{LAW}第一条）", [("老板", ["第一条"])]),
        (f"“{FIRST}”——{LAW}第一条", [("老板", ["第一条"])]),
        (f"“{FIRST}”，见{LAW}第一条", [("老板", ["第一条"])]),
        (f"{LAW}第二条讲日子。“{FIRST}”（{LAW}第一条）", [("老板", ["第一条"])]),
        (f"{LAW}第一条、第二条规定：“{FIRST}”", [("老板", ["第二条", "第一条"])]),
        (f"“{FIRST}”（{LAW}第一条、第二条）", [("老板", ["第一条", "第二条"])]),
        (f"{LAW}第二条规定：“{SECOND}”和“{LATE}”", [("老板", ["第二条"]), ("晚交", ["第二条"])]),
        (f"{LAW}第一条：“{FIRST}”；第二条：“{SECOND}”", [("老板", ["第一条"]), ("老板", ["第二条"])]),
        (f"{LAW}第一条说过。" + "他还说了别的许多话。" * 5 + f"“{FIRST}”", []),
        (f"{LAW}第一条，老板却口头答复：“{SECOND}”", []),
        (f"{LAW}第一条所说的“工资”", []),
        (f"“{FIRST}”", []),
        (f"{LAW}讲得好：“{FIRST}”", []),
    ],
)
def test_which_reference_a_quotation_is_of(
    finder: ReferenceFinder, text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert owners(finder, text) == expected


def test_a_gap_of_nothing_but_space_does_not_stop_the_work(finder: ReferenceFinder) -> None:
    text = f"{LAW}第一条：“{FIRST}”{' ' * 20000}甲{LAW}第二条"
    assert owners(finder, text) == [("老板", ["第一条"])]


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (FIRST, True),
        ("老板应当每月发工资", True),
        ("不许拖欠工资", True),
        (" 老板应当 每月\n发工资， ", True),
        ("老板應當每月發工資", True),
        ("老板应当每月发工资,不许拖欠工资", True),
        ("第一条　老板应当每月发工资", True),
        ("老板……不许拖欠工资", True),
        ("老板应当......拖欠工资。", True),
        ("……不许拖欠工资", True),
        ("不许拖欠工资……老板应当每月发工资", False),
        ("老板可以每月发工资", False),
        ("老板应当每月发工资不许拖欠工资", False),
        ("老板应当每月发工资，不许拖欠工资，违者重罚", False),
        ("老板……重罚", False),
        ("……", False),
        ("", False),
        ("。，", False),
    ],
)
def test_words_are_verbatim_or_not(words: str, same: bool) -> None:
    assert is_verbatim(words, FIRST) is same


@given(st.integers(0, len(FIRST) - 2), st.sampled_from("甲乙丙"))
def test_one_changed_letter_is_enough(at: int, letter: str) -> None:
    if FIRST[at] not in "，。":
        assert not is_verbatim(FIRST[:at] + letter + FIRST[at + 1 :], FIRST)


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("老板应当每月发工资。", True),
        ("老板应当每月发工资", True),
        ("老板应当每月。", True),
        (FIRST, False),
        ("老板应当每月发工资……", False),
        ("不许拖欠工资。", False),
    ],
)
def test_a_quotation_that_stops_where_the_sentence_goes_on(words: str, cut: bool) -> None:
    assert stands_cut(words, FIRST) is cut


@pytest.mark.parametrize(
    ("words", "missing", "added"),
    [
        (SECOND.replace("十日", "二十日"), "", "二"),
        (SECOND.replace("每月", ""), "每月", ""),
        (SECOND.replace("应当", "可以"), "应当", "可以"),
    ],
)
def test_the_differences_are_shown(words: str, missing: str, added: str) -> None:
    found = differences(words, f"{SECOND}\n{LATE}")
    assert {one.kind for one in found} <= {"same", "missing", "added"}
    said = "".join(one.text for one in found if one.kind != "missing")
    assert said.strip("。") == words.strip("。")
    assert missing in "".join(one.text for one in found if one.kind == "missing")
    assert added in "".join(one.text for one in found if one.kind == "added")


def test_words_that_have_nothing_in_common_are_all_added() -> None:
    assert [(one.kind, one.text) for one in differences("天地玄黄", FIRST)] == [("added", "天地玄黄")]


def quote_of(checked: Checked) -> State:
    return next(one.state for one in checked.findings if one.layer is Layer.QUOTE)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        (f"{LAW}第一条：“{FIRST}”", [State.OK]),
        (f"{LAW}第一条：“{SECOND}”", [State.FAIL]),
        (f"{LAW}第一条、第二条：“{FIRST}”", [State.OK, State.NONE]),
        (f"{LAW}第一条、第二条：“{SECOND}”", [State.NONE, State.OK]),
        (f"{LAW}第一条：“{FIRST}”和“{SECOND}”", [State.FAIL]),
        (f"工友讲“我们早就没有领到过一分钱”，违反{LAW}第一条", [State.NONE]),
        (f"{LAW}第二条第二款：“{SECOND}”", [State.FAIL]),
        (f"{LAW}第二条第一款：“{SECOND}”", [State.OK]),
    ],
)
def test_a_quotation_is_held_against_what_it_is_of(checker: Checker, text: str, states: list[State]) -> None:
    assert [quote_of(one) for one in checker.check(text, DAY)] == states


def test_where_the_words_really_stand_is_looked_up(checker: Checker) -> None:
    (checked,) = checker.check(f"{LAW}第五条规定：“{FIRST}”", DAY)
    assert checked.verdict is Verdict.QUOTE_MISMATCH
    assert [(one.law, one.article, one.text) for one in checked.suggestions][:1] == [(WAGES, "第一条", FIRST)]
    assert f"《{WAGES}》第一条" in checked.detail


def test_the_place_of_the_quotation_is_given(checker: Checker) -> None:
    text = f"前面的话。{LAW}第一条规定：“{SECOND}”，后面的话。"
    (checked,) = checker.check(text, DAY)
    assert text[checked.quote_start : checked.quote_end] == SECOND
    assert checked.differences


def test_a_sound_quotation_that_was_cut_is_told_so(checker: Checker) -> None:
    (checked,) = checker.check(f"{LAW}第一条规定：“老板应当每月发工资。”", DAY)
    assert checked.verdict is Verdict.OK
    assert "后面还有话" in checked.detail
