"""Web pages: the text of the article, without scripts, menus and what else stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from ..errors import UnreadableFile
from ..records import RawText
from .characters import clean, heading
from .contents import contents_in
from .plain import decode

__all__ = ["read_html"]

_DROPPED = {
    "script", "style", "noscript", "template", "nav", "aside", "form", "button", "select", "iframe", "object", "svg",
    "canvas", "video", "audio", "footer", "head", "map",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "tr",
    "ul",
}  # fmt: skip
_CELLS = {"td", "th"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[0-2](?:\.\d+)?(?:px|pt)?\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip-path\s*:\s*inset\((?:50|100)%",
    re.IGNORECASE,
)
_WHITE = re.compile(r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?|white|transparent)\s*(?:;|$)", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# The text stands in the innermost part that holds so much of the page's text outside of links.
MAIN_SHARE = 0.8
_BREAK = "\n"
# A line end in the source is a blank between words of letters and nothing between Chinese characters.
_SOFT = "\x01"
_WIDE = "\u2014-\u2026\u3000-\u9fff\uff00-\uffef"
_SOFT_IN_CHINESE = re.compile(rf"(?<=[{_WIDE}])[ \t]*{_SOFT}[ \t{_SOFT}]*|[ \t]*{_SOFT}[ \t{_SOFT}]*(?=[{_WIDE}])")


def read_html(path: Path) -> RawText:
    """The text of a web page that was saved as a file; nothing that it links to is fetched.

    Raises:
        UnreadableFile: It holds no text, or is nested beyond reason.
    """
    text, doubts = _decoded(path)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except (etree.LxmlError, ValueError):
        raise UnreadableFile(f"{path.name}：网页里没有文字，或已损坏，请重新保存") from None
    _drop(root)
    main = _main(root)
    title = _title(root, main)
    lines = [line for one in _lines(main) if (line := clean(_one_line(one)))]
    contents = contents_in(lines)
    if contents:
        doubts.append("目录已略去")
    kept = [heading(line) or line for at, line in enumerate(lines) if at not in contents]
    return RawText(path.name, "html", (*title, *kept), tuple(doubts))


def _decoded(path: Path) -> tuple[str, list[str]]:
    content = path.read_bytes()
    declared = _CHARSET.search(content[:4096])
    if declared:
        name = declared[1].decode("ascii").lower()
        try:
            # Pages that say gb2312 use characters beyond it.
            return content.decode("gb18030" if name.startswith("gb") else name), []
        except (LookupError, UnicodeError):
            pass
    return decode(content, path.name)


def _drop(root: Any) -> None:
    """Take out what nobody sees, by its own style or by the page's style of one of its classes."""
    styles = "\n".join(element.text or "" for element in root.iter("style"))
    unseen = {name for name, style in _CLASS.findall(styles) if _is_unseen(style)}
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        hidden = element.get("hidden") is not None or _is_unseen(element.get("style") or "")
        hidden = hidden or not unseen.isdisjoint((element.get("class") or "").split())
        if (element.tag in _DROPPED or hidden) and element.getparent() is not None:
            element.drop_tree()


def _is_unseen(style: str) -> bool:
    white = _WHITE.search(style) is not None and "background" not in style
    return white or _HIDDEN.search(style) is not None


def _main(root: Any) -> Any:
    """The part of the page that holds the text."""
    sizes = _sizes(root)
    part = root.find("body")
    part = root if part is None else part
    whole = sizes.get(part, 0)
    while whole:
        larger = [child for child in part if sizes.get(child, 0) >= MAIN_SHARE * whole]
        if not larger or (larger[0].tag in {"p", "span", "td", "tr", "tbody", "pre"} and not len(larger[0])):
            return part
        part = larger[0]
    return part


def _sizes(root: Any) -> dict[Any, int]:
    """Characters below each element, those of links left out."""
    sizes: dict[Any, int] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        own = len((element.text or "").strip()) if element.tag != "a" else 0
        for child in element:
            own += (sizes.get(child, 0) if child.tag != "a" else 0) + len((child.tail or "").strip())
        sizes[element] = own
    return sizes


def _title(root: Any, main: Any) -> list[str]:
    """The heading of the page where it stands outside of its main part."""
    for element in root.iter("h1"):
        if main not in element.iterancestors():
            return [text] if (text := clean(re.sub(r"\s+", " ", element.text_content()))) else []
    return []


def _lines(main: Any) -> Iterator[str]:
    """Lines of the text: one for each block and each row of a table."""
    parts: list[str] = []
    for event, element in etree.iterwalk(main, events=("start", "end")):
        block = element.tag in _BLOCKS
        if block:
            parts.append(_BREAK)
        elif event == "start" and element.tag in _CELLS:
            parts.append(" ")
        if event == "start" and element.text:
            parts.append(element.text if element.tag == "pre" else _soft(element.text))
        if event == "end" and element is not main and element.tail:
            parts.append(_soft(element.tail))
    yield from "".join(parts).split(_BREAK)


def _soft(text: str) -> str:
    return re.sub(r"[\r\n]+", _SOFT, text)


def _one_line(text: str) -> str:
    return re.sub(rf"[ \t\f{_SOFT}]+", " ", _SOFT_IN_CHINESE.sub("", text))
