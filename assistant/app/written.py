"""What a language model wrote, as HTML: its section in an answer, and the news that the page's script puts into place.

The section is named and labelled as generated where it stands, and while the model writes it has a button to stop it.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from assistant.records import Answer, Section, SectionKind, Written

from .plain import made_by
from .words import STOP, WRITING, WRITTEN_DONE, WRITTEN_TITLE

__all__ = ["is_pending", "laid_out", "written_section"]

_AHEAD = frozenset({SectionKind.CARE, SectionKind.REVIEW, SectionKind.NOTICE})
"""What a reader must see first, whatever a model writes."""


def is_pending(answer: Answer | None) -> bool:
    """Whether a language model is still writing."""
    return bool(answer and answer.written and answer.written.pending)


def laid_out(answer: Answer) -> tuple[Section, ...]:
    """The sections to show: with the place of the model's words before there are any, so that nothing moves later."""
    sections = answer.sections
    if not is_pending(answer) or any(one.kind is SectionKind.WRITTEN for one in sections):
        return sections
    at = next((at for at, one in enumerate(sections) if one.kind not in _AHEAD), len(sections))
    return (*sections[:at], Section(SectionKind.WRITTEN, WRITTEN_TITLE, ()), *sections[at:])


def written_section(section: Section, written: Written | None, blocks: Callable[[Section], str]) -> str:
    """The section with its label.

    Args:
        blocks: Makes the HTML of the sentences. They are no live region: the line that says how far it is, is enough.
    """
    label = f'<p class="made-by">{escape(made_by(written))}</p>' if written else ""
    return (
        f'<section class="part written"><h3 tabindex="-1">{escape(section.title)}</h3>{label}'
        f'<div class="sentences" aria-live="off">{blocks(section)}</div>{_status(written)}</section>'
    )


def _status(written: Written | None) -> str:
    if written is None or not written.pending:
        return ""
    return (
        f'<div class="writing"><p role="status" data-done="{WRITTEN_DONE}">{WRITING}</p>'
        f'<button type="button" class="stop">{STOP}</button></div>'
    )
