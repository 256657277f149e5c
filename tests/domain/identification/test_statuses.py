"""Statuses begin and end by acts; periods never overlap, history stays."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from opora.domain.identification.models import SchoolStatus
from opora.domain.identification.queries import statuses as reads
from opora.domain.identification.refusals import NotAllowed, WrongParameters
from opora.domain.identification.services import statuses
from tests import factories
from tests.factories import NOON, TODAY

LOW, CONTEXT = SchoolStatus.Property.LOW_RESULTS, SchoolStatus.Property.ADVERSE_CONTEXT


@pytest.fixture
def act(authority):
    return factories.make_act(authority, date=date(2024, 11, 20))


@pytest.fixture
def later_act(authority):
    return factories.make_act(authority, date=date(2025, 11, 10))


@pytest.fixture
def status(school, act, coordinator):
    return statuses.begin(school=school, property=LOW, act=act, by=coordinator, at=NOON)


def test_a_status_begins_on_the_day_of_its_act(status, act):
    assert (status.since, status.basis, status.until) == (act.date, act, None)


def test_the_two_properties_are_independent(status, school, act, coordinator):
    statuses.begin(school=school, property=CONTEXT, act=act, by=coordinator, at=NOON)
    assert len(reads.current([school], on=TODAY)[school.pk]) == 2


def test_a_status_ends_by_an_act_and_may_begin_again_the_same_day(
    status, school, later_act, coordinator
):
    ended = statuses.end(status=status, act=later_act, by=coordinator, at=NOON)
    assert (ended.until, ended.ended_by) == (later_act.date, later_act)
    again = statuses.begin(school=school, property=LOW, act=later_act, by=coordinator, at=NOON)
    assert [one.pk for one in reads.history(school)] == [again.pk, status.pk]
    assert reads.current([school], on=later_act.date)[school.pk] == [again]


@pytest.mark.parametrize("since", [date(2024, 11, 20), date(2023, 1, 1), date(2025, 3, 1)])
def test_periods_do_not_overlap(status, school, act, coordinator, since):
    with pytest.raises(statuses.StatusOverlaps, match=r"с 20\.11\.2024"):
        statuses.begin(
            school=school, property=LOW, act=act, since=since, by=coordinator, at=NOON
        )


def test_a_period_does_not_overlap_one_that_ended(status, school, act, later_act, coordinator):
    statuses.end(status=status, act=later_act, by=coordinator, at=NOON)
    with pytest.raises(statuses.StatusOverlaps, match=r"по 10\.11\.2025"):
        statuses.begin(
            school=school, property=LOW, act=act, since=date(2025, 1, 1), by=coordinator,
            at=NOON,
        )  # fmt: skip


def test_a_status_ends_once_and_not_before_it_began(status, later_act, coordinator):
    with pytest.raises(WrongParameters, match="раньше нельзя"):
        statuses.end(
            status=status, act=later_act, until=date(2024, 1, 1), by=coordinator, at=NOON
        )
    statuses.end(status=status, act=later_act, by=coordinator, at=NOON)
    with pytest.raises(statuses.StatusOver, match="уже прекращён"):
        statuses.end(status=status, act=later_act, by=coordinator, at=NOON)


def test_an_act_without_a_day_or_force_begins_and_ends_nothing(
    status, school, authority, coordinator
):
    undated = factories.make_act(authority, date=None)
    cancelled = factories.make_act(authority, status="cancelled")
    for act, said in ((undated, "нет даты"), (cancelled, "утратил силу")):
        with pytest.raises(WrongParameters, match=said):
            statuses.begin(school=school, property=CONTEXT, act=act, by=coordinator, at=NOON)
        with pytest.raises(WrongParameters, match=said):
            statuses.end(status=status, act=act, by=coordinator, at=NOON)


@pytest.mark.parametrize("who", ["school_head", "stranger", "curator", "teacher"])
def test_only_those_above_change_a_status(school, act, request, who):
    with pytest.raises(NotAllowed):
        statuses.begin(
            school=school, property=LOW, act=act, by=request.getfixturevalue(who), at=NOON
        )


def test_the_database_keeps_one_open_status_and_ends_with_an_act(status, school, act):
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolStatus.objects.create(school=school, property=LOW, since=TODAY, basis=act)
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolStatus.objects.filter(pk=status.pk).update(until=TODAY)


def test_a_school_sees_its_own_statuses_alone(status, school_head, other_head, stranger):
    def seen(who):
        return SchoolStatus.objects.visible_to(who, on=TODAY).count()

    assert [seen(who) for who in (school_head, other_head, stranger)] == [1, 0, 0]
