from __future__ import annotations

from datetime import date

import pytest

from knowledge.frontmatter import law_of, split_front, with_front
from knowledge.records import Status


def test_front_matter_is_split_from_the_text_and_put_back() -> None:
    front, body = split_front("---\ntitle: 饭钱条例\nlevel: 行政法规\n---\n\n第一条 甲。\n")
    assert front == {"title": "饭钱条例", "level": "行政法规"}
    assert body.strip() == "第一条 甲。"
    assert split_front(with_front(front, body)) == (front, body)


def test_a_text_without_front_matter_is_left_whole() -> None:
    assert split_front("第一条 甲。\n---\n乙\n---\n") == (None, "第一条 甲。\n---\n乙\n---\n")


def test_a_value_cannot_open_a_line_or_end_the_front_matter() -> None:
    front, _ = split_front(with_front({"title": "甲\n---\nstatus: 现行有效", "note": ""}, "乙"))
    assert front == {"title": "甲 --- status: 现行有效"}


def test_unknown_keys_are_kept() -> None:
    front, _ = split_front(with_front({"kind": "指引", "title": "甲"}, "乙"))
    assert front == {"title": "甲", "kind": "指引"}


def test_the_first_commencement_and_the_end_are_read() -> None:
    law = law_of({"title": "甲", "first_effective": "2005-01-01", "expires": "2030-01-01", "status": "现行有效"})
    assert (law.first_effective, law.expires) == (date(2005, 1, 1), date(2030, 1, 1))
    assert law.status_on(date(2029, 12, 31)) is Status.IN_FORCE
    assert law.status_on(date(2030, 1, 1)) is not Status.IN_FORCE


@pytest.mark.parametrize("region", ["", "未注明"])
def test_a_place_that_is_not_stated_is_national_only_where_nothing_was_written(region: str) -> None:
    assert law_of({"title": "甲", "region": region}).region == (region or "全国")
