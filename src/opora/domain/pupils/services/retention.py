"""What has been kept long enough is made anonymous: names go, plans lose their words.

Terms are those of domain.md §8: individual results three years after the pupil has left,
plans one year after the end of their school year. Entries stay: they hold no name and count.
What was destroyed is written into the audit trail of the school, as the law asks.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.pupils.models import Opening, Pupil, PupilPlan, RiskRecord, Work
from opora.methodology.pupil_support import load_pupil_support

AT_ONCE = 500
_DAYS_OF_YEAR = 365
OPENINGS_KEPT = timedelta(days=3 * _DAYS_OF_YEAR)


@transaction.atomic
def anonymise(*, at: datetime) -> int:
    """Anonymise the pupils and plans whose term is over; return how many.

    At most ``AT_ONCE`` of each a run: the next run takes the rest.
    """
    today = localdate(at)
    pupils = list(_pupils_due(today)[:AT_ONCE])
    plans = list(_plans_due(today)[:AT_ONCE])
    for pupil in pupils:
        _forget_pupil(pupil, at=at)
    for plan in plans:
        _forget_plan(plan, at=at)
    Opening.objects.filter(at__lt=at - OPENINGS_KEPT).delete()
    schools = {one.school_id for one in pupils} | {one.school_id for one in plans}
    _write_act(schools, at=at)
    return len(pupils) + len(plans)


def _pupils_due(today: date) -> QuerySet[Pupil]:
    last = _years_before(today, load_pupil_support().keep_results_years)
    return Pupil.objects.filter(anonymised_at=None, left_on__lte=last).order_by("pk")


def _plans_due(today: date) -> QuerySet[PupilPlan]:
    """Plans whose school year ended longer ago than they are kept."""
    kept = load_pupil_support().keep_plans_years
    first_kept = SchoolYear(SchoolYear.of(today).start - kept).first_day
    return PupilPlan.objects.filter(anonymised_at=None, until__lt=first_kept).order_by("pk")


def _forget_pupil(pupil: Pupil, *, at: datetime) -> None:
    Work.objects.filter(pupil=pupil).delete()
    RiskRecord.objects.filter(pupil=pupil).update(facts={}, reason="")
    pupil.name_sealed = pupil.participant = ""
    # The pseudonym came from the name: it goes with it.
    pupil.identity, pupil.code = "", f"A{pupil.pk}"
    pupil.anonymised_at = at
    pupil.save()


def _forget_plan(plan: PupilPlan, *, at: datetime) -> None:
    for rows in (plan.members, plan.deficits, plan.steps, plan.checks):
        rows.all().delete()
    plan.title = plan.basis = plan.level = plan.goal = plan.conclusion = ""
    plan.anonymised_at = at
    plan.save()


def _write_act(schools: set[int], *, at: datetime) -> None:
    for school in Organisation.objects.filter(pk__in=schools).order_by("pk"):
        audit.record("pupils.anonymise", target=school, by=None, at=at)


def _years_before(day: date, years: int) -> date:
    # 29 February has no namesake in other years.
    return day.replace(year=day.year - years, day=min(day.day, 28 if day.month == 2 else 31))  # noqa: PLR2004  # February
