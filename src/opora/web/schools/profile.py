"""The profile of a school as a sheet to print: the page in words, for one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from opora.domain.acts.contents import clean_name
from opora.domain.identification.queries.why import card
from opora.domain.organisations.models import Organisation, Role
from opora.domain.roadmaps.queries import Tally, school_summary
from opora.reports.school_profile import SchoolProfile, school_profile_pdf
from opora.web.passports.score_tables import score_line
from opora.web.requests import UserRequest
from opora.web.schools.frame import school_for
from opora.web.schools.knowledge import Knowledge
from opora.web.schools.reads import staff_of
from opora.web.schools.shares import Work
from opora.web.words import counted
from opora.web.years import years_of

YEARS = 3
NO_RESULT = "нет данных"
NOTE = "Порядок строк по работам, не по результату."


@login_required
@require_GET
def pdf(request: UserRequest, school_id: int) -> HttpResponse:
    """Give the profile as PDF."""
    today = localdate()
    school = school_for(request, school_id, today)
    known = Knowledge(school, request.user, on=today)
    year = years_of(request, today).chosen
    content = school_profile_pdf(profile_of(known, school_year=year), at=now())
    response = HttpResponse(content, content_type="application/pdf")
    name = clean_name(f"Профиль, {school.short_name}.pdf")
    disposition = content_disposition_header(as_attachment=False, filename=name)
    response.headers["Content-Disposition"] = disposition or "inline"
    return response


def profile_of(known: Knowledge, *, school_year: int) -> SchoolProfile:
    """Put what a person may know of a school into the words of the sheet."""
    school = known.school
    years = sorted({one.year for work in known.works for one in work.shares})[-YEARS:]
    works = [(work.name, _counts(work, years)) for work in known.works]
    pupils = counted(school.pupils, "ученик,ученика,учеников") if school.pupils else ""
    places = (school.territory.name, pupils, school.address)
    tally = school_summary(school, on=known.on, school_year=school_year).tally
    return SchoolProfile(
        school=school.name,
        subtitle=", ".join(one for one in places if one),
        facts=list(_facts(known, tally)),
        years=years,
        works=[(name, counts) for name, counts in works if set(counts) != {NO_RESULT}],
        verdict=list(_verdict(known)),
        context=list(_context(known)),
        closed=known.closed(),
        note=NOTE,
    )


def _facts(known: Knowledge, tally: Tally) -> Iterator[tuple[str, str]]:
    yield "Статус", _statuses(known, on=known.on)
    heads, curators = (
        _people(known.school, role, known.on) for role in (Role.SCHOOL_HEAD, Role.CURATOR)
    )
    yield "Директор", heads or "не указан"
    yield "Куратор", curators or "не назначен"
    late = f", просрочено {tally.overdue}" if tally.overdue else ""
    yield "Обязательства", f"принято {tally.accepted_due} из {tally.come_due} наступивших{late}"


def _statuses(known: Knowledge, *, on: date) -> str:
    standing = [
        one.status
        for one in known.status_lines
        if one.status.since <= on and (one.status.until is None or one.status.until > on)
    ]
    return "; ".join(
        f"{one.get_property_display()} с {one.since:%d.%m.%Y}, основание: {one.basis}"
        for one in standing
    ) or "Статуса ШНОР и ШНСУ нет"  # fmt: skip


def _people(school: Organisation, role: Role, on: date) -> str:
    members = staff_of(school, on=on).filter(role=role)
    return ", ".join(one.user.short_name for one in members)


def _counts(work: Work, years: Sequence[int]) -> list[str]:
    told = {one.year: one.words for one in work.shares}
    return [told.get(year, NO_RESULT) for year in years]


def _verdict(known: Knowledge) -> Iterator[str]:
    if known.verdict is None:
        yield "Расчёта, открытого школе, ещё не было."
        return
    run = known.verdict.run
    told = card(known.verdict, user=known.user, on=known.on, with_places=False)
    yield f"{run.year} год, {run.get_status_display().lower()}: {told.outcome}."
    yield f"Вывод по вероятности: {told.conclusion}."
    yield from (part.sentence for part in told.parts)
    if told.distance:
        yield told.distance


def _context(known: Knowledge) -> Iterator[str]:
    score = known.score
    if score is None or score.points is None:
        yield "Индекс социального благополучия не вычислен."
        return
    line = score_line(score, full=known.full)
    yield (
        f"Индекс {score.run.year} года: {line.points} ± {line.spread} (50 — среднее региона), "
        f"{line.group}, вероятность группы {line.chance}."
    )
    if known.field:
        yield f"{known.field}."
