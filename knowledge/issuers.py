"""Who issued a text, of what level it is and where it applies, from what stands around its title."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from .records import NATIONAL, POLICY_LEVEL
from .regions import region_at_start

__all__ = ["UNSTATED", "Issuer", "find_issuer", "local_body", "younger_words"]

UNSTATED = "未注明"
LOCAL_LEVEL = "地方性法规"
_SESSION = r"(?:第?[一二三四五六七八九十百]+届)?"
_CONGRESS = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{2,12}}?(?:省|市|自治区|自治州|自治县|县|区))?{_SESSION}"
    r"(?P<body>人民代表大会常务委员会|人大常委会|人民代表大会)"
)
_OFFICE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|县|区))"
    r"(?P<body>人民政府(?:办公厅|办公室)?|(?:人力资源和社会保障|人力社保|劳动和社会保障|劳动保障|民政|财政|司法|住房和城乡建设)(?:厅|局|委员会))"
)
_UNION = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|县|区)?)?总工会")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issued a text.

    Attributes:
        name: As the text writes it, sessions (第十届) left out; empty where it does not say.
        level: The level of what it issues, or empty.
        region: 全国, a province, province/city, or 未注明.
        where: What told us, in Chinese, for people who check it.
    """

    name: str
    level: str
    region: str
    where: str


@functools.cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("data/issuers.toml").read_text("utf-8"))


def younger_words(text: str, than: date) -> Iterator[tuple[str, date]]:
    """Names in ``text`` that did not exist on the day ``than``, with the day since which they do."""
    for row in _table()["younger"]:
        if row["since"] > than:
            yield from ((word, row["since"]) for word in row["words"] if word in text)


def find_issuer(number: str, notes: Sequence[str], title: str, signatures: Sequence[str]) -> Issuer | None:
    """The issuer that a text names, from the surest sign to the weakest.

    Args:
        number: The number of the document, normalised.
        notes: Lines that tell the history of the text (题注, orders), quoted titles taken out.
        title: Its title, which is the surest where it names the issuer (国务院关于…).
        signatures: Short lines above or below the text that may be signatures.
    """
    if found := _of_title(title):
        return found
    for note in notes:
        if found := _in_note(note, title):
            return found
    numbered, signed = _of_number(number), _of_signature(signatures)
    if numbered and signed and signed.name.startswith(f"{numbered.name}、"):
        return Issuer(signed.name, numbered.level, numbered.region, numbered.where)  # issued jointly
    return numbered or signed


def local_body(words: str, title: str = "") -> Issuer | None:
    """The people's congress or local office that ``words`` name, ``title`` telling the place where they do not."""
    for pattern in (_CONGRESS, _OFFICE):
        match = pattern.search(words)
        if match is None or "全国人民代表大会" in words:
            continue
        place = _place(match["place"] or "")
        region = region_at_start(place) or region_at_start(title)
        if not region:
            continue
        name = (place or _place_name(region)) + match["body"].replace("人大常委会", "人民代表大会常务委员会")
        return Issuer(name, LOCAL_LEVEL, region, "制定机关")
    return None


def _in_note(note: str, title: str) -> Issuer | None:
    approved = "国务院批准" in note
    if approved and (ministry := _national(note.replace("国务院批准", ""))):
        return Issuer(f"{ministry.name}（国务院批准）", "行政法规", NATIONAL, "题注")
    if found := _national(note):
        return found
    return local_body(note, title)


def _national(words: str) -> Issuer | None:
    """The national issuers at the place where ``words`` first name one; several that act together stay together."""
    spots: list[tuple[int, int, str, str]] = []
    for row in _table()["issuer"]:
        for name in (*row["names"], *row.get("short", ())):
            at = words.find(name)
            if at >= 0 and not any(start <= at < end for start, end, _, _ in spots):
                spots.append((at, at + len(name), name if name in row["names"] else row["names"][0], row["level"]))
    if not spots:
        return None
    spots.sort()
    names, (_, end, _, level) = [spots[0][2]], spots[0]
    for start, stop, name, _ in spots[1:]:
        if words[end:start].strip() not in {"、", "，", ""}:
            break
        names.append(name)
        end = stop
    return Issuer("、".join(names), level, NATIONAL, "题注")


def _of_number(number: str) -> Issuer | None:
    mark = number.partition("〔")[0]
    if not mark or "〔" not in number:
        return _national(number) or local_body(number) if number else None
    for row in _table()["issuer"]:
        if any(mark == own or (len(own) > 2 and mark.startswith(own)) for own in row.get("marks", ())):
            return Issuer(row["names"][0], row["level"], NATIONAL, f"文号{number}")
    return None


def _of_title(title: str) -> Issuer | None:
    if match := _UNION.match(title):
        region = region_at_start(title) or (NATIONAL if title.startswith(("全国", "中华")) else "")
        return Issuer(match[0], POLICY_LEVEL, region or UNSTATED, "标题")
    if title.startswith("中国工会章程"):
        return Issuer("中国工会全国代表大会", POLICY_LEVEL, NATIONAL, "标题")
    before, about, _ = re.sub(r"《.*", "", title).partition("关于")
    found = _national(before) if about else None
    if found:
        return Issuer(found.name, found.level, NATIONAL, "标题")
    return local_body(before) if about else None


def _of_signature(signatures: Sequence[str]) -> Issuer | None:
    for line in signatures:
        if match := _UNION.match(line):
            region = region_at_start(line) or (NATIONAL if line.startswith(("全国", "中华")) else UNSTATED)
            return Issuer(match[0], POLICY_LEVEL, region, "署名")
        if (found := _national(line)) and line.startswith(("中华人民共和国", found.name.partition("、")[0])):
            return Issuer(found.name, found.level, NATIONAL, "署名")
        if found := local_body(line):
            return Issuer(found.name, LOCAL_LEVEL, found.region, "署名")
    return None


def _place(words: str) -> str:
    """The place at the end of words such as 经河南省."""
    while words and not region_at_start(words):
        words = words[1:]
    return words


def _place_name(region: str) -> str:
    return region.rpartition("/")[2]
