"""The life of a draft: brought, read by a job, replaced, put aside.

``brought → queued → reading → ready → confirmed``, or refused by the reader, or discarded by a
person. Corrections
stand in ``corrections``; confirmation belongs to roadmaps, which make an edition of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate, localtime
from django_q.tasks import async_task

from opora.domain import refusals
from opora.domain.acts.models import Draft, StoredFile
from opora.domain.acts.services import files
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.reading import ReadingRefused, read_document
from opora.reading.as_json import reading_to_json

READ_JOB = "opora.domain.acts.jobs.read_draft"
_BEING_READ = (Draft.Status.QUEUED, Draft.Status.READING)


class NotAllowed(refusals.NotAllowed):
    """The person draws up no plans for this organisation."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            f"У вас нет права работать с документами организации «{organisation.short_name}». "
            "Обратитесь к муниципальному координатору."
        )


class DraftNotOpen(refusals.Refused):
    """The draft is in a state in which this cannot be done."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            f"Черновик «{draft.file_name}» сейчас в состоянии "
            f"«{draft.get_status_display().lower()}», поэтому это действие недоступно."
        )


@dataclass(frozen=True, slots=True)
class Brought:
    """The draft to work on, and the earlier one if the same file was brought before."""

    draft: Draft
    known: Draft | None

    @property
    def sentence(self) -> str:
        """What to tell the person."""
        if self.known is None:
            return f"Файл «{self.draft.file_name}» принят и читается."
        when = f"{localtime(self.known.uploaded_at):%d.%m.%Y}"
        return (
            f"Этот файл уже принесли {when} ({self.known.uploaded_by.short_name}): "
            f"«{self.known.file_name}». Открыт тот же черновик."
        )


def check_right(user: User, organisation: Organisation, *, at: datetime) -> None:
    """Refuse a person who neither draws up nor approves plans of the organisation."""
    scope = scope_of(user, on=localdate(at))
    if not (scope.may_plan_for(organisation) or scope.may_approve_for(organisation)):
        raise NotAllowed(organisation)


def locked(draft: Draft, *, by: User, at: datetime, status: Iterable[str]) -> Draft:
    """Return the draft locked until the end of the transaction.

    Raises
    ------
    NotAllowed
        If the person has no right to it.
    DraftNotOpen
        If it is in none of the given states.
    """
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("organisation__territory", "file", "uploaded_by")
        .get(pk=draft.pk)
    )
    check_right(by, draft.organisation, at=at)
    if draft.status not in status:
        raise DraftNotOpen(draft)
    return draft


def bring(
    upload: files.Source, *, name: str, organisation: Organisation, by: User, at: datetime
) -> Brought:
    """Keep a file and queue it for reading; the same file twice gives the draft made before.

    Parameters
    ----------
    upload : File, Path or bytes
        The content.
    name : str
        The name it came under.
    organisation : Organisation
        Whose document it is.

    Raises
    ------
    FileRefused
        If the file is not taken, with the sentence why.
    NotAllowed
        If the person has no right to documents of the organisation.
    """
    check_right(by, organisation, at=at)
    stored = files.keep(upload, name=name, at=at)
    with transaction.atomic():
        StoredFile.objects.select_for_update().get(pk=stored.pk)
        known = _known(stored, organisation)
        if known is not None:
            return Brought(known, known)
        draft = Draft.objects.create(
            organisation=organisation, file=stored, file_name=files.clean_name(name),
            uploaded_by=by, uploaded_at=at, changed_at=at,
        )  # fmt: skip
        audit.record("draft.bring", target=draft, by=by, at=at, after={"sha256": stored.sha256})
        _enqueue(draft)
    return Brought(draft, None)


def _known(stored: StoredFile, organisation: Organisation) -> Draft | None:
    return (
        Draft.objects.filter(file=stored, organisation=organisation)
        .exclude(status=Draft.Status.DISCARDED)
        .select_related("uploaded_by", "organisation")
        .order_by("-uploaded_at", "-pk")
        .first()
    )


def _enqueue(draft: Draft) -> None:
    transaction.on_commit(partial(async_task, READ_JOB, draft.pk, group="reading"))


def read_queued(draft_id: int, *, at: datetime) -> Draft | None:
    """Read a draft that waits. Safe to run again, also after a worker was killed in the middle.

    Nothing is written between the start and the end; who comes second finds the draft read and
    leaves. Returns None if there is nothing to read.
    """
    draft = _begin(draft_id, at)
    if draft is None:
        return None
    try:
        reading = read_document(files.read(draft.file), draft.file_name)
    except ReadingRefused as refusal:
        return _end(draft, at, refusal=str(refusal))
    return _end(draft, at, reading=reading_to_json(reading))


@transaction.atomic
def _begin(draft_id: int, at: datetime) -> Draft | None:
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("file")
        .filter(pk=draft_id, status__in=_BEING_READ)
        .first()
    )
    if draft is not None:
        draft.status, draft.started_at = Draft.Status.READING, at
        draft.save(update_fields=["status", "started_at"])
    return draft


@transaction.atomic
def _end(
    begun: Draft, at: datetime, *, reading: dict[str, object] | None = None, refusal: str = ""
) -> Draft | None:
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("uploaded_by")
        .filter(pk=begun.pk, status=Draft.Status.READING, file=begun.file_id)
        .first()
    )
    if draft is None:
        return None
    draft.status = Draft.Status.REFUSED if reading is None else Draft.Status.READY
    draft.refusal, draft.reading, draft.changed_at = refusal, reading, at
    if reading is not None:
        draft.current = {key: part for key, part in reading.items() if key != "layout"}
    draft.version += 1
    draft.save()
    audit.record("draft.read", target=draft, by=None, at=at, after={"status": draft.status})
    _tell(draft, at)
    return draft


def _tell(draft: Draft, at: datetime) -> None:
    read = draft.status == Draft.Status.READY
    notices.tell(
        draft.uploaded_by,
        kind="draft.ready" if read else "draft.refused",
        text=f"Файл «{draft.file_name}» прочитан, проверьте его."
        if read
        else f"Файл «{draft.file_name}» не прочитан. {draft.refusal}",
        address=f"/documents/drafts/{draft.pk}/",
        key=f"draft:{draft.pk}:{draft.version}",
        at=at,
    )


@transaction.atomic
def read_again(draft: Draft, *, by: User, at: datetime) -> Draft:
    """Queue a refused draft again, for example after a program was installed."""
    draft = locked(draft, by=by, at=at, status=[Draft.Status.REFUSED, *_BEING_READ])
    draft.status, draft.refusal, draft.changed_at = Draft.Status.QUEUED, "", at
    draft.save(update_fields=["status", "refusal", "changed_at"])
    audit.record("draft.read_again", target=draft, by=by, at=at)
    _enqueue(draft)
    return draft


@transaction.atomic
def replace_file(
    draft: Draft, *, upload: files.Source, name: str, by: User, at: datetime
) -> Draft:
    """Put another file in place of this one; what was read and corrected starts anew.

    The corrections stay in the history of the draft.
    """
    draft = locked(
        draft, by=by, at=at, status=[Draft.Status.READY, Draft.Status.REFUSED, *_BEING_READ]
    )
    before = {"sha256": draft.file.sha256, "file_name": draft.file_name}
    draft.file = files.keep(upload, name=name, at=at)
    draft.file_name = files.clean_name(name)
    draft.status, draft.refusal = Draft.Status.QUEUED, ""
    draft.reading = draft.current = None
    draft.checked, draft.decisions = {}, {}
    draft.version += 1
    draft.changed_at = at
    draft.save()
    after = {"sha256": draft.file.sha256, "file_name": draft.file_name}
    audit.record("draft.replace_file", target=draft, by=by, at=at, before=before, after=after)
    _enqueue(draft)
    return draft


@transaction.atomic
def discard(draft: Draft, *, by: User, at: datetime, reason: str = "") -> Draft:
    """Put a draft aside; nothing is deleted."""
    open_states = [Draft.Status.READY, Draft.Status.REFUSED, *_BEING_READ]
    draft = locked(draft, by=by, at=at, status=open_states)
    before = {"status": draft.status}
    draft.status, draft.changed_at = Draft.Status.DISCARDED, at
    draft.save(update_fields=["status", "changed_at"])
    after = {"status": draft.status}
    audit.record(
        "draft.discard", target=draft, by=by, at=at, before=before, after=after, reason=reason
    )
    return draft


def give_up_stuck(*, started_before: datetime, at: datetime) -> int:
    """Refuse drafts whose reading began long ago and never ended; return how many.

    Django-Q brings a job back after its worker was killed; this is for what it gave up.
    """
    stuck = Draft.objects.filter(status=Draft.Status.READING, started_at__lt=started_before)
    sentence = (
        "Чтение прервалось. Прочитайте файл ещё раз или сохраните его в другом формате, "
        "например DOCX."
    )
    return sum(_end(draft, at, refusal=sentence) is not None for draft in stuck)
