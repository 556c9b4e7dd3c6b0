"""Texts of the library as the files that a union would have of them: PDF as printed, Word as typed.

For the round trip only: what is read back from these must be what went in. The packages for it are
in the extra ``dev``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from knowledge.errors import SourceError

__all__ = ["LAYOUTS", "Piece", "pieces_of", "render"]

_FONTS = "pylopdf_fonts_zh_cn"


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a text: the title (depth 1), a heading (2 to 4) or a paragraph (0)."""

    text: str
    depth: int = 0


def pieces_of(body: str) -> tuple[Piece, ...]:
    """The lines of a Markdown body."""
    found: list[Piece] = []
    for raw in body.split("\n"):
        line = raw.strip()
        marks = len(line) - len(line.lstrip("#"))
        if 1 <= marks <= 4 and line[marks : marks + 1] == " ":
            found.append(Piece(line[marks:].strip(), marks))
        elif line:
            found.append(Piece(line))
    return tuple(found)


_TYPST = """
#let pieces = json(bytes(sys.inputs.pieces))
#let official = sys.inputs.layout == "official"
#let columns-wanted = if sys.inputs.layout == "columns" { 2 } else { 1 }
#let title = sys.inputs.title
#set page(
  paper: "a4",
  margin: (x: 2.8cm, top: 3.2cm, bottom: 3cm),
  columns: columns-wanted,
  header: if official { context align(if calc.odd(counter(page).get().first()) { right } else { left },
    text(9pt)[#title]) },
  footer: if official { context align(center, text(10pt)[— #counter(page).display() —]) },
)
#set text(font: "Noto Serif SC", size: if official { 14pt } else { 10.5pt }, lang: "zh", region: "cn")
#set par(first-line-indent: (amount: 2em, all: true), justify: true, leading: 0.9em, spacing: 0.9em)
#show heading: it => align(center, text(font: "Noto Sans SC", size: 1.05em, it.body))
#show outline.entry: it => it.indented(none, [#it.body() #box(width: 1fr, repeat[.]) #it.page()])
#set par(first-line-indent: (amount: 2em, all: true))
#if official {
  align(center, text(fill: red, size: 28pt, font: "Noto Sans SC")[某某省总工会文件])
  align(center)[某工发〔2020〕26号]
  line(length: 100%, stroke: red)
}
#for (at, piece) in pieces.enumerate() {
  if piece.depth == 1 { align(center, text(font: "Noto Sans SC", size: 1.5em, piece.text)) }
  else if piece.depth > 1 {
    heading(level: piece.depth - 1, piece.text)
  } else { par(piece.text) }
  if official and at == 0 and pieces.any(piece => piece.depth > 1) {
    pagebreak()
    align(center)[目　录]
    outline(title: none)
    pagebreak()
  }
}
"""


def _pdf(layout: str) -> Callable[[tuple[Piece, ...], str], bytes]:
    def make(pieces: tuple[Piece, ...], title: str) -> bytes:
        import typst

        shown = [{"text": _spaced(piece), "depth": piece.depth} for piece in pieces]
        fonts = typst.Fonts(font_paths=[str(_fonts())])
        inputs = {"pieces": json.dumps(shown, ensure_ascii=False), "layout": layout, "title": title}
        made = typst.compile(_TYPST.encode(), format="pdf", font_paths=fonts, sys_inputs=inputs)
        assert isinstance(made, bytes)
        return made

    return make


def _spaced(piece: Piece) -> str:
    """第一条　… with the wide blank of print."""
    head, blank, rest = piece.text.partition(" ")
    return f"{head}\u3000{rest}" if blank and head.startswith("第") and head[-1:] in "条章节编" else piece.text


def _fonts() -> Path:
    spec = find_spec(_FONTS)
    if spec is None or spec.origin is None:
        raise SourceError(f"排版需要字体包 {_FONTS}，请运行 make install。")
    return Path(spec.origin).parent


def _word(pieces: tuple[Piece, ...], title: str) -> bytes:
    """Typed as it stands."""
    import docx

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = title
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    for piece in pieces:
        if piece.depth:
            document.add_heading(piece.text, level=piece.depth - 1)
        else:
            document.add_paragraph(f"\u3000\u3000{piece.text}")
    return _saved(document)


def _word_numbered(pieces: tuple[Piece, ...], title: str) -> bytes:
    """With 第X条 and （一） taken out of the text and left to Word's numbering, where the numbers run on."""
    from .word_numbering import numbered_document

    return _saved(numbered_document([(piece.text, piece.depth) for piece in pieces], title))


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


# Name of the layout, and how it is made from the pieces and the title.
LAYOUTS: Mapping[str, tuple[str, Callable[[tuple[Piece, ...], str], bytes]]] = {
    "PDF，普通": (".pdf", _pdf("plain")),
    "PDF，红头页眉页码目录": (".pdf", _pdf("official")),
    "PDF，两栏": (".pdf", _pdf("columns")),
    "Word，直接输入": (".docx", _word),
    "Word，自动编号": (".docx", _word_numbered),
}


def render(body: str, title: str, layout: str, folder: Path, name: str = "text") -> Path:
    """Write ``body`` as a file of one of the :data:`LAYOUTS` into ``folder``.

    Raises:
        SourceError: The packages for it are not installed.
    """
    suffix, make = LAYOUTS[layout]
    path = folder / f"{name}{suffix}"
    path.write_bytes(make(pieces_of(body), title))
    return path
