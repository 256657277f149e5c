"""The risk profile of a school is computed, spoken of by both sides, and verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.diagnostics import results, scoring
from opora.domain.diagnostics.models import FactorLine, RiskProfile, Survey, SurveyedSchool
from opora.domain.diagnostics.permissions import checks, require_checking, speaks_for
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from opora.methodology.risk_factors import load_risk_factors

Word = FactorLine.Word
EDITION = "2022"
HIGH = "высокая"
MOST_ACTIVE = 5
"""A school that works on more factors at once usually finishes none: said, not refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one side says of a factor; ``active`` and ``measures`` are the school's to say."""

    word: str = ""
    comment: str = ""
    active: bool | None = None
    measures: str | None = None


@transaction.atomic
def compute(
    *, school: Organisation, survey: Survey | None, by: User, at: datetime
) -> RiskProfile:
    """Make the profile of a school from a closed survey, or an empty one to be filled by hand.

    Factors of high significance are in work until somebody says otherwise.

    Raises
    ------
    NotAllowed
        If the person neither speaks for the school nor checks it.
    DiagnosticsRefused
        If the survey goes on or was not held there, or the school has a profile of the year.
    """
    _require_side(by, school, at=at)
    place = _place(school, survey)
    year = SchoolYear.of(place.survey.closes if place else localdate(at)).start + 1
    try:
        with transaction.atomic():
            profile = RiskProfile.objects.create(
                school=school, year=year, edition=EDITION, survey=survey, made_by=by, made_at=at
            )
    except IntegrityError as race:
        raise DiagnosticsRefused(
            "Рисковый профиль школы за этот учебный год уже есть. Чтобы составить новый, "
            "отзовите прежний."
        ) from race
    FactorLine.objects.bulk_create(_lines(profile, place))
    audit.record("risk_profile.compute", target=profile, by=by, at=at)
    return profile


def _place(school: Organisation, survey: Survey | None) -> SurveyedSchool | None:
    if survey is None:
        return None
    if survey.state != Survey.State.CLOSED:
        raise DiagnosticsRefused(
            "Анкетирование ещё идёт. Профиль составляют, когда оно закрыто."
        )
    found = survey.places.select_related("survey").filter(school=school).first()
    if found is None:
        raise DiagnosticsRefused("В этом анкетировании школа не участвовала.")
    return found


def _lines(profile: RiskProfile, place: SurveyedSchool | None) -> list[FactorLine]:
    cuts = load_risk_factors().cuts
    found = [
        item for one in (results.audience_results(place) if place else []) for item in one.items
    ]
    lines = []
    for one in scoring.factor_scores(profile.edition, scoring.component_scores(found)):
        significance = "" if one.score is None else cuts.significance(one.score)
        lines.append(
            FactorLine(
                profile=profile, code=one.factor.code, title=one.factor.title,
                score=one.score, significance=significance, active=significance == HIGH,
                components=[
                    {"code": part.code, "score": part.score, "n": part.n}
                    for part in one.components
                ],
            )
        )  # fmt: skip
    return lines


@transaction.atomic
def add_own(*, profile: RiskProfile, title: str, by: User, at: datetime) -> FactorLine:
    """Add a factor that the list does not name; it is in work at once.

    Raises
    ------
    DiagnosticsRefused
        If it has no name or the profile is not open.
    """
    held = _lock(profile)
    _require_side(by, held.school, at=at)
    title = " ".join(title.split())
    if not title:
        raise DiagnosticsRefused("Назовите свой фактор риска.")
    place = held.lines.filter(code__startswith="own").count() + 1
    line = FactorLine.objects.create(
        profile=held, code=f"own{place}", title=title[:200], active=True
    )
    audit.record("risk_profile.say", target=held, by=by, at=at, after={"title": title})
    return line


@transaction.atomic
def say(
    *, profile: RiskProfile, said: Mapping[str, Said], by: User, at: datetime
) -> RiskProfile:
    """Keep what one side says of the factors; which side follows from who speaks.

    Raises
    ------
    NotAllowed
        If the person is of neither side.
    DiagnosticsRefused
        If the profile is verified or withdrawn.
    """
    held = _lock(profile)
    _require_side(by, held.school, at=at)
    is_school = speaks_for(by, held.school, on=localdate(at))
    changed = []
    for line in held.lines.all():
        if line.code in said and _put(line, said[line.code], is_school=is_school):
            line.save()
            changed.append(line.code)
    if changed:
        after = {"codes": changed}
        audit.record("risk_profile.say", target=held, by=by, at=at, after=after)
    return held


def _put(line: FactorLine, said: Said, *, is_school: bool) -> bool:
    before = _state(line)
    if is_school:
        line.school_word, line.school_comment = said.word, said.comment.strip()
    else:
        line.checker_word, line.checker_comment = said.word, said.comment.strip()
    if said.active is not None:
        line.active = said.active
    if said.measures is not None:
        line.measures = said.measures.strip()
    return _state(line) != before


def _state(line: FactorLine) -> tuple[object, ...]:
    return (
        line.school_word, line.school_comment, line.checker_word, line.checker_comment,
        line.active, line.measures,
    )  # fmt: skip


@transaction.atomic
def verify(*, profile: RiskProfile, by: User, at: datetime) -> RiskProfile:
    """Put a profile in force, with its factors in work.

    Raises
    ------
    NotAllowed
        If the person does not check the school.
    DiagnosticsRefused
        If a side has not spoken of a factor that is in work or of high significance, or no
        factor is in work.
    """
    held = _lock(profile)
    require_checking(by, held.school, at=at)
    lines = list(held.lines.order_by("code"))
    _check(lines)
    held.state = RiskProfile.State.VERIFIED
    held.verified_by, held.verified_on = by, localdate(at)
    held.save(update_fields=["state", "verified_by", "verified_on"])
    active = [one.code for one in lines if one.active]
    audit.record("risk_profile.verify", target=held, by=by, at=at, after={"codes": active})
    entries.put(
        held,
        Trace(
            register="diagnostics", type="risk_profile", owner=held.school,
            day=localdate(at), title=str(held),
            facts={"factors": active, "sides": [held.school.short_name, by.short_name]},
        ),
        parts=[Part(held.school)], by=by, at=at,
    )  # fmt: skip
    for line in lines:
        if line.active:
            _put_factor(line, held, by=by, at=at)
    return held


def _put_factor(line: FactorLine, profile: RiskProfile, *, by: User, at: datetime) -> None:
    """Tell of one factor in work: an indicator counts different factors by their code."""
    trace = Trace(
        register="diagnostics", type="risk_factor", owner=profile.school, day=localdate(at),
        title=str(line), topic=line.code,
    )  # fmt: skip
    entries.put(line, trace, parts=[Part(profile.school)], by=by, at=at)


def _check(lines: list[FactorLine]) -> None:
    silent = [
        one.code
        for one in lines
        if (one.active or one.significance == HIGH)
        and not (one.school_word and one.checker_word)
    ]
    if silent:
        raise DiagnosticsRefused(
            f"О факторах {', '.join(silent)} сказали не обе стороны: нужны ответ школы и "
            "ответ проверяющего."
        )
    if not any(one.active for one in lines):
        raise DiagnosticsRefused("Не выбрано ни одного фактора в работу.")


@transaction.atomic
def withdraw(*, profile: RiskProfile, reason: str, by: User, at: datetime) -> RiskProfile:
    """Withdraw a profile with its trace; a new one may be made then.

    Raises
    ------
    DiagnosticsRefused
        If no reason is given or it is withdrawn already.
    """
    require_checking(by, profile.school, at=at)
    held = RiskProfile.objects.select_for_update().get(pk=profile.pk)
    if not reason.strip():
        raise DiagnosticsRefused("Напишите, почему профиль отзывается.")
    if held.state == RiskProfile.State.WITHDRAWN:
        raise DiagnosticsRefused("Профиль уже отозван.")
    held.state, held.reason = RiskProfile.State.WITHDRAWN, reason.strip()
    held.save(update_fields=["state", "reason"])
    audit.record("risk_profile.withdraw", target=held, by=by, at=at, reason=held.reason)
    for row in (held, *held.lines.filter(active=True)):
        entries.withdraw(row, at=at)
    return held


def _lock(profile: RiskProfile) -> RiskProfile:
    held = (
        RiskProfile.objects.select_for_update(of=("self",))
        .select_related("school__territory")
        .get(pk=profile.pk)
    )
    if held.state != RiskProfile.State.OPEN:
        raise DiagnosticsRefused("Профиль уже верифицирован или отозван: он не меняется.")
    return held


def _require_side(by: User, school: Organisation, *, at: datetime) -> None:
    today = localdate(at)
    if not (speaks_for(by, school, on=today) or checks(by, school, on=today)):
        raise NotAllowed(
            "Рисковый профиль ведут директор школы, её куратор, управление и методическая "
            "служба."
        )
