"""A document in force: its plan, its district, its indicators, the days of its work."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from measuring.printed import Ledger
from measuring.seeds import Document, people_of
from measuring.work import TODAY
from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.identification.models import SchoolStatus
from opora.domain.roadmaps.models import Edition, Measure, Obligation
from opora.domain.roadmaps.windows import Window, windows_of


class Stage:
    """A document in force: its district, its ledger of indicators, who accepts its work."""

    def __init__(self, document: Document, edition: Edition, district: District) -> None:
        self.document, self.edition, self.district = document, edition, district
        self.head = people_of(document, district)[1]
        self.place = edition.roadmap.owner.territory
        self.ledger = Ledger(edition, self.place, head=self.head, at=moment(edition.start))


def first_window(measure: Measure) -> tuple[Obligation, Window]:
    """Return the first obligation, of a listed school if one owes it, and the days for it."""
    owed = Obligation.objects.filter(measure=measure).annotate(
        listed=Exists(SchoolStatus.objects.filter(school=OuterRef("organisation")))
    )
    obligation = owed.order_by("control", "-listed", "pk")[0]
    edition = measure.edition
    windows = windows_of(list(measure.occurrences.all()), start=edition.start, end=edition.end)
    return obligation, next(o for o in windows if o.occurrence == obligation.occurrence_id)


def day_in(window: Window) -> date:
    """Return a working day inside the window, not ahead of today."""
    last = min(window.last, TODAY)
    first = min(max(window.first, last - timedelta(days=40)), last)
    return first + (last - first) / 2
