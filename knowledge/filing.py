"""The level and the place under which a text is filed, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .issuers import LOCAL_LEVEL, UNSTATED, Issuer
from .records import NATIONAL, POLICY_LEVEL
from .regions import region_at_start

__all__ = ["file_under"]

# Not 资本市场, and not 本省、自治区、直辖市, which any law may say.
_HERE = re.compile(r"(?<![资成基根日])本(?:省|市(?![场值])|自治区|自治州|县)(?![级、])")
# Only the National People's Congress gives the name 法.
_LAW = re.compile(r"(?<![办做方说书])法(?:典|修正案)?(?:（[^）]*）)?$")
_COUNTRY = re.compile(r"国务院|国家|全国|中华人民共和国|各省、自治区、直辖市")
_UNION = re.compile(r"工会")
# A union's paper names unions at least once in so many characters.
MANY = 3
_CHARACTERS_FOR_A_UNION = 500


def file_under(title: str, issuer: Issuer | None, body: Sequence[str], numbered: bool) -> tuple[Issuer, list[str]]:
    """The level and place under which a text is filed, and what is only concluded about them."""
    here = region_at_start(title)
    if issuer is not None and issuer.level in {POLICY_LEVEL, LOCAL_LEVEL}:
        return _with_region(issuer, here)
    if issuer is None and _LAW.search(title) and (numbered or "修正案" in title):
        return Issuer("", "法律", NATIONAL, "标题"), ["层级：没有写明制定机关，按标题推断为法律"]
    if here:  # a place in the title outweighs a national body named around it
        where = Issuer("" if issuer is None or issuer.region == NATIONAL else issuer.name, LOCAL_LEVEL, here, "标题")
        told = [f"制定机关：没有写明；层级按标题中的地名“{here.rpartition('/')[2]}”定为{LOCAL_LEVEL}"]
        if not numbered and _is_union_paper(title, body):
            return replace(where, level=POLICY_LEVEL), ["制定机关：没有写明；层级按内容定为工会文件"]
        return where, told
    if issuer is not None and issuer.level:
        local = _HERE.findall("\n".join(body))
        if len(local) > MANY:
            told = [f"地区：制定机关像是{issuer.name}，但是正文写着“{local[0]}”，不能当作全国适用"]
            return replace(issuer, region=UNSTATED), told
        return issuer, []
    return _by_words(title, body, numbered)


def _with_region(issuer: Issuer, here: str) -> tuple[Issuer, list[str]]:
    if here and here != issuer.region and (here.startswith(issuer.region) or issuer.region == UNSTATED):
        return replace(issuer, region=here), []
    if issuer.region == UNSTATED:
        return issuer, ["地区：没有写明是哪个省、市"]
    if here and not here.startswith(issuer.region.partition("/")[0]):
        return issuer, [f"地区：标题像是{here}，制定机关是{issuer.region}的"]
    return issuer, []


def _by_words(title: str, body: Sequence[str], numbered: bool) -> tuple[Issuer, list[str]]:
    """Level and place where neither issuer nor title tells them: the text's own words, always with a doubt."""
    text = "\n".join(body)
    if not numbered and _is_union_paper(title, body):
        told = ["层级：按内容定为工会文件", "地区：没有写明是哪个省、市", "制定机关：没有写明"]
        return Issuer("", POLICY_LEVEL, UNSTATED, "内容"), told
    if here := _HERE.findall(text):
        return Issuer("", LOCAL_LEVEL, UNSTATED, "内容"), [
            f"层级：正文写着“{here[0]}”，定为{LOCAL_LEVEL}",
            "地区：没有写明是哪个省、市",
        ]
    name = re.sub(r"（.*", "", title)
    if name.endswith("条例"):
        level = "行政法规"
    elif numbered and title:
        level = "部门规章"
    else:
        return Issuer("", UNSTATED, UNSTATED, ""), ["层级：没有找到制定机关，无法判断", "地区：没有写明"]
    told = [f"层级：没有写明制定机关，按标题推断为{level}"]
    if not _COUNTRY.search(text):
        return Issuer("", level, UNSTATED, "标题"), [*told, "地区：没有写明"]
    return Issuer("", level, NATIONAL, "标题"), [*told, "地区：没有地名，推断为全国"]


def _is_union_paper(title: str, body: Sequence[str]) -> bool:
    words = "".join((title, *body))
    return len(_UNION.findall(words)) * _CHARACTERS_FOR_A_UNION >= len(words)
