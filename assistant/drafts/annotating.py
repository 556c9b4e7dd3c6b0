"""The verdicts as comments in a Word document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from knowledge.annotations import Note, Summary, annotate_document, compose_document

from ..checking.records import Checked, Verdict
from ..checking.words import VERDICT_WORDS
from .keeping import kept_for_a_moment
from .properties import dated_now
from .reading import LIMITS
from .records import Draft, DraftKind
from .wording import LABEL, comment_text

__all__ = ["annotate"]

AUTHOR, INITIALS = "学法小课堂", "学法"
_HEADS = ("序号", "原文", "结论", "说明")
_PASTED = "粘贴的文字"


def annotate(draft: Draft, checked: Sequence[Checked], day: date, *, only_problems: bool = False) -> bytes:
    """A DOCX with a comment at every reference, those that are right as well unless only problems are wanted.

    The comments of a DOCX are added to it and everything else in it stays; of any other draft a new document is
    made, dated now, with a table at its end.

    Args:
        checked: Of this draft's text.
        day: For which it was checked.

    Raises:
        UnreadableFile: The draft cannot be opened again or is too large to be written.
    """
    shown = [
        (number, one)
        for number, one in enumerate(checked, start=1)
        if not (only_problems and one.verdict is Verdict.OK)
    ]
    notes = [Note(one.reference.start, one.reference.end, comment_text(one, day)) for _, one in shown]
    if draft.kind is DraftKind.DOCX:
        with kept_for_a_moment(draft.name, draft.data) as path:
            return annotate_document(path, draft.text, notes, author=AUTHOR, initials=INITIALS, limits=LIMITS)
    made = compose_document(
        draft.text,
        notes,
        _summary(draft, checked, shown, day),
        author=AUTHOR,
        initials=INITIALS,
        name=draft.name or _PASTED,
        limits=LIMITS,
    )
    return dated_now(made)


def _summary(draft: Draft, checked: Sequence[Checked], shown: Sequence[tuple[int, Checked]], day: date) -> Summary:
    counted = Counter(one.verdict for one in checked)
    figures = "，".join(f"{word}{counted[verdict]}处" for verdict, word in VERDICT_WORDS.items() if counted[verdict])
    lines = (
        f"文件：{draft.name or _PASTED}",
        f"按{day.isoformat()}的法律核对，共找到{len(checked)}处引用{f'：{figures}' if figures else ''}。",
        *((f"批注和下面的表格只列出有问题的{len(shown)}处。",) if len(shown) < len(checked) else ()),
        *(f"注意：{doubt}。" for doubt in draft.doubts),
        LABEL,
    )
    rows = tuple(
        (str(number), draft.text[one.reference.start : one.reference.end], VERDICT_WORDS[one.verdict], one.detail)
        for number, one in shown
    )
    return Summary("引用核对结果", lines, (_HEADS, *rows) if rows else ())
