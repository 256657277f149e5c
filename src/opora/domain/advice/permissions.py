"""Who advises, who answers, who takes practices in and records publications."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.advice.models import Addressee, Practice
from opora.domain.organisations.access import MUNICIPAL_ROLES, Scope, scope_of
from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed

_ADVISING = MUNICIPAL_ROLES | {Role.REGIONAL_COORDINATOR}
_RECORDING = _ADVISING | {Role.SCHOOL_HEAD, Role.DEPUTY_HEAD}


def _scope(by: User, at: datetime) -> Scope:
    return scope_of(by, on=localdate(at))


def offices_of(by: User, *, at: datetime) -> OrganisationQuerySet:
    """Organisations in whose name the person advises: offices where they work."""
    return _works_in(by, _ADVISING, at)


def organisations_of(by: User, *, at: datetime) -> OrganisationQuerySet:
    """Organisations in whose name the person records practices and publications."""
    scope = _scope(by, at)
    if not (by.is_superuser or scope.in_roles(_RECORDING)):
        return Organisation.objects.none()
    seen = Organisation.objects.visible_to(by, on=localdate(at)).open_on(localdate(at))
    ours = [one.pk for one in seen.select_related("territory") if _records(scope, one)]
    return Organisation.objects.filter(pk__in=ours).order_by("short_name")


def _works_in(by: User, roles: frozenset[Role], at: datetime) -> OrganisationQuerySet:
    members = _scope(by, at).in_roles(roles)
    ours = [member.organisation_id for member in members]
    return Organisation.objects.filter(pk__in=ours).order_by("short_name")


def _records(scope: Scope, owner: Organisation) -> bool:
    return scope.may_plan_for(owner) or scope.may_approve_for(owner)


def records(by: User, owner: Organisation, *, at: datetime) -> bool:
    """Whether the person records for the organisation: its heads, or those above it."""
    return _records(_scope(by, at), owner)


def advises(by: User, owner: Organisation, *, at: datetime) -> bool:
    """Whether the person advises in the name of the office, or of another of its territory."""
    scope = _scope(by, at)
    return by.is_superuser or owner.territory_id in scope.municipalities | scope.regions


def answers(by: User, addressee: Addressee, *, at: datetime) -> bool:
    """Whether the person answers for the addressee."""
    mine = Addressee.objects.answerable_by(by, on=localdate(at))
    return mine.filter(pk=addressee.pk).exists()


def accepts(by: User, practice: Practice, *, at: datetime) -> bool:
    """Whether the person takes practices of the organisation in: those above it."""
    return _scope(by, at).may_approve_for(practice.owner)


def require_advising(by: User, owner: Organisation, *, at: datetime) -> None:
    """Refuse those who advise in nobody's name."""
    if not advises(by, owner, at=at):
        raise NotAllowed("Рекомендации дают управление, методическая служба и регион.")


def require_planning(by: User, addressee: Addressee, *, at: datetime) -> None:
    """Refuse those who neither answer nor advise."""
    if not advises(by, addressee.recommendation.owner, at=at):
        require_answering(by, addressee, at=at)


def require_answering(by: User, addressee: Addressee, *, at: datetime) -> None:
    """Refuse those to whom the recommendation is not addressed."""
    if not answers(by, addressee, at=at):
        raise NotAllowed(
            f"На рекомендацию отвечает «{addressee.organisation.short_name}» или тот, кому "
            "она адресована; за команду — её руководитель или секретарь."
        )


def require_recording(by: User, owner: Organisation, *, at: datetime) -> None:
    """Refuse those who record nothing for the organisation."""
    if not records(by, owner, at=at):
        raise NotAllowed(
            f"Записи организации «{owner.short_name}» ведут её руководители, муниципальный "
            "координатор и методист."
        )


def require_accepting(by: User, practice: Practice, *, at: datetime) -> None:
    """Refuse those who take no practices in."""
    if not accepts(by, practice, at=at):
        raise NotAllowed("Практику принимают муниципальный координатор, методист или регион.")
