"""A region for load: 1,500 schools, one plan, 50,000 obligations in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from django.utils import timezone

from opora.domain.organisations.models import Membership, Organisation, Role, Territory
from opora.domain.people.models import User
from opora.domain.roadmaps.models import (
    Edition,
    Measure,
    Obligation,
    Occurrence,
    Responsible,
    Roadmap,
    Section,
)

MEASURES = 34
PASSWORD = "bench-password-1"
STATES = (
    Obligation.State.ACCEPTED,
    Obligation.State.SUBMITTED,
    Obligation.State.PLANNED,
    Obligation.State.IN_WORK,
    Obligation.State.ACCEPTED,
    Obligation.State.RETURNED,
)


@dataclass(frozen=True)
class Size:
    """How many municipalities, schools in each of them and years of results."""

    municipalities: int = 30
    schools_each: int = 50
    years: int = 5


def build(today: date, size: Size) -> tuple[User, Edition]:
    """Fill an empty database; return the regional coordinator and the edition in force."""
    region = Territory.objects.create(kind="region", name="Край")
    ministry = Organisation.objects.create(
        territory=region, kind="regional", name="Министерство", short_name="Минобр"
    )
    schools = [
        school
        for number in range(size.municipalities)
        for school in _municipality(region, number, size.schools_each)
    ]
    schools = Organisation.objects.bulk_create(schools, batch_size=500)
    user = User.objects.create_user(
        "bench@opora.example", PASSWORD, last_name="Дымова", first_name="Алла"
    )
    Membership.objects.create(user=user, organisation=ministry, role=Role.REGIONAL_COORDINATOR)
    edition = _edition(ministry, user, today)
    _obligations(edition, schools, user, today)
    return user, edition


def _municipality(region: Territory, number: int, schools: int) -> list[Organisation]:
    place = Territory.objects.create(
        kind="municipality", name=f"Округ {number + 1}", parent=region
    )
    return [
        Organisation(
            territory=place,
            kind="school",
            pupils=100,
            name=f"МБОУ «Школа {number + 1}-{n + 1}»",
            short_name=f"Школа {number + 1}-{n + 1}",
        )
        for n in range(schools)
    ]


def _edition(owner: Organisation, user: User, today: date) -> Edition:
    now = timezone.now()
    roadmap = Roadmap.objects.create(
        level="region", owner=owner, title="Региональная дорожная карта", created_at=now
    )
    edition = Edition.objects.create(
        roadmap=roadmap,
        title=roadmap.title,
        status=Edition.Status.IN_FORCE,
        start=today - timedelta(200),
        end=today + timedelta(300),
        in_force_since=today,
        approved_by=user,
        approved_at=now,
        columns=[
            {"header": "Мероприятие", "role": "measure"},
            {"header": "Сроки", "role": "deadline"},
            {"header": "Ответственные", "role": "responsible"},
        ],
    )
    sections = [
        Section.objects.create(edition=edition, order=n, number=f"{n}", title=f"Раздел {n}")
        for n in range(1, 6)
    ]
    Measure.objects.bulk_create(
        Measure(
            edition=edition,
            section=sections[n % 5],
            order=n + 1,
            number=f"{n % 5 + 1}.{n // 5 + 1}",
            text=f"Мероприятие {n + 1}: сведения",
            deadline_text="до 01.10",
            responsible_text="руководители ОО",
            kind="act",
            search="мероприятие сведение работа школа",
        )
        for n in range(MEASURES)
    )
    measures = edition.measures.all()
    Responsible.objects.bulk_create(
        Responsible(
            measure=m,
            order=1,
            text="руководители ОО",
            type="role",
            norm="руководители ОО",
            meaning="every_school",
        )
        for m in measures
    )
    return edition


def _obligations(
    edition: Edition, schools: list[Organisation], user: User, today: date
) -> None:
    now = timezone.now()
    dates = [today + timedelta(10 * n - 180) for n in range(MEASURES)]
    Occurrence.objects.bulk_create(
        Occurrence(
            measure=measure,
            key=f"1:{day}",
            opens=None,
            due=day,
            control=day,
            school_year=day.year if day.month > 8 else day.year - 1,
            label=f"до {day:%d.%m.%Y}",
        )
        for measure, day in zip(edition.measures.order_by("order"), dates, strict=True)
    )
    states = cycle(STATES)
    rows = []
    for occurrence in Occurrence.objects.filter(measure__edition=edition):
        for school in schools:
            state = (
                next(states) if (occurrence.due or today) < today else Obligation.State.PLANNED
            )
            sent = state in ("submitted", "accepted", "returned")
            decided = state in ("accepted", "returned")
            rows.append(
                Obligation(
                    roadmap=edition.roadmap,
                    occurrence=occurrence,
                    measure_id=occurrence.measure_id,
                    school_year=occurrence.school_year,
                    organisation=school,
                    territory_id=school.territory_id,
                    state=state,
                    control=occurrence.control,
                    changed_at=now,
                    submitted_by=user if sent else None,
                    submitted_at=now if sent else None,
                    decided_by=user if decided else None,
                    decided_at=now if decided else None,
                    remark="нет подписи" if state == "returned" else "",
                )
            )
    Obligation.objects.bulk_create(rows, batch_size=2000)
