"""A marks store of a region for tests: counts in, files and imports as a person brings them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings

from opora.domain.assessments.models import Import, ImportSchool
from opora.domain.organisations.models import Organisation, OrganisationCode, Territory
from opora.domain.people.models import User
from opora.results.model import FileResults, Place, Procedure, SchoolResult
from opora.results.store import Arrival, Store
from tests import factories

Numbers = Mapping[Organisation, tuple[int, int]]
"""Below the boundary and participants of each school."""

SUBJECTS = {"МА": "математика", "РУ": "русский язык"}
_serial = count(1)


def give_code(school: Organisation) -> str:
    code = f"edu{school.pk:06}"
    OrganisationCode.objects.get_or_create(
        organisation=school, scheme=OrganisationCode.Scheme.OKO, value=code
    )
    return code


def bring(root: Territory, assessment: str, year: int, numbers: Numbers, *, by: User) -> Import:
    """Put a file of one assessment and year into the store of the region."""
    return bring_all(root, {(assessment, year): numbers}, by=by)[assessment, year]


def bring_all(
    root: Territory, told: Mapping[tuple[str, int], Numbers], *, by: User
) -> dict[tuple[str, int], Import]:
    """Put files into the store of the region, all in one change."""
    files = {key: _file(*key, numbers) for key, numbers in told.items()}
    Store(Path(settings.OPORA_STORES) / str(root.pk)).add(files.values())
    return {key: _import(root, arrival, by=by) for key, arrival in files.items()}


def _file(assessment: str, year: int, numbers: Numbers) -> Arrival:
    kind, subject, grade = assessment.split("-")
    procedure = Procedure(kind, SUBJECTS[subject], int(grade), year)  # type: ignore[arg-type]
    name = f"{assessment}-{year}.xlsx"
    rows = [
        SchoolResult(
            code=give_code(school), name=school.name, procedure=procedure,
            participants=tested, below=below, marks=(below, tested - below, 0, 0),
            place=Place("Лист1", row),
        )
        for row, (school, (below, tested)) in enumerate(numbers.items(), start=5)
    ]  # fmt: skip
    source = hashlib.sha256(f"{name} {next(_serial)}".encode()).hexdigest()
    return Arrival(FileResults(name, schools=rows), source)


def withdraw(imported: Import) -> None:
    """Take a file out, as ``imports.withdraw`` does."""
    Store(Path(settings.OPORA_STORES) / str(imported.root_id)).withdraw(imported.source)
    imported.status = Import.Status.WITHDRAWN
    imported.save()


def _import(root: Territory, arrival: Arrival, *, by: User) -> Import:
    source = arrival.source
    fields: dict[str, Any] = {"uploaded_at": factories.NOON, "changed_at": factories.NOON}
    imported = Import.objects.create(
        root=root, territory=root, organisation=by.memberships.get().organisation,
        sha256=source, source=source, file=factories.make_file(), file_name=arrival.results.file,
        status=Import.Status.ADDED, uploaded_by=by, confirmed_by=by,
        confirmed_at=factories.NOON, **fields,
    )  # fmt: skip
    ImportSchool.objects.bulk_create(
        ImportSchool(imported=imported, code=row.code or "", participants=row.participants or 0)
        for row in arrival.results.schools
    )
    return imported
