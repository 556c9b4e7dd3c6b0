"""The question bank leads people to articles, so each of its references must hold."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.library import Library, article_status
from knowledge.questions import BankQuestion, load_bank
from knowledge.records import NATIONAL, Status

DAY = date(2026, 11, 27)
GOOD = {Status.IN_FORCE, Status.NOT_YET}


@pytest.fixture(scope="module")
def bank() -> tuple[BankQuestion, ...]:
    return load_bank()


def references(bank: tuple[BankQuestion, ...]) -> set[tuple[str, str]]:
    return {reference for one in bank for reference in one.gold}


def wrong(library: Library, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """References to laws of ``library`` that have no such article, or one that has ended."""
    held = {law.title for law in library.laws()}
    found = []
    for title, number in sorted(wanted):
        if title in held:
            law = library.version(title, DAY)
            numbers = {article.number: article for article in library.articles_of(law.id)}
            if number not in numbers or article_status(law, numbers[number], DAY) not in GOOD:
                found.append((title, number))
    return found


def test_every_question_says_something_and_has_an_answer(bank: tuple[BankQuestion, ...]) -> None:
    assert len(bank) > 10_000
    assert [one for one in bank if not one.question.strip() or not one.gold] == []


def test_every_reference_to_a_national_law_holds(bank: tuple[BankQuestion, ...], national: Library) -> None:
    assert wrong(national, references(bank)) == []


@pytest.mark.library
def test_every_reference_holds(bank: tuple[BankQuestion, ...], all_texts: Library) -> None:
    held = {law.title for law in all_texts.laws()}
    assert {title for title, _ in references(bank)} - held == set()
    assert wrong(all_texts, references(bank)) == []


@pytest.mark.library
def test_no_question_leads_to_the_rule_of_one_place(bank: tuple[BankQuestion, ...], all_texts: Library) -> None:
    regions = {law.title: law.region for law in all_texts.laws()}
    assert {title for title, _ in references(bank) if regions[title] != NATIONAL} == set()
