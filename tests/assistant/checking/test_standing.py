"""Whether what is cited exists and is in force, before a word of it is compared."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from assistant_fakes import DAY, DOUBTFUL, HENAN, OLD, RULES, WAGES, make_catalogue

from assistant.checking import Checker, Layer, State, Verdict
from assistant.checking.standing import Standing, stand
from knowledge.catalogue import Catalogue, Repealed
from knowledge.citations import Reference
from knowledge.library import Library
from knowledge.text import fold

ENDED = "示例废法"


@pytest.fixture(scope="module")
def facts() -> Catalogue:
    old = Repealed(ENDED, date(2015, 7, 1), WAGES)
    lost = Repealed("示例无后法", date(2015, 7, 1), "")
    return dataclasses.replace(make_catalogue(), repealed={fold(one.title): one for one in (old, lost)})


def reference(law: str, article: str = "", paragraph: int = 0, item: int = 0, year: int = 0) -> Reference:
    return Reference("原文", 0, 2, law, article, paragraph, item, True, year)


def layers(at: Standing) -> list[tuple[Layer, State]]:
    return [(one.layer, one.state) for one in at.findings]


@pytest.mark.parametrize(
    ("asked", "verdict", "last"),
    [
        (reference(WAGES), Verdict.OK, (Layer.FORCE, State.OK)),
        (reference(WAGES, "第二条", 2), Verdict.OK, (Layer.FORCE, State.OK)),
        (reference(WAGES, "第四条", 1, 3), Verdict.OK, (Layer.FORCE, State.OK)),
        (reference("", "第二条"), Verdict.UNCONFIRMED, (Layer.LAW, State.UNKNOWN)),
        (reference("量子工钱法", "第二条"), Verdict.NO_SUCH_LAW, (Layer.LAW, State.FAIL)),
        (reference(WAGES, "第九百条"), Verdict.NO_SUCH_ARTICLE, (Layer.ARTICLE, State.FAIL)),
        (reference(WAGES, "第二条", 3), Verdict.NO_SUCH_ARTICLE, (Layer.ARTICLE, State.FAIL)),
        (reference(WAGES, "第四条", 0, 9), Verdict.NO_SUCH_ARTICLE, (Layer.ARTICLE, State.FAIL)),
        (reference(OLD), Verdict.NOT_IN_FORCE, (Layer.FORCE, State.FAIL)),
        (reference(OLD, "第一条"), Verdict.NOT_IN_FORCE, (Layer.FORCE, State.FAIL)),
        (reference(OLD, "第九条"), Verdict.NO_SUCH_ARTICLE, (Layer.ARTICLE, State.FAIL)),
        (reference(RULES, "第一条", 1), Verdict.NOT_IN_FORCE, (Layer.FORCE, State.FAIL)),
        (reference(RULES, "第一条", 2), Verdict.OK, (Layer.FORCE, State.OK)),
        (reference(RULES, "第一条"), Verdict.UNCONFIRMED, (Layer.FORCE, State.UNKNOWN)),
        (reference(DOUBTFUL, "第一条"), Verdict.UNCONFIRMED, (Layer.FORCE, State.UNKNOWN)),
    ],
)
def test_the_first_layer_that_fails_decides(
    tiny_library: Library, facts: Catalogue, asked: Reference, verdict: Verdict, last: tuple[Layer, State]
) -> None:
    at = stand(tiny_library, facts, asked, DAY)
    assert at.verdict is verdict
    assert layers(at)[-1] == last
    assert all(state is State.OK for _, state in layers(at)[:-1])
    assert (at.verdict is Verdict.OK) == (layers(at)[-1][1] is State.OK)
    assert at.verdict is Verdict.OK or at.findings[-1].detail.endswith("。")


def test_the_words_are_those_of_the_part_that_is_named(tiny_library: Library, facts: Catalogue) -> None:
    whole = stand(tiny_library, facts, reference(WAGES, "第二条"), DAY).text
    parts = [stand(tiny_library, facts, reference(WAGES, "第二条", at), DAY).text for at in (1, 2)]
    assert "\n".join(parts) == whole
    assert stand(tiny_library, facts, reference(WAGES, "第四条", 0, 2), DAY).text.startswith("（二）工棚漏雨")
    assert stand(tiny_library, facts, reference(WAGES), DAY).text == ""


def test_a_law_that_is_no_longer_held_before_and_after_its_end(tiny_library: Library, facts: Catalogue) -> None:
    before = stand(tiny_library, facts, reference(ENDED, "第三条"), date(2015, 6, 30))
    after = stand(tiny_library, facts, reference(ENDED, "第三条"), date(2015, 7, 1))
    assert (before.verdict, after.verdict) == (Verdict.UNCONFIRMED, Verdict.NOT_IN_FORCE)
    assert before.suggestions == ()
    assert [one.law for one in after.suggestions] == [WAGES]
    assert "2015年7月1日" in after.findings[-1].detail
    assert (after.text, after.law, after.name, after.number) == ("", None, ENDED, "第三条")
    assert stand(tiny_library, facts, reference("示例无后法"), DAY).suggestions == ()


def test_a_name_that_only_begins_like_a_law_that_ended_is_another(tiny_library: Library, facts: Catalogue) -> None:
    assert stand(tiny_library, facts, reference(f"{ENDED}实施条例"), DAY).verdict is Verdict.NO_SUCH_LAW


@pytest.mark.parametrize(
    ("year", "day", "verdict"),
    [
        (2010, DAY, Verdict.OK),
        (2000, DAY, Verdict.NOT_IN_FORCE),
        (2005, DAY, Verdict.NOT_IN_FORCE),
        (2030, DAY, Verdict.UNCONFIRMED),
        (2000, date(2005, 1, 1), Verdict.OK),
        (2010, date(2005, 1, 1), Verdict.UNCONFIRMED),
    ],
)
def test_the_year_of_a_version(tiny_library: Library, facts: Catalogue, year: int, day: date, verdict: Verdict) -> None:
    assert stand(tiny_library, facts, reference(WAGES, "第一条", year=year), day).verdict is verdict


@pytest.mark.parametrize(
    "name", ["关于工钱的通知", "关于工棚的批复", "示发〔2020〕5号", "工友作业安全标准", "座谈会纪要"]
)
def test_papers_that_no_library_holds_are_not_called_invented(
    tiny_library: Library, facts: Catalogue, name: str
) -> None:
    at = stand(tiny_library, facts, reference(name, "第一条"), DAY)
    assert at.verdict is Verdict.UNCONFIRMED
    assert "没有收录" in at.findings[-1].detail


def test_a_near_name_is_offered_and_never_taken(tiny_library: Library, facts: Catalogue) -> None:
    at = stand(tiny_library, facts, reference("示例工资条例", "第一条"), DAY)
    assert at.verdict is Verdict.NO_SUCH_LAW
    assert WAGES in [one.law for one in at.suggestions]
    assert WAGES in at.findings[0].detail
    assert at.text == ""


def test_a_local_rule_is_not_another_places(tiny_library: Library, facts: Catalogue) -> None:
    assert stand(tiny_library, facts, reference(HENAN, "第一条"), DAY).verdict is Verdict.OK
    assert stand(tiny_library, facts, reference("湖北省示例条例", "第一条"), DAY).verdict is Verdict.NO_SUCH_LAW


def test_an_alias_says_whose_it_is(tiny_library: Library, facts: Catalogue) -> None:
    at = stand(tiny_library, facts, reference("示工法", "第一条"), DAY)
    assert (at.verdict, at.name) == (Verdict.OK, WAGES)
    assert WAGES in at.findings[0].detail


def test_what_took_its_place_is_offered(tiny_library: Library, facts: Catalogue) -> None:
    assert [one.law for one in stand(tiny_library, facts, reference(OLD, "第一条"), DAY).suggestions] == [WAGES]


def test_laws_that_ended_before_the_library_begins(national_checker: Checker) -> None:
    (now,) = national_checker.check("《合同法》第九十四条", date(2021, 1, 1))
    (then,) = national_checker.check("《合同法》第九十四条", date(2020, 12, 31))
    assert (now.verdict, then.verdict) == (Verdict.NOT_IN_FORCE, Verdict.UNCONFIRMED)
    assert "民法典" in now.detail
    (longer,) = national_checker.check("《劳动合同法》第三条", DAY)
    assert longer.verdict is Verdict.OK
