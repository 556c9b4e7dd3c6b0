"""What is folded away on the page: it is all there, it opens at a tap, and nothing hostile gets through."""

from __future__ import annotations

from dataclasses import replace

from fake_assistant import answer
from test_render import HOSTILE, Page, assert_harmless

from assistant.app.folded import only_folded
from assistant.app.plain import plain_text
from assistant.app.render import render_turn
from assistant.app.turns import Turn
from assistant.records import Answer, Block, Section, SectionKind, Taught

LEAD = Section(SectionKind.LEAD, "", (Block("搬家要商量。", (1,)),), under="公司搬家")
STEPS = Section(SectionKind.STEPS, "怎么办", (Block("先不签字。", (2,)),), under="公司搬家")
OTHER = Section(SectionKind.LEAD, "", (Block("出差受伤算工伤。", (1,)),), under="出差受伤")
POINTS = [Block(f"答{at}。", (3,), question=f"问{at}？") for at in range(4)]
ASKED = Section(SectionKind.ASKED, "这件事大家还问", tuple(POINTS))


def page_of(*sections: Section, led: bool = False) -> tuple[Page, Answer]:
    taught = (Taught("wages", "老板不发工资怎么办"),) if led else ()
    given = replace(answer("问"), sections=sections, lessons=taught)
    return Page(render_turn(Turn("问").with_answer(given))), given


def test_each_matter_is_a_card_with_its_lead_outside_of_the_fold() -> None:
    page, _ = page_of(LEAD, STEPS, OTHER)
    assert len(page.with_class("matter")) == 2
    assert len(page.with_class("law-below")) == 1  # the second has nothing to fold
    for words in ("公司搬家", "搬家要商量。", "先不签字。", "出差受伤", "出差受伤算工伤。"):
        assert words in page.words


def test_the_first_further_questions_stand_open() -> None:
    page, _ = page_of(ASKED)
    points = page.with_class("point")
    assert ["open" in one for one in points] == [True, True, True, False]
    assert all(f"问{at}？" in page.words and f"答{at}。" in page.words for at in range(4))


def test_a_card_names_its_first_further_questions_and_folds_the_others_away() -> None:
    asked = replace(ASKED, under=LEAD.under)
    page, given = page_of(LEAD, STEPS, asked)
    (card,) = page.inside("matter")
    (behind,) = page.inside("law-below")
    assert [f"问{at}？" in behind for at in range(4)] == [False, False, False, True]
    assert all(card.count(f"问{at}？") == card.count(f"答{at}。") == 1 for at in range(4))
    assert not any("open" in one for one in page.with_class("point"))
    assert only_folded(given.sections, folds=False) == {2, 3}


def test_the_questions_most_like_what_was_asked_stand_open_and_so_do_their_cards() -> None:
    page, given = page_of(Section(SectionKind.NEAREST, "和您问的最像的问题", tuple(POINTS[:3])), STEPS)
    assert ["open" in one for one in page.with_class("point")] == [True, True, True]
    assert only_folded(given.sections, folds=False) == {2}


def test_cards_that_only_a_fold_marks_are_folded_and_none_is_lost() -> None:
    page, given = page_of(LEAD, STEPS, ASKED)
    assert only_folded(given.sections, folds=False) == {2, 3}
    assert len(page.with_class("more-cards")) == 1
    cards = [one["id"] for one in page.with_class("card")]
    assert sorted(cards) == sorted(set(cards))
    assert len(cards) == len(given.citations)
    marks = {one["href"] for one in page.with_class("biao")}
    assert marks == {f"#{one}" for one in cards}


def test_nothing_is_folded_where_all_is_marked_in_the_open() -> None:
    plain = Section(SectionKind.LEAD, "", (Block("都在这里。", (1, 2, 3)),))
    page, _ = page_of(plain, ASKED)
    assert page.with_class("more-cards") == []


def test_what_is_copied_leaves_out_what_is_folded() -> None:
    _, given = page_of(LEAD, STEPS, ASKED, led=True)
    copied = plain_text(given)
    assert "【公司搬家】\n搬家要商量。[1]" in copied
    assert "先不签字" not in copied
    assert "问1？" not in copied
    whole = given.answer
    assert "**公司搬家：怎么办**" in whole
    assert "- 问3？ 答3。[3]" in whole


def test_hostile_words_in_a_fold_are_text() -> None:
    hostile = (
        replace(LEAD, under=HOSTILE, blocks=(Block(HOSTILE, (1,)),)),
        replace(STEPS, under=HOSTILE, title=HOSTILE, blocks=(Block(HOSTILE, (1,)),)),
        replace(ASKED, title=HOSTILE, blocks=(Block(HOSTILE, (1,), question=HOSTILE),)),
        Section(SectionKind.CASE, "", (Block(HOSTILE, (1,), question=HOSTILE),)),
    )
    page, _ = page_of(*hostile)
    assert_harmless(page)
    assert HOSTILE in page.words
