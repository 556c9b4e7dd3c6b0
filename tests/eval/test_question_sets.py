"""The questions kept with the code: each means one thing, and its gold stands on the day asked about."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, load_cases
from knowledge.errors import UnknownArticle
from knowledge.library import Library, article_status
from knowledge.records import NATIONAL, Law, Status
from knowledge.regions import applies_in, find_regions

QUESTIONS = Path(__file__).parents[2] / "eval" / "questions"
SETS = sorted(QUESTIONS.glob("*.jsonl"))
# What a question without a date was judged for; not today, or the sets would rot as laws change.
WRITTEN = date(2026, 11, 26)
# A day that stands in the words of a question is repeated at the head of its note.
IN_WORDS = re.compile(r"day=(\d{4}-\d{2}-\d{2})")
UNION_DOCUMENTS = {
    "2020年工会法律工作要点",
    "赤峰市总工会2021年法治政府建设情况报告",
    "青海工会2022年法治建设工作总结及2023年法治建设工作要点",
    "白银市总工会2025年法律保障工作总结",
    "关于为职工群众提供更多更好公益法律服务的调研报告",
    "企业实施竞业限制合规指引",
}


def rows(name: str) -> Iterator[Mapping[str, Any]]:
    for line in (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def dated(name: str) -> list[tuple[Case, date]]:
    """Every case of a set with the day that its gold was judged for."""
    noted = {row["id"]: IN_WORDS.match(row.get("note", "")) for row in rows(name)}
    return [
        (case, case.as_of or (date.fromisoformat(match[1]) if (match := noted[case.id]) else WRITTEN))
        for case in load_cases([QUESTIONS / f"{name}.jsonl"])
    ]


def place_of(case: Case) -> str:
    """Where the worker is: the chosen place, else the one in the words, else nowhere in particular."""
    if case.region != NATIONAL:
        return case.region
    named = find_regions(case.question)
    return named[0] if named else ""


def test_no_id_and_no_question_comes_twice() -> None:
    cases = load_cases(SETS)
    asked = Counter((re.sub(r"\W", "", case.question), case.region, case.as_of) for case in cases)
    assert [key for key, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("name", ["local", "policy"])
def test_the_split_follows_from_the_id(name: str) -> None:
    found = {row["id"]: row["split"] for row in rows(name)}
    assert found == {key: ("test" if hashlib.sha256(key.encode()).digest()[0] % 2 else "dev") for key in found}
    assert min(Counter(found.values()).values()) > len(found) * 0.4


@pytest.mark.parametrize("name", ["local", "policy"])
def test_a_case_without_gold_says_what_a_right_answer_must_say(name: str) -> None:
    for row in rows(name):
        if not row["gold"]:
            assert row["kind"] in {"not_in_force", "other_region"}, row["id"]
            assert row["note"], row["id"]
        elif row["kind"] == "not_in_force":
            raise AssertionError(f"{row['id']}: nothing in force answers it, but it has gold")


def test_the_local_questions_are_spread_over_places_and_days() -> None:
    cases = [case for case, _ in dated("local")]
    by_province = Counter(place_of(case).partition("/")[0] for case in cases)
    nowhere = by_province.pop("")
    assert len(by_province) >= 20
    assert max(by_province.values()) <= 0.15 * len(cases)
    assert sum(case.kind in {"date", "not_in_force"} for case in cases) >= 90
    chosen = sum(case.region != NATIONAL for case in cases)
    assert 0.4 < chosen / (len(cases) - nowhere) < 0.65, "about half name the place in their words"


@pytest.mark.parametrize("name", ["local", "policy"])
def test_gold_is_held_and_in_force_on_the_day(name: str, all_texts: Library) -> None:
    for case, day in dated(name):
        for title, number in case.gold:
            statuses = {
                article_status(version, all_texts.article(version.id, number), day)
                for version in versions_with(title, number, all_texts)
            }
            assert Status.IN_FORCE in statuses, f"{case.id}: 《{title}》{number} is {statuses or 'not held'} on {day}"


@pytest.mark.parametrize("name", ["local", "policy"])
def test_gold_applies_where_the_worker_is(name: str, all_texts: Library) -> None:
    for case, _ in dated(name):
        place = place_of(case)
        for title, number in case.gold:
            regions = {version.region for version in versions_with(title, number, all_texts)}
            assert not place or any(applies_in(region, place) for region in regions), f"{case.id}: {regions} in {place}"


def test_every_union_document_is_asked_about() -> None:
    asked = Counter(law for case, _ in dated("policy") for law, _ in case.gold)
    assert {title for title in UNION_DOCUMENTS if asked[title] >= 5} == UNION_DOCUMENTS


def versions_with(title: str, number: str, library: Library) -> list[Law]:
    found = []
    for version in library.versions(title):
        try:
            library.article(version.id, number)
        except UnknownArticle:
            continue
        found.append(version)
    return found
