"""Results brought, lists of schools made, indices computed, analyses approved."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from measuring.work import Work
from opora.demo import passports as demo_passports
from opora.demo import results as demo_results
from opora.demo.district import District
from opora.demo.marks import invented_schools, results_files
from opora.domain.context.models import Campaign, ContextRun
from opora.domain.context.services import index
from opora.domain.identification.models import Analysis
from opora.domain.identification.services import analyses, decisions, replies, runs
from opora.domain.organisations.models import OrganisationCode
from opora.domain.organisations.school_years import SchoolYear

_brought = count()
_WITHIN = timedelta(days=7)
_SPRING = 5


def collection(work: Work) -> None:
    """Bring a file of results and confirm it, or collect the passports of the year."""
    if work.first_of("results", "passport") == "passport":
        _passports(work)
        return
    schools = invented_schools(work.district)
    give_codes(work.district)
    files = [
        one
        for one in results_files(schools, year=_last_results(work.day), place=1)
        if one.owner == "authority"
    ]
    file = files[next(_brought) % len(files)]
    imported = demo_results.check(file, work.district, at=work.at)
    demo_results.add(imported, at=work.at)


def _last_results(day: date) -> int:
    """Return the last year whose results are known on a day: they come by June."""
    return day.year if day.month > _SPRING else day.year - 1


def _passports(work: Work) -> None:
    year = SchoolYear.of(work.day).start + 1
    if not Campaign.objects.filter(year=year).exists():
        demo_passports.collect_past(work.district, year=year, place=1)


def give_codes(district: District) -> None:
    """Register the codes of schools once: results name schools by them."""
    if not OrganisationCode.objects.exists():
        demo_results.give_codes(invented_schools(district), district)


def analysis(work: Work) -> None:
    """Make the analysis of the promised type: computed where it is computed, else written."""
    kind = work.first_of("results", "dynamics", "staff", "other", "context", "identification")
    if kind == "identification":
        identification(work)
    elif kind == "context":
        context(work)
    else:
        written(work, kind)


def written(work: Work, kind: str) -> None:
    """Write an analysis and approve it."""
    made = analyses.write(
        owner=work.owner, schools=work.schools, by=work.by, at=work.at,
        written=analyses.Written(
            type=kind if kind in Analysis.Type.values else "other", title=work.title[:300],
            day=work.day, text="Выводы: поддержка нужна четырём школам.",
        ),
        upload=work.paper(str(work.serial())),
    )  # fmt: skip
    analyses.approve(analysis=made, by=work.by, at=work.at)


def context(work: Work) -> None:
    """Collect the passports of the year and compute the index of the region."""
    root = work.district.organisations["ministry"].territory
    if not ContextRun.objects.exists():
        demo_passports.collect_past(work.district, year=work.day.year, place=1)
    index.refit(
        root=root, year=work.day.year, reason="Новая шкала для плана.",
        by=work.district.people["Дымова"], at=work.at,
    )  # fmt: skip


def identification(work: Work) -> None:
    """Make a list from two years of results and bring it to its approval."""
    year = work.day.year
    schools = invented_schools(work.district)
    give_codes(work.district)
    for place, one in enumerate((year - 1, year), start=1):
        demo_results.bring_year(schools, work.district, year=one, place=place)
    territory = work.district.organisations["authority"].territory
    at = work.at
    run = runs.start(territory=territory, year=year, by=work.by, at=at)
    run = runs.open_replies(run=run, due=work.day + _WITHIN, by=work.by, at=at)
    for verdict in run.verdicts.undecided().select_related("school__territory", "run"):
        runs.decide(verdict=verdict, listed=False, reason="Мало данных.", by=work.by, at=at)
    for verdict in run.verdicts.listed().select_related("school__territory", "run"):
        head = work.district.reporter(verdict.school)
        replies.agree(verdict=verdict, by=head, at=at)
    decisions.send(run=run, by=work.by, at=at)
    decisions.approve(run=run, by=work.district.people["Воронцова"], at=at)
