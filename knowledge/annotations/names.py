"""Names of elements of WordprocessingML."""

from __future__ import annotations

from docx.oxml.ns import qn

__all__ = ["BLANKS", "COMMENT_IDS", "FALLBACK", "PARAGRAPH", "RUN", "RUN_FORMAT", "SKIPPED", "SPACE", "TEXT", "UNFIT"]

PARAGRAPH, RUN, TEXT, RUN_FORMAT = qn("w:p"), qn("w:r"), qn("w:t"), qn("w:rPr")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# An older program's copy of what stands beside it.
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# One character each.
BLANKS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
# What was deleted, moved away or only describes; ``w:rt`` is the reading above a character.
SKIPPED = {
    FALLBACK,
    *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sectPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sdtPr", "w:rt")),
}
COMMENT_IDS = tuple(map(qn, ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference")))
# What XML cannot hold: controls, halves of characters, non-characters. For ``str.translate``, one for one.
UNFIT = dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")
