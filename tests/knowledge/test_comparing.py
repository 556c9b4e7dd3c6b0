from __future__ import annotations

import itertools
from collections import Counter

import pytest

from knowledge.comparing import Change, Pair, compare_articles, word_changes
from knowledge.library import Library
from knowledge.records import Article

PAY = "用人单位应当按月以货币形式支付劳动者的工资。"
REST = "劳动者每工作五日，应当安排休息两日。"
CLAIM = "发生争议的，可以向当地的仲裁机构申请仲裁。"


def text_of(*texts: str) -> tuple[Article, ...]:
    return tuple(
        Article("示例", f"第{number}条", (), text) for number, text in zip("一二三四五六", texts, strict=False)
    )


def numbers(pairs: tuple[Pair, ...]) -> list[tuple[str, str, str]]:
    return [
        (pair.change.name, pair.old.number if pair.old else "", pair.new.number if pair.new else "") for pair in pairs
    ]


def test_an_article_put_in_shifts_the_others_and_changes_none_of_them() -> None:
    pairs = compare_articles(text_of(PAY, CLAIM), text_of(PAY, REST, CLAIM))
    assert numbers(pairs) == [
        ("SAME", "第一条", "第一条"),
        ("ADDED", "", "第二条"),
        ("RENUMBERED", "第二条", "第三条"),
    ]


def test_a_removed_article_stands_where_it_stood() -> None:
    pairs = compare_articles(text_of(REST, PAY, CLAIM), text_of(PAY, CLAIM))
    assert numbers(pairs)[0] == ("REMOVED", "第一条", "")
    pairs = compare_articles(text_of(PAY, REST, CLAIM), text_of(PAY, CLAIM))
    assert numbers(pairs)[1] == ("REMOVED", "第二条", "")


def test_moved_articles_are_found_by_what_they_say() -> None:
    pairs = compare_articles(text_of(PAY, REST), text_of(REST, PAY.replace("按月", "每月十日前")))
    assert numbers(pairs) == [("RENUMBERED", "第二条", "第一条"), ("CHANGED", "第一条", "第二条")]


def test_of_equal_articles_each_is_paired_once_and_by_number() -> None:
    same = "本条已经删除。"
    pairs = compare_articles(text_of(same, PAY, same), text_of(same, PAY, same))
    assert {change for change, _, _ in numbers(pairs)} == {"SAME"}
    assert len(pairs) == 3


def test_the_words_that_changed_are_marked_and_nothing_is_lost() -> None:
    old, new = word_changes("工资按月支付，不得拖欠。", "工资按周支付，不得拖欠或者克扣。")
    assert "".join(piece.text for piece in old) == "工资按月支付，不得拖欠。"
    assert [piece.text for piece in old if piece.changed] == ["月"]
    assert [piece.text for piece in new if piece.changed] == ["周", "或者克扣"]


def test_a_replaced_word_is_not_torn_by_one_letter_that_agrees() -> None:
    old, new = word_changes("由劳动行政部门处理。", "由人力资源动员机关处理。")
    assert [piece.text for piece in old if piece.changed] == ["劳动行政部门"]
    assert [piece.text for piece in new if piece.changed] == ["人力资源动员机关"]


def test_the_width_of_a_bracket_is_no_change() -> None:
    pairs = compare_articles(text_of("(一)元旦,放假1天;"), text_of("（一）元旦，放假１天；"))
    assert numbers(pairs) == [("SAME", "第一条", "第一条")]
    old, new = word_changes("(一)新年", "（一）元旦")
    assert [piece.text for piece in (*old, *new) if piece.changed] == ["新年", "元旦"]
    assert new[0].text == "（一）"


@pytest.mark.parametrize(("old", "new"), [((), ()), ((), text_of(PAY)), (text_of(PAY), ()), (text_of(""), text_of(""))])
def test_empty_texts(old: tuple[Article, ...], new: tuple[Article, ...]) -> None:
    assert len(compare_articles(old, new)) == max(len(old), len(new))


def test_every_article_of_the_real_versions_appears_once_and_whole(national: Library) -> None:
    compared = 0
    for title in {law.title for law in national.laws()}:
        versions = national.versions(title)
        for before, after in itertools.pairwise(versions):
            old, new = national.articles_of(before.id), national.articles_of(after.id)
            pairs = compare_articles(old, new)
            assert Counter(pair.old.number for pair in pairs if pair.old) == Counter(one.number for one in old)
            assert Counter(pair.new.number for pair in pairs if pair.new) == Counter(one.number for one in new)
            for pair in pairs:
                assert "".join(piece.text for piece in pair.old_pieces) == (pair.old.text if pair.old else "")
                assert "".join(piece.text for piece in pair.new_pieces) == (pair.new.text if pair.new else "")
            compared += 1
    assert compared >= 11


def test_the_arbitration_law_by_what_we_read_in_it(national: Library) -> None:
    """Checked by hand: 第九条 on the finality of awards became 第十条; the online hearing of 第十一条 is new."""
    before, after = national.versions("仲裁法")
    pairs = compare_articles(national.articles_of(before.id), national.articles_of(after.id))
    assert ("CHANGED", "第九条", "第十条") in numbers(pairs)
    assert ("ADDED", "", "第十一条") in numbers(pairs)
    assert Counter(pair.change for pair in pairs)[Change.SAME] == 1
