"""What plans give to the indicators: targets from their words, and the share done in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from opora.domain.indicators.figures import Figure
from opora.domain.indicators.models import Definition
from opora.domain.indicators.periods import Period
from opora.domain.indicators.services import targets, values
from opora.domain.indicators.services.targets import Planned, Promise
from opora.domain.indicators.services.values import Recording
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Measure, Obligation

IN_TIME = "I19"


def take_targets(edition: Edition, *, by: User, at: datetime) -> list[Planned]:
    """Take the targets that the plan prints («Обучились 50% руководителей»).

    What the words do not give an indicator for is returned without one. Targets of the
    editions before it go: the plan has one target of a kind, that of its words now in force.
    """
    replaced = Measure.objects.filter(edition__roadmap=edition.roadmap).exclude(edition=edition)
    targets.drop_of_plan(
        origins=[_origin(pk) for pk in replaced.values_list("pk", flat=True)],
        since=edition.start, by=by, at=at,
    )  # fmt: skip
    return targets.from_plan(
        owner=edition.roadmap.owner, promises=_promises(edition), first=edition.start,
        last=edition.end, by=by, at=at,
    )  # fmt: skip


def _promises(edition: Edition) -> list[Promise]:
    """Collect the printed indicators, each once: tables repeat one text in many rows."""
    found: dict[str, Promise] = {}
    for measure in edition.measures.order_by("order"):
        for indicator in measure.indicators:
            text = str(indicator.get("text", "")).strip()
            if text:
                found.setdefault(text, Promise(text, measure.text, _origin(measure.pk)))
    return [*found.values()]


def _origin(measure: int) -> str:
    return f"roadmaps.measure:{measure}"


def record_execution(territory: Territory, period: Period, *, on: date, at: datetime) -> int:
    """Record of what fell due in a period how much was done in time (I19).

    In time is what was handed in by its control day and accepted; what nobody has checked yet
    counts as due and not as done.
    """
    definition = Definition.objects.current().filter(code=IN_TIME).first()
    if definition is None:
        return 0
    recordings = [*_execution(territory, period, on)]
    return values.record(
        definition=definition, territory=territory, period=period, recordings=recordings, at=at
    )


def _execution(territory: Territory, period: Period, on: date) -> Iterator[Recording]:
    due = Obligation.objects.come_due(on=on).filter(
        territory=territory, control__range=(period.first, period.last)
    )
    in_time = Q(state=Obligation.State.ACCEPTED, handed_in__lte=F("control"))
    counted = (
        due.annotate(handed_in=TruncDate("submitted_at"))
        .values("organisation")
        .annotate(all=Count("pk"), in_time=Count("pk", filter=in_time))
    )
    rows = {one["organisation"]: (one["in_time"], one["all"]) for one in counted}
    places = Organisation.objects.in_bulk(rows)
    for key, (done, every) in rows.items():
        yield Recording(places[key], Figure(done, every))
    if rows:
        whole = Figure(
            sum(done for done, _ in rows.values()), sum(every for _, every in rows.values())
        )
        yield Recording(None, whole)
