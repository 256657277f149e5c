"""In which school a page about pupils is opened, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.timezone import localdate

from opora.domain.organisations.models import Membership, Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models import Pupil, PupilPlan
from opora.domain.pupils.permissions import WORKING, led_by, works_in
from opora.web.requests import UserRequest

INSIDE = (
    "Сведения об учениках открыты только самой школе: директору, заместителям и учителям. "
    "Числа по школам стоят на странице «Обучающиеся»."
)
LEADERS = "Эту страницу открывают директор и заместители школы."


@dataclass(frozen=True, slots=True)
class Place:
    """The school of the page, and what the person is there."""

    school: Organisation
    schools: tuple[Organisation, ...]
    leads: bool
    today: date


def place_of(request: UserRequest) -> Place:
    """Return the school that the address names, else the first of the person's own.

    Raises
    ------
    PermissionDenied
        If the person works with pupils nowhere.
    Http404
        If the school named is not the person's.
    """
    today = localdate()
    keys = works_in(request.user, on=today)
    if not keys:
        raise PermissionDenied(INSIDE)
    rows = Organisation.objects.filter(pk__in=keys).select_related("territory")
    schools = tuple(rows.order_by("short_name", "pk"))
    asked = asked_number(request, "school")
    found = [one for one in schools if asked is None or one.pk == asked]
    if not found:
        raise Http404
    leads = found[0].pk in led_by(request.user, on=today)
    return Place(found[0], schools, leads, today)


def leading_place(request: UserRequest) -> Place:
    """Return the school that the person leads.

    Raises
    ------
    PermissionDenied
        If the person leads none.
    """
    place = place_of(request)
    if not place.leads:
        raise PermissionDenied(LEADERS)
    return place


def place_in(request: UserRequest, school: Organisation) -> Place:
    """Return the school of a thing that the person has been shown to see."""
    today = localdate()
    leads = school.pk in led_by(request.user, on=today)
    return Place(school, (school,), leads, today)


def pupil_or_404(user: User, pupil_id: int, *, on: date) -> Pupil:
    """Return a pupil of the person, else nothing is there."""
    rows = Pupil.objects.visible_to(user, on=on).select_related("school__territory")
    found = rows.filter(pk=pupil_id).first()
    if found is None:
        raise Http404
    return found


def plan_or_404(user: User, plan_id: int, *, on: date) -> PupilPlan:
    """Return a plan of the person, else nothing is there."""
    rows = PupilPlan.objects.visible_to(user, on=on).select_related(
        "school__territory", "created_by", "approved_by"
    )
    found = rows.filter(pk=plan_id).first()
    if found is None:
        raise Http404
    return found


def staff_of(school: Organisation, *, on: date) -> list[tuple[int, str]]:
    """Return those who work with pupils of the school, by surname, for a list to choose."""
    members = Membership.objects.on(on).filter(organisation=school, role__in=WORKING)
    people = {one.user_id: one.user for one in members.select_related("user")}
    found = sorted(people.values(), key=lambda one: (one.last_name, one.first_name, one.pk))
    return [(one.pk, one.short_name) for one in found]


def asked_number(request: HttpRequest, name: str) -> int | None:
    """Return a number of the address, nothing where it is none."""
    text = request.GET.get(name, "")
    # Longer numbers name no row of any database.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None  # noqa: PLR2004


def asked_day(request: HttpRequest, name: str = "day") -> date | None:
    """Return a day of the address, nothing where it is none."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
