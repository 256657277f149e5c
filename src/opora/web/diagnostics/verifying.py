"""Both sides say what they think of the factors; the checking side verifies the profile."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.diagnostics.models import FactorLine, RiskProfile
from opora.domain.diagnostics.permissions import checks, speaks_for
from opora.domain.diagnostics.services import profiles as service
from opora.domain.diagnostics.services.profiles import Said
from opora.domain.refusals import Refused
from opora.web.diagnostics.forms import ReasonForm
from opora.web.diagnostics.profiles import draw, profile_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at

LONGEST = 1000


@login_required
@require_POST
def say(request: UserRequest, profile_id: int) -> HttpResponse:
    """Keep what the side of the person says of all factors."""
    found = _sided(request, profile_id)
    is_school = speaks_for(request.user, found.school, on=localdate())
    said = {
        code: _said(request, code, is_school=is_school)
        for code in found.lines.values_list("code", flat=True)
    }
    return _do(
        request, found, "Записано.",
        lambda: service.say(profile=found, said=said, by=request.user, at=now()),
    )  # fmt: skip


def _said(request: UserRequest, code: str, *, is_school: bool) -> Said:
    given = request.POST
    word = given.get(f"word-{code}", "")
    return Said(
        word=word if word in FactorLine.Word else "",
        comment=given.get(f"comment-{code}", "")[:LONGEST],
        active=f"active-{code}" in given,
        measures=given.get(f"measures-{code}", "")[:LONGEST] if is_school else None,
    )


@login_required
@require_POST
def add_own(request: UserRequest, profile_id: int) -> HttpResponse:
    """Add a factor that the list does not name."""
    found = _sided(request, profile_id)
    title = request.POST.get("title", "")
    return _do(
        request, found, "Фактор добавлен.",
        lambda: service.add_own(profile=found, title=title, by=request.user, at=now()),
    )  # fmt: skip


@login_required
@require_POST
def verify(request: UserRequest, profile_id: int) -> HttpResponse:
    """Put the profile in force."""
    found = _checked(request, profile_id)
    return _do(
        request, found, "Профиль верифицирован, факторы в работе.",
        lambda: service.verify(profile=found, by=request.user, at=now()),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, profile_id: int) -> HttpResponse:
    """Withdraw a profile with a reason."""
    found = _checked(request, profile_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            service.withdraw(profile=found, by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Профиль отозван.", "risk_profile", found.pk)
    context = {
        "form": form, "what": str(found), "crumb": found,
        "words": "После этого за тот же год можно составить новый.",
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/withdraw.html", context, status=status)


def _do(
    request: UserRequest, found: RiskProfile, said: str, step: Callable[[], object]
) -> HttpResponse:
    try:
        step()
    except Refused as refusal:
        return draw(request, found, problem=str(refusal), status=422)
    return done(request, said, "risk_profile", found.pk)


def _sided(request: UserRequest, profile_id: int) -> RiskProfile:
    found, today = profile_of(request, profile_id), localdate()
    sides = (
        speaks_for(request.user, found.school, on=today),
        checks(request.user, found.school, on=today),
    )
    if not any(sides):
        raise PermissionDenied("Профиль ведут школа, её куратор и муниципалитет.")
    return found


def _checked(request: UserRequest, profile_id: int) -> RiskProfile:
    found = profile_of(request, profile_id)
    if not checks(request.user, found.school, on=localdate()):
        raise PermissionDenied("Профиль проверяют куратор, управление и методическая служба.")
    return found
