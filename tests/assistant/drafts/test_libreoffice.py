"""Another program opens what we annotate, and finds every comment at its words."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree
from word_comments import saved

from assistant.checking.records import Verdict
from assistant.drafts import Draft, annotate, paste_draft, read_draft

OFFICE = os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(not OFFICE, reason="no LibreOffice here: scripts/ensure-libreoffice installs one")

DAY = date(2026, 5, 1)
NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
ANNOTATION, END = (f"{{{NAMES['office']}}}{name}" for name in ("annotation", "annotation-end"))
NAME = f"{{{NAMES['office']}}}name"


def opened(tmp_path: Path, made: bytes) -> list[tuple[str, str, str]]:
    """(author, words, text) of each comment that LibreOffice finds in a DOCX, in the order of the document."""
    source = tmp_path / "annotated.docx"
    source.write_bytes(made)
    command = [
        str(OFFICE),
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "fodt",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, check=False, timeout=180)
    assert (tmp_path / "annotated.fodt").exists(), done.stderr.decode(errors="replace")
    tree = etree.parse(str(tmp_path / "annotated.fodt"))
    found: dict[str, list[str]] = {}
    open_: set[str] = set()

    def walk(element: Any) -> None:
        for child in element:
            if child.tag == ANNOTATION:
                name = child.get(NAME, f"at {len(found)}")
                found[name] = [child.findtext("dc:creator", "", NAMES), "", _text_of(child)]
                open_.add(name)
            elif child.tag == END:
                open_.discard(child.get(NAME))
            else:
                add(child.text)
                walk(child)
            add(child.tail)

    def add(text: str | None) -> None:
        for name in open_:
            found[name][1] += text or ""

    walk(tree.find(".//office:text", NAMES))
    return [(author, words, text) for author, words, text in found.values()]


def _text_of(annotation: Any) -> str:
    return "\n".join("".join(line.itertext()) for line in annotation.iterfind("text:p", NAMES))


def case_file() -> Draft:
    """References over several runs, two in one, in a table, a link and an insertion, after an old comment."""
    document = docx.Document()
    paragraph = document.add_paragraph("😀依据《示例工")
    paragraph.add_run("资法》第一").bold = True
    paragraph.add_run("条、《示例细则》第二条和《示例旧办法》第三条。").italic = True
    document.add_comment(paragraph.runs[0], text="请核实", author="张律师")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "表格里的《甲法》第四条。"
    link = '<w:hyperlink w:anchor="x"><w:r><w:t>见《乙法》第五条的链接</w:t></w:r></w:hyperlink>'
    added = '<w:ins w:id="7" w:author="某" w:date="2026-01-01T00:00:00Z"><w:r><w:t>《丙法》第六条</w:t></w:r></w:ins>'
    for xml in (link, added):
        document.add_paragraph()._p.append(parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>")[0])
    return read_draft("起诉状.docx", saved(document))


def pasted() -> Draft:
    return paste_draft("第一段《示例工资法》第一条，\n\n第二段\t😀《示例细则》第二条《示例细则》第三条。")


@pytest.mark.parametrize(
    ("make", "old"),
    [
        (case_file, [("张律师", "😀依据《示例工", "请核实")]),
        (pasted, []),
    ],
    ids=["a document of their own", "a new document"],
)
def test_every_comment_is_at_its_words(
    tmp_path: Path, check: Any, make: Callable[[], Draft], old: list[tuple[str, str, str]]
) -> None:
    draft = make()
    checked = check(draft.text, *Verdict)
    assert len(checked) >= 3
    found = opened(tmp_path, annotate(draft, checked, DAY))
    assert [one for one in found if one[0] != "学法小课堂"] == old
    ours = [(words, text.split("\n")[-1]) for author, words, text in found if author == "学法小课堂"]
    assert [words for words, _ in ours] == [one.reference.raw for one in checked]
    assert all("2026-05-01" in last for _, last in ours)
