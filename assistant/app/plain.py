"""An answer as plain text, for the copy button: no marks of any format, so that it pastes well into 微信."""

from __future__ import annotations

from datetime import date

from assistant.records import LAW_BELOW, Answer, Citation, Section, SectionKind

from .words import LABEL

__all__ = ["chinese_day", "plain_text"]


def chinese_day(day: date | str) -> str:
    """2024年5月1日 for a date or an ISO string; a text that is no date comes back as it is."""
    try:
        parsed = day if isinstance(day, date) else date.fromisoformat(day)
    except ValueError:
        return str(day)
    return f"{parsed.year}年{parsed.month}月{parsed.day}日"


def plain_text(answer: Answer) -> str:
    """Question, answer, its sources and the label that generated content must carry."""
    # Where a lesson leads, the law's own words would make it too long to pass on; its names stay.
    taught = bool(answer.lessons)
    shown = [one for one in answer.sections if not (taught and one.kind in LAW_BELOW)]
    parts = [f"问：{answer.question}", *map(_section, shown)]
    if answer.citations:
        parts.append("\n".join(["法律依据：", *map(_source, answer.citations)]))
    parts.append(f"{LABEL}\n法律文本日期：{chinese_day(answer.as_of)}")
    return "\n\n".join(filter(None, parts))


def _section(section: Section) -> str:
    lines = [f"【{section.title}】"] if section.title else []
    for number, block in enumerate(section.blocks, start=1):
        marks = "".join(f"[{n}]" for n in block.marks)
        step = f"{number}. " if section.kind is SectionKind.STEPS else ""
        lines.append(f"“{block.text}”{marks}" if block.quoted else f"{step}{block.text}{marks}")
    return "\n".join(lines)


def _source(citation: Citation) -> str:
    since = f"，{chinese_day(citation.effective)}起施行" if citation.effective else ""
    return f"[{citation.n}] {citation.law}{citation.article}{citation.paragraph}（{citation.status}{since}）"
