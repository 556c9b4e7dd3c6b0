from __future__ import annotations

import math
import threading
from datetime import date

import pytest

import index.spans
from index.spans import SpanHit, SpanIndex, letters
from knowledge.library import Library
from knowledge.records import Article, Document, Law, Status

DAY = date(2020, 1, 1)


def make_law(title: str) -> Law:
    return Law(
        id=f"{title}@{DAY}",
        title=title,
        level="法律",
        region="全国",
        issuer="示例机关",
        published=DAY,
        effective=DAY,
        effective_basis="",
        first_effective=None,
        expires=None,
        stated=Status.IN_FORCE,
        superseded_by="",
        source="示例数据",
    )


def make_library(*texts: str) -> Library:
    law = make_law("示例法")
    numbers = "一二三四五六七八九"
    articles = tuple(Article(law.id, f"第{numbers[at]}条", (), text) for at, text in enumerate(texts))
    return Library([Document(law, articles)], {})


def shares(found: list[SpanHit]) -> list[tuple[str, float]]:
    return [(hit.article.number, round(hit.share, 6)) for hit in found]


def weight(count: int) -> float:
    return 1 / math.log2(2 + count)


def test_the_share_of_runs_worked_by_hand() -> None:
    spans = SpanIndex(make_library("甲乙丙丁", "丁戊己", "子丑寅"), size=2)
    # 甲乙, 乙丙, 丙丁 stand in the first, 丁戊 in the second; all weigh the same.
    assert shares(spans.find("甲乙丙丁戊")) == [("第一条", 0.75), ("第二条", 0.25)]


def test_a_run_that_stands_everywhere_weighs_less() -> None:
    spans = SpanIndex(make_library("工资甲乙", "工资丙丁", "工资戊己"), size=2)
    total = weight(3) + weight(1) + weight(0)  # 工资 three times, 资甲 once, 甲丑 never
    found = shares(spans.find("工资甲丑"))
    assert found[0] == ("第一条", round((weight(3) + weight(1)) / total, 6))
    assert found[1:] == [(number, round(weight(3) / total, 6)) for number in ("第二条", "第三条")]


def test_the_share_of_a_text_has_the_same_weights() -> None:
    library = make_library("工资甲乙", "工资丙丁", "工资戊己")
    spans = SpanIndex(library, size=2)
    for hit in spans.find("工资甲丑"):
        assert spans.share("工资甲丑", hit.article.text) == pytest.approx(hit.share)
    assert spans.share("工资", "说的是工资") == 1
    assert spans.share("工资", "说的是工钱") == 0


@pytest.mark.parametrize("size", [2, 4])
def test_a_run_does_not_cross_from_one_article_into_the_next(size: int) -> None:
    spans = SpanIndex(make_library("甲乙丙丁", "戊己庚辛"), size=size)
    assert spans.find("丙丁戊己" if size == 4 else "丁戊") == []
    assert shares(spans.find("甲乙丙丁")) == [("第一条", 1.0)]


def test_a_run_counts_once_however_often_it_stands() -> None:
    spans = SpanIndex(make_library("甲乙甲乙甲乙", "乙甲"), size=2)
    assert shares(spans.find("甲乙甲乙")) == [
        ("第一条", 1.0),
        ("第二条", round(weight(2) / (weight(1) + weight(2)), 6)),
    ]


@pytest.mark.parametrize("words", ["", "甲", "甲乙丙", "，。！？ ", "\ud800"])
def test_words_shorter_than_a_run_find_nothing(words: str) -> None:
    spans = SpanIndex(make_library("甲乙丙丁戊"))
    assert spans.find(words) == []
    assert spans.share(words, "甲乙丙丁戊") == 0


def test_no_more_than_was_asked_for_and_the_best_first() -> None:
    spans = SpanIndex(make_library("甲乙丙丁", "甲乙丙丁戊己", "戊己"), size=2)
    assert [hit.article.number for hit in spans.find("甲乙丙丁戊己")] == ["第二条", "第一条", "第三条"]
    assert [hit.article.number for hit in spans.find("甲乙丙丁戊己", 1)] == ["第二条"]


def test_articles_without_a_letter_and_an_empty_library() -> None:
    assert SpanIndex(make_library("。", "", "甲乙丙丁")).find("甲乙丙丁")[0].article.number == "第三条"
    assert SpanIndex(Library([], {})).find("甲乙丙丁") == []


def test_of_equally_good_articles_the_first_come_first() -> None:
    spans = SpanIndex(make_library("戊己", "甲乙", "甲乙丙", "甲乙", "甲乙丙"), size=2)
    for most, numbers in ((1, ["第三条"]), (2, ["第三条", "第五条"]), (3, ["第三条", "第五条", "第二条"])):
        assert [hit.article.number for hit in spans.find("甲乙丙", most)] == numbers
    assert spans.find("甲乙丙", 0) == []


@pytest.mark.parametrize("size", [2, 4])
def test_however_many_articles_are_worked_out_together(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    library = make_library("甲乙丙丁", "", "甲乙丙丁戊己", "。", "戊己庚辛甲乙丙丁", "庚辛")
    words = ("甲乙丙丁", "丙丁戊己", "戊己庚辛", "庚辛甲乙", "丁甲乙丙")
    whole = SpanIndex(library, size)
    expected = [shares(whole.find(one)) for one in words]
    for characters in (1, 5, 9):
        monkeypatch.setattr(index.spans, "_AT_ONCE", characters)
        parts = SpanIndex(library, size)
        assert [shares(parts.find(one)) for one in words] == expected
    assert expected[0][0] == ("第一条", 1.0)


def test_numbers_of_articles_take_as_little_room_as_they_can() -> None:
    law = make_law("示例法")
    articles = [Article(law.id, f"{at}", (), f"{at:06d}甲乙") for at in range(300)]
    for most, bytes_each in ((200, 1), (300, 2)):
        spans = SpanIndex(Library([Document(law, tuple(articles[:most]))], {}), size=2)
        assert len(spans.find("甲乙", 1000)) == most
        assert spans._runs.owners.itemsize == bytes_each
        assert spans.find(f"{most - 1:06d}甲", 1)[0].article.number == f"{most - 1}"


def test_letters_are_of_one_width_and_without_signs() -> None:
    assert letters("第８２条，工资：ＡＢ １").tolist() == letters("第82条工资AB1").tolist()
    assert letters("甲、 乙\n").tolist() == [ord("甲"), ord("乙")]
    assert letters("").size == 0
    assert letters("甲𠀀乙").tolist() == [ord("甲"), ord("乙")]


def test_threads_that_ask_first_at_once_build_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    build = index.spans._index

    def counted(*arguments: object) -> object:
        made.append(threading.get_ident())
        return build(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(index.spans, "_index", counted)
    spans = SpanIndex(make_library("甲乙丙丁戊", "己庚辛壬癸"))
    start = threading.Barrier(8)
    found: list[list[tuple[str, float]]] = []

    def ask() -> None:
        start.wait()
        found.append(shares(spans.find("己庚辛壬")))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[("第二条", 1.0)]] * 8
    assert len(made) == 1


def test_it_is_not_built_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_: object) -> object:
        raise AssertionError("built too early")

    monkeypatch.setattr(index.spans, "_index", build)
    assert SpanIndex(make_library("甲乙丙丁")).find("甲") == []
