"""A run: computed, corrected as a draft, shown to schools, given more time, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from opora.domain.acts.models import StoredFile
from opora.domain.identification import evidence
from opora.domain.identification.models import (
    Exclusion,
    Run,
    Verdict,
)
from opora.domain.identification.permissions import require_running
from opora.domain.identification.questions import (
    code_version,
    plain_rule,
    rule_for,
    rule_of,
    window_of,
)
from opora.domain.identification.refusals import (
    NoData,
    WrongParameters,
    WrongStatus,
)
from opora.domain.identification.services import background, telling
from opora.domain.identification.services.computing import (
    is_reproduced,
    listed_before,
    movement,
    recompute,
    write_result,
)
from opora.domain.identification.surroundings import index_for, needs_index
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.methodology.rules import Rule

__all__ = [
    "cancel",
    "decide",
    "exclude",
    "extend_replies",
    "frozen",
    "give_up",
    "include_again",
    "is_reproduced",
    "lock",
    "next_number",
    "open_replies",
    "recompute",
    "start",
]

Status = Run.Status


@transaction.atomic
def start(  # noqa: PLR0913  # territory, year, rule and its numbers are the question itself
    *,
    territory: Territory,
    year: int,
    by: User,
    at: datetime,
    rule: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    in_background: bool = False,
) -> Run:
    """Compute a list for a territory and year, as a draft.

    Parameters
    ----------
    territory : Territory
        A municipality, or a region with all its schools.
    year : int
        Year of the results, the last of the rule's window.
    rule : str, optional
        Code of the methodology; the default of the year without it.
    parameters : mapping, optional
        Numbers in place of the rule's own, see ``questions.rule_for``.
    in_background : bool, default False
        Leave the counting to a job: the run is ``computing`` until it is done.

    Raises
    ------
    NotAllowed
        If the person does not lead identification in the territory.
    NoData
        If there are no results, or the territory has no school.
    WrongParameters
        If the rule cannot be asked with these numbers, or of a region without an index.
    """
    require_running(by, territory, at=at)
    chosen = rule_for(rule, year, parameters or {})
    snapshot = evidence.take(territory)
    schools = evidence.schools_of(territory, on=localdate(at))
    keys = [str(pk) for pk in schools.values_list("pk", flat=True)]
    if not keys:
        raise NoData(f"В территории «{territory.name}» нет ни одной школы.")
    Territory.objects.select_for_update().get(pk=territory.pk)
    run = Run(
        territory=territory, year=year, number=next_number(territory, year),
        rule_code=chosen.code, rule=plain_rule(chosen), parameters=dict(parameters or {}),
        frozen=frozen(chosen, territory, year, codes=snapshot.codes, schools=keys),
        data_hash=snapshot.data_hash, code_version=code_version(),
        created_by=by, created_at=at, previous=_previous(territory, year),
        status=Status.COMPUTING if in_background else Status.DRAFT,
    )  # fmt: skip
    run.save()
    if in_background:
        background.queue(run)
    else:
        write_result(run)
    audit.record("run.start", target=run, by=by, at=at, after={"digest": run.digest})
    return run


@transaction.atomic
def exclude(  # noqa: PLR0913  # what, why, on what paper
    *,
    run: Run,
    school: Organisation,
    reason: str,
    document: str,
    by: User,
    at: datetime,
    assessment: str = "",
    year: int | None = None,
    file: StoredFile | None = None,
    file_name: str = "",
) -> Exclusion:
    """Leave results of a school out of a draft, with a reason and a document.

    Raises
    ------
    WrongParameters
        If the rule has no such reason, the school or the result is not of this run, or no
        document is named.
    WrongStatus, NotAllowed
        If the run is no draft, or the person may not.
    """
    run = _lock_draft(run, "Исключить результаты нельзя", by=by, at=at)
    _check_exclusion(run, school, reason, document, assessment=assessment, year=year)
    exclusion = Exclusion.objects.create(
        run=run, school=school, assessment=assessment, year=year, reason=reason,
        document=document.strip(), file=file, file_name=file_name, by=by, at=at,
    )  # fmt: skip
    write_result(run)
    after = {"school": school.pk, "reason": reason, "assessment": assessment, "year": year}
    audit.record("run.exclude", target=run, by=by, at=at, after=after, reason=document)
    return exclusion


@transaction.atomic
def include_again(*, exclusion: Exclusion, by: User, at: datetime) -> Run:
    """Take an exclusion back while the run is a draft; the trail keeps that it was there."""
    run = _lock_draft(exclusion.run, "Вернуть результаты нельзя", by=by, at=at)
    before = {"school": exclusion.school_id, "reason": exclusion.reason}
    exclusion.delete()
    write_result(run)
    audit.record("run.include_again", target=run, by=by, at=at, before=before)
    return run


@transaction.atomic
def open_replies(*, run: Run, due: date, by: User, at: datetime) -> Run:
    """Show a draft to its schools, which may answer up to a day.

    Raises
    ------
    WrongParameters
        If the day is over.
    WrongStatus, NotAllowed
        If the run is no draft, or the person may not.
    """
    run = _lock_draft(run, "Открыть школам нельзя", by=by, at=at)
    if due < localdate(at):
        raise WrongParameters("Срок ответов уже прошёл: укажите день не раньше сегодняшнего.")
    run.status, run.replies_due, run.opened_at = Status.REPLIES, due, at
    run.save(update_fields=["status", "replies_due", "opened_at"])
    audit.record("run.open_replies", target=run, by=by, at=at, after={"due": due})
    telling.opened(run, at=at)
    return run


@transaction.atomic
def extend_replies(*, run: Run, due: date, reason: str, by: User, at: datetime) -> Run:
    """Give the schools of an open list more time to answer, and tell them.

    Raises
    ------
    WrongParameters
        If the new day is not after the one that schools know, is over, or no reason is given.
    WrongStatus, NotAllowed
        If the list takes no replies, or the person may not.
    """
    run = lock(run)
    require_running(by, run.territory, at=at)
    if run.status != Status.REPLIES:
        raise WrongStatus(run, "Продлить срок ответов нельзя")
    before = run.replies_due
    if before is not None and due <= before:
        raise WrongParameters(
            f"Сейчас срок {before:%d.%m.%Y}. Продлить можно только на более поздний день: "
            "школы уже знают этот."
        )
    if due < localdate(at):
        raise WrongParameters("Этот день уже прошёл.")
    if not reason.strip():
        raise WrongParameters("Напишите, почему срок продлевается: это увидят школы.")
    run.replies_due = due
    run.save(update_fields=["replies_due"])
    audit.record(
        "run.extend_replies", target=run, by=by, at=at, before={"due": before},
        after={"due": due}, reason=reason.strip(),
    )  # fmt: skip
    telling.extended(run, reason=reason.strip(), at=at)
    return run


@transaction.atomic
def decide(*, verdict: Verdict, listed: bool, reason: str, by: User, at: datetime) -> Verdict:
    """Say whether a school is on the list where the rule has too few results to say it.

    Raises
    ------
    WrongParameters
        If the rule does say, or no reason is given.
    WrongStatus, NotAllowed
        If the run is on approval or decided, or the person may not.
    """
    run = lock(verdict.run)
    require_running(by, run.territory, at=at)
    if run.status not in {Status.DRAFT, Status.REPLIES}:
        raise WrongStatus(run, "Решить по школе нельзя")
    if verdict.official != Verdict.Official.INSUFFICIENT:
        raise WrongParameters("По этой школе решает правило: данных достаточно.")
    if not reason.strip():
        raise WrongParameters("Напишите, на чём основано решение.")
    before = listed_before(run)
    verdict.final_listed, verdict.final_reason = listed, reason.strip()
    verdict.final_by, verdict.final_at = by, at
    known = None if before is None else verdict.school_id in before
    verdict.movement = movement(now=listed, before=known)
    verdict.save()
    audit.record(
        "verdict.decide", target=verdict, by=by, at=at, after={"listed": listed}, reason=reason
    )
    return verdict


@transaction.atomic
def cancel(*, run: Run, by: User, at: datetime, reason: str) -> Run:
    """Give up a run that is not approved; it stays on record.

    Raises
    ------
    WrongParameters
        If no reason is given.
    WrongStatus, NotAllowed
        If the run is approved or cancelled, or the person may not.
    """
    run = lock(run)
    require_running(by, run.territory, at=at)
    if run.status not in {*Run.UNFINISHED, Status.COMPUTING}:
        raise WrongStatus(run, "Отменить нельзя")
    if not reason.strip():
        raise WrongParameters("Напишите, почему расчёт отменяется.")
    give_up(run, by=by, at=at, reason=reason.strip())
    audit.record("run.cancel", target=run, by=by, at=at, reason=reason)
    return run


def lock(run: Run) -> Run:
    """Return the run as the database has it now, held against others until the commit."""
    return (
        Run.objects.select_for_update(of=("self",))
        .select_related("territory__parent", "previous")
        .get(pk=run.pk)
    )


def _lock_draft(run: Run, wish: str, *, by: User, at: datetime) -> Run:
    run = lock(run)
    require_running(by, run.territory, at=at)
    if run.status != Status.DRAFT:
        raise WrongStatus(run, wish)
    return run


def next_number(territory: Territory, year: int) -> int:
    """Return the number of the next run of a territory and year."""
    numbers = Run.objects.filter(territory=territory, year=year)
    return (numbers.aggregate(last=Max("number"))["last"] or 0) + 1


def frozen(
    rule: Rule, territory: Territory, year: int, *, codes: dict[str, str], schools: list[str]
) -> dict[str, Any]:
    """Return what a run rests on beside its data and rule.

    Raises
    ------
    WrongParameters
        If the rule asks for the index of the region and there is none.
    """
    told: dict[str, Any] = {"codes": codes, "schools": schools}
    if not needs_index(rule):
        return told
    index = index_for(territory, year)
    if index is None:
        raise WrongParameters(
            f"Правило «{rule.title}» сравнивает школы с ожидаемым по их условиям, а индекса "
            f"социального благополучия за {year} год и раньше ещё нет. Вычислите его на "
            "странице «Контекст»."
        )
    return told | {"index": index.pk}


def _previous(territory: Territory, year: int) -> Run | None:
    """Return the approved run of the last year before."""
    approved = Run.objects.approved().filter(territory=territory, year__lt=year)
    return approved.order_by("-year").first()


def _check_exclusion(  # noqa: PLR0913  # what, why, on what paper
    run: Run,
    school: Organisation,
    reason: str,
    document: str,
    *,
    assessment: str,
    year: int | None,
) -> None:
    rule = rule_of(run)
    if reason not in rule.exclusions:
        raise WrongParameters(f"Причины «{reason}» в правиле нет.")
    if str(school.pk) not in run.frozen["schools"]:
        raise WrongParameters(f"Школы «{school.short_name}» в этом расчёте нет.")
    if assessment and rule.assessments.codes and assessment not in rule.assessments.codes:
        raise WrongParameters(f"Процедуры «{assessment}» в этом правиле нет.")
    if year is not None and year not in window_of(rule, run.year):
        raise WrongParameters(f"{year} год в окно правила не входит.")
    if not document.strip():
        raise WrongParameters("Укажите документ, на котором основано исключение.")


def give_up(run: Run, *, by: User, at: datetime, reason: str) -> None:
    """Put a run aside without asking who may; it stays on record."""
    run.status, run.cancel_reason = Status.CANCELLED, reason
    run.cancelled_by, run.cancelled_at = by, at
    run.save(update_fields=["status", "cancel_reason", "cancelled_by", "cancelled_at"])
