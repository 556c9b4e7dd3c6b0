"""Every form in which a draft names an article, and what only looks like one."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalogue import Catalogue
from knowledge.citations import Place, Reference, ReferenceFinder
from knowledge.library import Library

CONTRACT, WORK, INSURANCE, UNION = "劳动合同法", "劳动法", "社会保险法", "工会法"
INTERPRETATION = "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"
INJURY = "工伤保险条例"

Short = tuple[str, str, int, int]


@pytest.fixture(scope="module")
def finder(national: Library, catalogue: Catalogue) -> ReferenceFinder:
    return ReferenceFinder(national, tuple(catalogue.repealed))


@pytest.fixture(scope="module")
def whole(all_texts: Library, catalogue: Catalogue) -> ReferenceFinder:
    return ReferenceFinder(all_texts, tuple(catalogue.repealed))


def short(one: Reference) -> Short:
    return one.law, one.article, one.paragraph, one.item


def shorts(finder: ReferenceFinder, text: str, place: Place | None = None) -> list[Short]:
    found = finder.find(text, place)
    assert [text[one.start : one.end] for one in found] == [one.raw for one in found]
    return [short(one) for one in found]


# Chains, lists and ranges


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《劳动合同法》第三十九、四十条", [("第三十九条", 0, 0), ("第四十条", 0, 0)]),
        ("《劳动合同法》38、39条", [("第三十八条", 0, 0), ("第三十九条", 0, 0)]),
        ("劳动合同法第三十八条第（一）（二）项", [("第三十八条", 0, 1), ("第三十八条", 0, 2)]),
        ("劳动合同法第三十八条第（一）项、第（三）项", [("第三十八条", 0, 1), ("第三十八条", 0, 3)]),
        ("劳动合同法第三十八条第一款第（一）、（三）项", [("第三十八条", 1, 1), ("第三十八条", 1, 3)]),
        ("劳动合同法第三十九条第（三）至（五）项", [("第三十九条", 0, 3), ("第三十九条", 0, 5)]),
        ("劳动合同法第四十六条至第四十八条", [("第四十六条", 0, 0), ("第四十八条", 0, 0)]),
        ("劳动合同法第４６条—第４８条", [("第四十六条", 0, 0), ("第四十八条", 0, 0)]),
        ("《劳动合同法》第八十二条第一、二款", [("第八十二条", 1, 0), ("第八十二条", 2, 0)]),
        (
            "《劳动合同法》第八十二条第一款、第二款，第八十七条",
            [("第八十二条", 1, 0), ("第八十二条", 2, 0), ("第八十七条", 0, 0)],
        ),
        ("《劳动合同法》第八十七条和第三十八条第二款", [("第八十七条", 0, 0), ("第三十八条", 2, 0)]),
        ("劳动合同法第三十八条第一款第一项、第二款", [("第三十八条", 1, 1), ("第三十八条", 2, 0)]),
    ],
)
def test_lists_share_what_stands_before_them(
    finder: ReferenceFinder, text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert [one[1:] for one in shorts(finder, text)] == expected
    assert {one[0] for one in shorts(finder, text)} == {CONTRACT}


@pytest.mark.parametrize(
    ("text", "article", "paragraph"),
    [
        ("刑法第276条之一第1款", "第二百七十六条之一", 1),
        ("刑法第二百七十六条之一", "第二百七十六条之一", 0),
        ("《刑法》第276条之1", "第二百七十六条之一", 0),
        ("刑法第二百七十六条之规定", "第二百七十六条", 0),
        ("刑法第二百七十六条之一倍", "第二百七十六条", 0),
    ],
)
def test_an_inserted_article_and_what_is_none(finder: ReferenceFinder, text: str, article: str, paragraph: int) -> None:
    assert shorts(finder, text) == [("刑法", article, paragraph, 0)]


def test_each_law_of_a_sentence_keeps_its_own_numbers(finder: ReferenceFinder) -> None:
    text = "依《劳动法》第四十四条、《劳动合同法》第三十一条和第三十条第二款，工会法第六条、第七条亦有规定。"
    assert shorts(finder, text) == [
        (WORK, "第四十四条", 0, 0),
        (CONTRACT, "第三十一条", 0, 0),
        (CONTRACT, "第三十条", 2, 0),
        (UNION, "第六条", 0, 0),
        (UNION, "第七条", 0, 0),
    ]


# How it is written


@pytest.mark.parametrize(
    "text",
    [
        "《劳动合同法》第三\n十八条第一\n款",
        "《劳动合\n同法》第三十八条第一款",
        "《劳动合同法》\r\n第 三十八 条\u3000第一款",
        "《勞動合同法》第三十八條第一款",
        "《劳动\u200b合同法》第三十\u200b八条第\ufeff一款",
        "《劳动\u00ad合同法\u200d》第３８条第１款",
        "〈劳动合同法〉第三十八条第一款",
        "劳动合同法\x00第三十八条第一款",
        "劳动\ud800合同法第三十八条第一款",
    ],
)
def test_breaks_width_and_script_do_not_hide_a_reference(finder: ReferenceFinder, national: Library, text: str) -> None:
    for before in ("", "\ufeff  甲\n\n乙：\u200b"):
        (found,) = finder.find(before + text + "。")
        assert (found.article, found.paragraph) == ("第三十八条", 1)
        assert national.title_of(found.law) == CONTRACT
        assert (before + text + "。")[found.start : found.end] == found.raw == text


def test_a_break_between_sentences_joins_nothing(finder: ReferenceFinder) -> None:
    assert shorts(finder, "他喜欢劳动。\n合同法第三条") == [("合同法", "第三条", 0, 0)]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("劳动合同法（2012年修正）第三条", 2012),
        ("《劳动合同法》（2007）第三条", 2007),
        ("《劳动合同法》（2007年版）第三条", 2007),
        ("《劳动合同法（2012修正）》第三条", 2012),
        ("《劳动合同法》第三条", 0),
    ],
)
def test_the_year_of_a_version_is_kept(finder: ReferenceFinder, text: str, year: int) -> None:
    (found,) = finder.find(text)
    assert (found.law, found.article, found.year) == (CONTRACT, "第三条", year)


def test_the_year_is_not_that_of_the_next_sentence(finder: ReferenceFinder) -> None:
    found = finder.find("《劳动合同法》（2007年版）第三条、第四条不同。现在看第五条。")
    assert [one.year for one in found] == [2007, 2007, 0]


# 本法, 该法, 前款


@pytest.mark.parametrize(
    "text",
    [
        "《劳动合同法》施行后，该法第三条",
        "《劳动合同法》施行后，同法第三条",
        "《劳动合同法》施行后，该法律第三条",
        "《劳动合同法》施行后，上述法律第三条",
        "《劳动合同法》施行后，第三条",
    ],
)
def test_what_points_back_means_the_law_named_last(finder: ReferenceFinder, text: str) -> None:
    assert shorts(finder, text)[-1] == (CONTRACT, "第三条", 0, 0)
    assert not finder.find(text)[-1].named


@pytest.mark.library
@pytest.mark.parametrize(
    ("text", "law"),
    [
        (f"《{INTERPRETATION}》第一条，《劳动合同法》第三条，该解释第五条", INTERPRETATION),
        (f"《{INTERPRETATION}》第一条，《劳动合同法》第三条，该司法解释第五条", INTERPRETATION),
        ("法释〔2020〕26号第一条，《劳动合同法》第三条，该解释第五条", "法释〔2020〕26号"),
        ("《工伤保险条例》第十四条，《社会保险法》第三条，该条例第五条", INJURY),
        ("《工傷保險條例》第十四條，《社會保險法》第三條，該條例第五條", "工傷保險條例"),
        ("《社会保险法》第三条，《工伤保险条例》第十四条，该法第五条", INSURANCE),
        ("《工伤保险条例》第十四条，《社会保险法》第三条，该条例第十五条，该法第五条", INSURANCE),
        ("《劳动法》第三条、《民法典》第十条，该法第五条", "民法典"),
    ],
)
def test_what_points_back_means_a_text_of_its_kind(whole: ReferenceFinder, text: str, law: str) -> None:
    assert shorts(whole, text)[-1] == (law, "第五条", 0, 0)


@pytest.mark.parametrize("back", ["该条例", "该解释", "该办法", "该细则"])
def test_what_was_never_named_is_not_the_law_before(finder: ReferenceFinder, back: str) -> None:
    assert shorts(finder, f"《劳动合同法》第三条。{back}第五条")[-1] == ("", "第五条", 0, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《劳动合同法》第三十八条第一款第二项。前款规定", (CONTRACT, "第三十八条", 1, 0)),
        ("《劳动合同法》第三十八条第二款规定了，该款明确", (CONTRACT, "第三十八条", 2, 0)),
        ("《劳动合同法》第三十八条规定了解除。该条第二款说得更清楚", (CONTRACT, "第三十八条", 2, 0)),
        ("《劳动合同法》第三十八条规定了解除。第二款说得更清楚", (CONTRACT, "第三十八条", 2, 0)),
    ],
)
def test_outside_of_quotations_it_means_what_was_cited_last(
    finder: ReferenceFinder, text: str, expected: Short
) -> None:
    assert shorts(finder, text)[-1] == expected


def test_inside_a_quotation_of_a_provision_it_is_counted_from_there(finder: ReferenceFinder) -> None:
    text = "《劳动合同法》第三十八条第二款规定：“有前款情形的，依照本法第四十六条”。《劳动法》第三条。"
    assert shorts(finder, text) == [
        (CONTRACT, "第三十八条", 2, 0),
        (CONTRACT, "第三十八条", 1, 0),
        (CONTRACT, "第四十六条", 0, 0),
        (WORK, "第三条", 0, 0),
    ]


def test_a_quotation_whose_source_comes_after_it(finder: ReferenceFinder) -> None:
    text = "《劳动法》第三条。“依照本法第四十六条的规定支付”（《劳动合同法》第八十七条）"
    assert (CONTRACT, "第四十六条", 0, 0) in shorts(finder, text)


def test_after_a_quotation_the_law_named_before_it_counts_again(finder: ReferenceFinder) -> None:
    text = "《劳动合同法》第三十八条规定：“依照劳动法第五十条办理”，第四十条同理。"
    assert shorts(finder, text)[-1] == (CONTRACT, "第四十条", 0, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("有前款情形的", (CONTRACT, "第三十八条", 1, 0)),
        ("依照本法第四十六条", (CONTRACT, "第四十六条", 0, 0)),
        ("依照第四十六条", (CONTRACT, "第四十六条", 0, 0)),
        ("前条规定", (CONTRACT, "第三十七条", 0, 0)),
        ("本条第一款", (CONTRACT, "第三十八条", 1, 0)),
        ("第一款第（一）项", (CONTRACT, "第三十八条", 1, 1)),
        ("依照《劳动法》第三条", (WORK, "第三条", 0, 0)),
    ],
)
def test_in_a_laws_own_text_its_place_counts(finder: ReferenceFinder, text: str, expected: Short) -> None:
    assert shorts(finder, text, Place(CONTRACT, "第三十八条", 2)) == [expected]


def test_in_a_laws_own_text_the_law_comes_back_after_another(finder: ReferenceFinder) -> None:
    text = "依照《劳动法》第三条和本法第五条"
    assert shorts(finder, text, Place(CONTRACT, "第三十八条"))[-1] == (CONTRACT, "第五条", 0, 0)


@pytest.mark.parametrize("text", ["本条所称工资", "本款规定的期限", "前款规定的人员"])
def test_what_points_to_nothing_is_no_reference(finder: ReferenceFinder, text: str) -> None:
    assert finder.find(text) == []


# Names


@pytest.mark.parametrize(
    "note",
    [
        "（以下简称“劳合甲”）",
        "（以下简称《劳合甲》）",
        "（以下简称：劳合甲）",
        "（下称“劳合甲”）",
        "(以下简称'劳合甲')",
        "（以下简称「劳合甲」）",
        "（2012年修正，以下简称劳合甲）",
    ],
)
@pytest.mark.parametrize("later", ["劳合甲第四十七条", "《劳合甲》第四十七条"])
def test_an_abbreviation_that_the_text_defines(finder: ReferenceFinder, note: str, later: str) -> None:
    text = f"《劳动合同法》{note}第四十六条。另见《劳动法》第三条和{later}"
    assert shorts(finder, text)[-1] == (CONTRACT, "第四十七条", 0, 0)
    assert shorts(finder, f"《劳动法》第三条和{later}")[-1][0] != CONTRACT


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("劳动合同法实施细则第三条", "劳动合同法实施细则"),
        ("《企业劳动合同法》第三条", "企业劳动合同法"),
        ("企业劳动合同法第三条", "企业劳动合同法"),
        ("《劳动合同保护法》第三条", "劳动合同保护法"),
        ("《劳动合同法（草案）》第三条", "劳动合同法（草案）"),
        ("湖南省劳动合同规定第三条", "湖南省劳动合同规定"),
        ("根据中华人民共和国工时法第三条", "工时法"),
        ("中华人民共和国企业工时法第三条", "企业工时法"),
    ],
)
def test_another_name_stays_another(finder: ReferenceFinder, text: str, law: str) -> None:
    assert shorts(finder, text) == [(law, "第三条", 0, 0)]


@pytest.mark.parametrize("text", ["工会法律监督第三条", "劳动法庭第三条", "劳动法学第三条", "劳动法律第三条"])
def test_a_word_that_begins_like_a_law_names_none(finder: ReferenceFinder, text: str) -> None:
    assert {one.law for one in finder.find(text)} <= {""}


@pytest.mark.library
@pytest.mark.parametrize(
    "text", ["湖南省工伤保险条例第三条", "《湖南省工伤保险条例》第三条", "根据湖南省工伤保险条例第三条"]
)
def test_a_rule_of_a_province_keeps_its_province(whole: ReferenceFinder, text: str) -> None:
    assert shorts(whole, text) == [("湖南省工伤保险条例", "第三条", 0, 0)]


@pytest.mark.library
@pytest.mark.parametrize(
    "text",
    [
        "实施《中华人民共和国社会保险法》若干规定第九条",
        "《实施〈中华人民共和国社会保险法〉若干规定》第九条",
        "《实施《中华人民共和国社会保险法》若干规定》第九条",
    ],
)
def test_a_name_with_a_name_inside(whole: ReferenceFinder, all_texts: Library, text: str) -> None:
    (found,) = whole.find(text)
    assert found.article == "第九条"
    assert all_texts.title_of(found.law) == "实施《中华人民共和国社会保险法》若干规定"


@pytest.mark.library
@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("法释〔2020〕26号", INTERPRETATION),
        ("法释[2020]26号", INTERPRETATION),
        ("法释（2020）26号", INTERPRETATION),
        ("法释［2020］２６号", INTERPRETATION),
        ("法释【2020】26号", INTERPRETATION),
        ("法释﹝2020﹞26号", INTERPRETATION),
        ("法释〔2020年〕26号", INTERPRETATION),
        ("国务院令第586号", INJURY),
        ("国务院第586号令", INJURY),
        ("中华人民共和国国务院令第586号", INJURY),
    ],
)
def test_a_document_number_in_every_spelling(
    whole: ReferenceFinder, all_texts: Library, number: str, title: str
) -> None:
    (found,) = whole.find(f"依照{number}第三条")
    assert (all_texts.title_of(found.law), found.article) == (title, "第三条")
    (alone,) = whole.find(f"依照{number}办理")
    assert (all_texts.title_of(alone.law), alone.article) == (title, "")


@pytest.mark.parametrize(
    "text",
    [
        "（2023）京01民终1234号民事判决",
        "京海劳人仲字〔2023〕第1234号裁决",
        "沪浦劳人仲案字〔2022〕第88号",
        "（2021）最高法民申55号",
        "工认字〔2020〕12号",
    ],
)
def test_the_number_of_a_case_is_no_law(finder: ReferenceFinder, text: str) -> None:
    assert finder.find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "公司《考勤管理制度》第三条",
        "《员工手册》第十二条",
        "员工手册第十二条",
        "劳动合同第五条约定",
        "本合同第五条",
        "双方签订的《劳动合同书》第五条",
        "《公司考勤管理办法》第三条",
        "《保密协议》第二条第一款",
    ],
)
@pytest.mark.parametrize("before", ["", "《劳动合同法》第三条。"])
def test_rules_of_a_company_and_contracts_are_no_law(finder: ReferenceFinder, before: str, text: str) -> None:
    found = shorts(finder, f"{before}{text}")
    assert found == ([(CONTRACT, "第三条", 0, 0)] if before else [])


def test_after_a_companys_rules_bare_numbers_are_theirs(finder: ReferenceFinder) -> None:
    text = "《劳动合同法》第三条。《员工手册》第十二条、第十三条，第十四条。《劳动合同法》第五条"
    assert [one[1] for one in shorts(finder, text)] == ["第三条", "第五条"]


def test_the_own_numbers_of_a_pasted_contract_are_no_references(finder: ReferenceFinder) -> None:
    text = "第一条 甲方应当遵守。\n第二条　依据《劳动合同法》第三条，乙方到岗。\n第三条：其他。\n第四条 完。"
    assert shorts(finder, text) == [(CONTRACT, "第三条", 0, 0)]


def test_so_are_those_of_a_contract_without_full_stops(finder: ReferenceFinder) -> None:
    text = "第一条 工作内容\n按岗位定，依据《劳动合同法》第三条\n第二条 工资\n第三条 工时\n第四条：其他"
    assert shorts(finder, text) == [(CONTRACT, "第三条", 0, 0)]


def test_a_wrapped_line_is_no_number_of_a_contract(finder: ReferenceFinder) -> None:
    text = "依据《劳动合同法》第三条、\n第四条 第二款和\n第五条"
    assert [one[1:3] for one in shorts(finder, text)] == [("第三条", 0), ("第四条", 2), ("第五条", 0)]


def test_a_law_that_ended_is_found_by_its_name(finder: ReferenceFinder) -> None:
    assert shorts(finder, "根据民法通则第一百条")[0] == ("民法通则", "第一百条", 0, 0)


# Any text


PIECES = (
    "《劳动法》", "劳动合同法", "《员工手册》", "第三条", "第五条第二款", "第（一）项", "第三", "十八条", "之一",
    "、", "和", "至", "该法", "本法", "前款", "该条", "以下简称", "（以下简称“甲乙”）", "甲乙", "法释〔2020〕26号",
    "《", "》", "“", "”", "‘", "「", "」", '"', "（", "）", "(", "〔", "\n", "\r\n", " ", "\u3000", "\u200b", "\x00",
    "\ud800", "\udfff", "㈠", "ﬁ", "①", "勞動", "47", "４７", "条", "款", "项", "工资", "。", "2012年修正", "规定：",
)  # fmt: skip


def check_spans(text: str, found: list[Reference]) -> None:
    assert [text[one.start : one.end] for one in found] == [one.raw for one in found]
    assert all(one.start < one.end for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_row_of_pieces_gives_ordered_spans(finder: ReferenceFinder, text: str) -> None:
    check_spans(text, finder.find(text))
    check_spans(text, finder.find(text, Place(CONTRACT, "第三十八条", 2, 1)))


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_at_all_is_read(finder: ReferenceFinder, text: str) -> None:
    text = f"{text}《劳动法》第三条{text}"
    check_spans(text, finder.find(text))


HOSTILE = """
import sys
from knowledge.catalogue import load_catalogue
from knowledge.citations import ReferenceFinder
from knowledge.library import load_library
from knowledge.sources import NationalLaws

finder = ReferenceFinder(load_library([NationalLaws()], load_catalogue()))
size = 20000
pieces = [
    "第", "第一", "第一条", "第1、", "1、", "（一", "第（一）", "《", "《甲《乙》", "》", "“", "「", '"', "‘", "前款",
    "该法第", "本法", "工资的有规", "法", "办法", "以下简称", "根据", "（", "《劳动法》（2", "第一条之一",
    "〔2020〕1号", "国务院令第", "劳动合同法", "劳动法第一款", chr(10), "甲" + chr(10), "。" + chr(10), chr(9),
    "湖南省", "员工手册",
]
for piece in pieces:
    print(repr(piece), flush=True)
    finder.find("劳动法第一条" + piece * (size // len(piece)) + "办法第三条")
print("done")
"""


def test_the_time_grows_with_the_text_and_no_faster() -> None:
    """35 texts of 20,000 characters of one repeated piece; what grew with their square would take minutes."""
    root = Path(__file__).parents[2]
    try:
        ran = subprocess.run(
            [sys.executable, "-c", HOSTILE], cwd=root, capture_output=True, text=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired as error:
        pytest.fail(f"stuck at {(error.stdout or b'').decode().splitlines()[-1:]}")
    assert ran.stdout.endswith("done\n"), ran.stderr
