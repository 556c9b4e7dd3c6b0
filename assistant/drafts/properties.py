"""What a Word document says of itself."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

__all__ = ["dated_now"]

_PART = "docProps/core.xml"
_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<dcterms:created xsi:type="dcterms:W3CDTF">{now}</dcterms:created>
<dcterms:modified xsi:type="dcterms:W3CDTF">{now}</dcterms:modified>
</cp:coreProperties>"""


def dated_now(document: bytes) -> bytes:
    """The same document, made now and by nobody; a template's own date and author are gone.

    Args:
        document: A DOCX that we made ourselves.
    """
    core = _CORE.format(now=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, core if part.filename == _PART else old.read(part))
    return written.getvalue()
