"""The rule of risk is asked; a teacher confirms its answer or dismisses it with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from opora.analytics.pupils import PupilFacts, Risk, RiskLevel, assess_risk
from opora.analytics.refusals import AnalyticsError
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.pupils.models import Pupil, RiskRecord, Work
from opora.domain.pupils.services import traces
from opora.domain.pupils.services.own import require_own
from opora.domain.pupils.services.pupils import PupilRefused
from opora.domain.pupils.terms import Term
from opora.domain.refusals import Refused
from opora.domain.registers.services import entries
from opora.methodology.subjects import load_subjects

Status = RiskRecord.Status
_FAILED = 2


class AlreadyDecided(Refused):
    """Somebody has decided about this signal before."""

    def __init__(self, record: RiskRecord) -> None:
        who = record.decided_by.short_name if record.decided_by else ""
        super().__init__(
            f"По этому сигналу уже решено: {record.get_status_display().lower()} ({who}). "
            "Обновите страницу."
        )


@transaction.atomic
def assess(*, pupil: Pupil, term: Term, facts: PupilFacts) -> RiskRecord | None:
    """Ask the rule about a pupil in a term and keep its answer for a teacher.

    Parameters
    ----------
    facts : PupilFacts
        What a table says; what other tables of the term said stands beside it, and what works
        of the pupil say is added.

    Returns
    -------
    RiskRecord or None
        None where the rule sees nothing and nothing was seen before. A decision of a person
        stands; a dismissed signal is put again only if it has grown.

    Raises
    ------
    PupilRefused
        If a per cent or a number is impossible.
    """
    rows = RiskRecord.objects.select_for_update()
    old = rows.filter(pupil=pupil, year=term.year, term=term.number).first()
    told = {**(old.facts if old else {}), **_told(facts)}
    known = with_works(_facts(told), Work.objects.filter(pupil=pupil), year=term.year)
    try:
        found = assess_risk(known)
    except AnalyticsError:
        raise PupilRefused(
            "Проценты бывают от 0 до 100, число отметок не меньше нуля."
        ) from None
    failing = bool(known.term_twos)
    if old is None and found.level == RiskLevel.NONE and not failing:
        return None
    values = _values(found, told, failing=failing)
    if old is None:
        return RiskRecord.objects.create(
            pupil=pupil, year=term.year, term=term.number, until=term.acted_on_until, **values
        )
    return _renewed(old, values)


def with_works(facts: PupilFacts, works: Iterable[Work], *, year: int) -> PupilFacts:
    """Add to facts what works of the school year say, where the table says nothing."""
    late = [one for one in works if one.year in {year, year + 1}]
    marked = [one for one in late if one.mark is not None]
    failed = facts.failed_subjects
    if failed is None and marked:
        failed = frozenset(
            _code(one.subject) for one in marked if one.mark and one.mark <= _FAILED
        )
    gaps = [one.mark - one.journal for one in marked if one.mark and one.journal]
    gap = facts.journal_gap
    if gap is None and gaps:
        gap = min(gaps)
    return PupilFacts(**asdict(facts) | {"failed_subjects": failed, "journal_gap": gap})


@transaction.atomic
def confirm(*, record: RiskRecord, by: User, at: datetime) -> RiskRecord:
    """Confirm that a pupil needs help.

    Raises
    ------
    AlreadyDecided
        If somebody has decided before, also by a concurrent request.
    PupilRefused
        If the term of the signal is over.
    """
    held = _held(record, by=by, at=at)
    today = localdate(at)
    if today > held.until:
        raise PupilRefused(
            f"Срок этого сигнала прошёл {held.until:%d.%m.%Y}: загрузите сведения новой "
            "четверти."
        )
    held.status, held.confirmed_on = Status.CONFIRMED, today
    held.decided_by, held.decided_at, held.reason = by, at, ""
    held.save()
    audit.record("pupil_risk.confirm", target=held, by=by, at=at)
    traces.risk(held, by=by, at=at)
    return held


@transaction.atomic
def dismiss(*, record: RiskRecord, reason: str, by: User, at: datetime) -> RiskRecord:
    """Dismiss a signal, also one confirmed before, with a reason.

    Raises
    ------
    AlreadyDecided
        If it is dismissed already.
    PupilRefused
        If there is no reason.
    """
    held = _held(record, by=by, at=at, besides=Status.CONFIRMED)
    if not reason.strip():
        raise PupilRefused("Напишите, почему сигнал снят: без причины его не снимают.")
    held.status, held.confirmed_on, held.reason = Status.DISMISSED, None, reason.strip()[:500]
    held.decided_by, held.decided_at = by, at
    held.save()
    # The words are the school's: they stay in the record, where only the school reads them.
    audit.record("pupil_risk.dismiss", target=held, by=by, at=at)
    entries.withdraw(held, at=at)
    return held


def _held(
    record: RiskRecord, *, by: User, at: datetime, besides: Status = Status.PROPOSED
) -> RiskRecord:
    require_own(by, [record.pupil], at=at)
    rows = RiskRecord.objects.select_for_update(of=("self",))
    held = rows.select_related("pupil__school", "decided_by").get(pk=record.pk)
    if held.status not in {Status.PROPOSED, besides}:
        raise AlreadyDecided(held)
    return held


def _values(found: Risk, told: dict[str, Any], *, failing: bool) -> dict[str, Any]:
    return {
        "points": found.points, "level": str(found.level), "failing": failing,
        "reasons": list(found.reasons), "unknown": found.unknown, "facts": told,
    }  # fmt: skip


def _renewed(old: RiskRecord, values: dict[str, Any]) -> RiskRecord:
    grown = values["points"] > old.points
    if old.status == Status.CONFIRMED:
        return old
    for name, value in values.items():
        setattr(old, name, value)
    if old.status == Status.DISMISSED and grown:
        old.status, old.decided_by, old.decided_at, old.reason = Status.PROPOSED, None, None, ""
    old.save()
    return old


def _told(facts: PupilFacts) -> dict[str, Any]:
    """Return what a table has told, as JSON holds it."""
    told = {key: value for key, value in asdict(facts).items() if value is not None}
    if facts.failed_subjects is not None:
        told["failed_subjects"] = sorted(facts.failed_subjects)
    return told


def _facts(told: dict[str, Any]) -> PupilFacts:
    """Return the facts that ``_told`` has made JSON of."""
    failed = told.get("failed_subjects")
    return PupilFacts(
        **told | {"failed_subjects": None if failed is None else frozenset(failed)}
    )


def _code(subject: str) -> str:
    found = load_subjects().named(subject)
    return found.code if found else subject
