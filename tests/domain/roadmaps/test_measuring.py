"""What plans give to the indicators: their targets, and the share done in time."""

from __future__ import annotations

from datetime import timedelta

from opora.domain.indicators.models import Target, Value
from opora.domain.indicators.periods import year_period
from opora.domain.indicators.services import definitions
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Measure, Obligation
from opora.domain.roadmaps.services import measuring
from tests.factories import NOON, TODAY
from tests.web import stage

YEAR = year_period(SchoolYear.of(TODAY))


def test_a_printed_share_becomes_a_target_with_its_words(
    authority: Organisation, coordinator: User
) -> None:
    plan = stage.make_roadmap(authority)
    measure = stage.make_measure(plan, "Организовать обучение руководителей ШНОР")
    measure.indicators = [{"text": "Обучились 50% руководителей", "unit": "%", "target": 50}]
    measure.save()
    (found,) = measuring.take_targets(measure.edition, by=coordinator, at=NOON)
    assert found.target is not None
    assert (Target.objects.get().value, found.promise.text) == (
        50,
        "Обучились 50% руководителей",
    )
    measuring.take_targets(measure.edition, by=coordinator, at=NOON)
    assert Target.objects.count() == 1


def test_a_new_edition_takes_the_targets_of_the_old_one_along(
    authority: Organisation, coordinator: User
) -> None:
    plan = stage.make_roadmap(authority)
    old = stage.make_measure(plan, "Заключить договоры")
    old.indicators = [{"text": "6 договоров", "unit": "ед.", "target": 6}]
    old.save()
    measuring.take_targets(old.edition, by=coordinator, at=NOON)
    Edition.objects.filter(pk=old.edition_id).update(status=Edition.Status.SUPERSEDED)
    edition = Edition.objects.create(
        roadmap=plan, number=2, title=plan.title, status=Edition.Status.IN_FORCE,
        start=old.edition.start, end=old.edition.end,
    )  # fmt: skip
    new = Measure.objects.create(
        edition=edition, order=1, text=old.text, indicators=[{"text": "4 договора"}],
    )  # fmt: skip
    measuring.take_targets(edition, by=coordinator, at=NOON)
    assert [(one.value, one.origin) for one in Target.objects.all()] == [
        (4, f"roadmaps.measure:{new.pk}")
    ]


def test_in_time_is_what_was_handed_in_by_its_day_and_accepted(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    definitions.sync(at=NOON)
    plan = stage.make_roadmap(authority)
    for days_late in (-1, 1):
        owed = stage.make_obligation(
            stage.make_measure(plan, f"Семинар {days_late}"), school, days=-5
        )
        assert owed.control is not None
        Obligation.objects.filter(pk=owed.pk).update(
            state="accepted", control=TODAY - timedelta(days=5), submitted_by=coordinator,
            submitted_at=NOON + timedelta(days=days_late - 5), decided_by=coordinator,
            decided_at=NOON,
        )  # fmt: skip
    for _ in range(2):
        measuring.record_execution(school.territory, YEAR, on=TODAY, at=NOON)
    figures = {
        (one.organisation_id, one.numerator, one.denominator) for one in Value.objects.all()
    }
    assert {(school.pk, 1, 2), (None, 1, 2)} <= figures


def test_where_nothing_fell_due_there_is_no_figure(school: Organisation) -> None:
    definitions.sync(at=NOON)
    measuring.record_execution(school.territory, YEAR, on=TODAY, at=NOON)
    assert not Value.objects.exclude(numerator=None).exists()
