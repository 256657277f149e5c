"""What a printed indicator counts and no measure of its document promises is done as well.

A plan may print an indicator that none of its measures moves: it asks for practices in the
atlas and has no measure that brings one there. Then the entry that the indicator counts is made
through the same services, and the line says that it stands beyond the plan.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from measuring.analysing import give_codes
from measuring.executors import EXECUTORS
from measuring.moving import is_of_results
from measuring.stage import Stage, day_in, first_window
from measuring.work import Work
from opora.analytics.dynamics import NotComparable, require_comparable
from opora.demo import results as demo_results
from opora.demo.district import District
from opora.demo.marks import invented_schools, results_files
from opora.demo.plans import moment
from opora.domain.indicators.models import Definition
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.roadmaps.models import Binding, Edition, Measure, Obligation
from opora.domain.roadmaps.services import obligations
from opora.methodology.indicator_formulas import Analysis, EntryCount, Recorded
from opora.methodology.registers import load_registers

_GROWTH = 1.5
"""How much better the listed schools get in a year, so that it shows. [logits]"""
_PROTOCOL = "ОГЭ_МА"


def day_of(definition: Definition, measure: Measure) -> date:
    """Return the day of the work: that of results, else one in time for the measure."""
    year = results_year(measure.edition)
    if is_of_results(definition) and year is not None:
        return results_day(year)
    return day_in(first_window(measure)[1])


def do(definition: Definition, measure: Measure, day: date, stage: Stage) -> str:
    """Do what an indicator counts, once; say what was done, or why nothing can be."""
    formula = definition.record.formula
    if is_of_results(definition):
        year = results_year(measure.edition)
        if year is None:
            return "за годы плана нет двух лет, результаты которых сравнимы"
        return _bring_results(year, stage.district)
    if isinstance(formula.numerator[0], Recorded):
        return _hand_in(day, stage)
    if isinstance(formula.numerator[0], Analysis):
        return ""
    asked = formula.counts if formula.joined == "all" else formula.counts[:1]
    obligation, _ = first_window(measure)
    for one in asked:
        EXECUTORS[one.register](
            Work(stage.district, obligation, _binding(one, measure), day, needed=1)
        )
    titles = {f"«{load_registers().find(one.register).title}»" for one in asked}
    return f"сверх обещанного, записью в реестре {', '.join(sorted(titles))}"


def _hand_in(day: date, stage: Stage) -> str:
    """Hand one obligation in by its day, in words, and accept it."""
    year = SchoolYear.of(day)
    owed = Obligation.objects.filter(
        measure__edition=stage.edition, state=Obligation.State.PLANNED,
        control__range=(year.first_day, year.last_day),
    ).order_by("control", "pk")  # fmt: skip
    one = owed.first()
    if one is None:
        return "несданных обязательств года не осталось"
    assert one.control is not None  # noqa: S101  # chosen by it
    at = moment(one.control)
    by = one.person or stage.district.reporter(one.organisation)
    obligations.submit(obligation=one, report="Исполнено в срок.", by=by, at=at)
    obligations.accept(obligation=one, by=stage.head, at=at)
    return f"сдано в срок обязательство мероприятия {one.measure.order}"


def _binding(count: EntryCount, measure: Measure) -> Binding:
    return Binding(
        measure=measure, register=count.register, types=list(count.types), posts=[*count.posts],
        topic=next(iter(count.topics), ""), scope=Binding.Scope.TOGETHER,
        hours_min=int(count.hours_min) if count.hours_min else None,
    )  # fmt: skip


def results_year(edition: Edition) -> int | None:
    """Return a year of the plan whose results compare with those of the year before.

    The last whose results come before the plan ends; else the first that comes after.
    """
    first, last = SchoolYear.of(edition.start).start + 1, SchoolYear.of(edition.end).start + 1
    years = sorted(
        range(first, last + 1), key=lambda one: (results_day(one) > edition.end, -one)
    )
    return next(filter(_compares, years), None)


def results_day(year: int) -> date:
    """Return the day by which the results of a year are brought."""
    return date(year, 6, 24)


def _compares(year: int) -> bool:
    try:
        require_comparable(year - 1, year, kind="ОГЭ", subject="МА", grade=9)
    except NotComparable:
        return False
    return True


def _bring_results(year: int, district: District) -> str:
    """Bring the results of two years in which the listed schools got better."""
    listed = {one.pk for one in district.listed}
    schools = {
        key: replace(one, growth=_GROWTH) if district.organisations[key].pk in listed else one
        for key, one in invented_schools(district).items()
    }
    give_codes(district)
    for place, one in enumerate((year - 1, year), start=1):
        file = next(
            file
            for file in results_files(schools, year=one, place=place)
            if file.owner == "authority" and _PROTOCOL in file.name
        )
        at = moment(results_day(one))
        demo_results.add(demo_results.check(file, district, at=at), at=at)
    return f"внесены результаты ОГЭ {year - 1} и {year} годов"
