"""``python -m eval.references``: how well the references of real-looking drafts are found and judged.

The sets in ``references/`` hold prose by authors who had not seen the checker. Words of statutes stand in it as macros
``{{law|article|paragraph|slice|changes}}`` and are taken from the library, so that no statute text is kept here.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import Assistant
from assistant.checking import Checked, Checker, Verdict
from assistant.settings import load_settings
from knowledge.errors import CaseError, ReferenceError_, XuefaError
from knowledge.library import Library
from knowledge.statute import split_paragraphs
from knowledge.text import fold, short_title

if TYPE_CHECKING:
    from assistant.writing.second_reading import SecondReader

__all__ = ["Draft", "Expected", "Judged", "Score", "judge", "load_drafts", "score"]

_MACRO = re.compile(r"\{\{([^{}|]+)\|([^{}|]+)\|(\d+)\|([^{}|]*)\|?([^{}]*)\}\}")
_SENTENCE = re.compile(r"[^。；]+[。；]?")


@dataclass(frozen=True, slots=True)
class Expected:
    """A reference as its author labelled it; ``start`` is its place in the resolved text."""

    raw: str
    start: int
    law: str
    article: str
    paragraph: int
    item: int
    verdict: Verdict
    form: str
    corruption: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with its references, and with what looks like one and is none."""

    id: str
    day: date
    text: str
    expected: tuple[Expected, ...]
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """An expected reference beside what was found in its place, if anything was."""

    draft: Draft
    expected: Expected
    found: Checked | None

    @property
    def is_found(self) -> bool:
        """Whether the reference was found, with the article and the place that its author gives."""
        if self.found is None or not self.expected.law:
            return self.found is not None
        got = self.found.reference
        if fold(short_title(self.found.law)) != fold(short_title(self.expected.law)):
            return False
        return (self.found.article or got.article, got.paragraph, got.item) == (
            self.expected.article,
            self.expected.paragraph,
            self.expected.item,
        )

    @property
    def is_right(self) -> bool:
        return self.found is not None and self.found.verdict is self.expected.verdict

    @property
    def is_false_ok(self) -> bool:
        """Marked as sound although it is not: the one mistake that may never happen."""
        return self.found is not None and self.found.verdict is Verdict.OK and self.expected.verdict is not Verdict.OK


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of the expected references, and counts of the two kinds of false marks."""

    references: int
    found: float
    right: float
    false_ok: int
    invented: int

    def to_json(self) -> dict[str, Any]:
        return {
            "references": self.references,
            "found": round(self.found, 4),
            "right_verdict": round(self.right, 4),
            "false_ok": self.false_ok,
            "invented": self.invented,
        }


def load_drafts(path: Path, library: Library) -> Iterator[Draft]:
    """The drafts of a set, with the words of statutes filled in.

    Raises:
        CaseError: A line cannot be read, names a place that the library lacks, or a reference is not in its text.
    """
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            day = date.fromisoformat(row["day"])
            text = _MACRO.sub(lambda match: _resolved(library, match, day), row["text"])  # noqa: B023 - used at once
            expected = tuple(_expected(text, one) for one in row["references"])
        except (ValueError, TypeError, LookupError, ReferenceError_) as error:
            raise CaseError(f"{path.name}第{number}行不能用：{error}") from error
        yield Draft(row["id"], day, text, expected, tuple(row.get("not_references", ())))


def _resolved(library: Library, match: re.Match[str], day: date) -> str:
    law, article, paragraph, part, changes = match.groups()
    words = library.article(library.version(law, day).id, article).text
    if int(paragraph):
        words = split_paragraphs(words)[int(paragraph) - 1].full
    if part.startswith("s"):
        words = _SENTENCE.findall(words)[int(part[1:]) - 1].strip()
    elif part.startswith("c"):
        first, _, last = part[1:].partition("-")
        words = words[int(first) - 1 if int(first) else 0 : int(last)]
    for change in filter(None, changes.split(";")):
        old, _, new = change.partition("=>")
        if old not in words:
            raise ValueError(f"“{old}”不在{law}{article}里")
        words = words.replace(old, new, 1)
    return words


def _expected(text: str, row: dict[str, Any]) -> Expected:
    start = -1
    for _ in range(row.get("occurrence", 1)):
        start = text.find(row["raw"], start + 1)
    if start < 0:
        raise ValueError(f"正文里没有“{row['raw']}”")
    return Expected(
        row["raw"],
        start,
        row["law"],
        row["article"],
        row.get("paragraph", 0),
        row.get("item", 0),
        Verdict(row["verdict"]),
        row["form"],
        row.get("corruption", ""),
    )


def judge(checker: Checker, draft: Draft, reader: SecondReader | None = None) -> tuple[list[Judged], list[Checked]]:
    """Each expected reference with what was found there, and what was found where nothing is.

    Args:
        reader: A language model that reads the claims once more.

    Raises:
        XuefaError: The model did not read all of them.
    """
    found: Sequence[Checked] = checker.check(draft.text, draft.day)
    if reader is not None:
        read = reader.read(found)
        if read.fault:
            raise XuefaError(f"语言模型没有读完 {draft.id}（{read.fault}），没有得出结果。")
        found = read.checked
    taken: set[int] = set()
    rows: list[Judged] = []
    for one in draft.expected:
        end = one.start + len(one.raw)
        places = [at for at, got in enumerate(found) if at not in taken and _meets(got, one.start, end)]
        best = max(places, key=lambda at: _overlap(found[at], one.start, end), default=None)
        if best is not None:
            taken.add(best)
        rows.append(Judged(draft, one, None if best is None else found[best]))
    spots = [(at, at + len(words)) for words in draft.none for at in _all(draft.text, words)]
    none = [got for at, got in enumerate(found) if at not in taken and any(_meets(got, *spot) for spot in spots)]
    return rows, none


def _all(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _meets(got: Checked, start: int, end: int) -> bool:
    return got.reference.start < end and start < got.reference.end


def _overlap(got: Checked, start: int, end: int) -> float:
    first, last = got.reference.start, got.reference.end
    return (min(last, end) - max(first, start)) / (max(last, end) - min(first, start))


def score(rows: Sequence[Judged], invented: int = 0) -> Score:
    """The figures of many references."""
    count = max(len(rows), 1)
    return Score(
        len(rows),
        sum(one.is_found for one in rows) / count,
        sum(one.is_right for one in rows) / count,
        sum(one.is_false_ok for one in rows),
        invented,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the sets that are named, or all that ship with the package."""
    parser = argparse.ArgumentParser(prog="python -m eval.references", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--show", action="store_true", help="list each miss (never for sets that are reported)")
    parser.add_argument(
        "--llm", action="store_true", help="let the language model of the settings read the claims, too"
    )
    options = parser.parse_args(arguments)
    try:
        _report(options.files or list(own_sets()), options.show, options.llm)
    except XuefaError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def own_sets() -> Iterator[Path]:
    """The sets that ship with the package."""
    folder = resources.files(__package__).joinpath("references")
    yield from sorted(Path(str(one)) for one in folder.iterdir() if one.name.endswith(".jsonl"))


def _report(files: Iterable[Path], show: bool, llm: bool = False) -> None:
    assistant = Assistant.open(load_settings())
    reader = _open_reader() if llm else None
    library, checker = assistant.library, assistant.checker
    everything: list[Judged] = []
    false: list[Checked] = []
    for path in files:
        rows: list[Judged] = []
        none: list[Checked] = []
        for draft in load_drafts(path, library):
            more, wrong = judge(checker, draft, reader)
            rows += more
            none += wrong
        everything += rows
        false += none
        print(path.name, json.dumps(score(rows, len(none)).to_json()))
        if show:
            _show(rows, none)
    print("all", json.dumps(score(everything, len(false)).to_json()))
    for name in ("form", "corruption"):
        groups = Counter(getattr(one.expected, name) for one in everything)
        for group in sorted(groups):
            members = [one for one in everything if getattr(one.expected, name) == group]
            print(f"  {name} {group or 'right'}", json.dumps(score(members).to_json()))


def _open_reader() -> SecondReader:
    from assistant.writing.second_reading import SecondReader  # its client takes seconds to import

    return SecondReader.open(load_settings().llm)


def _show(rows: Sequence[Judged], none: Sequence[Checked]) -> None:
    for one in rows:
        if one.is_found and one.is_right:
            continue
        want, got = one.expected, one.found
        mark = "FALSE OK" if one.is_false_ok else "missed" if got is None else "verdict" if one.is_found else "place"
        found = f"{got.reference.raw!r} {got.law}{got.article} {got.verdict} {got.detail}" if got else ""
        print(f"    {one.draft.id} {mark}: {want.raw!r} {want.verdict} [{want.form}/{want.corruption}] <- {found}")
    for got in none:
        print(f"    invented: {got.reference.raw!r} {got.law}")


if __name__ == "__main__":
    sys.exit(main())
