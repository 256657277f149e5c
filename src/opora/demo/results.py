"""Results come to the demo the way people bring them: files, a look, a confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from opora.demo.district import District
from opora.demo.marks import DemoSchool, ResultsFile, corrected_file, results_files
from opora.demo.plans import moment
from opora.domain.assessments.models import Import, SchoolCount
from opora.domain.assessments.services import adding, dry_runs, imports, rechecks, signs
from opora.domain.organisations.models import OrganisationCode

WITHOUT_EXAM_CODE = "lugovaya"
"""Nobody has told which school its code in РИС ГИА is: it waits to be matched."""

OLYMPIAD = "Участник;Класс;Баллы\nучастник 1;7;31\nучастник 2;8;28\n".encode()

_RECHECKED = 12
"""Works that are checked once more, if so many were written."""

_BRINGERS = {"authority": "Ремизова", "ustye": "Климова"}


def give_codes(schools: Mapping[str, DemoSchool], district: District) -> None:
    """Register the codes of schools in ФИС ОКО and РИС ГИА."""
    scheme = OrganisationCode.Scheme
    codes = [(key, scheme.OKO, one.code) for key, one in schools.items()] + [
        (key, scheme.GIA, one.exam_code)
        for key, one in schools.items()
        if key != WITHOUT_EXAM_CODE
    ]
    OrganisationCode.objects.bulk_create(
        OrganisationCode(organisation=district.organisations[key], scheme=kind, value=value)
        for key, kind, value in codes
    )


def bring_year(
    schools: Mapping[str, DemoSchool], district: District, *, year: int, place: int
) -> None:
    """Bring and add the files of one year."""
    at = moment(date(year, 6, 24))
    for file in results_files(schools, year=year, place=place):
        imported = check(file, district, at=at)
        add(imported, at=at + timedelta(minutes=20))
        at += timedelta(hours=1)
    signs.refresh(root=district.organisations["ministry"].territory, year=year)


def check(file: ResultsFile, district: District, *, at: datetime) -> Import:
    """Bring a file and read it for a look, as the job would."""
    organisation = district.organisations[file.owner]
    brought = imports.bring(
        file.content, name=file.name, organisation=organisation,
        by=district.people[_BRINGERS[file.owner]], at=at,
    )  # fmt: skip
    dry_runs.dry_run(brought.imported.pk, at=at + timedelta(minutes=1))
    brought.imported.refresh_from_db()
    return brought.imported


def add(imported: Import, *, at: datetime) -> None:
    """Confirm a file that was read and add it, as the job would."""
    imports.confirm(imported, by=imported.uploaded_by, at=at)
    adding.add(imported.pk, at=at + timedelta(minutes=1))


def recheck(district: District, *, year: int) -> None:
    """Check a part of the works once more, one work of each school of the list."""
    counts = SchoolCount.objects.filter(
        school__in=district.listed,
        round__year=year, round__kind="ВПР", participants__gte=rechecks.FEWEST,
    ).select_related("school__territory", "round")  # fmt: skip
    by_school = {one.school_id: one for one in counts.order_by("school", "-round__code")}
    for number, one in enumerate(by_school.values()):
        checked = min(one.participants, _RECHECKED)
        found = rechecks.Checked(
            school=one.school, round=one.round, owner=district.organisations["authority"],
            day=date(year, 6, 10), checked=checked, agreed=checked - number % 3,
            note="Перекрёстная проверка учителями соседних школ.",
        )  # fmt: skip
        by = district.people[_BRINGERS["authority"]]
        rechecks.record(found=found, by=by, at=moment(date(year, 6, 11)))


def leave_waiting(
    schools: Mapping[str, DemoSchool], district: District, *, year: int, place: int, on: date
) -> None:
    """Leave one file checked with rows put aside, and one that is no report at all."""
    at = moment(on - timedelta(days=1), 15)
    check(corrected_file(schools["klyuch1"], year=year, place=place), district, at=at)
    other = ResultsFile("authority", "Список участников олимпиады.csv", OLYMPIAD)
    check(other, district, at=at + timedelta(minutes=5))
