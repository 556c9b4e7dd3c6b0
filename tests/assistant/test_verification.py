from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from assistant_fakes import DAY, DOUBTFUL, OLD, RULES, WAGES, make_citation
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant import Assistant
from assistant.records import Block, Citation, Section, SectionKind
from assistant.verification import CitationFault, check_citation, verify_answer
from knowledge.library import Library


@pytest.fixture
def sound(tiny_library: Library) -> Citation:
    return make_citation(tiny_library, WAGES, "第二条")


def section(*blocks: Block) -> Section:
    return Section(SectionKind.LEAD, "法律怎么说", blocks)


def quoting(citation: Citation) -> Section:
    return section(Block("规定：", (citation.n,)), Block(citation.quote, (citation.n,), quoted=True))


def test_a_sound_citation_passes_unchanged(tiny_library: Library, sound: Citation) -> None:
    check_citation(tiny_library, sound, DAY)
    shown = quoting(sound)
    assert verify_answer(tiny_library, [shown], [sound], DAY) == ((shown,), (sound,), 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"law": "没有这部法"}, "no such article"),
        ({"article": "第九百条"}, "no such article"),
        ({"article": "第三条"}, "text is not the stored one"),
        ({"text": "老板应当在每月十一日前把工资交到工友手里。"}, "text is not the stored one"),
        ({"quote": "老板应当在每月十一日前"}, "quote is not verbatim"),
        ({"quote": "老板应当在每月十日前把工资交到工友手里"[::-1]}, "quote is not verbatim"),
        ({"quote": "老板 应当在每月十日前"}, "quote is not verbatim"),
        ({"quote": ""}, "quote is not verbatim"),
        ({"status": "已废止"}, "status is"),
        ({"status": ""}, "status is"),
    ],
)
def test_a_citation_that_cannot_be_proved_falls_with_all_that_rests_on_it(
    tiny_library: Library, sound: Citation, change: dict[str, str], reason: str
) -> None:
    wrong = replace(sound, **change)
    with pytest.raises(CitationFault, match=reason):
        check_citation(tiny_library, wrong, DAY)
    assert verify_answer(tiny_library, [quoting(wrong)], [wrong], DAY) == ((), (), 1)


@pytest.mark.parametrize(
    ("law", "day"),
    [
        (OLD, DAY),
        (OLD, date(2020, 1, 1)),
        (DOUBTFUL, DAY),
        (WAGES, date(1999, 1, 1)),
        (RULES, date(2009, 12, 31)),
    ],
)
def test_what_is_not_in_force_on_the_day_is_not_shown(tiny_library: Library, law: str, day: date) -> None:
    citation = make_citation(tiny_library, law, "第一条", day=day)
    with pytest.raises(CitationFault, match="not in force"):
        check_citation(tiny_library, citation, day)


def test_a_repealed_law_counts_on_its_last_day(tiny_library: Library) -> None:
    day = date(2019, 12, 31)
    check_citation(tiny_library, make_citation(tiny_library, OLD, "第一条", day=day), day)


def test_a_false_claim_to_be_in_force_does_not_help(tiny_library: Library) -> None:
    claim = replace(make_citation(tiny_library, OLD, "第一条"), status="现行有效")
    with pytest.raises(CitationFault, match="status is 已废止"):
        check_citation(tiny_library, claim, DAY)


def test_the_text_of_another_version_is_not_the_stored_one(tiny_library: Library) -> None:
    day = date(2005, 1, 1)
    older = make_citation(tiny_library, WAGES, "第一条", day=day)
    check_citation(tiny_library, older, day)
    with pytest.raises(CitationFault, match="text is not the stored one"):
        check_citation(tiny_library, older, DAY)


def test_a_repealed_paragraph_is_not_quoted_as_law(tiny_library: Library) -> None:
    citation = make_citation(tiny_library, RULES, "第一条", quote="退休后又干活的，按帮工算。")
    with pytest.raises(CitationFault):
        check_citation(tiny_library, citation, DAY)


@pytest.mark.parametrize(
    "quote",
    [
        "退休后又干活的",
        "{whole}",
        "按帮工算。\n停工留人期间干活的",
    ],
)
def test_no_part_of_a_repealed_paragraph_is_quoted(tiny_library: Library, quote: str) -> None:
    whole = make_citation(tiny_library, RULES, "第一条")
    with pytest.raises(CitationFault):
        check_citation(tiny_library, replace(whole, quote=quote.format(whole=whole.text)), DAY)


def test_a_block_does_not_quote_a_repealed_paragraph_under_a_sound_citation(tiny_library: Library) -> None:
    sound = make_citation(tiny_library, RULES, "第一条", quote="停工留人期间干活的，按正式工算。")
    blocks = section(Block("规定：", (1,)), Block("退休后又干活的，按帮工算。", (1,), quoted=True))
    sections, _, _ = verify_answer(tiny_library, [blocks], [sound], DAY)
    assert [block.text for one in sections for block in one.blocks] == ["规定："]


def test_the_other_paragraph_of_that_article_is_still_law(tiny_library: Library) -> None:
    check_citation(tiny_library, make_citation(tiny_library, RULES, "第一条", quote="停工留人期间干活的"), DAY)


@pytest.mark.parametrize("quoted", ["工友想什么时候要都行。", "老板应当每月发工资，不许拖欠工资。"])
def test_a_block_may_only_quote_what_its_own_citation_holds(
    tiny_library: Library, sound: Citation, quoted: str
) -> None:
    """The second text stands in the same law, but in another article."""
    blocks = section(Block("规定：", (1,)), Block(quoted, (1,), quoted=True))
    sections, citations, dropped = verify_answer(tiny_library, [blocks], [sound], DAY)
    assert [block.text for one in sections for block in one.blocks] == ["规定："]
    assert (len(citations), dropped) == (1, 0)


def test_a_quotation_without_a_citation_is_dropped(tiny_library: Library, sound: Citation) -> None:
    sections, citations, _ = verify_answer(tiny_library, [section(Block(sound.quote, quoted=True))], [sound], DAY)
    assert (sections, citations) == ((), ())


def test_a_mark_of_no_citation_takes_its_block_along(tiny_library: Library, sound: Citation) -> None:
    shown = section(Block("有依据。", (1,)), Block("没有依据。", (7,)), Block("自己的话。"))
    sections, _, _ = verify_answer(tiny_library, [shown], [sound], DAY)
    assert [block.text for block in sections[0].blocks] == ["有依据。", "自己的话。"]


def test_numbers_close_up_and_marks_follow(tiny_library: Library) -> None:
    first = replace(make_citation(tiny_library, WAGES, "第一条", 1), quote="编造的话")
    second, third = (make_citation(tiny_library, WAGES, no, n) for no, n in (("第二条", 2), ("第三条", 3)))
    unused = make_citation(tiny_library, WAGES, "第四条", 4)
    shown = section(Block("一", (1,)), Block("二三", (1, 2, 3)), Block("三", (3,)))
    sections, citations, dropped = verify_answer(tiny_library, [shown], [first, second, third, unused], DAY)
    assert [block.marks for block in sections[0].blocks] == [(1, 2), (2,)]
    assert [(one.n, one.article) for one in citations] == [(1, "第二条"), (2, "第三条")]
    assert dropped == 1


def test_an_empty_section_disappears_and_the_others_stay_in_order(tiny_library: Library, sound: Citation) -> None:
    own = Section(SectionKind.WHERE, "可以找谁", (Block("12351"),))
    gone = Section(SectionKind.LAW, "相关条文", (Block("无据", (9,)),))
    sections, _, _ = verify_answer(tiny_library, [quoting(sound), gone, own], [sound], DAY)
    assert [one.kind for one in sections] == [SectionKind.LEAD, SectionKind.WHERE]


def test_nothing_in_nothing_out(tiny_library: Library) -> None:
    assert verify_answer(tiny_library, [], [], DAY) == ((), (), 0)


GROUNDS = [
    ("劳动争议调解仲裁法", "第二十七条"),
    ("劳动合同法", "第八十二条"),
    ("劳动法", "第四十四条"),
    ("社会保险法", "第五十八条"),
    ("刑法", "第二百七十六条之一"),
]


@settings(deadline=None, max_examples=120)
@given(
    ground=st.sampled_from(GROUNDS),
    at=st.integers(0, 2000),
    char=st.sampled_from("的不一二三年月日内外可应，、；。 \n甲Aa1")
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    edit=st.sampled_from(["replace", "insert", "delete", "swap"]),
)
def test_one_changed_character_never_passes(
    national: Library, ground: tuple[str, str], at: int, char: str, edit: str
) -> None:
    """The whole article is quoted, so every edit gives something that the article does not contain."""
    day = date(2026, 5, 1)
    true = make_citation(national, *ground, day=day)
    at %= len(true.text)
    before, old, after = true.text[:at], true.text[at], true.text[at + 1 :]
    edited = {
        "replace": before + char + after,
        "insert": before + char + old + after,
        "delete": before + after,
        "swap": before + after[:1] + old + after[1:],
    }[edit]
    # What remains when an end is cut off is still the article's own text.
    assume(edited not in (true.text, true.text[1:], true.text[:-1]))
    for wrong in (replace(true, quote=edited), replace(true, text=edited), replace(true, text=edited, quote=edited)):
        with pytest.raises(CitationFault):
            check_citation(national, wrong, day)
    sections, citations, dropped = verify_answer(national, [quoting(true)], [replace(true, quote=edited)], day)
    assert (sections, citations, dropped) == ((), (), 1)
    block = section(Block(edited, (1,), quoted=True))
    assert verify_answer(national, [block], [true], day)[0] == ()


@pytest.mark.real
def test_an_answer_spoiled_on_the_way_is_never_shown(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft in which every quotation has a word too many: each citation falls, so nothing is answered."""
    drafted = assistant._answering.answer

    def invent(*args: object, **named: object) -> object:
        result = drafted(*args, **named)  # type: ignore[arg-type]
        spoiled = [replace(one, quote=f"{one.quote}，工友可得百万。") for one in result.draft.citations]
        result.draft.citations = spoiled
        return result

    monkeypatch.setattr(assistant._answering, "answer", invent)
    answer = assistant.ask("老板三个月没发工资怎么办")
    assert answer.status.value == "no_evidence"
    assert answer.citations == ()
    assert answer.dropped > 0
    assert "百万" not in answer.answer
