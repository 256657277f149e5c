"""An agreement is drawn up, and mended while it is not signed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.organisations.school_years import SchoolYear
from opora.domain.partnerships import permissions
from opora.domain.partnerships.models import Agreement
from opora.domain.partnerships.services import agreements
from opora.methodology.partnerships import load_partnerships
from opora.web.partnerships.forms import TermsForm
from opora.web.requests import UserRequest, inside
from opora.web.steps import done, refusal_at

KEPT = (
    "type", "school", "leader", "centre", "subject", "since", "until", "goals",
    "duties_leader", "duties_school", "why",
)  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Begin an agreement, with what an obligation or a suggestion already says."""
    today = localdate()
    if not permissions.schools_of(request.user, at=now()).exists():
        raise PermissionDenied
    asked = request.GET
    usual = load_partnerships().draft(asked.get("type", ""))
    drafted = ("goals", "duties_leader", "duties_school")
    first = {
        **{name: getattr(usual, name).strip() for name in drafted},
        "type": asked.get("type") or usual.type, "school": asked.get("school"),
        "leader": asked.get("leader"), "subject": asked.get("title"),
        "since": asked.get("day") or today, "until": SchoolYear.of(today).last_day,
        "why": asked.get("why"),
    }  # fmt: skip
    form = TermsForm(request.POST or None, user=request.user, at=now(), on=today, initial=first)
    if form.is_valid():
        with refusal_at(form):
            made = agreements.draw_up(terms=form.terms, by=request.user, at=now())
            return done(
                request,
                "Черновик договора записан: осталось его подписать.",
                "agreement",
                made.pk,
            )
    back = inside(request, asked.get("next"))
    context = {"form": form, "title": "Новый договор", "back": back}
    return render(request, "web/partnerships/edit.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, agreement_id: int) -> HttpResponse:
    """Change what is not signed."""
    today = localdate()
    seen = Agreement.objects.visible_to(request.user, on=today)
    agreement = get_object_or_404(
        seen.select_related("school__territory", "leader__territory"), pk=agreement_id
    )
    if not permissions.leads(request.user, agreement, at=now()):
        raise PermissionDenied
    first = {name: getattr(agreement, name) for name in KEPT}
    form = TermsForm(request.POST or None, user=request.user, at=now(), on=today, initial=first)
    if form.is_valid():
        with refusal_at(form):
            agreements.amend(agreement=agreement, terms=form.terms, by=request.user, at=now())
            return done(request, "Договор изменён.", "agreement", agreement.pk)
    context = {"form": form, "title": "Изменить договор", "agreement": agreement}
    return render(request, "web/partnerships/edit.html", context)
