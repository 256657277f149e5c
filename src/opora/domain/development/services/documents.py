"""A document is begun, written, checked twice, confirmed by an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.acts import links
from opora.domain.acts.models import Act
from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.development import permissions, traces
from opora.domain.development.models import Document, Step
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused

Status = Document.Status
LONGEST = 20_000
"""Longest part that is typed. [characters]"""


class DocumentRefused(Refused):
    """The document cannot become this; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The order that approves a document: a registered one, or its requisites."""

    number: str = ""
    day: date | None = None
    signatory: str = ""
    act: Act | None = None


@transaction.atomic
def begin(  # noqa: PLR0913  # what the document is
    *,
    school: Organisation,
    type: str,  # noqa: A002  # as the form calls it
    year: int,
    by: User,
    at: datetime,
    factor: str = "",
) -> Document:
    """Begin a document of a school for a school year.

    Raises
    ------
    DocumentRefused
        If the school has it already, or the risk is not said where it must be.
    NotAllowed
        If the school is not theirs.
    """
    permissions.require_writing(by, school, at=at)
    is_against_risk = type == Document.Type.ANTIRISK
    if is_against_risk and not factor:
        raise DocumentRefused("Выберите, против какого риска программа.")
    document = Document(
        school=school, type=type, factor=factor if is_against_risk else "", year=year,
        entered_by=by, entered_at=at,
    )  # fmt: skip
    _save_once(document)
    audit.record("development.begin", target=document, by=by, at=at, after={"type": type})
    traces.put(document, by=by, at=at)
    return document


@transaction.atomic
def write(
    *, document: Document, sections: Mapping[str, str], by: User, at: datetime
) -> Document:
    """Write parts of a document; parts not named stay. The same again leaves no trace."""
    document = _edited(document, by=by, at=at)
    known = {one.code for one in document.template}
    given = {code: text.strip() for code, text in sections.items() if code in known}
    if any(len(text) > LONGEST for text in given.values()):
        raise DocumentRefused(
            f"Раздел длиннее {LONGEST} знаков. Сократите его или загрузите документ файлом."
        )
    before, after = audit.changes({c: document.sections.get(c, "") for c in given}, given)
    if after:
        document.sections = document.sections | given
        document.save(update_fields=["sections"])
        audit.record(
            "development.write", target=document, by=by, at=at, before=before, after=after
        )
    return document


@transaction.atomic
def bring_file(*, document: Document, upload: Upload, by: User, at: datetime) -> Document:
    """Take the document as a file instead of typed parts.

    Raises
    ------
    FileRefused
        If the file is empty, dangerous, too large or not what its name says.
    """
    document = _edited(document, by=by, at=at)
    name = files.clean_name(upload.name)
    document.file = files.keep(upload.content, name=name, at=at)
    before, document.file_name = document.file_name, name
    document.save(update_fields=["file", "file_name"])
    audit.record(
        "development.bring_file", target=document, by=by, at=at,
        before={"file": before}, after={"file": name},
    )  # fmt: skip
    return document


@transaction.atomic
def drop_file(*, document: Document, by: User, at: datetime) -> Document:
    """Go back from the file to typed parts; the file stays in the store."""
    document = _edited(document, by=by, at=at)
    before, document.file, document.file_name = document.file_name, None, ""
    document.save(update_fields=["file", "file_name"])
    audit.record(
        "development.drop_file", target=document, by=by, at=at, before={"file": before}
    )
    return document


@transaction.atomic
def send(*, document: Document, by: User, at: datetime) -> Document:
    """Hand a document to the curator.

    Raises
    ------
    DocumentRefused
        If nothing was brought, or parts are empty; the sentence names them.
    """
    document = _edited(document, by=by, at=at)
    if document.missing:
        named = ", ".join(f"«{one.title}»" for one in document.missing[:5])
        raise DocumentRefused(
            f"Не заполнено: {named}. Заполните или загрузите документ файлом."
        )
    return _take(document, Status.WITH_CURATOR, "development.send", by=by, at=at)


@transaction.atomic
def agree(*, document: Document, by: User, at: datetime, words: str = "") -> Document:
    """Agree to a document as its curator."""
    document = _locked(document)
    permissions.require_checking(by, document, at=at)
    _require(document, Status.WITH_CURATOR, to="согласовать")
    return _take(document, Status.AGREED, "development.agree", by=by, at=at, words=words)


@transaction.atomic
def give_back(*, document: Document, words: str, by: User, at: datetime) -> Document:
    """Give a document back to be mended: the curator his own check, the municipality any."""
    document = _locked(document)
    if document.status == Status.WITH_CURATOR:
        permissions.require_checking(by, document, at=at)
    else:
        permissions.require_confirming(by, document, at=at)
    _require(document, Status.WITH_CURATOR, Status.AGREED, Status.CHECKED, to="вернуть")
    if not words.strip():
        raise DocumentRefused("Напишите, что исправить.")
    return _take(document, Status.RETURNED, "development.give_back", by=by, at=at, words=words)


@transaction.atomic
def check(*, document: Document, by: User, at: datetime, words: str = "") -> Document:
    """Say that the municipality has checked a document."""
    document = _locked(document)
    permissions.require_confirming(by, document, at=at)
    _require(document, Status.AGREED, to="отметить проверенным")
    return _take(document, Status.CHECKED, "development.check", by=by, at=at, words=words)


@transaction.atomic
def confirm(  # the order, the place, who and when
    *, document: Document, approval: Approval, by: User, at: datetime, address: str = ""
) -> Document:
    """Confirm a document approved by an order of the school.

    Raises
    ------
    DocumentRefused
        If it was not checked, or the order has no day, or one that has not come.
    LinkRefused
        If the address is none of a public page.
    """
    document = _locked(document)
    permissions.require_confirming(by, document, at=at)
    _require(document, Status.CHECKED, to="подтвердить")
    act = approval.act
    document.act = act
    document.act_number = approval.number.strip() or (act.number if act else "")
    document.act_day = approval.day or (act.date if act else None)
    document.signatory = approval.signatory.strip() or (act.signatory_name if act else "")
    if document.act_day is None or not document.act_number:
        raise DocumentRefused("Назовите приказ школы об утверждении: номер и день.")
    if document.act_day > localdate(at):
        raise DocumentRefused("День приказа ещё не наступил. Исправьте день.")
    document.address = links.clean_address(address) if address.strip() else ""
    return _take(document, Status.CONFIRMED, "development.confirm", by=by, at=at)


@transaction.atomic
def withdraw(*, document: Document, reason: str, by: User, at: datetime) -> Document:
    """Withdraw a document entered by mistake; a confirmed one only the municipality may."""
    document = _locked(document)
    if document.status == Status.CONFIRMED:
        permissions.require_confirming(by, document, at=at)
    permissions.require_writing(by, document.school, at=at)
    if document.status == Status.WITHDRAWN:
        raise DocumentRefused("Эта запись уже отозвана.")
    if not reason.strip():
        raise DocumentRefused("Напишите, почему запись отозвана.")
    return _take(document, Status.WITHDRAWN, "development.withdraw", by=by, at=at, words=reason)


def _save_once(document: Document) -> None:
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as error:
        raise DocumentRefused(
            f"«{document.title}» этой школы за {document.year_label} учебный год уже есть. "
            "Откройте её."
        ) from error


def _locked(document: Document) -> Document:
    rows = Document.objects.select_for_update(of=("self",)).select_related("school__territory")
    return rows.get(pk=document.pk)


def _edited(document: Document, *, by: User, at: datetime) -> Document:
    document = _locked(document)
    permissions.require_writing(by, document.school, at=at)
    _require(document, *Document.EDITED, to="изменить")
    return document


def _require(document: Document, *statuses: str, to: str) -> None:
    if document.status not in statuses:
        raise DocumentRefused(
            f"Нельзя {to}: документ в состоянии «{document.get_status_display().lower()}»."
        )


def _take(  # noqa: PLR0913  # what, to what, called how, by whom, when, with which words
    document: Document, status: str, action: str, *, by: User, at: datetime, words: str = ""
) -> Document:
    before, document.status = document.status, status
    document.save()
    Step.objects.create(document=document, status=status, words=words.strip(), by=by, at=at)
    audit.record(
        action, target=document, by=by, at=at, reason=words.strip(),
        before={"status": before}, after={"status": status},
    )  # fmt: skip
    traces.put(document, by=by, at=at)
    return document
