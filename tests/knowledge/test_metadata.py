from __future__ import annotations

from datetime import date

import pytest

from knowledge.metadata import Metadata, infer
from knowledge.records import RawText, Status

BODY = ("第一条 为了管好饭钱，制定本办法。", "第二条 饭钱按天算，由国务院饭钱主管部门监督。")


def read(*lines: str, name: str = "") -> Metadata:
    return infer(RawText(name, "txt", lines))


def test_a_local_rule_tells_everything() -> None:
    found = read(
        "济南市饭钱若干规定",
        "（2010年11月25日济南市第十四届人民代表大会常务委员会第二十五次会议通过2011年1月14日山东省第十一届人民代表大会"
        "常务委员会第二十一次会议批准2011年2月1日公布）",
        *BODY,
        "第三条 本规定自2011年5月1日起施行。",
    )
    assert (found.title, found.level, found.region) == ("济南市饭钱若干规定", "地方性法规", "山东省/济南市")
    assert found.issuer == "济南市人民代表大会常务委员会"
    assert (found.passed, found.published, found.effective) == (date(2010, 11, 25), date(2011, 2, 1), date(2011, 5, 1))
    assert (found.status, found.doubts, found.missing) == (Status.IN_FORCE, (), ())


def test_an_order_of_the_state_council() -> None:
    found = read(
        "中华人民共和国国务院令",
        "第586号",
        "《饭钱条例》已经2010年12月8日国务院第136次常务会议通过，现予公布，自2011年1月1日起施行。",
        "总理 某某",
        "二○一○年十二月二十日",
        "饭钱条例",
        *BODY,
        "第三条 本条例自2011年1月1日起施行。",
    )
    assert (found.title, found.document_number) == ("饭钱条例", "国务院令第586号")
    assert (found.level, found.region, found.issuer) == ("行政法规", "全国", "国务院")
    assert (found.published, found.effective) == (date(2010, 12, 20), date(2011, 1, 1))


def test_a_notice_with_a_number_and_a_signature() -> None:
    found = read(
        "人力资源社会保障部关于饭钱折算问题的通知",
        "人社部发〔2025〕2号",
        "各省、自治区、直辖市人力资源社会保障厅（局）：",
        "一、折算办法",
        "每天按一份算，由国家统一规定。",
        "人力资源社会保障部",
        "2025年1月1日",
    )
    assert (found.level, found.region, found.issuer) == ("部门规章", "全国", "人力资源社会保障部")
    assert found.effective == date(2025, 1, 1)
    assert any(doubt.startswith("施行日期") for doubt in found.doubts)


def test_a_union_document_speaks_from_its_date() -> None:
    found = read(
        "2020年工会法律工作要点",
        "各县总工会：",
        "一、学习",
        "各级工会要学习工会法。",
        "乐山市总工会",
        "2020年4月13日",
    )
    assert (found.level, found.region, found.effective) == ("工会文件", "四川省/乐山市", date(2020, 4, 13))


def test_a_rule_on_unions_is_no_union_document() -> None:
    found = read(
        "河南省工会条例",
        "（2004年9月25日河南省第十届人民代表大会常务委员会第十一次会议通过）",
        "第一条 为了保障工会，制定本条例。",
        "第二条 工会由省总工会指导。",
        "第三条 本条例自2005年1月1日起施行。",
    )
    assert (found.level, found.issuer) == ("地方性法规", "河南省人民代表大会常务委员会")


def test_a_text_without_dates_is_of_unknown_status() -> None:
    found = read("河南省饭钱条例", *BODY)
    assert (found.effective, found.status) == (None, Status.UNKNOWN)
    assert "施行日期" in found.missing
    assert any(doubt.startswith("施行日期") for doubt in found.doubts)


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("河南省饭钱条例（征求意见稿）", Status.UNKNOWN),
        ("河南省饭钱条例（草案）", Status.UNKNOWN),
        ("河南省饭钱条例（已废止）", Status.REPEALED),
    ],
)
def test_drafts_and_repealed_texts_are_never_in_force(title: str, status: Status) -> None:
    found = read(title, *BODY, "第三条 本条例自2005年1月1日起施行。")
    assert found.status is status
    assert any(doubt.startswith("状态") for doubt in found.doubts)


def test_a_repeal_of_another_text_repeals_nothing_here() -> None:
    found = read("河南省饭钱条例", *BODY, "第三条 本条例自2005年1月1日起施行。《河南省菜钱条例》同时废止。")
    assert found.status is Status.IN_FORCE


def test_a_text_with_younger_names_than_its_date_is_doubted() -> None:
    found = read("河南省饭钱条例", "第一条 由应急管理部门管。", "第二条 本条例自2005年1月1日起施行。")
    assert any("应急管理部门" in doubt for doubt in found.doubts)


def test_the_file_name_is_the_last_resort_for_a_title_and_said() -> None:
    lines = ("一、学习", "各级工会要学习。")
    found = read(*lines, name="白银市总工会工作总结.docx")
    assert (found.title, found.region) == ("白银市总工会工作总结", "甘肃省/白银市")
    assert any(doubt.startswith("标题") for doubt in found.doubts)
    assert read(*lines, name="扫描件001.pdf").title == ""
    assert "标题" in read(*lines).missing


def test_a_limited_life_ends() -> None:
    found = read("河南省饭钱办法", *BODY, "第三条 本办法自2020年1月1日起施行，有效期5年。")
    assert found.expires == date(2025, 1, 1)


def test_nothing_at_all_is_no_error() -> None:
    found = read()
    assert (found.title, found.effective, found.status) == ("", None, Status.UNKNOWN)
    assert found.doubts
