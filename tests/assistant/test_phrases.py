from __future__ import annotations

import pytest

from assistant import phrases
from assistant.records import Section, SectionKind
from assistant.understanding import Kind, Understanding


def words(*sections: Section) -> str:
    return "\n".join(block.text for section in sections for block in section.blocks)


def test_a_refusal_says_what_it_knows_and_where_else_to_ask() -> None:
    text = words(*phrases.out_of_scope())
    assert "12348" in text
    assert "12345" in text
    assert "劳动" in text


def test_not_knowing_is_said_plainly() -> None:
    assert "没有找到" in words(*phrases.no_evidence())


def test_care_names_the_help_line_and_the_emergency_numbers() -> None:
    care = phrases.care()
    assert care.kind is SectionKind.CARE
    assert all(number in words(care) for number in ("12356", "110", "120"))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.QUESTION])
def test_every_message_that_is_no_question_gets_an_answer(kind: Kind) -> None:
    (section,) = phrases.for_kind(Understanding(kind, "x", "x"))
    assert section.kind is SectionKind.LEAD
    assert words(section).endswith(("？", "。"))


def test_our_own_words_carry_no_mark_of_a_citation() -> None:
    own = (*phrases.out_of_scope(), *phrases.no_evidence(), phrases.care())
    own += tuple(
        one for kind in Kind if kind is not Kind.QUESTION for one in phrases.for_kind(Understanding(kind, "x", "x"))
    )
    assert not any(block.marks or block.quoted for section in own for block in section.blocks)
