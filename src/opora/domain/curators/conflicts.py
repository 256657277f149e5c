"""What speaks against a person as curator of a school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opora.domain.curators.models import Curatorship
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people.models import User
from opora.domain.staff.models import Employment
from opora.methodology.curatorship import load_curatorship

STEM = 4
"""Letters of a surname that men and women of a family share: «Белов» and «Белова»."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One ground, in a sentence; what is ``firm`` is not overruled by a reason."""

    code: str
    sentence: str
    firm: bool = False


def conflicts(curator: User, school: Organisation, *, on: date) -> tuple[Conflict, ...]:
    """Return what speaks against an appointment, the firm grounds first.

    Work in the school is firm. A head who is the person's head elsewhere, a shared surname
    and too many schools are told, and may be overruled with a reason.
    """
    found = (
        _works_there(curator, school, on),
        _is_subordinate(curator, school, on),
        _shares_surname(curator, school, on),
        _has_many(curator, school, on),
    )
    return tuple(one for one in found if one)


def _works_there(curator: User, school: Organisation, on: date) -> Conflict | None:
    posts = Employment.objects.on(on).filter(person__user=curator, organisation=school)
    roles = Membership.objects.on(on).filter(user=curator, organisation=school)
    if posts.exists() or roles.exclude(role=Role.CURATOR).exists():
        return Conflict("works", f"{curator.short_name} работает в этой школе.", firm=True)
    return None


def _is_subordinate(curator: User, school: Organisation, on: date) -> Conflict | None:
    """Whether the head of the school is the head of a place where the curator works."""
    heads = Employment.objects.on(on).filter(post=Employment.Post.HEAD)
    here = heads.filter(organisation=school).values("person")
    led = heads.filter(person__in=here).values("organisation")
    posts = Employment.objects.on(on).filter(person__user=curator, organisation__in=led)
    place = posts.exclude(organisation=school).select_related("organisation").first()
    if place is None:
        return None
    return Conflict(
        "subordinate",
        f"Директор школы руководит и организацией «{place.organisation.short_name}», где "
        f"работает {curator.short_name}.",
    )


def _shares_surname(curator: User, school: Organisation, on: date) -> Conflict | None:
    """Return a hint: a shared surname proves nothing, it asks to make sure."""
    stem = curator.last_name[: max(STEM, len(curator.last_name) - 2)]
    posts = Employment.objects.on(on).filter(
        organisation=school, post__in=Employment.LEADING, person__last_name__startswith=stem
    )
    found = posts.exclude(person__user=curator).select_related("person").first()
    if found is None or not stem:
        return None
    return Conflict(
        "surname",
        f"Фамилия совпадает с фамилией руководства школы ({found.person.short_name}). "
        "Убедитесь, что это не родственники.",
    )


def _has_many(curator: User, school: Organisation, on: date) -> Conflict | None:
    most = load_curatorship().most_schools
    held = Curatorship.objects.on(on).filter(curator=curator).exclude(school=school)
    count = held.values("school").distinct().count()
    if count < most:
        return None
    return Conflict(
        "many", f"Школ у куратора уже {count}, по умолчанию не больше {most} (не нормативно)."
    )
