"""The life of an import: brought, corrected, confirmed, withdrawn. Jobs do the reading.

``queued → reading → ready → adding → added``; refused by the reader, withdrawn by a person,
superseded when later files stand in place of all of it. ``dry_runs`` reads, ``adding`` adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.timezone import localtime
from django_q.tasks import async_task

from opora.domain.acts.services import files
from opora.domain.assessments import stored
from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import Import, ImportFix
from opora.domain.assessments.permissions import require_keeping, root_of
from opora.domain.assessments.reading_again import column_index
from opora.domain.assessments.services import keeping, projection
from opora.domain.assessments.services.keeping import FileRefused, WrongPlace
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed, Refused
from opora.domain.registers.services import entries
from opora.results.store import NoSuchSource

__all__ = [
    "AlreadyAdded", "Brought", "CellFix", "FileRefused", "ImportNotOpen", "NotAllowed",
    "NothingToCorrect", "ReasonNeeded", "SchoolsChanged", "WrongPlace", "bring", "confirm",
    "correct", "read_again", "withdraw",
]  # fmt: skip

READ_JOB = "opora.domain.assessments.jobs.dry_run"
ADD_JOB = "opora.domain.assessments.jobs.add"
REFRESH_SIGNS = "opora.domain.assessments.jobs.refresh_signs"
_FAR_COLUMN = 702
_FAR_ROW = 1_048_576
_LONGEST = 200

Status = Import.Status


class ImportNotOpen(Refused):
    """The import is in a state in which this cannot be done."""

    def __init__(self, imported: Import) -> None:
        super().__init__(
            f"Файл «{imported.file_name}» сейчас в состоянии "
            f"«{imported.get_status_display().lower()}», поэтому это действие недоступно."
        )


class AlreadyAdded(Refused):
    """The store holds the same file from another import."""

    def __init__(self, other: Import) -> None:
        when = f"{localtime(other.uploaded_at):%d.%m.%Y}"
        super().__init__(
            f"Тот же файл уже добавлен {when} ({other.organisation.short_name}): "
            "ничего не изменилось."
        )


class SchoolsChanged(Refused):
    """Since the file was checked, its schools turned out to be of another territory."""

    def __init__(self) -> None:
        super().__init__(
            "После проверки изменилось, какие школы файла ваши. Файл проверяется ещё раз, "
            "потом подтвердите его снова."
        )


class NothingToCorrect(Refused):
    """No cell was given, or one that no sheet has."""

    def __init__(self) -> None:
        super().__init__("Укажите строку, столбец и новое значение ячейки.")


class ReasonNeeded(Refused):
    """Results that counted are not taken back without a word."""

    def __init__(self) -> None:
        super().__init__("Напишите, почему файл отзывается: это увидят все, кого он касается.")


@dataclass(frozen=True, slots=True)
class Brought:
    """The import to work on, and the earlier one if the same file was brought before."""

    imported: Import
    known: Import | None

    @property
    def sentence(self) -> str:
        """What to tell the person."""
        if self.known is None:
            return f"Файл «{self.imported.file_name}» принят и проверяется."
        when = f"{localtime(self.known.uploaded_at):%d.%m.%Y}"
        return (
            f"Этот файл уже принесли {when} ({self.known.uploaded_by.short_name}): "
            f"«{self.known.file_name}». Ничего не изменилось, открыта та же загрузка."
        )


@dataclass(frozen=True, slots=True)
class CellFix:
    """A cell as a person corrected it: the sheet («» in text files), row, column «C», value."""

    sheet: str
    row: int
    column: str
    value: str


def bring(
    upload: keeping.Source, *, name: str, organisation: Organisation, by: User, at: datetime
) -> Brought:
    """Take a file in and queue it for a dry run; the same file twice gives the import before.

    Parameters
    ----------
    upload : File, Path or bytes
        The content.
    name : str
        The name it came under.
    organisation : Organisation
        For whom the person brings it; its territory says whose schools are added.

    Raises
    ------
    WrongPlace
        If the file belongs on another page.
    FileRefused
        If the file is not taken, with the sentence why.
    NotAllowed
        If the person does not keep the results of the territory.
    """
    territory = organisation.territory
    require_keeping(by, territory, at=at)
    held = keeping.hold(upload, name=name)
    with transaction.atomic():
        Territory.objects.select_for_update().get(pk=territory.pk)
        known = _known(held.sha256, territory)
        if known is not None:
            _forget(held)
            return Brought(known, known)
        imported = Import.objects.create(
            root=root_of(territory), territory=territory, organisation=organisation,
            sha256=held.sha256, file_name=files.clean_name(name),
            uploaded_by=by, uploaded_at=at, changed_at=at,
        )  # fmt: skip
        audit.record(
            "import.bring", target=imported, by=by, at=at, after={"sha256": held.sha256}
        )
        _enqueue(READ_JOB, imported)
    return Brought(imported, None)


def _known(sha256: str, territory: Territory) -> Import | None:
    return (
        Import.objects.filter(sha256=sha256, territory=territory)
        .exclude(status__in=[Status.REFUSED, Status.WITHDRAWN])
        .select_related("uploaded_by", "organisation")
        .order_by("-uploaded_at", "-pk")
        .first()
    )


def _forget(held: keeping.Held) -> None:
    """Remove the bytes again, unless some import still waits for them to be read."""
    if not Import.objects.filter(sha256=held.sha256, file=None, status__in=Import.BEING_READ):
        held.path.unlink(missing_ok=True)


def _enqueue(job: str, imported: Import) -> None:
    transaction.on_commit(partial(async_task, job, imported.pk, group="results"))


def locked(imported: Import, *, by: User, at: datetime, status: Iterable[str]) -> Import:
    """Return the import locked until the end of the transaction.

    Raises
    ------
    NotAllowed
        If the person does not keep the results of its territory.
    ImportNotOpen
        If it is in none of the given states.
    """
    imported = (
        Import.objects.select_for_update(of=("self",))
        .select_related("territory__parent", "organisation", "root", "uploaded_by", "file")
        .get(pk=imported.pk)
    )
    require_keeping(by, imported.territory, at=at)
    if imported.status not in status:
        raise ImportNotOpen(imported)
    return imported


@transaction.atomic
def correct(imported: Import, *, cells: Sequence[CellFix], by: User, at: datetime) -> Import:
    """Correct cells and queue the file for another dry run; the file itself stays as it is.

    Raises
    ------
    NothingToCorrect
        If no cell is given, or one that no sheet has.
    ImportNotOpen
        If the file was not checked yet, or was confirmed already.
    """
    imported = locked(imported, by=by, at=at, status=[Status.READY, Status.REFUSED])
    if imported.file_id is None:
        raise ImportNotOpen(imported)
    if not cells or not all(map(_is_a_cell, cells)):
        raise NothingToCorrect
    for cell in cells:
        _write_fix(imported, cell, by=by, at=at)
    _queue_again(imported, at)
    return imported


def _is_a_cell(cell: CellFix) -> bool:
    column = cell.column.strip().upper()
    return (
        1 <= cell.row <= _FAR_ROW
        and column.isascii()
        and column.isalpha()
        and column_index(column) < _FAR_COLUMN
        and len(cell.value) <= _LONGEST
    )


def _write_fix(imported: Import, cell: CellFix, *, by: User, at: datetime) -> None:
    column = cell.column.strip().upper()
    finding = imported.findings.filter(sheet=cell.sheet, row=cell.row).first()
    shown = finding.values if finding else []
    seen = next((one["value"] for one in shown if one["column"] == column), "")
    fix, made = ImportFix.objects.get_or_create(
        imported=imported, sheet=cell.sheet, row=cell.row, column=column,
        defaults={"before": seen, "after": cell.value, "by": by, "at": at},
    )  # fmt: skip
    before = seen if made else fix.after
    if not made:
        fix.after, fix.by, fix.at = cell.value, by, at
        fix.save(update_fields=["after", "by", "at"])
    place = f"{cell.sheet}!{column}{cell.row}"
    audit.record(
        "import.correct", target=imported, by=by, at=at,
        before={place: before}, after={place: cell.value},
    )  # fmt: skip


def _queue_again(imported: Import, at: datetime) -> None:
    imported.status, imported.refusal, imported.changed_at = Status.QUEUED, "", at
    imported.started_at = None
    imported.save(update_fields=["status", "refusal", "changed_at", "started_at"])
    _enqueue(READ_JOB, imported)


@transaction.atomic
def read_again(imported: Import, *, by: User, at: datetime) -> Import:
    """Queue a file again whose reading broke off; one that was refused by its content stays so.

    Raises
    ------
    ImportNotOpen
        If there is nothing left to read: bring the file once more.
    """
    imported = locked(
        imported, by=by, at=at, status=[Status.REFUSED, Status.READY, *Import.BEING_READ]
    )
    if imported.file_id is None and not keeping.Held(imported.sha256).path.exists():
        raise ImportNotOpen(imported)
    audit.record("import.read_again", target=imported, by=by, at=at)
    _queue_again(imported, at)
    return imported


def confirm(imported: Import, *, by: User, at: datetime) -> Import:
    """Let a checked file count: a job adds it to the marks store of the region.

    Raises
    ------
    AlreadyAdded
        If the store holds the same file already.
    SchoolsChanged
        If other schools of the file are the territory's now; it is checked again.
    ImportNotOpen
        If the file is not checked, or was confirmed before.
    """
    with transaction.atomic():
        Territory.objects.select_for_update().get(pk=imported.root_id)
        imported = locked(imported, by=by, at=at, status=[Status.READY])
        _refuse_twice(imported)
        changed = _left_out_now(imported) != {
            *imported.schools.filter(left_out=True).values_list("code", flat=True)
        }
        if changed:
            _queue_again(imported, at)
        else:
            _begin_adding(imported, by=by, at=at)
    if changed:
        raise SchoolsChanged
    return imported


def _refuse_twice(imported: Import) -> None:
    live = Import.objects.filter(root=imported.root_id, status__in=Import.LIVE)
    other = live.filter(source=imported.source).select_related("organisation").first()
    if other is not None:
        raise AlreadyAdded(other)


def _left_out_now(imported: Import) -> frozenset[str]:
    codes = imported.schools.values_list("code", flat=True)
    return crosswalk_of(imported.root).foreign_to(imported.territory, codes)


def _begin_adding(imported: Import, *, by: User, at: datetime) -> None:
    imported.status, imported.changed_at = Status.ADDING, at
    imported.confirmed_by, imported.confirmed_at = by, at
    # The dry run began long ago; the patience with the adding begins with its own job.
    imported.refusal, imported.started_at = "", None
    imported.save()
    audit.record(
        "import.confirm", target=imported, by=by, at=at, after={"source": imported.source}
    )
    _enqueue(ADD_JOB, imported)


@transaction.atomic
def withdraw(imported: Import, *, by: User, at: datetime, reason: str) -> Import:
    """Take a file back: what it added counts no longer, what it had corrected counts again.

    A file that never counted is put aside. Nothing is deleted.

    Raises
    ------
    ReasonNeeded
        If results that counted are withdrawn without a reason.
    ImportNotOpen
        If the file is being added at this moment, or was withdrawn before.
    """
    counted = [Status.ADDED, Status.SUPERSEDED]
    never = [Status.READY, Status.REFUSED, *Import.BEING_READ]
    root = Territory.objects.select_for_update().get(pk=imported.root_id)
    imported = locked(imported, by=by, at=at, status=[*counted, *never])
    before = imported.status
    if before in counted and not reason.strip():
        raise ReasonNeeded
    imported.status, imported.changed_at = Status.WITHDRAWN, at
    imported.save(update_fields=["status", "changed_at"])
    audit.record(
        "import.withdraw", target=imported, by=by, at=at,
        before={"status": before}, after={"status": imported.status}, reason=reason,
    )  # fmt: skip
    if before in counted:
        entries.withdraw(imported, at=at)
        _take_out(root, imported.source)
        projection.rebuild(
            root=root, rounds=projection.rounds_of(imported), at=at,
            reason=f"Отозван файл «{imported.file_name}»: {reason.strip()}"[:300],
        )  # fmt: skip
        for year in sorted({one["year"] for one in imported.procedures}):
            job = partial(async_task, REFRESH_SIGNS, root.pk, year, group="results")
            transaction.on_commit(job)
    elif imported.file_id is None:
        _forget(keeping.Held(imported.sha256))
    return imported


def _take_out(root: Territory, source: str) -> None:
    """Withdraw a source from the store; a crash after it and before the commit is made good."""
    try:
        stored.store_of(root).withdraw(source)
    except NoSuchSource:
        if source in stored.sources_of(root):
            raise
