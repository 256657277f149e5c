"""What leaves the browser: the printed sheet, files, calendar feeds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from opora.domain.acts.contents import clean_name
from opora.domain.organisations.models import Membership, Role
from opora.domain.people.models import FeedToken
from opora.reports import calendar, sheets
from opora.reports.plan_table import execution_words
from opora.reports.roadmap_docx import roadmap_docx
from opora.reports.roadmap_pdf import roadmap_pdf
from opora.web.accounts.subscriptions import give_feed
from opora.web.requests import UserRequest
from opora.web.roadmaps.frame import Frame, frame_of, show
from opora.web.roadmaps.rows import rows_in_sight
from opora.web.roadmaps.table import table_of
from opora.web.roadmaps.views import shown_year, tally_in_sight

LONGEST_NAME = 90
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ICS = "text/calendar; charset=utf-8"
OPEN_KINDS = ("docx", "ics")
WHOLE_KINDS = ("execution.docx", "xlsx", "pdf")
"""Files that count the obligations of all; not for those who see a part of the plan."""


@login_required
@require_GET
def sheet(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Show the plan as a sheet of A4 on its side, with the execution in words."""
    frame = frame_of(request, roadmap_id)
    rows = rows_in_sight(frame)
    year = shown_year(request, frame.edition)
    table = table_of(frame.edition, rows, school_year=year, today=frame.today)
    more = {
        "table": table,
        "lines": [(line, execution_words(line.row, on=frame.today)) for line in table.lines],
        "tally": tally_in_sight(frame),
        "signatures": _signatures(frame),
        "printed_at": localtime(),
    }
    return show(request, frame, "print", more)


def _signatures(frame: Frame) -> list[tuple[str, str]]:
    """Return posts and names below the table: who signed the act, who runs the plan."""
    act = frame.edition.act
    signed = [(act.signatory_post, act.signatory_name)] if act and act.signatory_name else []
    runs = Membership.objects.on(frame.today).filter(
        organisation=frame.roadmap.owner, role__in=[Role.COORDINATOR, Role.SCHOOL_HEAD]
    )
    first = runs.select_related("user").order_by("pk").first()
    if first is None:
        return signed
    post = first.post or first.get_role_display()
    return [(post, first.user.short_name), *(one for one in signed if one[0] != post)]


@login_required
@require_GET
def roadmap_file(request: UserRequest, roadmap_id: int, kind: str) -> HttpResponseBase:
    """Give the plan as a file: as its document printed it, with execution, as a calendar."""
    frame = frame_of(request, roadmap_id)
    if kind not in {*OPEN_KINDS, *WHOLE_KINDS}:
        raise Http404
    if kind in WHOLE_KINDS and not frame.sees_all:
        raise PermissionDenied
    if kind == "xlsx":
        return _xlsx(frame)
    return _sent(*_made(frame, kind), _file_name(frame, kind))


def _made(frame: Frame, kind: str) -> tuple[bytes, str]:
    edition, today = frame.edition, frame.today
    if kind == "pdf":
        return roadmap_pdf(edition, on=today, at=localtime()), "application/pdf"
    if kind == "ics":
        return _calendar(f"roadmap:{frame.roadmap.pk}", frame), ICS
    return roadmap_docx(edition, on=today, execution=kind != "docx"), DOCX


def _calendar(scope: str, frame: Frame) -> bytes:
    return calendar.feed(
        scope, frame.scope.user, on=frame.today, at=now(), address=settings.SITE_ADDRESS
    )


def _xlsx(frame: Frame) -> FileResponse:
    """Write the workbook to the disk row by row, and send it from there."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as made:
        path = Path(made.name)
    try:
        sheets.roadmap_xlsx(frame.edition, path, on=frame.today)
        stream = path.open("rb")
    finally:
        path.unlink()  # an open file lives on without its name
    name = _file_name(frame, "xlsx")
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


def _file_name(frame: Frame, kind: str) -> str:
    title = " ".join(frame.edition.title.split())[:LONGEST_NAME]
    suffix = {"execution.docx": " с исполнением.docx"}.get(kind, f".{kind}")
    return clean_name(f"{title}{suffix}")


def _sent(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    # Django writes names that are not ASCII as RFC 5987 asks.
    response.headers["Content-Disposition"] = _disposition(name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _disposition(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


@login_required
@require_POST
def subscribe(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Give the person an address of the plan's calendar, and show it among theirs."""
    frame = frame_of(request, roadmap_id)
    return give_feed(request, f"roadmap:{frame.roadmap.pk}")


@never_cache
@require_GET
def feed(_request: UserRequest, token: str) -> HttpResponse:
    """Give a calendar to whoever knows its address; what it holds its owner may see today."""
    found = get_object_or_404(
        FeedToken.objects.live().select_related("user"), token=token, user__is_active=True
    )
    try:
        content = calendar.feed(
            found.scope, found.user, on=localdate(), at=now(), address=settings.SITE_ADDRESS
        )
    except calendar.UnknownScope:
        raise Http404 from None
    return HttpResponse(content, content_type=ICS)
