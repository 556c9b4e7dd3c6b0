from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from eval_fakes import make_document

from eval.cross_references import Cited, Outcome, cited_in, report
from knowledge.catalogue import Catalogue
from knowledge.citations import ReferenceFinder
from knowledge.library import Library
from knowledge.records import Status

DAY = date(2026, 5, 1)


def cited(texts: dict[str, str]) -> list[Cited]:
    """The references of one text, in a library that holds 示例工资法 and the ended 示例旧法 beside it."""
    document = make_document("示例工棚条例", texts)
    library = Library(
        [
            document,
            make_document("示例工资法", {"第一条": "老板应当每月发工资。\n不许拖欠。"}),
            make_document("示例旧法", {"第一条": "工资可以用粮票折算。"}, Status.REPEALED),
        ],
        {},
    )
    catalogue = Catalogue(dense={}, aliases={}, effective={}, ended={}, older={}, statuses={}, articles={})
    return list(cited_in(library, catalogue, ReferenceFinder(library), document, DAY))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("依照本条例第一条办理。", Outcome.RESOLVED),
        ("依照第一条办理。", Outcome.RESOLVED),
        ("依照《示例工资法》第一条第二款办理。", Outcome.RESOLVED),
        ("依照《示例旧法》第一条办理。", Outcome.ENDED),
        ("依照《示例无名法》第一条办理。", Outcome.NOT_HELD),
        ("依照本条例第九条办理。", Outcome.UNRESOLVED),
        ("依照《示例工资法》第一条第三款办理。", Outcome.UNRESOLVED),
    ],
)
def test_what_comes_of_a_reference(text: str, outcome: Outcome) -> None:
    (one,) = cited({"第一条": "工棚不许漏雨。", "第二条": text})
    assert one.outcome is outcome, one.detail
    assert one.article == "第二条"


def test_each_part_is_read_at_its_place() -> None:
    rows = cited(
        {
            "第一条": "工棚不许漏雨。",
            "第二条": "漏雨的，要修：\n（一）自己修；\n（二）请人修。\n前款规定的工钱由老板付。",
        }
    )
    assert [(one.reference.article, one.reference.paragraph, one.outcome) for one in rows] == [
        ("第二条", 1, Outcome.RESOLVED)
    ]


@pytest.mark.library
def test_the_texts_of_the_library_folder_cite_what_there_is(all_texts: Library, catalogue: Catalogue) -> None:
    rows = report(all_texts, catalogue, DAY)
    counts = Counter(one.outcome for one in rows)
    assert len(rows) >= 900
    assert [(one.law_id, one.article, one.reference.raw) for one in rows if one.outcome is Outcome.UNRESOLVED][6:] == []
    assert counts[Outcome.RESOLVED] + counts[Outcome.ENDED] >= 0.95 * len(rows)
