from __future__ import annotations

import pytest
from assistant_fakes import WAGES

from assistant.checking.claims import Group, claim_of, groups, in_one_line
from knowledge.citations import ReferenceFinder
from knowledge.library import Library

LAW = f"《{WAGES}》"


@pytest.fixture(scope="module")
def finder(tiny_library: Library) -> ReferenceFinder:
    return ReferenceFinder(tiny_library)


def claims(finder: ReferenceFinder, text: str) -> list[str]:
    """The claim of each group of references."""
    text = in_one_line(text)
    spans = [(one.start, one.end) for one in finder.find(text)]
    found = []
    for group in groups(text, spans):
        free = spans[group.first - 1][1] if group.first else 0
        until = spans[group.last + 1][0] if group.last + 1 < len(spans) else len(text)
        found.append(claim_of(text, spans[group.first][0], spans[group.last][1], free, until, []).text)
    return found


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        (f"根据{LAW}第一条，老板必须每月发一次工资。别的以后再说。", "每月发一次工资", "以后再说"),
        (f"前面的话不算。老板必须每月发一次工资（{LAW}第一条）。后面的话也不算。", "每月发一次工资", "不算"),
        (f"前面的话不算；老板必须每月发一次工资，见{LAW}第一条。", "每月发一次工资", "不算"),
        (f"{LAW}第一条规定老板必须每月发一次工资；后面的话不算", "每月发一次工资", "不算"),
        (f"标题说的不算。\n{LAW}第一条规定老板必须\n每月发一次工资。\n后面的话不算", "必须 每月发一次工资", "不算"),
    ],
)
def test_the_words_that_rest_on_a_reference(finder: ReferenceFinder, text: str, said: str, unsaid: str) -> None:
    (claim,) = claims(finder, text)
    assert said in claim
    assert unsaid not in claim


def test_each_reference_has_its_own_words(finder: ReferenceFinder) -> None:
    text = f"根据{LAW}第一条，老板必须每月发一次工资；根据{LAW}第二条，晚交要加付的钱另算。"
    first, second = claims(finder, text)
    assert "每月发一次工资" in first
    assert "加付" not in first
    assert "加付的钱另算" in second
    assert "每月" not in second


@pytest.mark.parametrize("gap", ["、", "和", "及", "以及", "、 ", "至", " 或者 ", "，"])
def test_references_side_by_side_make_one_statement_or_not(gap: str) -> None:
    text = f"甲一{gap}甲二说"
    spans = [(0, 2), (2 + len(gap), 4 + len(gap))]
    assert groups(text, spans) == ([Group(0, 0), Group(1, 1)] if gap == "，" else [Group(0, 1)])


def test_no_reference_makes_no_group_and_space_does_not_stop_the_work() -> None:
    assert groups("甲", []) == []
    text = "甲一" + " " * 20000 + "乙甲二"
    assert groups(text, [(0, 2), (len(text) - 2, len(text))]) == [Group(0, 0), Group(1, 1)]


def test_quotations_are_left_out() -> None:
    text = "甲条规定“引文引文引文”，所以老板必须发工资。"
    start = text.index("“")
    assert "引文" not in claim_of(text, 0, 2, 0, len(text), [(start, text.index("”") + 1)]).text


def test_one_line_has_the_same_places() -> None:
    text = "第三\n十八条。\n甲"
    assert in_one_line(text) == "第三 十八条。\x1f甲"
