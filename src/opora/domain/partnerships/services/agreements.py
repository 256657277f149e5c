"""An agreement is drawn up, approved, signed, worked by and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.organisations.calendar import next_working_day
from opora.domain.organisations.models import Organisation
from opora.domain.partnerships import permissions, traces
from opora.domain.partnerships.models import Agreement, JointEvent
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.registers.services import entries
from opora.methodology.partnerships import load_partnerships

Status = Agreement.Status
_EDITED = (
    "type", "school", "leader", "centre", "subject", "goals", "duties_leader",
    "duties_school", "since", "until", "why",
)  # fmt: skip


class AgreementRefused(Refused):
    """The agreement cannot become this; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an agreement says."""

    type: str
    school: Organisation
    leader: Organisation
    subject: str
    since: date
    until: date
    centre: Organisation | None = None
    goals: str = ""
    duties_leader: str = ""
    duties_school: str = ""
    why: str = ""


@transaction.atomic
def draw_up(*, terms: Terms, by: User, at: datetime) -> Agreement:
    """Begin an agreement as a draft.

    Raises
    ------
    AgreementRefused
        If it ends before it begins, has one side, or is drawn up already.
    NotAllowed
        If the school is not theirs.
    """
    permissions.require_drawing_up(by, terms.school, at=at)
    _check(terms)
    agreement = Agreement(entered_by=by, entered_at=at, **_fields(terms))
    _save_once(agreement)
    audit.record("agreement.draw_up", target=agreement, by=by, at=at, after=_fields(terms))
    traces.put(agreement, by=by, at=at)
    return agreement


@transaction.atomic
def amend(*, agreement: Agreement, terms: Terms, by: User, at: datetime) -> Agreement:
    """Change what is not signed yet; saying the same again leaves no trace."""
    agreement = _locked(agreement, by=by, at=at)
    _require(agreement, *Agreement.UNSIGNED, to="изменить")
    permissions.require_drawing_up(by, terms.school, at=at)
    _check(terms)
    now = {name: getattr(agreement, name) for name in _EDITED}
    before, after = audit.changes(now, _fields(terms))
    for name, value in after.items():
        setattr(agreement, name, value)
    if after:
        _save_once(agreement)
        audit.record(
            "agreement.amend", target=agreement, by=by, at=at, before=before, after=after
        )
        traces.put(agreement, by=by, at=at)
    return agreement


@transaction.atomic
def send(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """Give a draft to both sides for approval."""
    agreement = _locked(agreement, by=by, at=at)
    _require(agreement, Status.DRAFT, to="отправить на согласование")
    return _take(agreement, Status.ON_APPROVAL, "agreement.send", by=by, at=at)


@transaction.atomic
def give_back(*, agreement: Agreement, reason: str, by: User, at: datetime) -> Agreement:
    """Give an agreement back to be mended, saying what is wrong."""
    agreement = _locked(agreement, by=by, at=at)
    _require(agreement, Status.ON_APPROVAL, to="вернуть")
    _require_words(reason, "Напишите, что исправить.")
    return _take(agreement, Status.DRAFT, "agreement.give_back", by=by, at=at, reason=reason)


@transaction.atomic
def sign(  # noqa: PLR0913  # the requisites of a signature
    *,
    agreement: Agreement,
    number: str,
    day: date,
    by: User,
    at: datetime,
    paper: Upload | None = None,
) -> Agreement:
    """Enter the signature of both sides.

    Raises
    ------
    AgreementRefused
        If it was signed or withdrawn before, or the day lies in the future or past the term.
    FileRefused
        If the paper is empty, dangerous or too large.
    """
    agreement = _locked(agreement, by=by, at=at)
    _require(agreement, *Agreement.UNSIGNED, to="подписать")
    if day > localdate(at):
        raise AgreementRefused("День подписания ещё не наступил. Исправьте день.")
    if day > agreement.until:
        raise AgreementRefused("Договор подписан позже, чем кончается его срок. Исправьте дни.")
    agreement.number, agreement.signed_on = number.strip(), day
    if paper is not None:
        agreement.file_name = files.clean_name(paper.name)
        agreement.file = files.keep(paper.content, name=agreement.file_name, at=at)
    return _take(agreement, Status.SIGNED, "agreement.sign", by=by, at=at)


@transaction.atomic
def finish(*, agreement: Agreement, report: str, by: User, at: datetime) -> Agreement:
    """End an agreement with the report of what it gave."""
    agreement = _locked(agreement, by=by, at=at)
    _require(agreement, Status.SIGNED, to="завершить")
    _require_words(report, "Напишите, что дало сотрудничество: без отчёта договор не закрыть.")
    agreement.report, agreement.ended_on = report.strip(), localdate(at)
    return _take(agreement, Status.DONE, "agreement.finish", by=by, at=at)


@transaction.atomic
def terminate(
    *, agreement: Agreement, reason: str, day: date, by: User, at: datetime
) -> Agreement:
    """End a signed agreement early."""
    agreement = _locked(agreement, by=by, at=at)
    _require(agreement, Status.SIGNED, to="расторгнуть")
    _require_words(reason, "Напишите, почему договор расторгнут.")
    if agreement.signed_on and day < agreement.signed_on:
        raise AgreementRefused("Договор не мог быть расторгнут раньше, чем подписан.")
    agreement.ended_reason, agreement.ended_on = reason.strip()[:300], day
    return _take(agreement, Status.TERMINATED, "agreement.terminate", by=by, at=at)


@transaction.atomic
def withdraw(*, agreement: Agreement, reason: str, by: User, at: datetime) -> Agreement:
    """Withdraw a record entered by mistake; it stays in the history."""
    agreement = _locked(agreement, by=by, at=at)
    _require_words(reason, "Напишите, почему запись отозвана.")
    if agreement.status == Status.WITHDRAWN:
        raise AgreementRefused("Эта запись уже отозвана.")
    agreement.ended_reason, agreement.ended_on = reason.strip()[:300], localdate(at)
    return _take(agreement, Status.WITHDRAWN, "agreement.withdraw", by=by, at=at, reason=reason)


@transaction.atomic
def plan_event(  # noqa: PLR0913  # a line of a plan
    *,
    agreement: Agreement,
    day: date,
    title: str,
    by: User,
    at: datetime,
    responsible: str = "",
) -> JointEvent:
    """Add a line to the plan of joint events; its day lies within the term."""
    agreement = _locked(agreement, by=by, at=at)
    _check_within(agreement, day)
    event = JointEvent.objects.create(
        agreement=agreement, day=day, title=title.strip()[:300], responsible=responsible[:160]
    )
    audit.record(
        "agreement.plan_event", target=agreement, by=by, at=at,
        after={"day": day, "title": event.title},
    )  # fmt: skip
    traces.put_event(event, by=by, at=at)
    return event


@transaction.atomic
def change_event(  # noqa: PLR0913  # a line of a plan
    *, event: JointEvent, day: date, title: str, responsible: str, by: User, at: datetime
) -> JointEvent:
    """Change a line of the plan that is not held yet.

    Raises
    ------
    AgreementRefused
        If it was held, or the day lies outside the term.
    """
    agreement, found = _waiting(event, by=by, at=at)
    _check_within(agreement, day)
    now = {"day": found.day, "title": found.title, "responsible": found.responsible}
    told = {"day": day, "title": title.strip()[:300], "responsible": responsible[:160]}
    before, after = audit.changes(now, told)
    if not after:
        return found
    for name, value in told.items():
        setattr(found, name, value)
    found.save()
    audit.record(
        "agreement.change_event", target=agreement, by=by, at=at, before=before, after=after
    )
    traces.put_event(found, by=by, at=at)
    return found


@transaction.atomic
def drop_event(*, event: JointEvent, by: User, at: datetime) -> Agreement:
    """Take a line that is not held yet out of the plan; the history names it.

    Raises
    ------
    AgreementRefused
        If it was held.
    """
    agreement, found = _waiting(event, by=by, at=at)
    before = {"day": found.day, "title": found.title}
    entries.withdraw(found, at=at)
    found.delete()
    audit.record("agreement.drop_event", target=agreement, by=by, at=at, before=before)
    return agreement


@transaction.atomic
def take_usual_plan(*, agreement: Agreement, by: User, at: datetime) -> int:
    """Put the usual joint events of its type into an empty plan; return how many.

    Their days are spread over the term and fall on working days.

    Raises
    ------
    AgreementRefused
        If the plan is not empty, or the agreement has ended.
    """
    agreement = _locked(agreement, by=by, at=at)
    _require(agreement, *Agreement.UNSIGNED, Status.SIGNED, to="дополнить")
    if agreement.events.exists():
        raise AgreementRefused("План уже начат. Добавьте недостающее по одному.")
    usual = load_partnerships().draft(agreement.type).events
    days = (agreement.until - agreement.since).days
    for one in usual:
        day = next_working_day(agreement.since + timedelta(days=round(days * one.at)))
        plan_event(
            agreement=agreement, day=min(day, agreement.until), title=one.title, by=by, at=at
        )
    return len(usual)


@transaction.atomic
def hold_event(
    *, event: JointEvent, day: date, by: User, at: datetime, note: str = ""
) -> JointEvent:
    """Say on what day a joint event was held.

    Raises
    ------
    AgreementRefused
        If the day lies in the future or the agreement is not signed.
    """
    agreement = _locked(event.agreement, by=by, at=at)
    _require(agreement, Status.SIGNED, to="отметить мероприятие проведённым")
    if day > localdate(at):
        raise AgreementRefused("Этот день ещё не наступил: проведённым отметить нельзя.")
    event.done_on, event.note = day, note.strip()[:300]
    event.save(update_fields=["done_on", "note"])
    audit.record(
        "agreement.hold_event", target=agreement, by=by, at=at,
        after={"title": event.title, "day": day},
    )  # fmt: skip
    traces.put(agreement, by=by, at=at)
    traces.put_event(event, by=by, at=at)
    return event


def _waiting(event: JointEvent, *, by: User, at: datetime) -> tuple[Agreement, JointEvent]:
    """Return the agreement locked and a line of its plan that is not held."""
    agreement = _locked(event.agreement, by=by, at=at)
    _require(agreement, *Agreement.UNSIGNED, Status.SIGNED, to="изменить план")
    found = agreement.events.get(pk=event.pk)
    found.agreement = agreement
    if found.done_on:
        raise AgreementRefused("Мероприятие уже проведено: из плана его не убрать.")
    return agreement, found


def _check_within(agreement: Agreement, day: date) -> None:
    if not agreement.since <= day <= agreement.until:
        raise AgreementRefused(
            f"День мероприятия вне срока договора ({agreement.since:%d.%m.%Y} — "
            f"{agreement.until:%d.%m.%Y})."
        )


def _fields(terms: Terms) -> dict[str, object]:
    return {name: getattr(terms, name) for name in _EDITED}


def _check(terms: Terms) -> None:
    if terms.until < terms.since:
        raise AgreementRefused("Договор кончается раньше, чем начинается. Исправьте дни срока.")
    if terms.school == terms.leader:
        raise AgreementRefused("Школа не заключает договор сама с собой. Выберите другую.")


def _save_once(agreement: Agreement) -> None:
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as error:
        raise AgreementRefused(
            "Такой договор этих школ с этого дня уже есть. Откройте его."
        ) from error


def _locked(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",))
    rows = rows.select_related("school__territory", "leader__territory", "centre")
    found = rows.get(pk=agreement.pk)
    permissions.require_lead(by, found, at=at)
    return found


def _require(agreement: Agreement, *statuses: str, to: str) -> None:
    if agreement.status not in statuses:
        raise AgreementRefused(
            f"Нельзя {to}: договор в состоянии «{agreement.get_status_display().lower()}»."
        )


def _require_words(words: str, sentence: str) -> None:
    if not words.strip():
        raise AgreementRefused(sentence)


def _take(  # noqa: PLR0913  # what, to what, called how, by whom, when, why
    agreement: Agreement, status: str, action: str, *, by: User, at: datetime, reason: str = ""
) -> Agreement:
    before, agreement.status = agreement.status, status
    agreement.save()
    audit.record(
        action, target=agreement, by=by, at=at, reason=reason,
        before={"status": before}, after={"status": status},
    )  # fmt: skip
    traces.put(agreement, by=by, at=at)
    return agreement
