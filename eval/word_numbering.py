"""A Word document whose article and item numbers are Word's own, for the round trip."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from knowledge.numerals import article_label

__all__ = ["numbered_document"]

_ARTICLE = re.compile(r"(第[零〇一二三四五六七八九十百千]+条)[ \u3000]+(?=\S)")
_ITEM = re.compile(r"（([一二三四五六七八九十]+)）(?=\S)")
_ARTICLES, _ITEMS = 901, 902


def _definition(key: int, text: str) -> Any:
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
    )


def _number(key: int, of: int, *, restart: bool) -> Any:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restart else ""
    return parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="{of}"/>{again}</w:num>')


def numbered_document(pieces: Iterable[tuple[str, int]], title: str) -> Any:
    """A document in which numbers that run on are left to Word; others, such as 第三条之一, are typed.

    Args:
        pieces: Text and depth of each line, as in ``eval.rendering.Piece``.
        title: Written into the header.
    """
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = title
    numbering = document.part.numbering_part.element
    first = next(iter(numbering.iterchildren(qn("w:num"))), None)
    for definition in (_definition(_ARTICLES, "第%1条"), _definition(_ITEMS, "（%1）")):
        if first is None:
            numbering.append(definition)
        else:
            first.addprevious(definition)
    numbering.append(_number(_ARTICLES, _ARTICLES, restart=False))
    lists, articles, items = 10_000, 0, 0
    for text, depth in pieces:
        article, item = _ARTICLE.match(text), _ITEM.match(text)
        if depth:
            document.add_heading(text, level=depth - 1)
        elif article and article[1] == article_label(articles + 1):
            articles += 1
            _numbered(document.add_paragraph(text[article.end() :]), _ARTICLES)
        elif item and item[1] == article_label(1)[1:-1]:
            lists, items = lists + 1, 1
            numbering.append(_number(lists, _ITEMS, restart=True))
            _numbered(document.add_paragraph(text[item.end() :]), lists)
        elif item and items and item[1] == article_label(items + 1)[1:-1]:
            items += 1
            _numbered(document.add_paragraph(text[item.end() :]), lists)
        else:
            document.add_paragraph(text)
    return document


def _numbered(paragraph: Any, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'))
