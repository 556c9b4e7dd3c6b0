"""A turn of the conversation as HTML.

The page does not use Gradio's chatbot: size, citation marks and accessibility are ours to set, and
nothing a visitor or a law file wrote may reach the page unescaped. Every text passes :func:`escape`.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from html import escape

from assistant.records import Answer, Block, Citation, Section, SectionKind

from .cards import card_id, cards, full_name
from .feedback_form import feedback_form
from .folded import OPENED, grouped, only_folded, questions, standing
from .links import lesson_link
from .plain import chinese_day, label_of, plain_text, written_label
from .turns import Turn
from .words import LOOKING
from .written import laid_out, written_section

__all__ = ["render_news", "render_turn"]

_PHONE = re.compile(
    r"(?<![\d-])(?:12[0-9]{3}|1(?:10|19|20)|0\d{2,3}-\d{7,8}|400-?\d{3}-?\d{4})(?![\d-])(?!\s*[元万个人])"
)
"""Public hotlines, landlines and 400 numbers; a sum such as 12000元 is none."""

_LISTED = frozenset(
    {
        SectionKind.POINTS,
        SectionKind.STEPS,
        SectionKind.EVIDENCE,
        SectionKind.LAW,
        SectionKind.DEADLINE,
        SectionKind.LOCAL,
        SectionKind.WHERE,
    }
)
"""Sections whose points stand one under the other, as in ``Answer.answer``."""


class _Marks:
    """Hands out citation marks, each with an id of its own, although one citation may be marked often.

    A model's marks are a series of their own: its words stand in front, and ids after them may not change with each.
    """

    def __init__(self, uid: str, citations: Sequence[Citation], series: str = "") -> None:
        self._uid, self._series = uid, series
        self._names = {citation.n: full_name(citation) for citation in citations}
        self._used: Counter[int] = Counter()
        self.by_model = self if series else _Marks(uid, citations, "m")

    def html(self, numbers: Sequence[int]) -> str:
        return "".join(self._one(number) for number in numbers if number in self._names)

    def first(self, number: int) -> str:
        """The id of the first mark with a number; a model's only where there is no other."""
        series = "" if self._used[number] or not self.by_model._used[number] else "m"
        return f"biao-{self._uid}-{number}-{series}1"

    def _one(self, number: int) -> str:
        self._used[number] += 1
        label = escape(f"查看依据{number}：{self._names[number]}")
        return (
            f'<a class="biao" id="biao-{self._uid}-{number}-{self._series}{self._used[number]}"'
            f' href="#{card_id(self._uid, number)}" aria-label="{label}"><span>[{number}]</span></a>'
        )


def render_turn(turn: Turn, shown: int | None = None) -> str:
    """One turn as HTML.

    Args:
        shown: Number of sections to show; the answer is complete when it is None.
    """
    done = bool(turn.error or turn.told) or (turn.answer is not None and shown is None)
    return (
        f'<article class="turn" id="wen-{turn.uid}" aria-busy="{"false" if done else "true"}">'
        f"{_question(turn.question)}{_status(done)}{_body(turn, shown)}</article>"
    )


def render_news(turn: Turn) -> str:
    """What a language model changed in a turn that stands already, for the page's script to put into its place.

    In an attribute, so that the browser shows none of it; drawing the whole turn again would close what a reader
    opened, and read all of it out once more.
    """
    answer = turn.answer
    if answer is None:
        return ""
    marks = _Marks(turn.uid, answer.citations)
    html = {section.kind: _section(section, marks, answer) for section in laid_out(answer)}
    cited = {
        n for one in answer.sections if one.kind is SectionKind.WRITTEN for block in one.blocks for n in block.marks
    }
    own = [citation for citation in answer.citations if citation.n in cited]
    panel = cards(turn.uid, own, _quoted(answer), answer.as_of, marks.first)
    changed = f"{html.get(SectionKind.WRITTEN, '')}{_foot(answer)}{panel}"
    return f'<div data-turn="wen-{turn.uid}" data-cited="{len(answer.citations)}" data-news="{escape(changed)}"></div>'


def _question(question: str) -> str:
    if not question.strip():
        return ""
    return f'<h2 class="question"><span class="sr">您问：</span>{_lines(question)}</h2>'


def _status(done: bool) -> str:
    return "" if done else f'<p class="looking">{LOOKING}</p>'


def _body(turn: Turn, shown: int | None) -> str:
    if turn.error:
        return f'<div class="reply"><div class="answer trouble"><p>{escape(turn.error)}</p></div></div>'
    if turn.told:
        told = "".join(_section(section, _Marks(turn.uid, ()), None) for section in turn.told)
        return f'<div class="reply"><div class="answer told">{told}</div></div>'
    if turn.answer is None:
        return ""
    answer = turn.answer
    marks = _Marks(turn.uid, answer.citations)
    sections = _sections(answer, shown, marks)
    if shown is not None:
        return f'<div class="reply"><div class="answer">{sections}</div></div>'
    return (
        f'<div class="reply"><div class="answer">{sections}{_lessons(answer)}{_foot(answer)}{feedback_form(turn)}</div>'
        f"{cards(turn.uid, answer.citations, _quoted(answer), answer.as_of, marks.first, _folded(answer))}</div>"
    )


def _sections(answer: Answer, shown: int | None, marks: _Marks) -> str:
    """The sections in order; below a lesson the law's own words are folded away."""
    return grouped(laid_out(answer)[:shown], bool(answer.lessons), lambda one: _section(one, marks, answer))


def _folded(answer: Answer) -> frozenset[int]:
    return only_folded(answer.sections, bool(answer.lessons))


def _quoted(answer: Answer) -> dict[int, list[str]]:
    quoted: dict[int, list[str]] = {}
    for block in (block for section in answer.sections for block in section.blocks if block.quoted):
        for number in block.marks:
            quoted.setdefault(number, []).append(block.text)
    return quoted


def _section(section: Section, marks: _Marks, answer: Answer | None) -> str:
    if section.kind is SectionKind.WRITTEN:
        written = answer.written if answer else None
        return written_section(section, written, lambda one: _blocks(one, marks.by_model))
    title = f"<h3>{escape(section.title)}</h3>" if section.title else ""
    if section.kind in OPENED:
        blocks = questions(section.blocks, lambda one: _phones(one.text) + marks.html(one.marks), standing(section))
    else:
        blocks = _blocks(section, marks) + _choices(section.choices)
    return f'<section class="part {section.kind.value}">{title}{blocks}</section>'


def _choices(choices: Sequence[str]) -> str:
    """Replies as buttons; the page's script sends what a button says."""
    buttons = "".join(
        f'<button type="button" class="choice" data-ask="{escape(one)}">{escape(one)}</button>' for one in choices
    )
    return f'<p class="choices">{buttons}</p>' if buttons else ""


def _blocks(section: Section, marks: _Marks) -> str:
    """Points as a list; a line that leads into a quotation stands over it, and its mark is the quotation's."""
    html: list[str] = []
    points: list[str] = []
    for block, following in itertools.zip_longest(section.blocks, section.blocks[1:]):
        leads = following is not None and following.quoted and not block.quoted and block.text.endswith("：")
        if section.kind in _LISTED and not block.quoted and not leads:
            points.append(f"<li>{_text(block, marks)}</li>")
            continue
        html.append(_listed(points, section.kind))
        if leads:
            shown = () if following.marks == block.marks else block.marks
            html.append(f'<p class="intro">{_phones(block.text)}{marks.html(shown)}</p>')
        else:
            html.append(_quote(block, marks) if block.quoted else f"<p>{_text(block, marks)}</p>")
    return "".join(html) + _listed(points, section.kind)


def _listed(points: list[str], kind: SectionKind) -> str:
    tag = "ol" if kind is SectionKind.STEPS else "ul"
    html = f"<{tag}>{''.join(points)}</{tag}>" if points else ""
    points.clear()
    return html


def _quote(block: Block, marks: _Marks) -> str:
    """Statute text word for word: no phone links inside, nothing added but the mark."""
    return f"<blockquote><p>{_lines(block.text)}{marks.html(block.marks)}</p></blockquote>"


def _text(block: Block, marks: _Marks) -> str:
    question = f"<b>{escape(block.question)}</b><br>" if block.question else ""
    return question + _phones(block.text) + marks.html(block.marks)


def _phones(text: str) -> str:
    """Escaped text in which a phone number can be tapped."""
    parts, last = [], 0
    for match in _PHONE.finditer(text):
        number = match[0]
        parts.append(_lines(text[last : match.start()]))
        parts.append(f'<a class="tel" href="tel:{number.replace("-", "")}" aria-label="拨打电话{number}">{number}</a>')
        last = match.end()
    return "".join(parts) + _lines(text[last:])


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _lessons(answer: Answer) -> str:
    """The way to the lessons, with their quiz; beside the chat, for in its place the conversation would be lost."""
    links = "".join(
        f'<li><a href="{lesson_link(one.id)}" target="_blank" rel="noopener">{escape(one.title)}'
        '<span class="sr">（打开新页面）</span></a></li>'
        for one in (*answer.lessons, *answer.near)
    )
    title = "学一课，做几道题" if answer.lessons else "这几课也许有用"
    return f'<section class="part learn"><h3>{title}</h3><ul>{links}</ul></section>' if links else ""


def _foot(answer: Answer) -> str:
    facts = f"地区：{answer.region} · 按{chinese_day(answer.as_of)}有效的法律"
    model = f"{escape(label)}<br>" if (label := written_label(answer)) else ""
    badge = f'<p class="reviewed">{escape(answer.review.badge)}</p>' if answer.review and answer.review.badge else ""
    return (
        f'{badge}<footer class="foot"><p>{model}{label_of(answer)}。<br>{escape(facts)}</p>'
        f'<button type="button" class="copy" data-copy="{escape(plain_text(answer))}">复制答案</button></footer>'
    )
