"""Places: provinces and prefecture-level cities, their short names, and where a rule applies."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources

from .errors import RegionError
from .records import NATIONAL

__all__ = [
    "applies_in",
    "find_regions",
    "normalise_region",
    "provinces",
    "region_at_start",
    "region_before",
    "without_regions",
]

# Short names and everyday words that are only taken for a place with 省 or 市 behind them.
_AMBIGUOUS = frozenset("京津沪渝冀晋辽黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇藏陕陇").union(
    ("海北", "海西", "海东", "山南", "阿里", "红河", "文山", "黄山", "中山", "大理", "保山", "白山", "通化", "和田"),
    ("金华", "来宾", "平凉", "定西", "安康", "怒江", "玉树"),
)


@functools.cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("data/regions.toml").read_text("utf-8"))


def provinces() -> tuple[str, ...]:
    """The 31 provincial-level units of the mainland, by full name."""
    return tuple(_table())


@functools.cache
def _names() -> Mapping[str, str]:
    """Every name of a place to its region: 四川 to 四川省, 乐山市 to 四川省/乐山市."""
    names: dict[str, str] = {}
    for province, row in _table().items():
        for name in (province, *row["short"]):
            names[name] = province
        for city in row.get("cities", ()):
            for name in (city, f"{city}市"):
                names.setdefault(name, f"{province}/{city}市")
    return names


@functools.cache
def _pattern() -> re.Pattern[str]:
    names = sorted((name for name in _names() if name not in _AMBIGUOUS), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


def normalise_region(name: str) -> str:
    """The region that a name stands for, such as 川, 四川, 四川省/乐山市, 乐山.

    Raises:
        RegionError: The table has no such place.
    """
    text = name.strip()
    if text in {"", NATIONAL}:
        return NATIONAL
    if text in _names():
        return _names()[text]
    province, _, city = text.partition("/")
    if not city:  # 浙江省宁波市 in one word
        province = max((name for name in _names() if text.startswith(name)), key=len, default="")
        city = text.removeprefix(province)
    full = _names().get(city, "") if city else ""
    if full and full.startswith(f"{_names().get(province, province)}/"):
        return full
    raise RegionError(f"不认识地区「{text[:20]}」，请写省或地级市的名称，如“河南省”“浙江省/宁波市”。")


def find_regions(text: str) -> tuple[str, ...]:
    """The regions named in a text, most precise first, each once."""
    found = [_names()[match[0]] for match in _pattern().finditer(text)]
    return tuple(sorted(dict.fromkeys(found), key=lambda region: -region.count("/")))


def region_before(text: str, position: int) -> str:
    """The name of a place that ends directly before ``position``, or nothing."""
    window = text[max(0, position - 20) : position]
    names = [name for name in _names() if len(name) > 1 and window.endswith(name)]
    return max(names, key=len, default="")


def region_at_start(text: str) -> str:
    """The region whose name ``text`` begins with (河南省…, 浙江省宁波市…, 深圳经济特区…), or nothing."""
    first = _pattern().match(text)
    if first is None:
        return ""
    region = _names()[first[0]]
    second = _pattern().match(text, first.end())
    if second and _names()[second[0]].startswith(f"{region}/"):
        return _names()[second[0]]
    return region


def without_regions(text: str) -> str:
    """``text`` with the names of places taken out, for searching: where a rule applies is a filter, not a word."""
    return _pattern().sub("", text)


def applies_in(rule_region: str, place: str) -> bool:
    """Whether a rule of ``rule_region`` applies to a worker in ``place``.

    National rules apply everywhere, a province's rules in its cities, a city's rules only there.
    """
    return rule_region in {NATIONAL, place} or place.startswith(f"{rule_region}/")
