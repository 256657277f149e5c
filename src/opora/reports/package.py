"""What a municipality tells its region: the rows of a package, fit to leave the municipality.

Counts of one to four pupils, and those that would give them away, are null; no sums are sent,
so nothing hidden is found by subtraction. There are no names of people.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from opora.analytics.disclosure import is_telling
from opora.domain.acts.models import Act
from opora.domain.assessments.models import SchoolCount
from opora.domain.exchange import contents
from opora.domain.exchange.contents import Contents
from opora.domain.identification.models import Run, SchoolStatus, Verdict
from opora.domain.organisations.models import Organisation, OrganisationCode, Territory
from opora.domain.roadmaps.models import Edition, Obligation
from opora.domain.roadmaps.queries import Tally
from opora.domain.roadmaps.queries.tallies import tallies_by

_SCHEMES = (
    OrganisationCode.Scheme.OKO, OrganisationCode.Scheme.GIA, OrganisationCode.Scheme.INN,
)  # fmt: skip
"""Codes by which a school is known, the surest first."""

Keys = dict[int, str]
"""Id of a school here → its key in the package."""


def contents_of(territory: Territory, *, on: date) -> Contents:
    """Return the rows of a package of a municipality on a day.

    Parameters
    ----------
    territory : Territory
        The municipality; all of its schools are told of.
    on : date
        Today: obligations are counted on it.
    """
    schools = list(
        Organisation.objects.schools()
        .filter(territory=territory)
        .prefetch_related("codes")
        .order_by("pk")
    )
    keys = _keys(schools)
    counts = SchoolCount.objects.filter(school__in=schools).select_related("round")
    runs = Run.objects.approved().filter(territory=territory)
    editions = Edition.objects.in_force().filter(roadmap__owner__territory=territory)
    return {
        "schools": [_school(one, keys) for one in schools],
        **_results(counts, keys),
        **_lists(runs.select_related("act").prefetch_related("verdicts"), keys),
        "statuses": _statuses(keys),
        **_plans(editions.select_related("roadmap__owner", "act"), keys, on=on),
    }


def _keys(schools: Iterable[Organisation]) -> Keys:
    """Name schools by their surest code that no school before has, else by their name."""
    keys: dict[str, int] = {}
    for school in schools:
        codes = {one.scheme: f"{one.scheme}:{one.value}" for one in school.codes.all()}
        wanted = [*(codes[one] for one in _SCHEMES if one in codes), school.name]
        keys[next(one for one in wanted if one not in keys)] = school.pk
    return {pk: key for key, pk in keys.items()}


def _school(school: Organisation, keys: Keys) -> contents.School:
    return contents.School(
        key=keys[school.pk],
        name=school.name,
        short_name=school.short_name,
        codes={one.scheme: one.value for one in school.codes.all()},
        address=school.address,
        pupils=school.pupils,
        closed_on=school.closed_on,
    )


def _results(counts: Iterable[SchoolCount], keys: Keys) -> Contents:
    rounds: dict[str, contents.Row] = {}
    results: list[contents.Row] = []
    for one in counts:
        key = str(one.round)
        rounds[key] = contents.Round(key=key, code=one.round.code, year=one.round.year)
        hidden = is_telling(one.below, one.participants)
        results.append(
            contents.Result(
                key=f"{key} {keys[one.school_id]}",
                round=key,
                school=keys[one.school_id],
                participants=None if hidden else one.participants,
                below=None if hidden else one.below,
            )
        )
    return {"rounds": list(rounds.values()), "results": results}


def _lists(runs: Iterable[Run], keys: Keys) -> Contents:
    """Tell of approved lists alone: what is not decided stays in the municipality."""
    told: list[contents.Row] = []
    verdicts: list[contents.Row] = []
    for run in runs:
        own = [one for one in run.verdicts.all() if one.school_id in keys]
        verdicts += (_verdict(one, run, keys) for one in own)
        told.append(
            contents.Run(
                key=str(run.year),
                year=run.year,
                rule=run.rule_code,
                data_hash=run.data_hash,
                digest=run.digest,
                code_version=run.code_version,
                schools=len(own),
                listed=sum(one.is_listed for one in own),
                act=_act(run.act),
            )
        )
    return {"runs": told, "verdicts": verdicts}


def _verdict(verdict: Verdict, run: Run, keys: Keys) -> contents.Verdict:
    school = keys[verdict.school_id]
    return contents.Verdict(
        key=f"{run.year} {school}",
        run=str(run.year),
        school=school,
        official=verdict.official,
        listed=verdict.is_listed,
        conclusion=verdict.verdict,
        movement=verdict.movement,
    )


def _statuses(keys: Keys) -> list[contents.Row]:
    found = SchoolStatus.objects.filter(school__in=keys).select_related("basis", "ended_by")
    return [
        contents.Status(
            key=f"{keys[one.school_id]} {one.property} {one.since}",
            school=keys[one.school_id],
            property=one.property,
            since=one.since,
            until=one.until,
            basis=_act(one.basis),
            ended_by=_act(one.ended_by),
        )
        for one in found
    ]


def _plans(editions: Iterable[Edition], keys: Keys, *, on: date) -> Contents:
    standing = list(editions)
    plans = [one.roadmap_id for one in standing]
    owed = Obligation.objects.filter(roadmap__in=plans)
    whole = tallies_by(owed, "roadmap", on=on)
    each = tallies_by(owed.filter(organisation__in=keys), "roadmap", "organisation", on=on)
    return {
        "roadmaps": [_roadmap(one, whole.get((one.roadmap_id,), Tally())) for one in standing],
        "progress": [
            _progress(plan, keys[school], tally) for (plan, school), tally in each.items()
        ],
    }


def _roadmap(edition: Edition, tally: Tally) -> contents.Roadmap:
    return contents.Roadmap(
        key=str(edition.roadmap_id),
        level=edition.roadmap.level,
        owner=edition.roadmap.owner.short_name,
        title=edition.title[:2000],
        start=edition.start,
        end=edition.end,
        act=_act(edition.act),
        total=tally.total,
        come_due=tally.come_due,
        accepted_due=tally.accepted_due,
        overdue=tally.overdue,
    )


def _progress(plan: int, school: str, tally: Tally) -> contents.Progress:
    return contents.Progress(
        key=f"{plan} {school}",
        roadmap=str(plan),
        school=school,
        total=tally.total,
        come_due=tally.come_due,
        accepted_due=tally.accepted_due,
        overdue=tally.overdue,
    )


def _act(act: Act | None) -> str:
    """Name an act by its kind, day and number; nothing where there is none."""
    return str(act) if act else ""
