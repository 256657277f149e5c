"""A publication is recorded, its page copied by a job, withdrawn with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django_q.tasks import async_task

from opora.domain.acts import links
from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.advice import permissions, traces
from opora.domain.advice.models import Practice, Publication
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused

COPY_JOB = "opora.domain.advice.jobs.copy_page"
_SUFFIXES = {"application/pdf": "pdf", "text/plain": "txt"}


class PublicationRefused(Refused):
    """The publication cannot become this; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published."""

    kind: str
    owner: Organisation
    title: str
    day: date
    address: str = ""
    about: str = ""
    topic: str = ""
    practice: Practice | None = None


@transaction.atomic
def record(
    *, published: Published, by: User, at: datetime, upload: Upload | None = None
) -> Publication:
    """Record a publication; a job opens its page and keeps a copy.

    Raises
    ------
    PublicationRefused
        If the day has not come, there is neither address nor file, or it is recorded already.
    LinkRefused, FileRefused
        If the address is none of a public page, or the file is refused.
    """
    permissions.require_recording(by, published.owner, at=at)
    one = Publication(entered_by=by, entered_at=at)
    _fill(one, published, upload, at=at)
    audit.record("publication.record", target=one, by=by, at=at, after={"address": one.address})
    _follow(one, by=by, at=at)
    return one


@transaction.atomic
def change(
    *,
    publication: Publication,
    published: Published,
    by: User,
    at: datetime,
    upload: Upload | None = None,
) -> Publication:
    """Correct a record; another address is opened anew, the copy of the old one goes."""
    one = _standing(publication, by=by, at=at)
    permissions.require_recording(by, published.owner, at=at)
    now = {name: getattr(one, name) for name in Published.__slots__}
    _fill(one, published, upload, at=at)
    then = {name: getattr(one, name) for name in Published.__slots__}
    before, after = audit.changes(now, then)
    if "address" in after:
        one.copy, one.state, one.answer, one.checked_at = None, "", "", None
        one.save()
    if after or upload:
        audit.record("publication.change", target=one, by=by, at=at, before=before, after=after)
        _follow(one, by=by, at=at)
    return one


@transaction.atomic
def withdraw(*, publication: Publication, reason: str, by: User, at: datetime) -> Publication:
    """Withdraw a record; the copy stays."""
    one = _standing(publication, by=by, at=at)
    if not reason.strip():
        raise PublicationRefused("Напишите, почему запись отозвана.")
    one.reason, one.withdrawn_at = reason.strip()[:300], at
    one.save(update_fields=["reason", "withdrawn_at"])
    audit.record("publication.withdraw", target=one, by=by, at=at, reason=one.reason)
    traces.put_publication(one, by=by, at=at)
    return one


@transaction.atomic
def look_again(*, publication: Publication, by: User, at: datetime) -> Publication:
    """Ask for the page to be opened once more."""
    one = _standing(publication, by=by, at=at)
    if not one.address:
        raise PublicationRefused("У этой записи нет адреса: открывать нечего.")
    one.checked_at = None
    one.save(update_fields=["checked_at"])
    audit.record("publication.look_again", target=one, by=by, at=at)
    transaction.on_commit(partial(async_task, COPY_JOB, one.pk))
    return one


@transaction.atomic
def note(publication: Publication, answer: links.Answer, *, at: datetime) -> Publication:
    """Write down what the page gave; a copy kept before stays when the page is lost."""
    one = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if one.address != publication.address or one.withdrawn_at:
        return one
    one.state, one.answer, one.checked_at = answer.state, answer.sentence[:200], at
    if answer.content:
        suffix = _SUFFIXES.get(answer.media_type, "html")
        try:
            one.copy = files.keep(answer.content, name=f"page.{suffix}", at=at)
        except files.FileRefused as refusal:
            one.answer = f"Открывается; копии нет: {refusal}"[:200]
    one.save(update_fields=["state", "answer", "checked_at", "copy"])
    traces.put_publication(one, by=one.entered_by, at=at)
    return one


def _fill(
    one: Publication, published: Published, upload: Upload | None, *, at: datetime
) -> None:
    for name in Published.__slots__:
        setattr(one, name, getattr(published, name))
    one.address = links.clean_address(published.address) if published.address.strip() else ""
    if upload is not None:
        one.file_name = files.clean_name(upload.name)
        one.file = files.keep(upload.content, name=one.file_name, at=at)
    if published.day > localdate(at):
        raise PublicationRefused("День публикации ещё не наступил. Исправьте день.")
    if not one.address and one.file is None:
        raise PublicationRefused("Дайте адрес страницы или приложите скан: нечего показать.")
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        raise PublicationRefused("Публикация с этим адресом у организации уже есть.") from error


def _standing(publication: Publication, *, by: User, at: datetime) -> Publication:
    rows = Publication.objects.select_for_update(of=("self",))
    one = rows.select_related("owner__territory", "entered_by").get(pk=publication.pk)
    permissions.require_recording(by, one.owner, at=at)
    if one.withdrawn_at:
        raise PublicationRefused("Эта запись отозвана.")
    return one


def _follow(one: Publication, *, by: User, at: datetime) -> None:
    traces.put_publication(one, by=by, at=at)
    if one.address and one.checked_at is None:
        transaction.on_commit(partial(async_task, COPY_JOB, one.pk))
