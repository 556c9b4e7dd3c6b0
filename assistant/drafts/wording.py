"""What a comment or a row says about one reference, in plain Chinese."""

from __future__ import annotations

from datetime import date

from knowledge.numerals import article_label

from ..checking.records import Checked, Difference, Suggestion, Verdict
from ..checking.words import VERDICT_WORDS

__all__ = ["LABEL", "comment_text", "difference_line", "place_of", "suggestion_line", "unit_label"]

LABEL = "由学法小课堂自动核对，仅供参考，请以正式文本为准。"
# Stored words in a comment; the whole article is on the page.
LONGEST = 300


def comment_text(one: Checked, day: date) -> str:
    """The comment on a reference that was checked for ``day``; short where nothing is wrong."""
    verdict, basis = VERDICT_WORDS[one.verdict], f"按{day.isoformat()}的法律核对。{LABEL}"
    if one.verdict is Verdict.OK:
        return f"{verdict}：{place_of(one)}。{one.detail}\n{basis}"
    lines = [f"【{verdict}】{one.detail}"]
    if one.differences:
        lines.append(f"引文与原文对照：{_shortened(difference_line(one.differences))}")
    if one.text:
        lines.append(f"{place_of(one)}原文：{_shortened(one.text)}")
    lines += [f"建议：{suggestion_line(each)}" for each in one.suggestions]
    return "\n".join([*lines, basis])


def place_of(one: Checked) -> str:
    """《某法》第一条第二款第（三）项, as far as the reference goes."""
    reference = one.reference
    item = f"第（{_numeral(reference.item)}）项" if reference.item else ""
    return f"《{one.law}》{one.article}{unit_label(reference.paragraph, '款')}{item}" if one.law else one.article


def unit_label(number: int, unit: str) -> str:
    """第二款 for 2 and 款, nothing for 0."""
    return f"第{_numeral(number)}{unit}" if number else ""


def difference_line(differences: tuple[Difference, ...]) -> str:
    """The quotation in one line, with what it has too much and what it lacks in brackets."""
    return "".join(map(_shown, differences))


def suggestion_line(one: Suggestion) -> str:
    """《某法》第一条第二款：“原文”（理由）."""
    words = f"：“{_shortened(one.text)}”" if one.text else ""
    reason = f"（{one.reason.rstrip('。')}）" if one.reason else ""
    return f"《{one.law}》{one.article}{one.paragraph}{words}{reason}"


def _shown(difference: Difference) -> str:
    match difference.kind:
        case "added":
            return f"［多出：{difference.text}］"
        case "missing":
            return f"［缺少：{difference.text}］"
        case _:
            return difference.text


def _numeral(number: int) -> str:
    return article_label(number).removeprefix("第").removesuffix("条")


def _shortened(text: str) -> str:
    line = text.replace("\n", "")
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}……"
