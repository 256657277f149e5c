"""Who plans and holds activities, fills lesson sheets, and reads the papers."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from opora.domain.activities.models import Activity, LessonVisit
from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed

_SCHOOL_LEADS = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD})
_VISITORS = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD, Role.TEACHER, Role.CURATOR})


def organisers_for(user: User, *, on: date) -> OrganisationQuerySet:
    """Return organisations in whose name the person enters activities.

    Municipal people: all of their territory; heads and deputies: their school; curators: the
    schools they follow; regional people: the bodies of the region itself.
    """
    rows = Organisation.objects.open_on(on)
    if user.is_superuser:
        return rows
    scope = scope_of(user, on=on)
    led = {one.organisation_id for one in scope.in_roles(_SCHOOL_LEADS)}
    return rows.filter(
        Q(territory__in=scope.municipalities | scope.regions) | Q(pk__in=led | scope.curated)
    )


def schools_for(user: User, *, on: date) -> OrganisationQuerySet:
    """Return organisations that the person may invite or work with.

    The region invites the offices of its municipalities, not its fifteen hundred schools.
    """
    mine = organisers_for(user, on=on)
    regions = scope_of(user, on=on).regions
    offices = Organisation.objects.open_on(on).filter(
        territory__parent__in=regions,
        kind__in=(Organisation.Kind.AUTHORITY, Organisation.Kind.METHODICAL),
    )
    return mine.filter(kind=Organisation.Kind.SCHOOL) | offices


def leads(user: User, organiser: Organisation, *, on: date) -> bool:
    """Whether the person enters activities in the name of an organisation."""
    return organisers_for(user, on=on).filter(pk=organiser.pk).exists()


def visits_lessons(user: User, activity: Activity, *, on: date) -> bool:
    """Whether the person fills a lesson sheet there: leaders, and people of its schools."""
    if leads(user, activity.organiser, on=on):
        return True
    own = {one.organisation_id for one in scope_of(user, on=on).in_roles(_VISITORS)}
    invited = activity.invitations.values_list("school", flat=True)
    return bool(own & {activity.organiser_id, *invited})


def reads_papers(user: User, activity: Activity, *, on: date) -> bool:
    """Whether the person reads minutes and materials, which name people.

    Everybody who sees the activity does, except the region: it gets numbers of what its
    municipalities and schools do.
    """
    scope = scope_of(user, on=on)
    own_territory = activity.organiser.territory_id in scope.regions
    from_above_only = bool(scope.regions) and not scope.in_roles(MUNICIPAL_ROLES)
    return user.is_superuser or own_territory or not from_above_only


def require_lead(by: User, organiser: Organisation, *, at: datetime) -> None:
    """Refuse those who do not enter activities for the organisation."""
    if not leads(by, organiser, on=localdate(at)):
        raise NotAllowed(
            f"Мероприятия организации «{organiser.short_name}» вносят её руководство, куратор, "
            "управление образования и методическая служба."
        )


def require_sheet_writer(by: User, visit: LessonVisit) -> None:
    """Refuse those who did not write the sheet."""
    if visit.entered_by_id != by.pk and not by.is_superuser:
        raise NotAllowed("Лист посещения правит и отзывает тот, кто его заполнил.")
