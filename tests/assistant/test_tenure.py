from __future__ import annotations

import time

import pytest

from assistant.tenure import bare_tenure, tenures


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("我在这干了三个月", [3]),
        ("来厂里半年了老板不发工资", [6]),
        ("入职才2个月就被辞了", [2]),
        ("工作4年了", [48]),
        ("在这家公司干了一年零两个月", [14]),
        ("干了两年半", [30]),
        ("干了3年3个月", [39]),
        ("入职26年5月", []),
        ("干了三年多", [36.1]),
        ("干了七个多月", [7.1]),
        ("做了5个半月", [5.5]),
        ("上班快半年了", [5.9]),
        ("干了不到一年", [11.9]),
        ("干了三个月，后来又干了两年", [3, 24]),
        ("总共工作6年，在这公司3年", [72, 36]),  # two lengths: no sum is made of either
        ("在这家单位八个月了", [8]),
        ("他工龄6年在我们这3年", [72, 36]),
        ("在咱这边两年半了", [30]),
        ("在公司两年前的事", []),
        # No time of work.
        ("在这两年里工资没涨过", []),
        ("在那半年公司没交社保", []),
        ("公司存在那两年没签合同", []),
        ("老板拖了三个月工资", []),
        ("我入职2026年5月", []),
        ("上班5月1号", []),
        ("上班3月份的工资没发", []),
        ("没干够一年", []),
        ("后来一年没发工资", []),
        ("本来三年的合同", []),
        ("孩子刚上一年级", []),
        ("还不满一年", []),
        ("超过一个月不满一年", []),
        (f"干了{'9' * 320}年", []),
        ("干了很久", []),
    ],
)
def test_how_long_somebody_has_worked(text: str, months: list[float]) -> None:
    assert list(tenures(text)) == pytest.approx(months)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("两年", 24),
        ("8个月", 8),
        ("干了8个月了", 8),
        ("快一年了", 11.9),
        ("半年多", 6.1),
        ("我干了三年零两个月。", 38),
        ("工作十年有几天年假", None),
        ("两年前的工资", None),
        ("", None),
        ("你好", None),
    ],
)
def test_a_reply_that_is_only_a_span_of_time(text: str, months: float | None) -> None:
    assert bare_tenure(text) == (None if months is None else pytest.approx(months))


@pytest.mark.parametrize("text", ["干" + "整" * 2000, "干了" + "快" * 2000, "来公司" + "十" * 2000 + "年", "干" * 2000])
def test_no_text_takes_long(text: str) -> None:
    """Anybody may send it; an ambiguous repetition would never end."""
    start = time.perf_counter()
    assert list(tenures(text)) == []
    bare_tenure(text)
    assert time.perf_counter() - start < 2
