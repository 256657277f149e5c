"""The dry run of a file: read, checked row by row, nothing added. Safe to run again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from opora.domain.acts.models import StoredFile
from opora.domain.assessments import reading_again
from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import Import, ImportFinding, ImportSchool
from opora.domain.assessments.reading_again import Fixes, Values
from opora.domain.assessments.services import keeping, remarks
from opora.domain.assessments.tables_again import WithoutPersons, rewritten
from opora.domain.people import audit
from opora.domain.people.services import notices
from opora.domain.refusals import Refused
from opora.results import FileResults, ResultsRefused
from opora.results.store.rows import assessment_of

STAGES = ("Файл читается", "Строки проверены", "Замечания записываются", "Готово")

_BATCH = 500
_PASSPORT = (
    "Это социальный паспорт, а не результаты. Его загружают на странице «Социальный контекст»."
)
_UNKNOWN = (
    "Файл не похож ни на один известный отчёт или протокол. Выгрузите отчёт из ФИС ОКО или "
    "протокол РЦОИ без изменений и загрузите его. Приказы и дорожные карты загружают на "
    "странице «Документы»."
)
_NO_MARKS = (
    "В этом отчёте нет числа участников с каждой отметкой, поэтому добавлять из него нечего. "
    "Загрузите «Индивидуальные результаты», «Статистику по отметкам» или протокол РЦОИ."
)
_GONE = "Загруженный файл не сохранился. Загрузите его ещё раз."


class _Refused(Refused):
    """Nothing of the file can be added; the sentence says why and where it belongs."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """A file after its dry run."""

    results: FileResults
    fixes: Fixes
    cells: dict[tuple[str, int], Values]


def dry_run(import_id: int, *, at: datetime) -> Import | None:
    """Read and check a file that waits; None if there is none.

    What a killed job left is done again from the beginning: rows of the database are written
    in one transaction at the end, and the brought bytes stay until the kept file has its row.
    """
    imported = _begin(import_id, at)
    if imported is None:
        return None
    try:
        checked = _check(imported, at)
        _refuse_useless(checked.results)
    except (ResultsRefused, keeping.FileRefused, _Refused) as refusal:
        return refuse(imported, at, str(refusal))
    except FileNotFoundError:
        return refuse(imported, at, _GONE)
    return _end(imported, checked, at)


@transaction.atomic
def _begin(import_id: int, at: datetime) -> Import | None:
    imported = (
        Import.objects.select_for_update(of=("self",))
        .select_related("file", "territory", "root", "uploaded_by")
        .filter(pk=import_id, status__in=Import.BEING_READ)
        .first()
    )
    if imported is not None:
        imported.status, imported.started_at = Import.Status.READING, at
        imported.stage, imported.done, imported.total = STAGES[0], 0, len(STAGES)
        imported.save(update_fields=["status", "started_at", "stage", "done", "total"])
    return imported


def progress(imported: Import, done: int, stages: tuple[str, ...] = STAGES) -> None:
    """Say how far the job is; seen at once, whatever transaction comes later."""
    Import.objects.filter(pk=imported.pk).update(
        stage=stages[min(done, len(stages) - 1)], done=done, total=len(stages)
    )


def _check(imported: Import, at: datetime) -> _Checked:
    first = None if imported.file else _settled(imported, at)
    fixes = reading_again.fixes_of(imported)
    with reading_again.corrected_file(imported, fixes) as path:
        # As brought it has names, by which a pupil who stands there twice is found for sure.
        results = first if first and not fixes else reading_again.read(path, imported.file_name)
        progress(imported, 1)
        kept = remarks.kept(results.findings)
        places = frozenset((one.sheet or "", one.row) for one in kept if one.row is not None)
        return _Checked(results, fixes, reading_again.cells_of(path, places))


def _settled(imported: Import, at: datetime) -> FileResults | None:
    """Keep the file as brought; None if the same job, delivered twice, kept it meanwhile."""
    try:
        return _settle_file(imported, at)
    except FileNotFoundError:
        imported.refresh_from_db(fields=["file"])
        if imported.file is None:
            raise
        return None


def _settle_file(imported: Import, at: datetime) -> FileResults:
    """Read the file as brought, and keep it without what is a pupil's own."""
    held = keeping.Held(imported.sha256)
    results = reading_again.read(held.path, imported.file_name)
    _set_file(imported, _without_persons(held, results, at))
    if not Import.objects.filter(
        sha256=imported.sha256, file=None, status__in=Import.BEING_READ
    ).exists():
        held.path.unlink(missing_ok=True)
    return results


def _without_persons(held: keeping.Held, results: FileResults, at: datetime) -> StoredFile:
    if all(one.code != "personal_data_dropped" for one in results.findings):
        return keeping.keep(held.path, at=at)
    with held.path.open("rb") as source, rewritten(source, WithoutPersons()) as path:
        return keeping.keep(path, at=at)


def _set_file(imported: Import, kept: StoredFile) -> None:
    imported.file = kept
    Import.objects.filter(pk=imported.pk).update(file=kept)


def _refuse_useless(results: FileResults) -> None:
    if results.layout == "unknown":
        raise _Refused(_UNKNOWN)
    if results.passport:
        raise _Refused(_PASSPORT)
    if not procedures_of(results):
        raise _Refused(_NO_MARKS)


def procedures_of(results: FileResults) -> list[dict[str, Any]]:
    """Return the assessments of which the file tells low results, as ``Import.procedures``."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for school in results.schools:
        assessment, year = assessment_of(school.procedure), school.procedure.year
        if assessment is None or year is None or school.below is None:
            continue
        one = found.setdefault(
            (assessment.code, year),
            {"code": assessment.code, "year": year, "days": set(), "participants": 0},
        )
        one["participants"] += school.participants or 0
        one["days"] |= {school.procedure.day} if school.procedure.day else set()
    return [
        {
            "code": one["code"],
            "year": one["year"],
            "first_day": min(one["days"]).isoformat() if one["days"] else None,
            "last_day": max(one["days"]).isoformat() if one["days"] else None,
            "participants": one["participants"],
        }
        for _, one in sorted(found.items())
    ]


@transaction.atomic
def _end(begun: Import, checked: _Checked, at: datetime) -> Import | None:
    imported = _locked(begun)
    if imported is None:
        return None
    results = checked.results
    crosswalk = crosswalk_of(imported.root)
    schools = remarks.schools_of(imported, results, crosswalk)
    left_out = frozenset(one.code for one in schools if one.left_out)
    imported.schools.all().delete()
    ImportSchool.objects.bulk_create(schools, _BATCH)
    own = remarks.about_schools(imported, schools, crosswalk)
    _write_findings(imported, own + remarks.about_rows(imported, results, checked.cells))
    imported.source = reading_again.source_name(imported, checked.fixes, left_out)
    imported.layout, imported.procedures = results.layout, procedures_of(results)
    imported.rows_read, imported.rows_kept = results.rows.read, results.rows.kept
    imported.rows_quarantined = results.rows.quarantined
    imported.findings_total = len(results.findings) + len(own)
    imported.status, imported.refusal, imported.changed_at = Import.Status.READY, "", at
    imported.stage, imported.done, imported.total = STAGES[-1], len(STAGES), len(STAGES)
    imported.save()
    _record(imported, at)
    return imported


def _locked(begun: Import) -> Import | None:
    """Return the import if it is still being read: a person may have put it aside."""
    return (
        Import.objects.select_for_update(of=("self",))
        .select_related("territory", "root", "uploaded_by", "file")
        .filter(pk=begun.pk, status=Import.Status.READING)
        .first()
    )


def _write_findings(imported: Import, findings: list[ImportFinding]) -> None:
    imported.findings.all().delete()
    for order, one in enumerate(findings, 1):
        one.order = order
    ImportFinding.objects.bulk_create(findings, _BATCH)


def refuse(begun: Import, at: datetime, sentence: str) -> Import | None:
    """Say that nothing of the file can be added, and why."""
    with transaction.atomic():
        imported = _locked(begun)
        if imported is None:
            return None
        imported.status, imported.refusal = Import.Status.REFUSED, sentence
        imported.changed_at, imported.done = at, imported.total
        imported.save()
        _record(imported, at)
        return imported


def _record(imported: Import, at: datetime) -> None:
    read = imported.status == Import.Status.READY
    after = {"status": imported.status, "rows_kept": imported.rows_kept}
    audit.record("import.read", target=imported, by=None, at=at, after=after)
    notices.tell(
        imported.uploaded_by,
        kind="import.ready" if read else "import.refused",
        text=f"Файл «{imported.file_name}» проверен: принято строк {imported.rows_kept}, "
        f"отложено {imported.rows_quarantined}."
        if read
        else f"Файл «{imported.file_name}» не принят. {imported.refusal}",
        address=f"/results/imports/{imported.pk}/",
        key=f"import:{imported.pk}:{imported.status}:{at.isoformat()}",
        at=at,
    )
