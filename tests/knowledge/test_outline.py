from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.outline import outline_of
from knowledge.statute import parse_articles

LAW = [
    "示例省饭钱条例",
    "（2004年9月25日 示例省人大常委会会议通过）",
    "第一章　总　则",
    "第一条　为了管好饭钱，制定本条例。",
    "第二章　发放",
    "第一节　时间",
    "第二条　饭钱按天算。",
    "按天算不清的，按月算。",
    "第三条　有下列情形之一的，加倍：",
    "（一）雨天；",
    "（二）雪天。",
    "第三章　附则",
    "第四条　本条例自2005年1月1日起施行。",
]


def articles(lines: list[str]) -> list[tuple[str, tuple[str, ...], str]]:
    parsed, _ = parse_articles("x", "\n".join(outline_of(lines).body))
    return [(one.number, one.chapters, one.text) for one in parsed]


def test_chapters_sections_articles_and_items_find_their_place() -> None:
    assert articles(LAW) == [
        ("第一条", ("第一章 总则",), "为了管好饭钱，制定本条例。"),
        ("第二条", ("第二章 发放", "第一节 时间"), "饭钱按天算。\n按天算不清的，按月算。"),
        ("第三条", ("第二章 发放", "第一节 时间"), "有下列情形之一的，加倍：\n（一）雨天；\n（二）雪天。"),
        ("第四条", ("第三章 附则",), "本条例自2005年1月1日起施行。"),
    ]


def test_title_and_note_stand_before_the_body() -> None:
    outline = outline_of(LAW)
    assert outline.head[outline.title] == "示例省饭钱条例"
    assert outline.head[1].startswith("（2004年")
    assert outline.doubts == ()


def test_parts_divisions_chapters_and_sections_nest_in_that_order() -> None:
    lines = ["饭钱法", "第一编 总则", "第一分编 通则", "第一章 甲", "第一节 乙", "第一条 丙。", "第二条 丁。"]
    assert articles(lines)[0][1] == ("第一编 总则", "第一分编 通则", "第一章 甲", "第一节 乙")


def test_a_chapter_name_that_begins_like_a_reference_is_still_a_heading() -> None:
    lines = [
        "饭钱法",
        "第一章 规范饭钱",
        "第一条 甲。",
        "第二章 第一餐",
        "第二条 乙。",
        "第三章规定的情形除外",
        "第三条 丙。",
    ]
    found = articles(lines)
    assert [chapters for _, chapters, _ in found] == [("第一章 规范饭钱",), ("第二章 第一餐",), ("第二章 第一餐",)]
    assert found[1][2] == "乙。\n第三章规定的情形除外"


def test_a_table_of_contents_is_left_out_and_said() -> None:
    contents = ["目　录", "第一章　总　则", "第二章　发放", "第三章　附则"]
    outline = outline_of([LAW[0], *contents, *LAW[2:]])
    assert "目录已略去" in outline.doubts
    assert articles([LAW[0], *contents, *LAW[2:]]) == articles(LAW)


def test_an_annex_is_no_part_of_the_last_article() -> None:
    found = articles([*LAW, "附件1", "饭钱标准", "第一条 每天一百元。"])
    assert found[3][2] == "本条例自2005年1月1日起施行。"
    assert [number for number, _, _ in found[4:]] == ["附件1"]
    assert "第一条每天一百元。" in found[4][2]


def test_an_amending_decision_in_front_is_used_and_left_out() -> None:
    decision = [
        "示例省人大常委会关于修改《示例省饭钱条例》的决定",
        "（2020年9月24日 示例省人大常委会会议通过）",
        "示例省人大常委会会议决定对《示例省饭钱条例》作如下修改，并对有关条文的顺序和个别文字作相应的调整和修改：",
        "一、将第三条修改为：“有下列情形之一的，加倍。”将第四条中的“按月算”修改为“按天算”，并对相关内容作出调整。",
        "本决定自2020年12月1日起施行。",
    ]
    outline = outline_of([*decision, *LAW])
    assert outline.head[outline.title] == "示例省饭钱条例"
    assert articles([*decision, *LAW]) == articles(LAW)
    assert any("没有收入条文" in doubt for doubt in outline.doubts)


def test_a_decision_with_articles_of_its_own_gives_way_to_the_amended_law() -> None:
    decision = ["关于修改《示例省饭钱条例》的决定", "第一条 将第三条删除。", "第二条 本决定自公布之日起施行。"]
    outline = outline_of([*decision, *LAW])
    assert articles([*decision, *LAW]) == articles(LAW)
    assert any("关于修改" in doubt and "没有收入" in doubt for doubt in outline.doubts)


def test_a_second_law_in_the_file_is_named() -> None:
    other = ["示例省菜钱条例", "第一条 菜钱另算。", "第二条 本条例自公布之日起施行。"]
    outline = outline_of([*LAW, *other])
    assert articles([*LAW, *other]) == articles(LAW)
    assert any("示例省菜钱条例" in doubt for doubt in outline.doubts)


def test_numbers_that_begin_again_without_a_title_stay_in_the_law() -> None:
    outline = outline_of([*LAW, "第一条　甲。", "第二条　乙。"])
    assert sum("重复出现" in doubt for doubt in outline.doubts) == 2
    assert "第二条 乙。" in outline.body


def test_a_notice_leads_to_the_text_that_it_encloses() -> None:
    notice = [
        "关于印发《饭钱暂行规定》的通知",
        "示部发〔1994〕489号",
        "各省：",
        "现将规定印发给你们。",
        "示例部",
        "饭钱暂行规定",
    ]
    outline = outline_of([*notice, *LAW[3:4], *LAW[6:7]])
    assert outline.head[outline.title] == "饭钱暂行规定"


def test_what_an_office_prints_below_is_left_out_and_said() -> None:
    outline = outline_of([*LAW, "抄送：各市总工会。", "示例省总工会办公室 2020年1月2日印发"])
    assert outline.body[-1].endswith("起施行。")
    assert any("版记" in doubt for doubt in outline.doubts)


def test_listed_headings_between_articles_are_headings() -> None:
    found = articles(["示例规定", "一、谁出钱", "第一条 东家出。", "二、何时出", "第二条 当天出。"])
    assert [chapters for _, chapters, _ in found] == [("一、谁出钱",), ("二、何时出",)]


def test_a_text_without_articles_keeps_every_line_but_its_title() -> None:
    lines = ["示例市总工会工作要点", "总的要求。", "一、学习", "1.读书。", "2.看报。", "二、帮扶", "送饭。"]
    outline = outline_of(lines)
    assert not outline.numbered
    assert list(outline.body) == lines[1:]


def test_an_empty_file_is_an_empty_outline() -> None:
    assert outline_of([]).body == ()
    assert outline_of(["", "  "]).title == -1


LINES = st.sampled_from(
    [
        "饭钱条例",
        "第一章 总则",
        "第二章",
        "第一条 甲。",
        "第一条乙。",
        "第二条",
        "第二条 第三款规定",
        "第三条规定的丙",
        "第三条之一 丁。",
        "第九条 戊。",
        "附件1",
        "附则",
        "一、己",
        "（一）庚；",
        "目录",
        "# 辛",
        "## 壬",
        "抄送：癸",
        "平常的一行。",
    ]
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=14))
def test_no_line_is_lost_silently(lines: list[str]) -> None:
    outline = outline_of(lines)
    kept = "".join((*outline.head, *outline.body)).replace(" ", "")
    told = "".join(outline.doubts)
    for line in lines:
        plain = line.strip("# ").replace(" ", "")
        assert plain in kept or plain == "目录" or "目录已略去" in told or "没有收入" in told
