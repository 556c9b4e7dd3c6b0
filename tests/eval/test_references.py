from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from eval_fakes import make_document

from assistant.checking import Checked, Checker, Verdict
from eval.references import Draft, Expected, Judged, Score, judge, load_drafts, main, own_sets, score
from knowledge.catalogue import Catalogue
from knowledge.citations import Reference, ReferenceFinder
from knowledge.errors import CaseError
from knowledge.library import Library

DAY = "2026-05-01"
FIRST = "老板应当每月发工资；老板不许拖欠工资。晚交的另算。"
SECOND = "工棚漏雨的，老板负责修。\n三天没有修的，工友可以停工。"
STRUCTURAL = ("wrong_number", "near_name", "other_place", "repealed", "old_version", "not_yet", "quote_changed")
"""Corruptions that a look at the stored text settles."""


@pytest.fixture(scope="module")
def held() -> Library:
    return Library([make_document("示例工资法", {"第一条": FIRST, "第二条": SECOND})], {"示工法": "示例工资法"})


@pytest.fixture(scope="module")
def checker(held: Library) -> Checker:
    catalogue = Catalogue(dense={}, aliases={}, effective={}, ended={}, older={}, statuses={}, articles={})
    return Checker(held, ReferenceFinder(held), catalogue)


def row(text: str, *references: dict[str, Any], **own: Any) -> dict[str, Any]:
    return {"id": "甲", "day": DAY, "text": text, "references": list(references)} | own


def expected(raw: str, article: str, verdict: str = "ok", **own: Any) -> dict[str, Any]:
    return {"raw": raw, "law": "示例工资法", "article": article, "verdict": verdict, "form": "book"} | own


Load = Callable[..., list[Draft]]


@pytest.fixture
def load(tmp_path: Path, held: Library) -> Load:
    def load(*rows: dict[str, Any] | str) -> list[Draft]:
        path = tmp_path / "drafts.jsonl"
        lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in rows]
        path.write_text("\n".join(lines), "utf-8")
        return list(load_drafts(path, held))

    return load


@pytest.mark.parametrize(
    ("macro", "words"),
    [
        ("{{示例工资法|第一条|0|}}", FIRST),
        ("{{示工法|1|0|}}", FIRST),
        ("{{示例工资法|第二条|0|}}", SECOND),
        ("{{示例工资法|第二条|2|}}", SECOND.split("\n")[1]),
        ("{{示例工资法|第一条|0|s1}}", "老板应当每月发工资；"),
        ("{{示例工资法|第一条|1|s3}}", "晚交的另算。"),
        ("{{示例工资法|第一条|0|c3-6}}", "应当每月"),
        ("{{示例工资法|第一条|0|c1-2}}", "老板"),
        ("{{示例工资法|第一条|0|s1|应当=>可以}}", "老板可以每月发工资；"),
        ("{{示例工资法|第一条|0|s1|应当=>可以;工资=>工钱}}", "老板可以每月发工钱；"),
        ("{{示例工资法|第一条|0||老板=>东家}}", FIRST.replace("老板", "东家", 1)),
        ("{{示例工资法|第一条|0|s1|每月=>}}", "老板应当发工资；"),
    ],
)
def test_the_words_of_a_law_are_filled_in(load: Load, macro: str, words: str) -> None:
    (draft,) = load(row(f"前“{macro}”后"))
    assert draft.text == f"前“{words}”后"
    assert draft.day == date(2026, 5, 1)


def test_a_reference_is_placed_in_the_text_that_was_filled_in(load: Load) -> None:
    raw = "《示例工资法》第一条"
    text = f"“{{{{示例工资法|第一条|0|}}}}”{raw}和{raw}"
    (draft,) = load(row(text, expected(raw, "第一条", occurrence=2, paragraph=1), not_references=["和"]))
    (one,) = draft.expected
    assert one.start == draft.text.rindex(raw)
    assert (one.paragraph, one.item, one.corruption, one.verdict) == (1, 0, "", Verdict.OK)
    assert draft.none == ("和",)


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        row("甲", expected("第九条", "第九条")),
        row("第一条", expected("第一条", "第一条", occurrence=2)),
        row("第一条", expected("第一条", "第一条", verdict="fine")),
        row("{{无此法|第一条|0|}}"),
        row("{{示例工资法|第九条|0|}}"),
        row("{{示例工资法|第一条|0||没有=>有}}"),
        row("{{示例工资法|第一条|3|}}"),
        row("{{示例工资法|第一条|0|s9}}"),
        row("甲", day="明天"),
        {"id": "甲", "day": DAY},
    ],
)
def test_a_line_that_cannot_be_used_is_named_by_its_number(load: Load, bad: dict[str, Any] | str) -> None:
    with pytest.raises(CaseError, match=r"drafts\.jsonl第3行"):
        load(row("甲"), "", bad)


def test_a_draft_is_judged_reference_by_reference(load: Load, checker: Checker) -> None:
    text = "依《示例工资法》第一条、第九条。又《示例工资法》第二条第二款。员工手册第三条和《无名法》第一条。"
    (draft,) = load(
        row(
            text,
            expected("《示例工资法》第一条", "第一条"),
            expected("第九条", "第九条", "ok"),
            expected("《示例工资法》第二条第二款", "第二条", paragraph=1),
            expected("又", "第五条"),
            not_references=["员工手册第三条", "《无名法》"],
        )
    )
    rows, invented = judge(checker, draft)
    assert [one.is_found for one in rows] == [True, True, False, False]
    assert [one.is_right for one in rows] == [True, False, True, False]
    assert rows[3].found is None
    assert [one.reference.raw for one in invented] == ["《无名法》第一条"]


def found(verdict: Verdict, article: str = "第一条", paragraph: int = 0, item: int = 0) -> Checked:
    reference = Reference("《示例工资法》第一条", 0, 9, "示例工资法", article, paragraph, item)
    return Checked(reference, "示例工资法", article, verdict, "。")


def judged(want: Verdict, got: Checked | None, law: str = "示例工资法") -> Judged:
    one = Expected("《示例工资法》第一条", 0, law, "第一条", 0, 0, want, "book", "")
    return Judged(Draft("甲", date(2026, 5, 1), "", (one,)), one, got)


def test_figures_worked_by_hand() -> None:
    rows = [
        judged(Verdict.OK, found(Verdict.OK)),  # found, right
        judged(Verdict.UNCONFIRMED, found(Verdict.OK)),  # found, wrong, false ok
        judged(Verdict.OK, found(Verdict.OK, paragraph=1)),  # another place, right
        judged(Verdict.NO_SUCH_LAW, found(Verdict.NOT_IN_FORCE)),  # found, wrong, but not marked as sound
        judged(Verdict.UNCONFIRMED, None),  # missed
    ]
    assert score(rows, 2) == Score(5, 0.6, 0.4, 1, 2)
    assert score(rows).to_json() == {
        "references": 5,
        "found": 0.6,
        "right_verdict": 0.4,
        "false_ok": 1,
        "invented": 0,
    }
    assert score([]) == Score(0, 0.0, 0.0, 0, 0)


def test_a_reference_to_no_law_is_found_wherever_it_points() -> None:
    assert judged(Verdict.UNCONFIRMED, found(Verdict.UNCONFIRMED, "第三条"), law="").is_found
    assert not judged(Verdict.UNCONFIRMED, found(Verdict.UNCONFIRMED, "第三条")).is_found


def test_the_sets_ship_with_the_package() -> None:
    names = {path.name for path in own_sets()}
    assert {"a_dev.jsonl", "b_dev.jsonl", "a_dev_2.jsonl", "b_dev_2.jsonl", "c_dev.jsonl", "d_test.jsonl"} <= names


def test_the_development_sets_hold_no_statute_text(national: Library) -> None:
    """What is quoted as law is filled in, or was changed by its author."""
    texts = [article.text for document in national.documents() for article in document.articles]
    long = {text[at : at + 24] for text in texts for at in range(0, len(text) - 24, 24)}
    for path in own_sets():
        if path.stem in {"a_dev", "b_dev"}:
            written = path.read_text("utf-8")
            assert [at for at in range(len(written)) if written[at : at + 24] in long] == []


@pytest.mark.real
def test_a_broken_set_is_one_sentence(
    tmp_path: Path, real_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XUEFA_HOME", str(real_home))
    path = tmp_path / "broken.jsonl"
    path.write_text("{", "utf-8")
    assert main([str(path)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("broken.jsonl第1行")
    assert said.err.count("\n") == 1


@pytest.mark.real
@pytest.mark.library
def test_the_references_of_the_development_sets(
    real_home: Path, library_folder: Path, subtests: pytest.Subtests
) -> None:
    from assistant import Assistant
    from assistant.settings import Settings

    opened = Assistant.open(Settings(home=real_home, library=str(library_folder)))
    rows: list[Judged] = []
    for path in own_sets():
        if path.stem in {"a_dev", "b_dev"}:
            for draft in load_drafts(path, opened.library):
                rows += judge(opened.checker, draft)[0]
    figures = score(rows)
    assert figures.references > 500
    with subtests.test("found"):
        assert figures.found >= 0.99
    with subtests.test("right verdict"):
        assert figures.right >= 0.96
    kinds = Counter(one.expected.corruption for one in rows)
    for kind in STRUCTURAL:
        with subtests.test(kind):
            assert kinds[kind] >= 5
            wrong = [one.draft.id for one in rows if one.expected.corruption == kind and one.is_false_ok]
            assert wrong == []
