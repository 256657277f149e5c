"""The card of a school in rows: an assessment with its years, its interval, its places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opora.domain.assessments.models import Round, SchoolCount
from opora.domain.context.models import ContextScore
from opora.domain.context.queries import latest_run, similar_schools
from opora.domain.identification.clauses import Part, reason_words
from opora.domain.identification.evidence import FilePlace
from opora.domain.identification.models import SchoolStatus
from opora.domain.identification.queries.why import Card, Line
from opora.domain.identification.words import decimal, row_ranges
from opora.domain.organisations.models import Organisation
from opora.methodology.rules import AllOf, AnyOf, Count, Predicate, Repeated
from opora.web.identification.drawings import Drawn, Scale, drawn, scale_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands, in words; ``round`` opens the page with those rows."""

    year: int
    words: str
    round: int | None


@dataclass(frozen=True, slots=True)
class Procedure:
    """An assessment: a cell a year (None: no result), the last one with its interval."""

    name: str
    cells: tuple[Line | None, ...]
    last: Line
    drawing: Drawn | None
    limits: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ProvenPart:
    """A part of the rule with the results by which it holds."""

    part: Part
    words: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A similar school without its name: where it is, what it is like, how it stands."""

    where: str
    words: str
    status: str


def procedures_of(card: Card) -> tuple[list[Procedure], list[int], Scale]:
    """Return the rows of the card, the years of their columns, the scale of the drawings."""
    lines = list(card.lines)
    years = sorted({one.clause.year for one in lines})
    scale = scale_of(lines, card.rule.threshold.value)
    rounds = _rounds(card, lines)
    codes = dict.fromkeys(one.clause.assessment for one in lines)
    rows = [
        _procedure(
            [one for one in lines if one.clause.assessment == code], years, scale, rounds
        )
        for code in codes
    ]
    return rows, years, scale


def proven_parts(card: Card) -> list[ProvenPart]:
    """Return the parts of the rule, each with the numbers that count for it."""
    predicate = card.rule.predicate
    predicates = predicate.of if isinstance(predicate, AnyOf | AllOf) else (predicate,)
    low = [one for one in card.lines if one.clause.low and not one.clause.reason]
    return [
        ProvenPart(part, "; ".join(_proofs(one, low, card.run.year)))
        for part, one in zip(card.parts, predicates, strict=True)
    ]


def _proofs(predicate: Predicate, low: Sequence[Line], year: int) -> list[str]:
    match predicate:
        case Count(span="current"):
            return [_proof(one) for one in low if one.clause.year == year]
        case Count():
            return [f"{_proof(one)} ({one.clause.year})" for one in low]
        case Repeated(years=years):
            return _repeated(low, range(year - years + 1, year + 1))
    return []


def _proof(line: Line) -> str:
    return f"{line.procedure} — {line.counts}"


def _repeated(low: Sequence[Line], years: range) -> list[str]:
    by_name: dict[str, list[Line]] = {}
    for one in low:
        if one.clause.year in years:
            by_name.setdefault(one.procedure, []).append(one)
    return [
        f"{name}: {', '.join(f'в {one.clause.year} году {one.counts}' for one in found)}"
        for name, found in by_name.items()
        if len(found) == len(years)
    ]


def _procedure(
    lines: list[Line], years: list[int], scale: Scale, rounds: dict[tuple[str, int], int]
) -> Procedure:
    by_year = {one.clause.year: one for one in lines}
    last = by_year[max(by_year)]
    places = tuple(
        Place(
            one.clause.year, _words(place), rounds.get((one.clause.assessment, one.clause.year))
        )
        for one in lines
        for place in one.places
    )
    return Procedure(
        last.procedure,
        tuple(by_year.get(year) for year in years),
        last,
        drawn(last, scale),
        _limits(last),
        places,
    )


def _limits(line: Line) -> str:
    if line.lower is None or line.upper is None:
        return ""
    lower, upper = (decimal(100 * one, 1) for one in (line.lower, line.upper))
    return f"от {lower} до {upper} %"


def _words(place: FilePlace) -> str:
    return f"{place.file}, {row_ranges(place.rows)}" if place.rows else place.file


def _rounds(card: Card, lines: Sequence[Line]) -> dict[tuple[str, int], int]:
    """Return the rounds in which the school has a count, by assessment and year."""
    counts = SchoolCount.objects.filter(
        school=card.verdict.school_id, round__code__in={one.clause.assessment for one in lines}
    )
    found = Round.objects.filter(pk__in=counts.values("round"))
    return {(one.code, one.year): one.pk for one in found}


def uncounted_words(lines: Sequence[Line]) -> list[str]:
    """Say what the rule passes over: a reason, then each assessment with its years."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for one in lines:
        if one.clause.reason:
            named = reasons.setdefault(reason_words(one.clause.reason), {})
            named.setdefault(one.procedure, []).append(str(one.clause.year))
    return [f"{why} — {_with_years(named)}" for why, named in reasons.items()]


def _with_years(named: dict[str, list[str]]) -> str:
    return "; ".join(f"{name} ({', '.join(years)})" for name, years in named.items())


ROUNDED = 50
"""Numbers of pupils of nameless schools are rounded to so many: exact ones would name them."""


def alike(school: Organisation) -> list[Alike]:
    """Return the schools most like this one, nameless, with their status. Five queries."""
    run = latest_run(school.territory.parent or school.territory)
    score = ContextScore.objects.filter(run=run, school=school).first() if run else None
    if score is None:
        return []
    found = [one.score for one in similar_schools(score)]
    statuses = SchoolStatus.objects.filter(
        school__in=[one.school_id for one in found],
        property=SchoolStatus.Property.LOW_RESULTS,
    )
    last = {one.school_id: one for one in statuses.order_by("since", "pk")}
    return [_alike(one, school, last.get(one.school_id)) for one in found]


def _alike(score: ContextScore, school: Organisation, status: SchoolStatus | None) -> Alike:
    own = score.school.territory_id == school.territory_id
    where = "Школа того же муниципалитета" if own else "Школа региона"
    index = f", индекс {score.points:.0f}" if score.points is not None else ""
    about = round(score.pupils / ROUNDED) * ROUNDED if score.pupils else 0
    return Alike(where, f"учеников около {about or ROUNDED}{index}", _status_words(status))


def _status_words(status: SchoolStatus | None) -> str:
    if status is None:
        return "в списке не была"
    return "вышла из списка" if status.until else "в списке"
