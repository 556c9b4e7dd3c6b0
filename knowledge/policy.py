"""Texts that are organised by headings instead of articles: policy documents, notices, annexes.

A section is cited by the chain of its heading marks: （三） under 二、 is 二（三）, 10. under 四、 is 四10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .records import Article

__all__ = ["parse_sections"]

_MARKS = (
    re.compile(r"(?P<mark>[一二三四五六七八九十]+)、"),
    re.compile(r"[（(](?P<mark>[一二三四五六七八九十]+)[)）]"),
    re.compile(r"(?P<mark>[0-9]{1,2})[.．、](?![0-9])"),
)
_MARKDOWN = re.compile(r"#{1,4}\s*")
_FIRST_SENTENCE = re.compile(r"[^。；：\s]{2,40}")
PREFACE, WHOLE = "前言", "全文"


@dataclass
class _Section:
    label: str
    path: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    is_heading_only: bool = False


def parse_sections(
    law_id: str, body: str, prefix: str = "", chapters: tuple[str, ...] = (), depth: int = len(_MARKS)
) -> tuple[Article, ...]:
    """The headed sections of ``body`` in order, none of its lines lost but its ``# `` title.

    Args:
        law_id: The law or document that the sections belong to.
        body: Plain text or Markdown.
        prefix: Put in front of each label, such as 附录.
        chapters: Heading path that all sections share.
        depth: How many levels of marks open a section of their own; deeper ones stay in its text.
    """
    first = prefix or (chapters[-1] if chapters else PREFACE)
    sections = [_Section(first, chapters)]
    open_marks: list[tuple[int, str, str]] = []
    for raw in body.split("\n"):
        line = raw.strip()
        if not line or re.match(r"#\s", line):
            continue
        line = _MARKDOWN.sub("", line)
        level, mark = _mark(line)
        if level is None or level >= depth:
            sections[-1].lines.append(line)
            continue
        label = f"（{mark}）" if level == 1 else mark
        open_marks = [*(one for one in open_marks if one[0] < level), (level, label, _head(line))]
        chain = prefix + "".join(one[1] for one in open_marks)
        path = chapters + tuple(one[2] for one in open_marks)
        sections.append(_Section(chain, path, [line], _only_heading(line)))
    kept = [one for position, one in enumerate(sections) if _keep(one, sections, position)]
    if len(kept) == 1 and kept[0].label == PREFACE:
        kept[0].label = WHOLE
    return tuple(Article(law_id, one.label, one.path, "\n".join(one.lines)) for one in _unique(kept))


def _mark(line: str) -> tuple[int | None, str]:
    for level, pattern in enumerate(_MARKS):
        if match := pattern.match(line):
            return level, match["mark"]
    return None, ""


def _head(line: str) -> str:
    """What stands for a section in the path: a bare heading whole, else the first words of its text."""
    if _only_heading(line):
        return line
    match = _FIRST_SENTENCE.match(line)
    return match[0] if match else line[:40]


def _only_heading(line: str) -> bool:
    return len(line) <= 40 and "。" not in line and not line.endswith(("；", "："))


def _keep(section: _Section, sections: list[_Section], position: int) -> bool:
    """A bare heading stays in the path of its children; alone it has nothing to say."""
    if not section.lines:
        return False
    bare = section.is_heading_only and len(section.lines) == 1
    following = sections[position + 1] if position + 1 < len(sections) else None
    return not (bare and following is not None and len(following.path) > len(section.path))


def _unique(sections: list[_Section]) -> list[_Section]:
    """Sources repeat marks now and then; a label must still name one section."""
    seen: dict[str, int] = {}
    for section in sections:
        seen[section.label] = seen.get(section.label, 0) + 1
        if seen[section.label] > 1:
            section.label = f"{section.label}·{seen[section.label]}"
    return sections
