"""An answer as plain text, for the copy button: no marks of any format, so that it pastes well into 微信."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from assistant.records import Answer, Citation, Section, SectionKind, Written

from .folded import is_folded
from .words import CORRECTED_LABEL, LABEL, WRITTEN_LABEL

__all__ = [
    "beijing",
    "beijing_day",
    "china_today",
    "chinese_day",
    "label_of",
    "made_by",
    "plain_text",
    "written_label",
]

_BEIJING = timezone(timedelta(hours=8))


def china_today() -> date:
    """The day in China, wherever the server stands."""
    return datetime.now(_BEIJING).date()


def chinese_day(day: date | str) -> str:
    """2024年5月1日 for a date or an ISO string; a text that is no date comes back as it is."""
    try:
        parsed = day if isinstance(day, date) else date.fromisoformat(day)
    except ValueError:
        return str(day)
    return f"{parsed.year}年{parsed.month}月{parsed.day}日"


def beijing(at: datetime) -> str:
    """2024-05-01 09:30 by the clock of Beijing, for a time with its zone."""
    return at.astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M")


def beijing_day(at: datetime) -> str:
    """2024年5月1日 by the calendar of Beijing, for a time with its zone."""
    return chinese_day(at.astimezone(_BEIJING).date())


def label_of(answer: Answer) -> str:
    """The label that generated content must carry; a lawyer's correction in it is none."""
    corrected = any(section.kind is SectionKind.REVIEW for section in answer.sections)
    return CORRECTED_LABEL if corrected else LABEL


def made_by(written: Written) -> str:
    """The label at the model's words themselves, as generated content must have it."""
    return f"人工智能生成 · 语言模型{_writer(written)}".strip()


def written_label(answer: Answer) -> str:
    """Which model wrote and how that was checked; empty where no words of one are in the answer."""
    said = any(section.kind is SectionKind.WRITTEN and section.blocks for section in answer.sections)
    return WRITTEN_LABEL.format(writer=_writer(answer.written)) if said and answer.written else ""


def _writer(written: Written) -> str:
    return f" {written.model}（{written.operator}运行）" if written.operator else f" {written.model} "


def plain_text(answer: Answer) -> str:
    """Question, answer, its sources and the label that generated content must carry."""
    # What the page folds away would make it too long to pass on; the names of its sources stay.
    taught = bool(answer.lessons)
    shown = [one for one in answer.sections if not is_folded(one, taught)]
    told = [_section(one, answer.written) for one in shown]
    parts = [f"问：{answer.question}", *told, answer.review.badge if answer.review else ""]
    if answer.citations:
        parts.append("\n".join(["法律依据：", *map(_source, answer.citations)]))
    day = f"法律文本日期：{chinese_day(answer.as_of)}"
    parts.append("\n".join(filter(None, [written_label(answer), label_of(answer), day])))
    return "\n\n".join(filter(None, parts))


def _section(section: Section, written: Written | None) -> str:
    lines = [f"【{section.heading}】"] if section.heading else []
    if written and section.kind is SectionKind.WRITTEN:
        lines.append(f"（{made_by(written)}）")
    for number, block in enumerate(section.blocks, start=1):
        marks = "".join(f"[{n}]" for n in block.marks)
        step = f"{number}. " if section.kind is SectionKind.STEPS else ""
        lines.append(f"“{block.text}”{marks}" if block.quoted else f"{step}{block.question}{block.text}{marks}")
    return "\n".join(lines)


def _source(citation: Citation) -> str:
    since = f"，{chinese_day(citation.effective)}起施行" if citation.effective else ""
    return f"[{citation.n}] {citation.law}{citation.article}{citation.paragraph}（{citation.status}{since}）"
