"""What several pages of models and curators ask for."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from opora.domain.curators.models import Curatorship, Enrolment, SupportModel
from opora.domain.curators.permissions import keeps_models
from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Role, Territory
from opora.web.requests import UserRequest

_OFFICES = MUNICIPAL_ROLES | {Role.REGIONAL_COORDINATOR}
KEEPERS = "Это ведут управление образования и методическая служба."


def enrolment_of(request: UserRequest, enrolment_id: int) -> Enrolment:
    """Return an enrolment in sight."""
    seen = Enrolment.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related("school__territory", "act", "model", "follows")
    return get_object_or_404(rows, pk=enrolment_id)


def kept_enrolment(request: UserRequest, enrolment_id: int) -> Enrolment:
    """Return an enrolment that the person keeps; others who see it are refused."""
    found = enrolment_of(request, enrolment_id)
    require(request, found.school.territory)
    return found


def model_of(request: UserRequest, model_id: int) -> SupportModel:
    """Return a model in sight."""
    seen = SupportModel.objects.visible_to(request.user, on=localdate())
    return get_object_or_404(seen.select_related("territory"), pk=model_id)


def kept_model(request: UserRequest, model_id: int) -> SupportModel:
    """Return a model to be changed; to schools, which only read it, there is no such page."""
    found = model_of(request, model_id)
    if not scope_of(request.user, on=localdate()).in_roles(_OFFICES):
        raise Http404("models are changed above schools")
    require(request, found.territory)
    return found


def curatorship_of(request: UserRequest, curatorship_id: int) -> Curatorship:
    """Return a curatorship in sight."""
    seen = Curatorship.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related("school__territory", "act", "curator")
    return get_object_or_404(rows, pk=curatorship_id)


def require(request: UserRequest, territory: Territory) -> None:
    """Refuse those who do not keep models and curators of the territory."""
    if not keeps_models(request.user, territory, on=localdate()):
        raise PermissionDenied(KEEPERS)


def draw(request: UserRequest, form: Form, title: str, back: str, crumb: str) -> HttpResponse:
    """Draw a form of its own page, with the page it leads back to."""
    context = {"form": form, "title": title, "back": back, "crumb": crumb}
    return render(request, "web/curators/form.html", context)
