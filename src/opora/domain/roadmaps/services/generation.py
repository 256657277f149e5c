"""From the measures of an approved edition to occurrences and obligations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from opora.domain.organisations.calendar import next_working_day
from opora.domain.organisations.models import Membership, Organisation
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import (
    Edition,
    Measure,
    Obligation,
    Occurrence,
    Responsible,
)
from opora.domain.roadmaps.schedules import (
    Due,
    TooManyOccurrences,
    UnreadableClause,
    occurrences_of,
)

Meaning = Responsible.Meaning
BATCH = 2000


class ScheduleRefused(Refused):
    """A measure whose schedule gives no usable days; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who owes: an organisation, or a person who answers for it by name."""

    organisation: int
    person: int | None = None
    note: str = ""

    @property
    def key(self) -> tuple[int, int | None]:
        """What tells two parties apart: a named person is one, wherever they work."""
        return (0, self.person) if self.person else (self.organisation, None)


def add_occurrences(edition: Edition) -> dict[int, list[Occurrence]]:
    """Write the occurrences of all measures; return them by measure.

    Raises
    ------
    ScheduleRefused
        If a schedule cannot be read, or gives too many occurrences.
    """
    made = [
        _occurrence(measure, due)
        for measure in edition.measures.order_by("order")
        for due in dues_of(measure, edition)
    ]
    found: dict[int, list[Occurrence]] = {}
    for occurrence in Occurrence.objects.bulk_create(made, batch_size=BATCH):
        found.setdefault(occurrence.measure_id, []).append(occurrence)
    return found


def dues_of(measure: Measure, edition: Edition) -> list[Due]:
    """Return when a measure falls due within its edition."""
    try:
        return occurrences_of(
            measure.schedule,
            start=edition.start,
            end=edition.end,
            next_working=next_working_day,
        )
    except (UnreadableClause, TooManyOccurrences) as error:
        raise ScheduleRefused(
            f"Мероприятие {measure.number or measure.order}. {error}"
        ) from error


def how_many(edition: Edition, *, at: datetime) -> int:
    """Count the obligations that an edition would make, without writing any.

    Raises
    ------
    ScheduleRefused
        If a schedule cannot be read, or gives too many occurrences.
    """
    return sum(
        len(dues_of(measure, edition)) * len(owing)
        for measure, owing in parties_of(edition, at=at).items()
    )


def parties_of(edition: Edition, *, at: datetime) -> dict[Measure, list[Party]]:
    """Return for each measure who owes it, in a constant number of queries."""
    who = Parties(edition, at=at)
    measures = edition.measures.select_related("section").prefetch_related(
        "responsible__schools", "section__schools"
    )
    return {measure: who.of(measure) for measure in measures}


def _occurrence(measure: Measure, due: Due) -> Occurrence:
    return Occurrence(
        measure=measure,
        key=due.key[:60],
        opens=due.opens,
        due=due.due,
        control=due.control,
        school_year=due.school_year,
        label=due.label[:200],
        as_needed=due.as_needed,
        event=due.event,
    )


def control_day(occurrence: Occurrence) -> date | None:
    """Return the day after which its obligations are late; None if they never are."""
    return None if occurrence.as_needed else occurrence.control


def add_obligations(
    edition: Edition,
    occurrences: Iterable[Occurrence],
    parties: Sequence[Party],
    *,
    at: datetime,
    known: frozenset[tuple[int, tuple[int, int | None]]] = frozenset(),
) -> int:
    """Write one obligation for each party and occurrence that has none; return how many."""
    owing = {party.organisation for party in parties}
    found = Organisation.objects.filter(pk__in=owing).values_list("pk", "territory")
    territories = dict(found)
    made = [
        Obligation(
            roadmap=edition.roadmap,
            occurrence=occurrence,
            measure_id=occurrence.measure_id,
            school_year=occurrence.school_year,
            organisation_id=party.organisation,
            territory_id=territories[party.organisation],
            person_id=party.person,
            control=control_day(occurrence),
            note=party.note,
            changed_at=at,
        )
        for occurrence in occurrences
        for party in parties
        if (occurrence.pk, party.key) not in known
    ]
    Obligation.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


class Parties:
    """Says who owes a measure; schools and memberships are loaded once for an edition."""

    def __init__(self, edition: Edition, *, at: datetime) -> None:
        self._owner = edition.roadmap.owner
        self._on = localdate(at)
        self._schools = self._ids(Organisation.Kind.SCHOOL)
        self._authorities = self._ids(Organisation.Kind.AUTHORITY)
        self._places = self._places_of_people(edition)

    def _ids(self, kind: Organisation.Kind) -> list[int]:
        territory = self._owner.territory_id
        here = Q(territory=territory) | Q(territory__parent=territory)
        found = Organisation.objects.filter(here, kind=kind).open_on(self._on)
        return list(found.order_by("short_name", "pk").values_list("pk", flat=True))

    def _places_of_people(self, edition: Edition) -> dict[int, int]:
        """Where the named people work; their own territory first."""
        named = Responsible.objects.filter(measure__edition=edition, person__isnull=False)
        members = (
            Membership.objects.filter(user__in=named.values("person"))
            .on(self._on)
            .select_related("organisation")
        )
        here = self._owner.territory_id
        ranked = sorted(members, key=lambda one: one.organisation.territory_id == here)
        return {member.user_id: member.organisation_id for member in ranked}

    def of(self, measure: Measure) -> list[Party]:
        """Return who owes a measure, each once; the owner where nobody is named."""
        found: dict[tuple[int, int | None], Party] = {}
        for responsible in measure.responsible.all():
            for party in self._of(responsible, measure):
                found.setdefault(party.key, party)
        if not found:
            note = "Ответственный не указан, отвечает владелец карты."
            return [Party(self._owner.pk, note=note)]
        return list(found.values())

    def _of(self, responsible: Responsible, measure: Measure) -> list[Party]:
        meaning = responsible.meaning
        if meaning == Meaning.ORGANISATION and responsible.organisation_id:
            return [Party(responsible.organisation_id)]
        if meaning == Meaning.PERSON and responsible.person_id:
            place = self._places.get(responsible.person_id, self._owner.pk)
            return [Party(place, responsible.person_id)]
        schools = self._many(responsible, measure)
        if schools:
            return [Party(school) for school in schools]
        note = f"«{responsible.text[:200]}»: не найдено, кто это. Отвечает владелец карты."
        return [Party(self._owner.pk, note=note)]

    def _many(self, responsible: Responsible, measure: Measure) -> list[int]:
        match responsible.meaning:
            case Meaning.EVERY_SCHOOL:
                return self._schools
            case Meaning.EVERY_AUTHORITY:
                return self._authorities
            case Meaning.LISTED_SCHOOLS:
                return [school.pk for school in responsible.schools.all()]
            case Meaning.SECTION_SCHOOLS if measure.section:
                return [school.pk for school in measure.section.schools.all()]
        return []
