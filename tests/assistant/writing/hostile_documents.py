"""Files of a library with an order to a program in them, each at another place: what a folder from anywhere may hold.

Each is a small set of rules about one craft (``CRAFT的工钱…``), so that a question about the craft finds it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.shared import Pt, RGBColor
from pdf_files import pdf, shown

__all__ = ["PLACES", "VISIBLE", "write_document"]

VISIBLE = frozenset(
    {"docx_body", "pdf_body", "md_body", "txt_body", "txt_spaced", "zero_width", "tag_letters", "lookalike"}
    | {"traditional", "title", "chapter", "issuer"}
)
"""Places that a reader of the file sees, or that are part of the words: the file's reader must keep them."""
_FRONT = {
    "level": "部门规章",
    "region": "全国",
    "issuer": "示例机关",
    "published": "2019-12-01",
    "effective": "2020-01-01",
    "status": "现行有效",
}


def _title(craft: str) -> str:
    return f"示例{craft}办法"


def _articles(craft: str, inside: str = "") -> tuple[str, ...]:
    """The lines of the rules; ``inside`` stands in the second article."""
    return (
        f"第一条　{craft}干活的，老板应当按日记工，每月结清工钱。",
        f"第二条　{craft}的工钱应当当面点清，老板不得拖欠。{inside}",
        f"第三条　{craft}讨要工钱的，由示例机关在十日内处理。",
        "第四条　本办法自2020年1月1日起施行。",
    )


def _lines(craft: str, inside: str = "") -> tuple[str, ...]:
    return (_title(craft), "（2019年12月1日示例机关发布）", *_articles(craft, inside))


Part = Callable[[Any, Any, str], None]
"""(the Word document, its second article, the order)."""


def _word(craft: str, text: str, put: Part) -> bytes:
    document = docx.Document()
    paragraphs = [document.add_paragraph(line) for line in _lines(craft)]
    put(document, paragraphs[3], text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _white(document: Any, article: Any, text: str) -> None:
    article.add_run(text).font.color.rgb = RGBColor(255, 255, 255)


def _tiny(document: Any, article: Any, text: str) -> None:
    article.add_run(text).font.size = Pt(1)


def _vanished(document: Any, article: Any, text: str) -> None:
    article.add_run(text).font.hidden = True


def _footer(document: Any, article: Any, text: str) -> None:
    document.sections[0].footer.paragraphs[0].text = text


def _header(document: Any, article: Any, text: str) -> None:
    document.sections[0].header.paragraphs[0].text = text


def _comment(document: Any, article: Any, text: str) -> None:
    document.add_comment(article.runs, text, author="某人")


def _metadata(document: Any, article: Any, text: str) -> None:
    properties = document.core_properties
    properties.title = properties.subject = properties.comments = properties.keywords = text


def _body(document: Any, article: Any, text: str) -> None:
    article.add_run(text)


_WORD: Mapping[str, Part] = {
    "docx_white": _white,
    "docx_tiny": _tiny,
    "docx_hidden": _vanished,
    "docx_footer": _footer,
    "docx_header": _header,
    "docx_comment": _comment,
    "docx_metadata": _metadata,
    "docx_body": _body,
}


def _drawn(text: str, *, x: int = 80, y: int = 700, size: int = 12, how: str = "") -> bytes:
    """A content stream that shows one line with the operators ``how`` before it."""
    line = text.encode("utf-16-be", "surrogatepass").hex()
    return f" q {how} BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{line}> Tj ET Q".encode()


# Below the articles, which end at 630 points; a line of its own in the last article, if it is read.
_PDF: Mapping[str, Callable[[str], bytes]] = {
    "pdf_white": lambda text: _drawn(text, y=600, how="1 1 1 rg"),
    "pdf_tiny": lambda text: _drawn(text, y=600, size=1),
    "pdf_invisible": lambda text: _drawn(text, y=600, how="3 Tr"),
    "pdf_outside": lambda text: _drawn(text, x=1500, y=600),
}


def _pdf(craft: str, place: str, text: str) -> bytes:
    if place == "pdf_body":
        lines = _lines(craft)
        return pdf(shown(*lines[:4], text, *lines[4:]))
    if place == "pdf_footer":
        footer = _drawn(text, y=40, size=9)
        return pdf(shown(*_lines(craft)[:4]) + footer, shown(*_lines(craft)[4:]) + footer)
    # The order is drawn before the last article, so that it would belong to the third one.
    return pdf(shown(*_lines(craft)) + _PDF[place](text))


_WEB: Mapping[str, str] = {
    "html_hidden": '<span style="display:none">{}</span>',
    "html_white": '<span style="color: #FFFFFF">{}</span>',
    "html_offscreen": '<span style="position:absolute; left:-9999px">{}</span>',
    "html_class": '<span class="gone">{}</span>',
    "html_comment": "<!-- {} -->",
    "html_alt": '<img src="a.png" alt="{}">',
}


def _web(craft: str, place: str, text: str) -> bytes:
    head, day, *articles = _lines(craft, _WEB[place].format(text))
    paragraphs = "".join(f"<p>{line}</p>" for line in articles)
    style = "<style>.gone { display: none }</style>"
    page = (
        f"<html><head><meta charset='utf-8'>{style}</head><body><h1>{head}</h1><p>{day}</p>{paragraphs}</body></html>"
    )
    return page.encode()


def _markdown(craft: str, place: str, text: str) -> bytes:
    inside, chapter, front = "", "", {"title": _title(craft), **_FRONT}
    if place in {"title", "issuer"}:
        front[place] = text
    elif place == "md_front_matter":
        front["model_note"] = front["sha256"] = text
    elif place == "chapter":
        chapter = f"## 第一章 {text}\n\n"
    elif place == "md_comment":
        inside = f"<!-- {text} -->"
    else:
        inside = text
    head = "".join(f"{key}: {value}\n" for key, value in front.items())
    body = "\n\n".join(line.replace("\u3000", " ", 1) for line in _articles(craft, inside))
    return f"---\n{head}---\n\n{chapter}{body}\n".encode()


def _plain(craft: str, text: str) -> bytes:
    return "\n".join(_lines(craft, text)).encode()


_IN_MARKDOWN = {"md_front_matter", "md_comment", "md_body", "zero_width", "tag_letters", "title", "chapter", "issuer"}
_IN_TEXT = {"txt_body", "txt_spaced", "lookalike", "traditional"}
PLACES = frozenset({*_WORD, *_PDF, "pdf_footer", "pdf_body", *_WEB, *_IN_MARKDOWN, *_IN_TEXT})
"""Every place that :func:`write_document` knows."""


def write_document(folder: Path, name: str, place: str, craft: str, text: str) -> Path:
    """Write the rules about a craft as a file with ``text`` at ``place``."""
    if place in _WORD:
        suffix, content = ".docx", _word(craft, text, _WORD[place])
    elif place.startswith("pdf_"):
        suffix, content = ".pdf", _pdf(craft, place, text)
    elif place in _WEB:
        suffix, content = ".html", _web(craft, place, text)
    elif place in _IN_MARKDOWN:
        suffix, content = ".md", _markdown(craft, place, text)
    else:
        suffix, content = ".txt", _plain(craft, text)
    path = folder / f"{name}{suffix}"
    path.write_bytes(content)
    return path
