"""A plan in force with obligations on the days that a test asks for."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils.timezone import localdate, now

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import (
    Binding,
    Edition,
    Measure,
    Obligation,
    Occurrence,
    Progress,
    Roadmap,
)
from opora.reading.words import lemmas
from opora.web.years import year_of

_serial = count(1)


def make_roadmap(owner: Organisation, title: str = "Дорожная карта поддержки") -> Roadmap:
    roadmap = Roadmap.objects.create(
        level=Roadmap.Level.MUNICIPALITY, owner=owner, title=title, created_at=now()
    )
    Edition.objects.create(
        roadmap=roadmap,
        title=title,
        status=Edition.Status.IN_FORCE,
        start=localdate() - timedelta(days=100),
        end=localdate() + timedelta(days=300),
    )
    return roadmap


def make_measure(roadmap: Roadmap, text: str = "Провести семинар для учителей") -> Measure:
    return Measure.objects.create(
        edition=roadmap.editions.get(),
        order=next(_serial),
        number="1.1",
        text=text,
        search=" " + " ".join(lemmas(text)),
    )


def make_bound(measure: Measure, by: User, **chosen: Any) -> Binding:
    """Bind a measure, confirmed unless told otherwise."""
    fields = {"status": Binding.Status.CONFIRMED, "decided_by": by, "decided_at": now()}
    return Binding.objects.create(measure=measure, **fields | chosen)


def make_progress(obligation: Obligation, **fields: Any) -> Progress:
    """Say how far entries have brought an obligation."""
    return Progress.objects.create(obligation=obligation, counted_at=now(), **fields)


def make_obligation(
    measure: Measure, organisation: Organisation, *, days: int = 7, **fields: Any
) -> Obligation:
    """Oblige the organisation; the control day is ``days`` from today, late if negative."""
    day = localdate() + timedelta(days=days)
    occurrence = Occurrence.objects.create(
        measure=measure,
        key=f"k{next(_serial)}",
        due=day,
        control=day,
        school_year=year_of(day),
        label=f"до {day:%d.%m.%Y}",
    )
    fields.setdefault("changed_at", now())
    return Obligation.objects.create(
        roadmap=measure.edition.roadmap,
        measure=measure,
        occurrence=occurrence,
        organisation=organisation,
        territory=organisation.territory,
        control=day,
        school_year=year_of(day),
        **fields,
    )


def submitted(by: User, *, days_ago: int = 2) -> dict[str, Any]:
    """Give the fields of an obligation that was handed in."""
    at = now() - timedelta(days=days_ago)
    return {"state": "submitted", "submitted_by": by, "submitted_at": at}


def returned(by: User, checker: User, remark: str) -> dict[str, Any]:
    """Give the fields of an obligation that came back."""
    decided = {"decided_by": checker, "decided_at": now(), "remark": remark}
    return submitted(by) | decided | {"state": "returned"}


def day_text(days: int) -> str:
    """Write the day that many days from today as pages do."""
    return f"{localdate() + timedelta(days=days):%d.%m.%Y}"
