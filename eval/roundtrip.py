"""Every text of the library as PDF and Word, read back: how many articles come out as they went in.

python -m eval.roundtrip --library FOLDER [--layout NAME]... [--only WORD] [--show N] [--in-process]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.errors import SourceError, XuefaError
from knowledge.readers import Limits, read_file
from knowledge.readers.worker import read_here
from knowledge.records import Article
from knowledge.sources import library_files
from knowledge.statute import parse_articles

from .rendering import LAYOUTS, Piece, pieces_of, render

__all__ = ["Outcome", "body_of", "compare", "main", "round_trip"]

_FRONT = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_TITLE = re.compile(r"^title:\s*(.+)$", re.MULTILINE)
_BLANK = re.compile(r"[\s\u3000]+")


@dataclass(slots=True)
class Outcome:
    """What became of the articles of one or more files.

    Attributes:
        articles: How many went in.
        identical: How many came out with the same number, chapters and text.
        lost: Articles that did not come out at all, as file and number.
        changed: Articles that came out with another text or under another chapter.
        added: Articles that came out and had not gone in.
        failed: Files that could not be read, with the reason.
    """

    articles: int = 0
    identical: int = 0
    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Take the figures of ``other`` into this one."""
        self.articles += other.articles
        self.identical += other.identical
        for name in ("lost", "changed", "added", "failed"):
            getattr(self, name).extend(getattr(other, name))


def body_of(path: Path) -> tuple[str, str]:
    """Title and Markdown body of a library file."""
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    front = _FRONT.match(text)
    title = _TITLE.search(front[1]) if front else None
    return (title[1].strip() if title else path.stem), text[front.end() if front else 0 :]


def compare(body: str, lines: Sequence[str], name: str) -> Outcome:
    """The articles of a Markdown body against those of lines that were read back, by the same parser.

    Lines that are headings in ``body`` are marked as such before parsing: telling headings from text is
    not what is measured here, having them as lines of their own is.
    """
    wanted = _keyed(parse_articles(name, body)[0])
    found = _keyed(parse_articles(name, _marked(lines, pieces_of(body)))[0])
    outcome = Outcome(articles=len(wanted))
    for key, article in wanted.items():
        other = found.get(key)
        if other is None:
            outcome.lost.append(f"{name} {key}")
        elif other.text != article.text:
            outcome.changed.append(f"{name} {key}：{_difference(article.text, other.text)}")
        elif _folded(other.chapters) != _folded(article.chapters):
            outcome.changed.append(f"{name} {key}：章节 {article.chapters} → {other.chapters}")
        else:
            outcome.identical += 1
    outcome.added.extend(f"{name} {key}：{found[key].text[:40]!r}" for key in found if key not in wanted)
    return outcome


def round_trip(path: Path, layout: str, folder: Path, *, in_process: bool = False) -> Outcome:
    """Render one library file, read it back and compare.

    Args:
        path: A Markdown file of the library.
        layout: One of the layouts of ``eval.rendering``.
        folder: Where the rendered file goes.
        in_process: Read without the process of its own: less than half the time, the same readers.
    """
    title, body = body_of(path)
    try:
        rendered = render(body, title, layout, folder)
        raw = read_here(rendered, Limits()).raw if in_process else read_file(rendered)
        assert raw is not None, "a rendered file has text"
    except XuefaError as error:
        count = len(parse_articles("", body)[0])
        return Outcome(articles=count, failed=[f"{path.name}：{error}"])
    return compare(body, raw.lines, path.name)


def _keyed(articles: Sequence[Article]) -> dict[str, Article]:
    seen: Counter[str] = Counter()
    keyed: dict[str, Article] = {}
    for article in articles:
        seen[article.number] += 1
        count = seen[article.number]
        keyed[article.number if count == 1 else f"{article.number}（第{count}次）"] = article
    return keyed


def _marked(lines: Sequence[str], pieces: Sequence[Piece]) -> str:
    """The lines as Markdown, with the marks that the same headings have in the original."""
    depths: dict[str, list[int]] = {}
    for piece in pieces:
        depths.setdefault(_BLANK.sub("", piece.text), []).append(piece.depth)
    # What stands before the first line of the original (a red head) belongs to no article.
    first = _BLANK.sub("", pieces[0].text) if pieces else ""
    start = next((at for at, line in enumerate(lines) if _BLANK.sub("", line) == first), 0)
    marked = []
    for line in lines[start:]:
        own = depths.get(_BLANK.sub("", line), [])
        depth = own.pop(0) if own else 0
        marked.append(f"{'#' * depth} {line}" if depth else line)
    return "\n".join(marked)


def _folded(chapters: Sequence[str]) -> tuple[str, ...]:
    return tuple(_BLANK.sub("", chapter) for chapter in chapters)


def _difference(before: str, after: str) -> str:
    at = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    return f"{before[max(at - 8, 0) : at + 12]!r} → {after[max(at - 8, 0) : at + 12]!r}"


def _report(layout: str, total: Outcome, files: int, seconds: float, show: int) -> Iterator[str]:
    share = total.identical / total.articles if total.articles else 0.0
    yield (
        f"{layout}：{files} 个文本，{total.articles} 条，一致 {total.identical} 条（{share:.2%}），"
        f"丢失 {len(total.lost)}，改变 {len(total.changed)}，多出 {len(total.added)}，"
        f"未读出 {len(total.failed)}，{seconds:.0f} 秒"
    )
    for name, entries in (
        ("未读出", total.failed),
        ("丢失", total.lost),
        ("改变", total.changed),
        ("多出", total.added),
    ):
        yield from (f"  {name}：{entry}" for entry in entries[:show])
        if len(entries) > show:
            yield f"  {name}：另有 {len(entries) - show} 处"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of each layout; 1 if one falls short of 99.5 %, 2 on a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m eval.roundtrip")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--layout", action="append", choices=list(LAYOUTS))
    parser.add_argument("--only", default="")
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("--in-process", action="store_true")
    options = parser.parse_args(arguments)
    files = [path for path in library_files(options.library) if path.suffix == ".md" and options.only in str(path)]
    if not files:
        raise SourceError(f"{options.library} 里没有 .md 文本，请检查 --library。")
    short = False
    with tempfile.TemporaryDirectory() as folder:
        for layout in options.layout or LAYOUTS:
            total, started = Outcome(), time.monotonic()
            for path in files:
                total.add(round_trip(path, layout, Path(folder), in_process=options.in_process))
            for line in _report(layout, total, len(files), time.monotonic() - started, options.show):
                print(line, flush=True)
            short = short or total.identical < 0.995 * total.articles
    return int(short)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except XuefaError as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
