"""Years of results in a region for load, with passports, index and lists.

Rows that people make one by one are written in bulk; what the platform computes (counts of
schools, signs, index, lists) is computed by its own services, and their time is a figure.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle

import numpy as np
from django.utils import timezone

from benchmarks.figures import figure, seconds
from benchmarks.region import PASSWORD, Size
from benchmarks.stores import File, Shape, build, files_of
from opora.domain.acts.models import Act, StoredFile
from opora.domain.assessments import stored
from opora.domain.assessments.models import Import, ImportSchool, Round, Task
from opora.domain.assessments.services import projection, signs
from opora.domain.context.fields import (
    PUPILS,
    SETTLEMENT,
    SETTLEMENTS,
    TEACHERS,
    passport_fields,
)
from opora.domain.context.models import Campaign, Passport, PassportValue
from opora.domain.context.services import index
from opora.domain.identification.models import Run, SchoolStatus
from opora.domain.identification.services import runs
from opora.domain.organisations.models import (
    Membership,
    Organisation,
    OrganisationCode,
    Role,
    Territory,
)
from opora.domain.people.models import User

PUPILS_OF_A_ROUND, PUPILS_OF_A_SCHOOL = 25, 300
PROCEDURES = (
    "ВПР-МА-5", "ВПР-РУ-5", "ВПР-МА-6", "ВПР-РУ-6", "ВПР-МА-7", "ВПР-РУ-7",
    "ОГЭ-МА-9", "ОГЭ-РУ-9",
)  # fmt: skip
YEARS_OF_PASSPORTS = 2
TASKS_DESCRIBED = 10
BATCH = 1000


@dataclass(frozen=True)
class People:
    """Who looks at the pages."""

    region: User
    municipality: User
    school: User


@dataclass(frozen=True)
class Filled:
    """The region with its results, and what the pages show of it."""

    region: Territory
    municipality: Territory
    ministry: Organisation
    school: Organisation
    people: People
    first_year: int
    round: Round
    campaign: Campaign
    approved: Run
    run: Run
    imported: Import


def fill(region: Territory, user: User, today: date, size: Size) -> Filled:
    """Bring years of results into a region that ``region.build`` made."""
    last = today.year if today.month > 8 else today.year - 1  # files come by August
    years = tuple(range(last - size.years + 1, last + 1))
    now = timezone.now()
    schools = list(Organisation.objects.schools().order_by("pk"))
    ministry = Organisation.objects.get(territory=region)
    people = _people(schools[0], user)
    _give_codes(schools)
    _bring(region, ministry, Shape(
        len(schools), PUPILS_OF_A_ROUND, PROCEDURES, years, scored=True,
        schools_of_a_file=size.schools_each,
    ), by=user, at=now)  # fmt: skip
    _project(region, years, now)
    campaign = _passports(region, schools, years, by=user, at=now)
    approved, run = _lists(region, ministry, last, by=user, at=now)
    round_ = _described_round(user, now)
    imported = Import.objects.filter(territory=schools[0].territory).latest("pk")
    return Filled(
        region, schools[0].territory, ministry, schools[0], people, years[0], round_, campaign,
        approved, run, imported,
    )  # fmt: skip


def _people(school: Organisation, user: User) -> People:
    authority = Organisation.objects.create(
        territory=school.territory, kind="authority", name="Управление", short_name="Управление"
    )
    return People(
        region=user,
        municipality=_person("municipality", authority, Role.COORDINATOR),
        school=_person("school", school, Role.SCHOOL_HEAD),
    )


def _person(name: str, organisation: Organisation, role: Role) -> User:
    user = User.objects.create_user(
        f"{name}@opora.example", PASSWORD, last_name="Замерова", first_name="Нина"
    )
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def _give_codes(schools: list[Organisation]) -> None:
    """Register the logins of the store, and those of files that ``opora.results`` invents."""
    OrganisationCode.objects.bulk_create(
        (
            OrganisationCode(organisation=school, scheme="oko", value=value)
            for place, school in enumerate(schools)
            for value in (f"edu{place:06}", f"edu95{place + 1:04}")
        ),
        BATCH,
    )


def _bring(
    region: Territory, ministry: Organisation, shape: Shape, *, by: User, at: datetime
) -> None:
    """Write the store of the region, and the files it comes from, one a municipality."""
    build(shape, stored.folder_of(region))
    places = list(region.children.order_by("pk"))
    kept = StoredFile.objects.create(
        sha256="0" * 64, size=1, media_type="text/plain", content="none", stored_at=at
    )
    files = list(files_of(shape))
    made = Import.objects.bulk_create(
        (
            Import(
                root=region, territory=places[int(file.schools[0]) // len(file.schools)],
                organisation=ministry, sha256=file.source, file=kept, file_name=file.name,
                source=file.source, layout="fis_oko_individual", status=Import.Status.ADDED,
                procedures=[_procedure(file, len(file.schools) * shape.pupils)],
                rows_read=len(file.schools) * shape.pupils,
                rows_kept=len(file.schools) * shape.pupils,
                uploaded_by=by, uploaded_at=at - timedelta(minutes=place),
                confirmed_by=by, confirmed_at=at, changed_at=at,
            )
            for place, file in enumerate(files)
        ),
        BATCH,
    )  # fmt: skip
    ImportSchool.objects.bulk_create(
        (row for one, file in zip(made, files, strict=True) for row in _named(one, file)), BATCH
    )


def _procedure(file: File, participants: int) -> dict[str, str | int | None]:
    return {
        "code": file.assessment, "year": file.year, "participants": participants,
        "first_day": f"{file.year}-04-15", "last_day": f"{file.year}-04-15",
    }  # fmt: skip


def _named(imported: Import, file: File) -> Iterator[ImportSchool]:
    for school in file.schools:
        yield ImportSchool(
            imported=imported, code=f"edu{school:06}", name=f"Школа № {school}",
            participants=PUPILS_OF_A_ROUND,
        )  # fmt: skip


def _project(region: Territory, years: tuple[int, ...], at: datetime) -> None:
    rounds = [(code, year) for year in years for code in PROCEDURES]
    took = seconds(
        lambda: projection.rebuild(root=region, rounds=rounds, at=at, reason="Пять лет")
    )
    figure("region_counts_of_a_round_s", took / len(rounds))
    figure(
        "region_signs_of_a_year_s", seconds(lambda: signs.refresh(root=region, year=years[-1]))
    )


def _passports(
    region: Territory, schools: list[Organisation], years: tuple[int, ...], *, by: User,
    at: datetime,
) -> Campaign:  # fmt: skip
    """Return the last campaign of the first municipality; every passport is accepted."""
    took = 0.0
    for year in years[-YEARS_OF_PASSPORTS:]:
        campaigns = _campaigns(region, year, by=by, at=at)
        passports = Passport.objects.bulk_create(
            (
                Passport(
                    campaign=campaigns[school.territory_id], school=school, status="accepted",
                    submitted_by=by, submitted_at=at, decided_by=by, decided_at=at,
                    changed_at=at,
                )
                for school in schools
            ),
            BATCH,
        )  # fmt: skip
        PassportValue.objects.bulk_create(_answers(passports, year, by=by, at=at), BATCH)
        began = time.perf_counter()
        index.compute(root=region, year=year, by=by, at=at)
        took = time.perf_counter() - began
    figure("region_index_of_a_year_s", took)
    return campaigns[schools[0].territory_id]


def _campaigns(region: Territory, year: int, *, by: User, at: datetime) -> dict[int, Campaign]:
    made = Campaign.objects.bulk_create(
        Campaign(
            territory=place, year=year, as_of=date(year - 1, 10, 1),
            due=date(year - 1, 10, 20), opened_by=by, opened_at=at,
        )
        for place in region.children.order_by("pk")
    )  # fmt: skip
    return {one.territory_id: one for one in made}


def _answers(
    passports: list[Passport], year: int, *, by: User, at: datetime
) -> Iterator[PassportValue]:
    rng = np.random.default_rng(year)
    settlements = cycle(SETTLEMENTS)
    parts = [one for one in passport_fields() if one.base]
    totals = {PUPILS: PUPILS_OF_A_SCHOOL, TEACHERS: PUPILS_OF_A_SCHOOL // 12}
    for passport in passports:
        level = rng.beta(2, 5, len(parts))
        numbers = totals | {
            one.code: int(rng.binomial(totals[one.base], share))
            for one, share in zip(parts, level, strict=True)
        }
        kept = {"passport": passport, "source": "typed", "version": 0, "by": by, "at": at}
        yield PassportValue(item=SETTLEMENT, choice=next(settlements), **kept)
        for item, number in numbers.items():
            yield PassportValue(item=item, number=number, **kept)


def _lists(
    region: Territory, ministry: Organisation, year: int, *, by: User, at: datetime
) -> tuple[Run, Run]:
    """Return the list approved a year ago, with its statuses, and the one among schools."""
    approved = runs.start(territory=region, year=year - 1, by=by, at=at)
    head = _person("head", ministry, Role.REGIONAL_COORDINATOR)
    Run.objects.filter(pk=approved.pk).update(
        status=Run.Status.APPROVED, sent_by=by, sent_at=at, approved_by=head, approved_at=at,
        opened_at=at,
    )  # fmt: skip
    day = date(year - 1, 8, 17)
    act = Act.objects.create(
        kind=Act.Kind.ORDER, number="1", number_norm="1", date=day,
        issuer=ministry, title="О списке", registered_by=by, registered_at=at,
    )  # fmt: skip
    SchoolStatus.objects.bulk_create(
        SchoolStatus(
            school_id=school, property="low_results", since=day, basis=act, run=approved
        )
        for school in approved.verdicts.listed().values_list("school", flat=True)
    )
    began = time.perf_counter()
    run = runs.start(territory=region, year=year, by=by, at=at)
    figure("region_list_s", time.perf_counter() - began)
    Run.objects.filter(pk=run.pk).update(
        status=Run.Status.REPLIES, opened_at=at, replies_due=at.date() + timedelta(5)
    )
    return Run.objects.get(pk=approved.pk), Run.objects.get(pk=run.pk)


def _described_round(by: User, at: datetime) -> Round:
    """Return the last round whose scale is known, with some tasks told by a person."""
    found = Round.objects.filter(kind="ВПР").order_by("-scale_known", "-year", "code")[0]
    Task.objects.bulk_create(
        Task(
            round=found, number=number, label=str(number), most=1, difficulty="basic",
            skill="Находить часть от целого", source="Описание проверочной работы",
            by=by, at=at,
        )
        for number in range(1, TASKS_DESCRIBED + 1)
    )  # fmt: skip
    return found
