"""Reads the comments of a Word document from its XML, without the code that is tested."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn

__all__ = ["Anchored", "anchored", "formats", "saved"]

_SHOWN = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_PLACES = {*_SHOWN, qn("w:t")}


@dataclass(frozen=True)
class Anchored:
    """A comment and the words that it stands at; a new paragraph is one ``\\n``."""

    words: str
    text: str
    author: str


def anchored(data: bytes | Any) -> list[Anchored]:
    """The comments in the order in which their words begin; fails where a mark is missing or doubled."""
    document = docx.Document(io.BytesIO(data)) if isinstance(data, bytes) else data
    words: dict[str, str] = {}
    open_, referred = set[str](), list[str]()
    for element in document.element.body.iter():
        number = element.get(qn("w:id"))
        if element.tag == qn("w:commentRangeStart"):
            assert number not in words
            words[number] = ""
            open_.add(number)
        elif element.tag == qn("w:commentRangeEnd"):
            open_.remove(number)
        elif element.tag == qn("w:commentReference"):
            assert number not in open_
            referred.append(number)
        elif element.tag == qn("w:p"):
            words |= {one: words[one] + "\n" for one in open_ if words[one]}
        elif element.tag in _PLACES and _is_text(element):
            words |= {one: words[one] + _SHOWN.get(element.tag, element.text or "") for one in open_}
    assert not open_
    assert sorted(referred) == sorted(words)
    comments = {str(one.comment_id): one for one in document.comments}
    assert len(comments) == len(document.comments), "numbers are used once"
    return [Anchored(found, comments[number].text, comments[number].author) for number, found in words.items()]


def formats(document: Any) -> list[tuple[str, str]]:
    """Each shown character of the body with the format of its run and the tags of what holds it."""
    found: list[tuple[str, str]] = []
    for element in document.element.body.iter(*_PLACES):
        if _is_text(element):
            run = element.getparent()
            form = run.find(qn("w:rPr"))
            inside = [one.tag for one in element.iterancestors() if one.tag != qn("w:r")]
            kept = "" if form is None else "".join(f"{one.tag}{sorted(one.items())}" for one in form)
            found += [(char, f"{kept}{inside}") for char in _SHOWN.get(element.tag, element.text or "")]
    return found


def saved(document: Any) -> bytes:
    """The bytes of a document of python-docx."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _is_text(element: Any) -> bool:
    return element.getparent().tag == qn("w:r") and not any(
        one.tag in {qn("w:del"), qn("w:moveFrom")} for one in element.iterancestors()
    )
