"""Roadmaps of the level below: an obligation that is carried out by a plan of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from dateutil.relativedelta import relativedelta
from django.db import transaction

from opora.domain.acts.models import Draft
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Edition, Obligation, Roadmap
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.services import beginnings, confirming, states
from opora.domain.roadmaps.templates import load_template

Source = Literal["template", "last_year", "draft"]


class NotForChildren(Refused):
    """The measure is not carried out by a roadmap."""

    def __init__(self) -> None:
        super().__init__("Это мероприятие не исполняется отдельной дорожной картой.")


class ChildExists(Refused):
    """The obligation has its roadmap."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.roadmap = roadmap
        super().__init__(f"Карта уже есть: «{roadmap.title[:120]}». Откройте её.")


class NoLastYear(Refused):
    """There is no earlier roadmap to copy."""

    def __init__(self) -> None:
        super().__init__("Карты прошлых лет нет. Начните с образца или загрузите документ.")


class DraftNeeded(Refused):
    """A roadmap is to be made of a document, but none is given."""

    def __init__(self) -> None:
        super().__init__("Выберите загруженный документ.")


@transaction.atomic
def open_child(
    *,
    obligation: Obligation,
    by: User,
    at: datetime,
    source: Source = "template",
    draft: Draft | None = None,
) -> Edition:
    """Begin the roadmap by which an organisation carries an obligation out.

    Parameters
    ----------
    obligation : Obligation
        Of a measure with ``child_level``.
    source : {"template", "last_year", "draft"}
        Our template, the organisation's newest earlier roadmap with its days moved by whole
        years, or a document that was brought and checked.
    draft : Draft, optional
        The document, for ``source="draft"``.

    Raises
    ------
    NotForChildren, ChildExists, NoLastYear, DraftNeeded
        If there is nothing to open, or to open it from.
    NotAllowed, WrongState
        If it is not theirs, or the obligation is closed, handed in or paused.
    """
    obligation = states.lock(obligation)
    require_planning(by, obligation.organisation, at=at)
    if not obligation.measure.child_level:
        raise NotForChildren
    if known := obligation.child_roadmaps.first():
        raise ChildExists(known)
    states.require(obligation, "submit")

    if source == "draft":
        edition = _from_draft(obligation, draft, by=by, at=at)
    elif source == "last_year":
        edition = _from_last_year(obligation, by=by, at=at)
    else:
        edition = _from_template(obligation, by=by, at=at)
    if obligation.state != states.State.IN_WORK:
        states.take(obligation, "start", by=by, at=at)
    audit.record(
        "obligation.open_child", target=obligation, by=by, at=at,
        after={"roadmap": edition.roadmap_id, "source": source},
    )  # fmt: skip
    return edition


def _from_draft(
    obligation: Obligation, draft: Draft | None, *, by: User, at: datetime
) -> Edition:
    if draft is None:
        raise DraftNeeded
    return confirming.create_from_draft(
        draft=draft, owner=obligation.organisation, parent=obligation, by=by, at=at
    )


def _from_template(obligation: Obligation, *, by: User, at: datetime) -> Edition:
    days = SchoolYear(obligation.school_year)
    title = load_template().title
    edition = _begin(obligation, title, days.first_day, days.last_day, by=by, at=at)
    return beginnings.fill_from_template(edition=edition, by=by, at=at)


def _begin(  # noqa: PLR0913  # the words on the first page of a plan
    obligation: Obligation, title: str, start: date, end: date, *, by: User, at: datetime
) -> Edition:
    return confirming.create_roadmap(
        owner=obligation.organisation,
        title=title,
        start=start,
        end=end,
        by=by,
        at=at,
        parent=obligation,
    )


def _from_last_year(obligation: Obligation, *, by: User, at: datetime) -> Edition:
    start = SchoolYear(obligation.school_year).first_day
    source = (
        Edition.objects.filter(
            roadmap__owner=obligation.organisation,
            start__lt=start,
            status__in=[
                Edition.Status.IN_FORCE,
                Edition.Status.CLOSED,
                Edition.Status.SUPERSEDED,
            ],
        )
        .order_by("-start", "-number")
        .first()
    )
    if source is None:
        raise NoLastYear
    years = obligation.school_year - SchoolYear.of(source.start).start
    edition = _begin(
        obligation,
        beginnings.shift_words(source.title, years),
        source.start + relativedelta(years=years),
        source.end + relativedelta(years=years),
        by=by,
        at=at,
    )
    return beginnings.fill_from_earlier(edition=edition, source=source, by=by, at=at)
