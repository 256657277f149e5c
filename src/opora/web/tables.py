"""A table of a page as a file: ``?as=xlsx``, ``csv`` or ``docx`` on the address of the page."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.text import Truncator

from opora.domain.acts.contents import clean_name
from opora.reports.tables import Table, TableRefused, csv_lines, docx_bytes, write_xlsx

LONGEST_NAME = 90
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def asked_kind(request: HttpRequest) -> str | None:
    """Return the kind of file the address asks for, None where it asks for the page."""
    kind = request.GET.get("as", "")
    return kind if kind in KINDS else None


def table_file(table: Table, kind: str) -> HttpResponseBase:
    """Send a table as a file of this kind; a table too long for Word is refused in words."""
    name = clean_name(f"{Truncator(table.title).chars(LONGEST_NAME)}.{kind}")
    if kind == "csv":
        lines = csv_lines(table)
        return _named(StreamingHttpResponse(lines, content_type=KINDS[kind]), name)
    if kind == "xlsx":
        return FileResponse(
            _workbook(table), as_attachment=True, filename=name, content_type=KINDS[kind]
        )
    try:
        content = docx_bytes(table)
    except TableRefused as refusal:
        plain = "text/plain; charset=utf-8"
        return HttpResponse(str(refusal), status=422, content_type=plain)
    return _named(HttpResponse(content, content_type=KINDS[kind]), name)


def _named(response: HttpResponseBase, name: str) -> HttpResponseBase:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _workbook(table: Table) -> BinaryIO:
    """Write to the disk row by row; an open file lives on without its name."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as made:
        path = Path(made.name)
    try:
        write_xlsx(table, path)
        return path.open("rb")
    finally:
        path.unlink()
