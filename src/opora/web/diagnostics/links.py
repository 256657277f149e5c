"""One-time links of a group, shown once: a page to print, a document or a table to hand out."""

from __future__ import annotations

from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from docx import Document
from docx.shared import Cm

from opora.domain.acts.contents import clean_name
from opora.domain.diagnostics.models import Group
from opora.domain.diagnostics.permissions import leads
from opora.domain.diagnostics.services import tickets
from opora.reports.qr import qr_png, qr_svg
from opora.reports.tables import Table
from opora.web.diagnostics.reads import place_of
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message
from opora.web.tables import KINDS, table_file

COLUMNS = 3
SIDE = Cm(3.6)


@login_required
@require_POST
@never_cache
def issue(request: UserRequest, respondents_id: int) -> HttpResponseBase:
    """Issue links of a group and show them, this once."""
    group = get_object_or_404(
        Group.objects.select_related(
            "place__survey", "place__school__territory", "questionnaire"
        ),
        pk=respondents_id,
    )
    place = place_of(request, group.place_id)
    if not leads(request.user, place.school, on=localdate()):
        raise PermissionDenied("Ссылки выпускает школа или тот, кто проводит опрос.")
    with refusal_as_message(request):
        made = tickets.issue(group=group, by=request.user, at=now())
        return _sheet(request, group, [_address(request, one) for one in made])
    return redirect("survey_place", place.pk)


def _address(request: UserRequest, token: str) -> str:
    """Return a link with the host by which this person reached us: phones reach it too."""
    return request.build_absolute_uri(reverse("questionnaire_answer", args=[token]))


def _sheet(request: UserRequest, group: Group, addresses: list[str]) -> HttpResponseBase:
    kind = request.POST.get("kind", "page")
    title = f"{group.questionnaire.title}: {group.place.school.short_name}, {group.title}"
    if kind == "xlsx":
        rows = [(number, one) for number, one in enumerate(addresses, start=1)]
        note = "Каждому одна ссылка. Она действует один раз."
        return table_file(Table(title, ("№", "Ссылка"), rows, note), "xlsx")
    if kind == "docx":
        return _document(title, addresses)
    cards = [(one, SafeString(qr_svg(one, label="QR-код анкеты"))) for one in addresses]
    context = {"group": group, "survey": group.place.survey, "cards": cards, "title": title}
    return render(request, "web/diagnostics/links.html", context)


def _document(title: str, addresses: list[str]) -> HttpResponse:
    document = Document()
    document.add_heading(title, level=1)
    document.add_paragraph(
        "Разрежьте лист и раздайте по одной карточке. Карточка действует один раз; ответ не "
        "связан с тем, кому она досталась."
    )
    rows = -(-len(addresses) // COLUMNS)
    grid = document.add_table(rows=rows, cols=COLUMNS, style="Table Grid")
    for number, one in enumerate(addresses):
        cell = grid.cell(number // COLUMNS, number % COLUMNS)
        cell.paragraphs[0].add_run().add_picture(BytesIO(qr_png(one)), width=SIDE)
        cell.add_paragraph(one)
    made = BytesIO()
    document.save(made)
    name = clean_name(f"{title[:90]}.docx")
    response = HttpResponse(made.getvalue(), content_type=KINDS["docx"])
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return response
