"""People enter a staff list, take posts and leave them. Call as ``staff.employ(...)``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from opora.domain import refusals
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person, PersonQuerySet


class NotAllowed(refusals.NotAllowed):
    """The person keeps no staff list of this organisation."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            f"Список сотрудников организации «{organisation.short_name}» ведут её "
            "руководитель и муниципальный координатор."
        )


class SamePerson(refusals.Refused):
    """People of this name are known; whether it is one of them only a human can say."""

    def __init__(self, found: tuple[Person, ...]) -> None:
        self.found = found
        super().__init__(
            f"Человек с именем «{found[0].full_name}» уже есть в списке. "
            "Выберите его или подтвердите, что это другой человек."
        )


class AlreadyEmployed(refusals.Refused):
    """The person holds this post already."""

    def __init__(self, employment: Employment) -> None:
        super().__init__(
            f"{employment.person.short_name} уже работает в этой должности "
            f"({employment.get_post_display().lower()})."
        )


class DaysInverted(refusals.Refused):
    """A post ends before it begins."""

    def __init__(self) -> None:
        super().__init__("Последний день работы раньше первого. Исправьте дни.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as papers give it, and the year of birth if it is known."""

    last_name: str
    first_name: str
    patronymic: str = ""
    birth_year: int | None = None

    @property
    def folded(self) -> str:
        """The name as it is searched for."""
        words = " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))
        return words.casefold().replace("ё", "е")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A post with its conditions. ``load`` in full posts (1 is a full one)."""

    post: str
    title: str = ""
    subject: str = ""
    load: Decimal | None = None
    part_time: bool = False
    category: str = ""
    since: date | None = None
    until: date | None = None


def require_keeping(by: User, organisation: Organisation, *, at: datetime) -> None:
    """Refuse whoever keeps no staff list of the organisation."""
    if not scope_of(by, on=localdate(at)).may_plan_for(organisation):
        raise NotAllowed(organisation)


def namesakes(name: Name, organisation: Organisation) -> PersonQuerySet:
    """Return people of the same municipality who may be the same.

    A differing year of birth, where both are known, makes another person.
    """
    found = Person.objects.filter(territory=organisation.territory, search=name.folded)
    if name.birth_year:
        found = found.exclude(
            pk__in=found.exclude(birth_year=None).exclude(birth_year=name.birth_year)
        )
    return found


@transaction.atomic
def add(  # noqa: PLR0913  # who, where, as what, by whom, and whether namesakes are known
    *,
    name: Name,
    organisation: Organisation,
    place: Place,
    by: User,
    at: datetime,
    another: bool = False,
) -> Employment:
    """Enter a new person in a post.

    Raises
    ------
    SamePerson
        If people of this name are known and ``another`` does not say that it is somebody else.
    NotAllowed, DaysInverted
        If the list is not theirs to keep, or the days are wrong.
    """
    require_keeping(by, organisation, at=at)
    if not another and (found := tuple(namesakes(name, organisation))):
        raise SamePerson(found)
    person = Person.objects.create(
        territory=organisation.territory, last_name=name.last_name,
        first_name=name.first_name, patronymic=name.patronymic, birth_year=name.birth_year,
    )  # fmt: skip
    return employ(person=person, organisation=organisation, place=place, by=by, at=at)


@transaction.atomic
def employ(
    *, person: Person, organisation: Organisation, place: Place, by: User, at: datetime
) -> Employment:
    """Give a known person a post.

    Raises
    ------
    AlreadyEmployed, NotAllowed, DaysInverted
        If they hold it already, or as for ``add``.
    """
    require_keeping(by, organisation, at=at)
    _check_days(place.since, place.until)
    held = Employment.objects.filter(
        Q(until=None) | Q(until__gte=place.since or localdate(at)),
        person=person, organisation=organisation, post=place.post, subject=place.subject,
    )  # fmt: skip
    if same := held.select_related("person").first():
        raise AlreadyEmployed(same)
    employment = Employment.objects.create(
        person=person, organisation=organisation, **_fields(place)
    )
    audit.record("employment.begin", target=employment, by=by, at=at, after=_fields(place))
    return employment


@transaction.atomic
def correct(*, employment: Employment, place: Place, by: User, at: datetime) -> Employment:
    """Correct a post; saying the same again leaves no trace."""
    employment = _locked(employment, by=by, at=at)
    _check_days(place.since, place.until)
    now = {name: getattr(employment, name) for name in _fields(place)}
    before, after = audit.changes(now, _fields(place))
    if after:
        for field, value in after.items():
            setattr(employment, field, value)
        employment.save()
        audit.record(
            "employment.correct", target=employment, by=by, at=at, before=before, after=after
        )
    return employment


@transaction.atomic
def leave(*, employment: Employment, on: date, by: User, at: datetime) -> Employment:
    """End a post on its last day.

    Raises
    ------
    DaysInverted
        If the day lies before the first.
    """
    employment = _locked(employment, by=by, at=at)
    _check_days(employment.since, on)
    before = employment.until
    employment.until = on
    employment.save(update_fields=["until"])
    audit.record(
        "employment.end", target=employment, by=by, at=at,
        before={"until": before}, after={"until": on},
    )  # fmt: skip
    return employment


@transaction.atomic
def link(*, person: Person, user: User | None, by: User, at: datetime) -> Person:
    """Say whose account a person signs in with, or that they have none."""
    place = Organisation.objects.filter(employments__person=person).first()
    if place is not None:
        require_keeping(by, place, at=at)
    before = person.user_id
    person.user = user
    person.save(update_fields=["user", "search"])
    audit.record(
        "person.link", target=person, by=by, at=at,
        before={"user": before}, after={"user": user and user.pk},
    )  # fmt: skip
    return person


def _locked(employment: Employment, *, by: User, at: datetime) -> Employment:
    held = Employment.objects.select_for_update(of=("self",)).select_related("organisation")
    employment = held.get(pk=employment.pk)
    require_keeping(by, employment.organisation, at=at)
    return employment


def _check_days(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise DaysInverted


def _fields(place: Place) -> dict[str, object]:
    return {
        "post": place.post, "title": place.title, "subject": place.subject,
        "load": place.load, "part_time": place.part_time, "category": place.category,
        "since": place.since, "until": place.until,
    }  # fmt: skip
