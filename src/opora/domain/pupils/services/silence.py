"""The leaders of a school are told once a week of signals that nobody acts on: in numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef
from django.utils.timezone import localdate

from opora.domain.organisations.models import Membership
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.domain.pupils.models import PlanPupil, Pupil, PupilPlan, RiskQuerySet, RiskRecord
from opora.domain.pupils.permissions import LEADING
from opora.methodology.pupil_support import load_pupil_support


@dataclass(slots=True)
class Silence:
    """How many pupils of a school wait for a plan, and signals for a decision."""

    waiting: int = 0
    undecided: int = 0

    @property
    def sentence(self) -> str:
        """What the leaders are told; no pupil is named, the letter of the day holds it too."""
        return (
            f"Сигнал есть, действия нет: без маршрута {self.waiting} уч., "
            f"без решения учителя {self.undecided} уч."
        )


def tell(*, at: datetime) -> int:
    """Tell the leaders of each school where pupils wait, once a week; return of how many."""
    on = localdate(at)
    found = silences(on=on)
    leaders = _leaders(found, on=on)
    week = on.isocalendar()
    for school, silence in found.items():
        notices.tell_many(
            leaders[school], kind="pupils.silence", text=silence.sentence, at=at,
            key=f"silence:{school}:{week.year}-{week.week}",
            address=f"/registers/pupils/silent/?school={school}",
        )  # fmt: skip
    return len(found)


def silences(*, on: date) -> dict[int, Silence]:
    """Count those who wait, by school. Two queries."""
    patience = timedelta(days=load_pupil_support().days_without_action)
    planned = PlanPupil.objects.filter(
        pupil=OuterRef("pupil"), plan__in=PupilPlan.objects.in_effect_on(on)
    )
    learning = RiskRecord.objects.filter(pupil__in=Pupil.objects.learning(on=on))
    late = learning.in_effect_on(on).filter(confirmed_on__lt=on - patience)
    found: dict[int, Silence] = defaultdict(Silence)
    for school, count in _by_school(late.exclude(Exists(planned))):
        found[school].waiting = count
    for school, count in _by_school(learning.undecided_on(on)):
        found[school].undecided = count
    return dict(found)


def _by_school(records: RiskQuerySet) -> Iterable[tuple[int, int]]:
    rows = records.order_by().values_list("pupil__school")
    return rows.annotate(Count("pupil", distinct=True))


def _leaders(schools: Iterable[int], *, on: date) -> dict[int, list[User]]:
    held = Membership.objects.on(on).filter(organisation__in=list(schools), role__in=LEADING)
    found: dict[int, list[User]] = defaultdict(list)
    for one in held.select_related("user"):
        found[one.organisation_id].append(one.user)
    return found
