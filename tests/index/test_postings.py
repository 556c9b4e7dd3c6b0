from __future__ import annotations

from index.postings import Postings, count_terms

TEXTS = [["甲", "乙", "甲"], ["乙"], ["丙", "丁", "丁"]]


def told(postings: Postings) -> dict[tuple[int, str], int]:
    entries = zip(postings.texts.tolist(), postings.terms.tolist(), postings.counts.tolist(), strict=True)
    return {(text, postings.vocabulary[term]): count for text, term, count in entries}


def test_every_term_of_every_text_is_counted() -> None:
    counted = count_terms([-1, -1, -1], TEXTS)
    assert told(counted) == {(0, "甲"): 2, (0, "乙"): 1, (1, "乙"): 1, (2, "丙"): 1, (2, "丁"): 2}
    assert counted.lengths().tolist() == [3, 1, 3]
    assert dict(zip(counted.vocabulary, counted.frequencies().tolist(), strict=True)) == {
        "甲": 1,
        "乙": 2,
        "丙": 1,
        "丁": 1,
    }


def test_entries_stand_in_the_order_of_term_and_text() -> None:
    counted = count_terms([-1, -1, -1], TEXTS)
    pairs = list(zip(counted.terms.tolist(), counted.texts.tolist(), strict=True))
    assert pairs == sorted(pairs)
    assert counted.bounds().tolist() == [0, 1, 3, 4, 5]


def test_known_texts_are_taken_over_in_any_order_and_more_than_once() -> None:
    known = count_terms([-1, -1, -1], TEXTS)
    mixed = count_terms([2, -1, 0, 0], [["乙", "戊"]], known)
    assert told(mixed) == told(count_terms([-1] * 4, [TEXTS[2], ["乙", "戊"], TEXTS[0], TEXTS[0]]))
    assert mixed.lengths().tolist() == [3, 2, 3, 3]


def test_a_term_of_texts_that_went_is_gone() -> None:
    known = count_terms([-1, -1, -1], TEXTS)
    left = count_terms([1], [], known)
    assert left.vocabulary == ("乙",)
    assert told(left) == {(0, "乙"): 1}


def test_no_texts_at_all() -> None:
    none = count_terms([], [])
    assert (none.size, none.vocabulary, none.bounds().tolist()) == (0, (), [0])
    assert count_terms([], [], count_terms([-1], [["甲"]])).vocabulary == ()
