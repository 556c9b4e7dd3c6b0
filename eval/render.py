"""Parts of a report, and how they become Markdown and HTML; every text is escaped here, once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .chart import bar_chart

__all__ = ["Part", "Table", "to_html", "to_markdown"]

_NUMBER = re.compile(r"<?\d[\d.]*(–[\d.]+)?(毫秒)?|—")
_SPECIAL = re.compile(r"([\\`*_\[\]|#~!$])")
_CONTROL = re.compile(r"[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+")
_STYLE = """
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5b6675;--line:#d7dde6;--ours:#b3261e;--other:#7a8aa0;--back:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#a7b1c0;--line:#3a4452;--ours:#ff8a80;--back:#161b22}}
body{font:16px/1.7 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:var(--ink);background:var(--back);
max-width:60rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.2rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{border-bottom:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}
td{overflow-wrap:anywhere;min-width:4.5em}td:first-child{overflow-wrap:break-word;min-width:8em}
.number{text-align:right;font-variant-numeric:tabular-nums}td.number{white-space:nowrap}
figure{margin:1rem 0}figcaption{color:var(--soft)}svg{max-width:100%;height:auto}
svg text{font-size:13px;fill:var(--ink)}
.track{fill:var(--line);opacity:.5}.bar{fill:var(--other)}.ours{fill:var(--ours)}
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headers; a cell may hold several lines."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs, a chart (caption, bars) and a table, each of which may be missing."""

    title: str
    paragraphs: tuple[str, ...] = ()
    charts: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()
    table: Table | None = None


def to_markdown(title: str, parts: Sequence[Part]) -> str:
    """The report for reading in a repository or an editor; charts are left out, their figures are in the tables."""
    blocks = [f"# {_markdown(title)}"]
    for part in parts:
        blocks.append(f"## {_markdown(part.title)}")
        blocks += [_markdown(text) for text in part.paragraphs]
        if part.table:
            blocks.append(_markdown_table(part.table))
    return "\n\n".join(blocks) + "\n"


def to_html(title: str, parts: Sequence[Part]) -> str:
    """One file that needs nothing else; scripts are forbidden by its own policy."""
    body = "\n".join(_html_part(part) for part in parts)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n{body}\n</main></body></html>\n"
    )


def _html_part(part: Part) -> str:
    pieces = [f"<section><h2>{escape(part.title)}</h2>"]
    pieces += [f"<p>{_html(text)}</p>" for text in part.paragraphs]
    pieces += [bar_chart(caption, bars) for caption, bars in part.charts]
    if part.table:
        pieces.append(_html_table(part.table))
    return "\n".join([*pieces, "</section>"])


def _html_table(table: Table) -> str:
    columns = [all(map(_NUMBER.fullmatch, column)) for column in zip(*table.rows, strict=True)]
    styles = [' class="number"' if numeric else "" for numeric in columns] or [""] * len(table.headers)
    head = "".join(
        f'<th scope="col"{style}>{escape(text)}</th>' for style, text in zip(styles, table.headers, strict=True)
    )
    rows = "\n".join(
        "<tr>" + "".join(f"<td{style}>{_html(text)}</td>" for style, text in zip(styles, row, strict=True)) + "</tr>"
        for row in table.rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table></div>'


def _html(text: str) -> str:
    return "<br>".join(escape(_flat(line)) for line in text.split("\n"))


def _markdown_table(table: Table) -> str:
    lines = [table.headers, tuple("---" for _ in table.headers)]
    head = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    rows = ("| " + " | ".join("<br>".join(_markdown(line) for line in cell.split("\n")) for cell in row) + " |"
            for row in table.rows)  # fmt: skip
    return "\n".join([head, *rows])


def _markdown(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", escape(_flat(text), quote=False))


def _flat(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()
