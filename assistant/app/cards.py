"""Citations as cards: the whole article, with the quoted words marked.

Law text is data from files that others wrote, so every piece is escaped where it enters the HTML.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape

from assistant.records import Citation

from .links import finder_link
from .plain import chinese_day

__all__ = ["card_id", "cards", "full_name", "marked_paragraphs", "tone"]

_TONES = {"现行有效": "good", "尚未施行": "soon", "已修改": "old", "已废止": "gone"}


def tone(status: str) -> str:
    """The colour class of a status in words."""
    return _TONES.get(status, "unknown")


def card_id(uid: str, number: int) -> str:
    """The element id of a citation card."""
    return f"yiju-{uid}-{number}"


def full_name(citation: Citation) -> str:
    """劳动合同法第八十二条第二款."""
    return f"{citation.law}{citation.article}{citation.paragraph}"


def cards(
    uid: str,
    citations: Sequence[Citation],
    quoted: Mapping[int, Sequence[str]],
    day: date,
    first: Callable[[int], str],
    folded: Collection[int] = (),
) -> str:
    """The panel of an answer's citations, empty if it rests on none.

    Args:
        quoted: What the answer quotes under each number; it may quote one article in several places.
        day: The day whose law the answer applies; the links to the whole text lead to that version.
        first: The id of the first mark with a number, to which its card leads back.
        folded: Numbers that only parts of the answer mark which are folded away; so are their cards.
    """
    if not citations:
        return ""

    def listed(some: Iterable[Citation]) -> str:
        made = (f"<li>{_card(uid, one, quoted.get(one.n, ()), first(one.n), day)}</li>" for one in some)
        return "".join(made)

    items = listed(one for one in citations if one.n not in folded)
    more = listed(one for one in citations if one.n in folded)
    count = sum(one.n in folded for one in citations)
    further = (
        f'<details class="more-cards"><summary>折起来的内容还有{count}条依据</summary>'
        f'<ol class="cards">{more}</ol></details>'
    )
    return (
        f'<aside class="yiju" aria-label="法律依据（共{len(citations)}条）"><div class="yiju-panel">'
        f'<h3>法律依据 <span class="count">共{len(citations)}条，点开看原文</span></h3>'
        f'<ol class="cards">{items}</ol>{further if more else ""}</div></aside>'
    )


def marked_paragraphs(text: str, *quotes: str) -> str:
    """The article, each 款 on its own line, with exactly the quoted characters in ``<mark>``.

    A quote may run over several lines; each line then gets its own part of it. A quote that is not
    a span of the text marks nothing: a wrong highlight would mislead more than none. Where the quotes
    are the whole text, nothing is marked either.
    """
    marked = _covered(text, quotes)
    return "".join(_paragraph(line, offset, marked) for offset, line in _lines(text))


def _covered(text: str, quotes: Sequence[str]) -> frozenset[int]:
    places: set[int] = set()
    for quote in filter(str.strip, quotes):
        start = text.find(quote)
        if start >= 0:
            places.update(range(start, start + len(quote)))
    whole = all(at in places for at, letter in enumerate(text) if not letter.isspace())
    return frozenset() if whole else frozenset(places)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            yield offset, line
        offset += len(line) + 1


def _paragraph(line: str, offset: int, marked: Collection[int]) -> str:
    html = ""
    for is_marked, group in itertools.groupby(enumerate(line, offset), key=lambda pair: pair[0] in marked):
        piece = escape("".join(letter for _, letter in group))
        html += f"<mark>{piece}</mark>" if is_marked else piece
    return f"<p>{html}</p>"


def _card(uid: str, citation: Citation, quoted: Sequence[str], first: str, day: date) -> str:
    name = escape(full_name(citation))
    # An article that the answer quotes in two places is cited whole; the places are what matters.
    article = marked_paragraphs(citation.text, *(quoted or (citation.quote,)))
    return (
        f'<details class="card" id="{card_id(uid, citation.n)}">'
        f'<summary><span class="number">[{citation.n}]</span>'
        f'<span class="name">{escape(citation.law)} <b>{escape(citation.article + citation.paragraph)}</b></span>'
        f'<span class="badge {tone(citation.status)}">{escape(citation.status)}</span></summary>'
        f'<div class="card-body">{_facts(citation)}'
        f'<blockquote class="article" aria-label="{name}全文">{article}</blockquote>'
        f'<p class="card-ways">{_whole_text(citation, day)}'
        f'<a class="back" href="#{first}" data-card="{card_id(uid, citation.n)}">返回答案</a>'
        "</p></div></details>"
    )


def _whole_text(citation: Citation, day: date) -> str:
    """Opens beside the chat: in its place, the conversation would be lost."""
    address = escape(finder_link(citation.law, citation.article, day))
    name = escape(f"在全文中查看{citation.law}{citation.article}（打开新页面）")
    return f'<a class="whole" href="{address}" target="_blank" rel="noopener" aria-label="{name}">在全文中查看</a>'


def _facts(citation: Citation) -> str:
    rows = (
        ("位置", " › ".join(citation.chapters)),
        ("施行日期", chinese_day(citation.effective) if citation.effective else "来源未注明"),
        ("效力级别", citation.level),
        ("适用地区", citation.region),
        ("发布机关", citation.issuer),
        ("来源", citation.source),
        ("说明", citation.note),
    )
    filled = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in rows if value)
    return f'<dl class="facts">{filled}</dl>'
