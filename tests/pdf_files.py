"""Small PDF files, written object by object: what a test wants in one, and nothing else."""

from __future__ import annotations

__all__ = ["pdf", "shown"]


def pdf(
    *contents: bytes, resources: bytes = b"", extra: tuple[bytes, ...] = (), catalog: bytes = b"", filters: bytes = b""
) -> bytes:
    """A PDF with one page for each content stream, and the objects ``extra`` numbered from 10 on."""
    pages = {100 + 2 * at: 101 + 2 * at for at in range(len(contents))}
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(b"%d 0 R" % number for number in pages)),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [4 0 R] >>",
        4: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        5: b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    }
    objects |= {10 + at: one for at, one in enumerate(extra)}
    for (page, stream), content in zip(pages.items(), contents, strict=True):
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> %s >> >>" % (stream, resources)
        )
        objects[stream] = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content)
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(places) + 1, start)
    return bytes(out)


def shown(*lines: str) -> bytes:
    """A content stream that shows lines one below the other."""
    moves = (f"1 0 0 1 80 {740 - 22 * at} Tm <{line.encode('utf-16-be').hex()}> Tj" for at, line in enumerate(lines))
    return f"BT /F1 12 Tf {' '.join(moves)} ET".encode()
