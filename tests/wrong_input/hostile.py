"""Files that somebody should not have sent, made on the spot."""

from __future__ import annotations

import io
import zipfile
from functools import cache

from docx import Document

WORD_TYPES = (
    b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
SHEET_TYPES = WORD_TYPES.replace(b"wordprocessingml.document", b"spreadsheetml.sheet")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def order_docx(*rows: tuple[str, ...], head: tuple[str, ...] = ()) -> bytes:
    """Print an order with a table of these rows."""
    document = Document()
    for line in head or ("ПРИКАЗ", "от 25.08.2025 № 417-од", "О поддержке школ"):
        document.add_paragraph(line)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@cache
def bomb(types: bytes, part: str) -> bytes:
    """Pack a hundred megabytes of zeros into a hundred kilobytes."""
    return packed({"[Content_Types].xml": types, part: bytes(100 * 2**20)})


def bomb_in_docx() -> bytes:
    return bomb(WORD_TYPES, "word/document.xml")


def bomb_in_xlsx() -> bytes:
    return bomb(SHEET_TYPES, "xl/worksheets/sheet1.xml")


def docx_with_macro() -> bytes:
    return packed({"[Content_Types].xml": WORD_TYPES, "word/vbaProject.bin": b"x"})


def docx_with_entity() -> bytes:
    parts = unpacked(order_docx(("Мероприятие", "Срок"), ("Семинар", "май 2026")))
    body = parts["word/document.xml"]
    start = body.index(b"?>") + 2
    hostile = body[:start] + ENTITY + body[start:].replace("Семинар".encode(), b"&x;")
    return packed(parts | {"word/document.xml": hostile})


def pdf_of(pages: int) -> bytes:
    """Make a PDF of that many empty pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * pages,
    ]
    content, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(content))
    return bytes(content) + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + tail


def locked_pdf() -> bytes:
    """Make a PDF that says it is encrypted and gives no usable key."""
    lock = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O(%b)/U(%b)>>/ID[(a)(a)]"
    plain = pdf_of(1)
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R" + lock % (b"x" * 32, b"y" * 32))
