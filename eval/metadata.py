"""``python -m eval.metadata``: how much of the front matter of the library's texts their own words give back.

Each text is read with its front matter hidden and its Markdown marks taken off, as from a PDF, under a name that tells
nothing. Rules were made while looking at one half of the files (by a hash of the path); the other half is
reported apart.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.settings import load_settings
from knowledge.dates import find_dates
from knowledge.errors import SourceError, XuefaError
from knowledge.frontmatter import read_day, split_front
from knowledge.metadata import Metadata, infer
from knowledge.records import RawText
from knowledge.sources import library_files
from knowledge.text import short_title

__all__ = ["Case", "figures", "read_cases", "report"]

FIELDS = ("title", "level", "region", "issuer", "published", "effective")
# What a doubt about the field begins with.
NAMES = {
    "title": "标题",
    "level": "层级",
    "region": "地区",
    "issuer": "制定机关",
    "published": "公布日期",
    "effective": "施行日期",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One text: what its front matter says, and what was inferred from its words."""

    path: str
    front: Mapping[str, str]
    found: Metadata
    days: frozenset[date]

    @property
    def half(self) -> str:
        """The half of the files that it belongs to: ``developed`` or ``unseen``."""
        return "unseen" if hashlib.sha256(self.path.encode()).digest()[0] % 2 else "developed"

    def verdict(self, field: str) -> str:
        """How the text's value stands to the front matter's.

        ``right``, ``wrong``, ``missing`` in the text, ``extra`` in the text, ``absent`` in both, or ``first``: the
        front matter gives the day on which the first version took effect, the text gives it beside the amendment's.
        """
        said, found = self.front.get(field, "").strip(), _value(self.found, field)
        if field == "title":
            said = short_title(said)
        if not said:
            return "absent" if not found else "extra"
        if found == said or (field in {"title", "issuer"} and _letters(found) == _letters(said)):
            return "right"
        if field == "effective" and said == _value(self.found, "first_effective"):
            return "first"
        return "wrong" if found and found != "未注明" else "missing"

    def flagged(self, field: str) -> bool:
        """Whether a doubt, or the list of what is missing, speaks of the field."""
        name = NAMES[field]
        return name in self.found.missing or any(doubt.startswith(name) for doubt in self.found.doubts)

    def tells(self, field: str) -> bool:
        """Whether the date of the front matter stands anywhere in the text."""
        return read_day(self.front.get(field)) in self.days


def read_cases(roots: Iterable[Path]) -> Iterator[Case]:
    """Every Markdown file with front matter below ``roots``, read with the front matter hidden."""
    for root in roots:
        for path in library_files(root):
            front, body = split_front(path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"))
            if front is None:
                continue
            lines = tuple(re.sub(r"^#+\s*", "", line.strip()) for line in body.split("\n") if line.strip())
            days = frozenset(found.day for line in lines for found in find_dates(line))
            yield Case(path.relative_to(root).as_posix(), front, infer(RawText("", "txt", lines)), days)


def figures(cases: Sequence[Case]) -> Mapping[str, Mapping[str, float | int]]:
    """For each field the shares of right and flagged texts among those whose front matter states it."""
    return {field: _field(cases, field) for field in FIELDS}


def _field(cases: Sequence[Case], field: str) -> Mapping[str, float | int]:
    stated = [case for case in cases if case.front.get(field, "").strip()]
    verdicts = [case.verdict(field) for case in stated]
    good = [verdict in {"right", "first"} for verdict in verdicts]
    bad = [case for case, fine in zip(stated, good, strict=True) if not fine]
    row: dict[str, float | int] = {
        "n": len(stated),
        "right": _share(good),
        "first_commencement": verdicts.count("first"),
        "wrong": verdicts.count("wrong"),
        "missing": verdicts.count("missing"),
        "of_bad_flagged": _share([case.flagged(field) for case in bad]),
    }
    if field in {"effective", "published"}:
        told = [fine for case, fine in zip(stated, good, strict=True) if case.tells(field)]
        row |= {"n_told_by_text": len(told), "right_where_told": _share(told)}
    return row


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else 1.0


def report(cases: Sequence[Case], say: Callable[[str], None]) -> None:
    """Every text whose level, region, date, title or issuer differs, and whether a doubt says so."""
    for case in cases:
        for field in ("level", "region", "effective", "title", "issuer"):
            verdict = case.verdict(field)
            if verdict in {"right", "absent"}:
                continue
            first = _value(case.found, "first_effective")
            also = f"（首次施行 {first}）" if field == "effective" and first else ""
            untold = field == "effective" and verdict != "extra" and not case.tells(field)
            told = "；说明的日期正文里没有" if untold else ""
            mark = "已提示" if case.flagged(field) else "没有提示"
            said, found = case.front.get(field, "") or "无", _value(case.found, field) or "无"
            say(f"{case.half}\t{verdict}\t{NAMES[field]}\t{case.path}\t说明 {said}\t正文 {found}{also}{told}\t{mark}")


def _value(found: Metadata, field: str) -> str:
    value = getattr(found, field)
    return value.isoformat() if isinstance(value, date) else value or ""


def _letters(words: str) -> str:
    return re.sub(r"[^\w]|和", "", words)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each disagreement and one JSON object of figures; 2 if there is no library folder."""
    parser = argparse.ArgumentParser(prog="python -m eval.metadata", description="元数据识别的准确率")
    parser.add_argument("--quiet", action="store_true", help="只输出数字")
    options = parser.parse_args(arguments)
    try:
        cases = list(read_cases(load_settings().library_folders()))
        if not cases:
            raise SourceError("没有可以比较的文本：请把 XUEFA_LIBRARY 设为带说明部分的文本库文件夹。")
    except XuefaError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if not options.quiet:
        report(cases, print)
    halves = {half: [case for case in cases if case.half == half] for half in ("developed", "unseen")}
    groups = {"all": cases, **halves}
    print(json.dumps({name: {"texts": len(group), **figures(group)} for name, group in groups.items()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
