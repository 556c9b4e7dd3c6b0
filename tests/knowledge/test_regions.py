from __future__ import annotations

import pytest

from knowledge.errors import RegionError
from knowledge.library import Library
from knowledge.regions import applies_in, find_regions, normalise_region, provinces, without_regions


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("川", "四川省"),
        ("四川", "四川省"),
        ("四川省", "四川省"),
        ("乐山", "四川省/乐山市"),
        ("乐山市", "四川省/乐山市"),
        ("四川省/乐山市", "四川省/乐山市"),
        ("中山市", "广东省/中山市"),
        ("沪", "上海市"),
        ("内蒙", "内蒙古自治区"),
        ("吉林", "吉林省"),
        (" 河南 ", "河南省"),
        ("", "全国"),
        ("全国", "全国"),
    ],
)
def test_a_place_is_known_by_its_usual_names(name: str, region: str) -> None:
    assert normalise_region(name) == region


@pytest.mark.parametrize("name", ["火星", "四川省/", "/乐山市", "第八十二条"])
def test_an_unknown_place_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(RegionError, match="浙江省/宁波市"):
        normalise_region(name)


def test_a_city_without_its_last_character_is_the_same_city() -> None:
    assert normalise_region("浙江省/宁波") == "浙江省/宁波市"


def test_a_city_of_another_province_is_refused() -> None:
    with pytest.raises(RegionError):
        normalise_region("浙江省/成都市")


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("我在中山打工", ("广东省/中山市",)),
        ("中山先生说过", ()),
        ("广东中山的厂", ("广东省/中山市", "广东省")),
        ("我在昆山打工", ("江苏省/苏州市",)),
        ("江苏昆山市的厂", ("江苏省/苏州市", "江苏省")),
        ("湖北恩施的工地", ("湖北省/恩施土家族苗族自治州", "湖北省")),
        ("在阿坝州上班", ("四川省/阿坝藏族羌族自治州",)),
        ("深圳特区和内蒙的规定", ("广东省/深圳市", "内蒙古自治区")),
        ("公司在朝阳区", ()),
        ("东方集团不发工资", ()),
        ("我们是合作单位，在开发区上班", ()),
        ("我在中山市打工", ("广东省/中山市",)),
        ("川菜馆欠我工资", ()),
        ("乐山的厂不发工资", ("四川省/乐山市",)),
        ("四川乐山的厂", ("四川省/乐山市", "四川省")),
        ("从河南郑州到浙江宁波", ("河南省/郑州市", "浙江省/宁波市", "河南省", "浙江省")),
        ("北京市朝阳区", ("北京市",)),
        ("河南河南河南", ("河南省",)),
        ("老板拖欠工资", ()),
    ],
)
def test_places_in_a_text(text: str, regions: tuple[str, ...]) -> None:
    assert find_regions(text) == regions


@pytest.mark.parametrize(
    ("text", "rest"),
    [("在四川省乐山市上班工资多少", "在上班工资多少"), ("川菜馆", "川菜馆"), ("中山市最低工资", "最低工资")],
)
def test_places_are_taken_out_of_what_is_searched(text: str, rest: str) -> None:
    assert without_regions(text) == rest


@pytest.mark.parametrize(
    ("rule", "place", "applies"),
    [
        ("全国", "全国", True),
        ("全国", "四川省/乐山市", True),
        ("四川省", "四川省", True),
        ("四川省", "四川省/乐山市", True),
        ("四川省/乐山市", "四川省/乐山市", True),
        ("四川省/乐山市", "四川省", False),
        ("四川省/乐山市", "四川省/成都市", False),
        ("浙江省", "四川省/乐山市", False),
        ("浙江省", "全国", False),
        ("浙江省/宁波市", "全国", False),
    ],
)
def test_where_a_rule_applies(rule: str, place: str, applies: bool) -> None:
    assert applies_in(rule, place) is applies


def test_no_province_applies_in_another() -> None:
    everywhere = provinces()
    assert len(everywhere) == 31
    assert [
        (rule, place) for rule in everywhere for place in everywhere if applies_in(rule, place) != (rule == place)
    ] == []


def test_every_province_is_found_by_its_full_name() -> None:
    assert [find_regions(f"我在{province}上班") for province in provinces()] == [(one,) for one in provinces()]


@pytest.mark.library
def test_every_region_of_the_library_folder_can_be_asked_for(all_texts: Library) -> None:
    regions = {law.region for law in all_texts.laws()}
    assert len(regions) > 20
    for region in regions:
        assert normalise_region(region) == region
        # By the last part alone, as people say it.
        assert normalise_region(region.rpartition("/")[2]) == region
