from __future__ import annotations

from datetime import date

import pytest

from knowledge.filing import file_under
from knowledge.issuers import UNSTATED, Issuer, find_issuer, local_body, younger_words


@pytest.mark.parametrize(
    ("number", "notes", "title", "signatures", "name", "level", "region"),
    [
        ("", ["（2007年12月14日 中华人民共和国国务院令第514号公布）"], "饭钱条例", [], "国务院", "行政法规", "全国"),
        # A ministry's text that the State Council approved ranks with the Council's own.
        ("", ["（1990年6月23日 国务院批准 劳动部发布）"], "饭钱条例", [], "劳动部（国务院批准）", "行政法规", "全国"),
        ("人社部发〔2025〕2号", [], "关于饭钱的通知", [], "人力资源社会保障部", "部门规章", "全国"),
        ("法释〔2020〕26号", [], "关于饭钱的解释", [], "最高人民法院", "司法解释", "全国"),
        ("", [], "最高人民法院关于饭钱的解释", [], "最高人民法院", "司法解释", "全国"),
        ("", [], "关于饭钱的通知", ["中华人民共和国人事部"], "人事部", "部门规章", "全国"),
        ("", [], "乐山市总工会工作要点", [], "乐山市总工会", "工会文件", "四川省/乐山市"),
        ("", [], "工作要点", ["中华全国总工会"], "总工会", "工会文件", "全国"),
        (
            "",
            ["（2025年5月13日人力资源社会保障部、国家卫生健康委令第55号公布）"],
            "饭钱办法",
            [],
            "人力资源社会保障部、国家卫生健康委",
            "部门规章",
            "全国",
        ),
        (
            "",
            ["（2010年11月25日 济南市第十四届人民代表大会常务委员会第二十五次会议通过）"],
            "济南市饭钱规定",
            [],
            "济南市人民代表大会常务委员会",
            "地方性法规",
            "山东省/济南市",
        ),
        (
            "",
            ["（2021年2月5日 温州市第十三届人民代表大会第六次会议通过）"],
            "温州市饭钱条例",
            [],
            "温州市人民代表大会",
            "地方性法规",
            "浙江省/温州市",
        ),
        (
            "",
            ["（2013年12月31日 市十二届人民代表大会常务委员会第十六次会议通过）"],
            "杭州市饭钱条例",
            [],
            "杭州市人民代表大会常务委员会",
            "地方性法规",
            "浙江省/杭州市",
        ),
        ("", ["河南省人民政府令第12号"], "河南省饭钱办法", [], "河南省人民政府", "地方性法规", "河南省"),
    ],
)
def test_the_issuer_is_read_from_what_stands_around_the_title(
    number: str, notes: list[str], title: str, signatures: list[str], name: str, level: str, region: str
) -> None:
    found = find_issuer(number, notes, title, signatures)
    assert found is not None
    assert name in found.name
    assert (found.level, found.region) == (level, region)


def test_no_sign_no_issuer() -> None:
    assert find_issuer("", [], "饭钱条例", ["各省、自治区、直辖市："]) is None
    assert local_body("全国人民代表大会常务委员会") is None
    assert local_body("火星市人民代表大会") is None


def test_a_title_with_a_place_is_local_whatever_ministry_is_named_beside_it() -> None:
    national = Issuer("劳动部", "部门规章", "全国", "署名")
    filed, doubts = file_under("河南省饭钱办法", national, ["第一条 甲。"], numbered=True)
    assert (filed.level, filed.region) == ("地方性法规", "河南省")
    assert any(doubt.startswith("制定机关") for doubt in doubts)


def test_local_words_without_a_place_apply_nowhere() -> None:
    filed, doubts = file_under("饭钱办法", None, ["本市的饭钱由东家出。", "本市各区照办。"], numbered=True)
    assert (filed.level, filed.region) == ("地方性法规", UNSTATED)
    assert {doubt[:2] for doubt in doubts} == {"层级", "地区"}


def test_a_national_issuer_does_not_make_a_text_national_that_speaks_of_its_own_city() -> None:
    national = Issuer("国务院", "行政法规", "全国", "题注")
    filed, doubts = file_under("饭钱办法", national, ["本市饭钱由本市东家在本市按本市标准出。"], numbered=True)
    assert filed.region == UNSTATED
    assert doubts


@pytest.mark.parametrize(
    ("title", "level"),
    [("饭钱法", "法律"), ("饭钱法典", "法律"), ("饭钱条例", "行政法规"), ("饭钱暂行办法", "部门规章")],
)
def test_a_level_from_the_title_alone_is_always_a_doubt(title: str, level: str) -> None:
    filed, doubts = file_under(title, None, ["国务院饭钱主管部门负责全国的饭钱工作。"], numbered=True)
    assert (filed.level, filed.region) == (level, "全国")
    assert any(doubt.startswith("层级") for doubt in doubts)


def test_a_capital_market_is_no_city() -> None:
    filed, _ = file_under("饭钱暂行办法", None, ["国家发展资本市场，降低成本。"], numbered=True)
    assert filed.region == "全国"


def test_a_rule_that_names_no_country_and_no_place_applies_nowhere() -> None:
    filed, doubts = file_under("食堂管理办法", None, ["食堂每天开火。"], numbered=True)
    assert filed.region == UNSTATED
    assert any(doubt.startswith("地区") for doubt in doubts)


def test_words_younger_than_the_text_are_named() -> None:
    words = dict(younger_words("由应急管理部门处理。", date(2012, 1, 1)))
    assert words == {"应急管理部门": date(2018, 3, 17)}
    assert dict(younger_words("由应急管理部门处理。", date(2020, 1, 1))) == {}
