"""A confirmed file enters the marks store, and counts of schools follow. Safe to run again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opora.domain.assessments import reading_again, stored
from opora.domain.assessments.models import Import
from opora.domain.assessments.services import dry_runs, projection, traces
from opora.domain.organisations.models import Territory
from opora.domain.people import audit
from opora.domain.people.services import notices
from opora.results import ResultsRefused
from opora.results.store import Arrival

STAGES = ("Файл читается", "Добавляется в хранилище", "Пересчитываются школы", "Готово")
_BROKE_OFF = "Добавление прервалось, данные не изменились. Подтвердите загрузку ещё раз."


def add(import_id: int, *, at: datetime) -> Import | None:
    """Add a confirmed file to the store of its region; None if there is nothing to add.

    The store takes all of a file at one moment or nothing, and takes it once: a job that was
    killed anywhere is run again and ends as if it had not been.
    """
    imported = _begin(import_id, at)
    if imported is None:
        return None
    try:
        _put(imported)
    except (ResultsRefused, FileNotFoundError) as refusal:
        return give_back(imported, at, str(refusal))
    dry_runs.progress(imported, 2, STAGES)
    return _end(imported, at)


@transaction.atomic
def _begin(import_id: int, at: datetime) -> Import | None:
    imported = (
        Import.objects.select_for_update(of=("self",))
        .select_related("file", "root")
        .filter(pk=import_id, status=Import.Status.ADDING)
        .first()
    )
    if imported is not None:
        imported.started_at = at
        imported.stage, imported.done, imported.total = STAGES[0], 0, len(STAGES)
        imported.save(update_fields=["started_at", "stage", "done", "total"])
    return imported


def _put(imported: Import) -> None:
    fixes = reading_again.fixes_of(imported)
    with reading_again.corrected_file(imported, fixes) as path:
        results = reading_again.read(path, imported.file_name)
    left_out = imported.schools.filter(left_out=True).values_list("code", flat=True)
    results = reading_again.without_schools(results, frozenset(left_out))
    dry_runs.progress(imported, 1, STAGES)
    stored.store_of(imported.root).add([Arrival(results, imported.source)])


@transaction.atomic
def _end(begun: Import, at: datetime) -> Import | None:
    Territory.objects.select_for_update().get(pk=begun.root_id)
    imported = (
        Import.objects.select_for_update(of=("self",))
        .select_related("root", "confirmed_by", "uploaded_by")
        .filter(pk=begun.pk, status=Import.Status.ADDING)
        .first()
    )
    if imported is None:
        return None
    imported.status, imported.changed_at = Import.Status.ADDED, at
    imported.stage, imported.done, imported.total = STAGES[-1], len(STAGES), len(STAGES)
    imported.save()
    imported.data_hash_after = projection.rebuild(
        root=imported.root, rounds=projection.rounds_of(imported), at=at,
        reason=f"Добавлен файл «{imported.file_name}»",
    )  # fmt: skip
    imported.save(update_fields=["data_hash_after"])
    audit.record(
        "import.add", target=imported, by=imported.confirmed_by, at=at,
        after={"data_hash": imported.data_hash_after},
    )  # fmt: skip
    traces.of_import(imported, at=at)
    _tell(imported, f"Файл «{imported.file_name}» добавлен, школы пересчитаны.", at)
    return imported


@transaction.atomic
def give_back(begun: Import, at: datetime, sentence: str = _BROKE_OFF) -> Import | None:
    """Return a file that could not be added to those that wait for a person."""
    imported = (
        Import.objects.select_for_update(of=("self",))
        .select_related("confirmed_by", "uploaded_by")
        .filter(pk=begun.pk, status=Import.Status.ADDING)
        .first()
    )
    if imported is None:
        return None
    imported.status, imported.refusal = Import.Status.READY, sentence
    imported.changed_at = at
    imported.save(update_fields=["status", "refusal", "changed_at"])
    audit.record("import.not_added", target=imported, by=None, at=at, reason=sentence)
    _tell(imported, f"Файл «{imported.file_name}» не добавлен. {sentence}", at)
    return imported


def _tell(imported: Import, text: str, at: datetime) -> None:
    people = [one for one in (imported.uploaded_by, imported.confirmed_by) if one is not None]
    notices.tell_many(
        people, kind=f"import.{imported.status}", text=text, at=at,
        address=f"/results/imports/{imported.pk}/",
        key=f"import:{imported.pk}:{imported.status}:{at.isoformat()}",
    )  # fmt: skip


def give_up_stuck(*, started_before: datetime, at: datetime) -> int:
    """End what jobs began long ago and never ended; return how many.

    A file that the store has already is finished; any other waits for a person again.
    """
    stuck = Import.objects.filter(started_at__lt=started_before).select_related("root")
    ended = 0
    for imported in stuck.filter(status=Import.Status.READING):
        sentence = "Чтение прервалось. Прочитайте файл ещё раз."
        ended += dry_runs.refuse(imported, at, sentence) is not None
    for imported in stuck.filter(status=Import.Status.ADDING):
        in_store = imported.source in stored.sources_of(imported.root)
        end = _end if in_store else give_back
        ended += end(imported, at) is not None
    return ended
