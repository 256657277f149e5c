"""A region's worth of registers: 200,000 activities, 1,000,000 participations, other work."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import count
from random import Random

from django.utils import timezone

from opora.domain.acts.models import Act
from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.staff.models import Employment, Person

ACTIVITIES = 200_000
PARTS_EACH = 5
STAFF_EACH = 20
LISTED_EVERY = 5
KINDS = ("seminar", "consultation", "webinar", "visit", "workshop", "meeting", "lesson_visit")
_BATCH = 5000


def fill(schools: list[Organisation], *, today: date, activities: int = ACTIVITIES) -> None:
    """Fill the registers of a region for the school year of a day."""
    staff = _staff(schools)
    _statuses(schools, today)
    chance = Random(5)
    year = SchoolYear.of(today)
    days = [year.first_day + timedelta(one) for one in range((today - year.first_day).days + 1)]
    serial = count(1)
    small = max(1, activities // 20)
    make = partial(_entries, schools, staff, days=days, chance=chance, serial=serial)
    make("activities", KINDS, activities)
    make("training", ("course",), small)
    make("diagnostics", ("competence",), small)
    make("agreements", ("partnership",), small // 5)
    make("analyses", ("results",), small // 5)
    _pupils(schools, days[0], serial)


def _staff(schools: list[Organisation]) -> dict[int, list[int]]:
    people = Person.objects.bulk_create(
        (
            Person(
                territory_id=school.territory_id, last_name=f"Учитель {n}",
                first_name="Анна", search=f"учитель {n} анна",
            )
            for school in schools for n in range(STAFF_EACH)
        ),
        batch_size=_BATCH,
    )  # fmt: skip
    of_school = {
        school.pk: people[at * STAFF_EACH : (at + 1) * STAFF_EACH]
        for at, school in enumerate(schools)
    }
    Employment.objects.bulk_create(
        (
            Employment(person=one, organisation_id=school,
                       post="head" if place == 0 else "teacher")
            for school, those in of_school.items() for place, one in enumerate(those)
        ),
        batch_size=_BATCH,
    )  # fmt: skip
    return {school: [one.pk for one in those] for school, those in of_school.items()}


def _statuses(schools: list[Organisation], today: date) -> None:
    act = Act.objects.create(
        issuer=schools[0], kind="order", number="1", number_norm="1", title="О перечне",
        date=today - timedelta(400), registered_at=timezone.now(),
    )  # fmt: skip
    SchoolStatus.objects.bulk_create(
        SchoolStatus(school=one, property="low_results", since=act.date, basis=act)
        for one in schools[::LISTED_EVERY]
    )


def _entries(  # noqa: PLR0913  # the columns of the rows
    schools: list[Organisation],
    staff: dict[int, list[int]],
    register: str,
    kinds: tuple[str, ...],
    how_many: int,
    *,
    days: list[date],
    chance: Random,
    serial: count[int],
) -> None:
    now = timezone.now()
    for _ in range(0, how_many, _BATCH):
        chosen = chance.choices(schools, k=min(_BATCH, how_many))
        made = Entry.objects.bulk_create(
            Entry(
                register=register, type=chance.choice(kinds), owner=school,
                source=f"bench.row:{next(serial)}", territory_id=school.territory_id,
                day=chance.choice(days), title=f"{register} {school.short_name}", hours=18,
                entered_at=now, changed_at=now,
                until=date(2100, 1, 1) if register == "agreements" else None,
            )
            for school in chosen
        )  # fmt: skip
        EntryPart.objects.bulk_create(
            EntryPart(entry=entry, organisation_id=school.pk, person_id=person,
                      role="participant")
            for entry, school in zip(made, chosen, strict=True)
            for person in chance.sample(staff[school.pk], PARTS_EACH)
        )  # fmt: skip


def _pupils(schools: list[Organisation], day: date, serial: count[int]) -> None:
    now = timezone.now()
    Entry.objects.bulk_create(
        Entry(
            register="pupils", type=kind, owner=school, territory_id=school.territory_id,
            source=f"bench.row:{next(serial)}", day=day, title="Обучающиеся", amount=amount,
            secret=True, entered_at=now, changed_at=now,
        )
        for school in schools for kind, amount in (("risk", 30), ("plan", 24), ("failing", 12))
    )  # fmt: skip
