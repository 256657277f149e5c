"""What is counted, of what, by school, municipality and region."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opora.domain.indicators.models import Value
from opora.domain.indicators.periods import Period, all_periods, periods_of
from opora.domain.indicators.queries.one import made_of
from opora.domain.indicators.services import definitions, values
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.staff.models import Employment
from tests.domain.indicators import stage
from tests.domain.indicators.stage import YEAR, value, value_of
from tests.factories import NOON, make_user


def compute(place: Territory, *codes: str, period: Period = YEAR) -> int:
    return values.recompute(
        place, period, at=NOON, only=[stage.definition(code) for code in codes]
    )


def test_a_school_with_one_activity_is_covered_and_one_without_is_not(
    territory: Territory,
    school: Organisation,
    other_school: Organisation,
    authority: Organisation,
) -> None:
    stage.listed(school)
    stage.listed(other_school, "adverse_context")
    stage.entry(authority, parts=[school])
    stage.entry(authority, parts=[school])
    compute(territory, "I04")
    assert value_of("I04", school) == (1, 1)
    assert value_of("I04", other_school) == (0, 1)
    assert value_of("I04", territory) == (1, 2)


def test_a_school_without_the_status_has_no_value_of_listed_schools(
    territory: Territory, school: Organisation, other_school: Organisation
) -> None:
    stage.listed(school, "adverse_context")
    stage.entry(school)
    compute(territory, "I06", "I04")
    assert not Value.objects.filter(definition__code="I06").exists()
    assert value_of("I04", territory) == (1, 1)


def test_a_status_that_ended_before_the_last_day_does_not_count(
    territory: Territory, school: Organisation
) -> None:
    status = stage.listed(school)
    status.until, status.ended_by = date(2025, 10, 1), status.basis
    status.save()
    compute(territory, "I04")
    assert not Value.objects.filter(organisation=school).exists()


def test_people_of_two_schools_count_in_both_and_once_above(
    region: Territory, territory: Territory, school: Organisation, foreign_school: Organisation,
    authority: Organisation,
) -> None:  # fmt: skip
    shared, single = stage.person(school, foreign_school), stage.person(school)
    parts = [(school, shared), (school, single), (foreign_school, shared)]
    stage.entry(authority, "training", "course", parts=parts, hours=36)
    compute(region, "I24")
    assert value_of("I24", school) == (2, None)
    assert value_of("I24", foreign_school) == (1, None)
    assert value_of("I24", territory) == (2, None)
    assert value_of("I24", region) == (2, None)


def test_a_short_course_and_somebody_who_left_are_not_in_the_share_of_trained(
    territory: Territory, school: Organisation
) -> None:
    stage.listed(school)
    trained, briefly, left, idle = (stage.person(school) for _ in range(4))
    Employment.objects.filter(person=left).update(until=date(2025, 10, 31))
    stage.entry(
        school, "training", "course", hours=36, parts=[(school, trained), (school, left)]
    )
    stage.entry(school, "training", "course", hours=8, parts=[(school, briefly)])
    compute(territory, "I22", "I17", "I21")
    assert value_of("I22", school) == (1, 3)
    assert value_of("I17", school) == (1, 3)
    assert value("I21", school).reason.startswith("в списке сотрудников")
    assert value("I21", territory).missing == 1
    assert Employment.objects.filter(person=idle).exists()


def test_a_school_without_staff_is_missing_and_not_nought(
    territory: Territory, school: Organisation, other_school: Organisation
) -> None:
    for one in (school, other_school):
        stage.listed(one)
    known = stage.person(school)
    stage.entry(school, "diagnostics", "competence", parts=[(school, known)])
    compute(territory, "I03")
    assert value_of("I03", other_school) == (None, None)
    whole = value("I03", territory)
    assert (whole.numerator, whole.denominator, whole.missing) == (1, 1, 1)


def test_lessons_attended_a_year_ago_are_not_attended_now(
    territory: Territory, school: Organisation
) -> None:
    last_year = date(2024, 10, 6)
    for day in (last_year, stage.DAY):
        stage.entry(school, "pupils", "attending", day=day, amount=1)
    for _ in range(3):
        stage.entry(
            school, "pupils", "failing", day=stage.DAY, until=date(2026, 8, 31), amount=1
        )
    compute(territory, "I10")
    assert value_of("I10", school) == (1, 3)


def test_an_agreement_counts_in_every_year_that_its_term_touches(
    territory: Territory,
    school: Organisation,
    other_school: Organisation,
    authority: Organisation,
) -> None:
    stage.listed(school)
    side = {"register": "agreements", "kind": "partnership", "role": "side"}
    stage.entry(school, **side, parts=[school, other_school], until=date(2026, 5, 31))
    stage.entry(school, **side, parts=[school, other_school], until=date(2025, 11, 1))
    stage.entry(
        school, **side, parts=[school, other_school], day=date(2024, 10, 1),
        until=date(2025, 8, 31),
    )  # fmt: skip
    stage.entry(school, **side, parts=[school, other_school], day=date(2026, 1, 1))
    compute(territory, "I13", "I05")
    assert value_of("I13", territory) == (2, None)
    assert value_of("I05", school) == (0, 1)


def test_a_network_is_an_agreement_and_something_done_together(
    territory: Territory,
    school: Organisation,
    other_school: Organisation,
    authority: Organisation,
) -> None:
    stage.listed(school)
    side = {"register": "agreements", "kind": "partnership", "role": "side"}
    stage.entry(
        school, **side, parts=[school, other_school, authority], until=date(2026, 8, 31),
        day=date(2025, 10, 1),
    )  # fmt: skip
    stage.entry(authority, parts=[school])
    stage.entry(authority, parts=[school, other_school], day=date(2025, 9, 2))
    compute(territory, "I05")
    assert value_of("I05", school) == (0, 1)
    stage.entry(other_school, parts=[school])
    compute(territory, "I05")
    assert value_of("I05", school) == (1, 1)


def test_two_sides_among_many_schools_make_an_activity_joint(
    territory: Territory,
    school: Organisation,
    other_school: Organisation,
    authority: Organisation,
) -> None:
    stage.listed(school)
    term = {"day": date(2025, 9, 1), "until": date(2026, 8, 31)}
    side = {"register": "agreements", "kind": "network", "role": "side"}
    stage.entry(school, **side, parts=[school, other_school], **term)
    joint = stage.entry(authority, parts=[school, other_school])
    compute(territory, "I05")
    assert value_of("I05", school) == (1, 1)
    found = made_of(
        stage.definition("I05"), territory, school, stage.YEAR,
        user=make_user(is_superuser=True), on=stage.DAY,
    )  # fmt: skip
    assert joint.pk in found


def test_planned_and_withdrawn_entries_do_not_count_as_done(
    territory: Territory, school: Organisation, authority: Organisation
) -> None:
    stage.listed(school)
    for state in ("done", "planned", "withdrawn"):
        stage.entry(authority, kind="consultation", parts=[school], state=state)
    compute(territory, "I14", "I18")
    assert value_of("I14", school) == (1, 2)
    assert value_of("I18", territory) == (1, None)


def test_pupils_are_counted_by_amounts(territory: Territory, school: Organisation) -> None:
    stage.entry(school, "pupils", "risk", amount=12, secret=True)
    stage.entry(school, "pupils", "plan", parts=[school], part_amount=9, secret=True)
    compute(territory, "I09")
    assert value_of("I09", school) == (9, 12)
    assert value_of("I09", territory) == (9, 12)


def test_plans_of_a_school_without_a_risk_group_leave_the_share_of_the_district_alone(
    territory: Territory, school: Organisation, other_school: Organisation
) -> None:
    stage.entry(school, "pupils", "risk", amount=10, secret=True)
    stage.entry(school, "pupils", "plan", amount=5, secret=True)
    stage.entry(other_school, "pupils", "plan", amount=4, secret=True)
    compute(territory, "I09")
    assert value_of("I09", territory) == (5, 10)
    assert value("I09", territory).missing == 1


def test_different_factors_of_risk_are_counted_once(
    territory: Territory, school: Organisation
) -> None:
    stage.listed(school)
    for topic in ("R01", "R01", "R02", ""):
        stage.entry(school, "diagnostics", "risk_factor", topic=topic)
    compute(territory, "I12")
    assert value_of("I12", school) == (2, None)


def test_a_school_that_closed_is_not_a_unit(
    territory: Territory, school: Organisation, other_school: Organisation
) -> None:
    stage.entry(school, "analyses", "results")
    Organisation.objects.filter(pk=other_school.pk).update(closed_on=date(2025, 11, 1))
    compute(territory, "I01")
    assert value_of("I01", territory) == (1, 1)


def test_work_for_other_schools_is_experience_and_own_work_is_not(
    territory: Territory, school: Organisation, other_school: Organisation
) -> None:
    stage.entry(school, parts=[school])
    assert not Value.objects.exists()
    stage.entry(other_school, parts=[other_school], role="leader")
    compute(territory, "I23")
    assert value_of("I23", school) == (0, None)
    assert value_of("I23", other_school) == (1, None)


def test_computing_twice_changes_nothing(territory: Territory, school: Organisation) -> None:
    stage.listed(school)
    stage.entry(school)
    first = compute(territory, "I04", "I18")
    before = set(Value.objects.values_list("definition", "organisation", "numerator"))
    assert compute(territory, "I04", "I18") == first
    assert set(Value.objects.values_list("definition", "organisation", "numerator")) == before


def test_a_share_rolls_up_by_sums_and_not_by_means(
    region: Territory, territory: Territory, school: Organisation, other_school: Organisation,
    foreign_school: Organisation,
) -> None:  # fmt: skip
    for one in (school, other_school, foreign_school):
        stage.listed(one)
    stage.entry(school)
    stage.entry(foreign_school)
    compute(region, "I04")
    assert value_of("I04", territory) == (1, 2)
    assert value_of("I04", foreign_school.territory) == (1, 1)
    assert value_of("I04", region) == (2, 3)


def test_a_frozen_period_stands(
    territory: Territory, school: Organisation, authority_head: User
) -> None:
    past = periods_of("раз в полугодие", SchoolYear(2024))[2]
    stage.listed(school, "adverse_context")
    values.freeze(territory=territory, period=past, by=authority_head, at=NOON)
    before = set(Value.objects.values_list("pk", flat=True))
    stage.entry(school, day=past.first)
    definitions.sync(at=NOON)
    assert values.recompute(territory, past, at=NOON) == 0
    assert set(Value.objects.values_list("pk", flat=True)) == before
    assert value_of("I18", territory, past) == (0, None)
    with pytest.raises(values.PeriodFrozen, match=r"закрыт 12\.11\.2025"):
        values.freeze(territory=territory, period=past, by=authority_head, at=NOON)


def test_the_region_is_counted_though_a_municipality_is_frozen(
    region: Territory, territory: Territory, school: Organisation, authority_head: User,
    foreign_school: Organisation,
) -> None:  # fmt: skip
    past = periods_of("раз в полугодие", SchoolYear(2024))[2]
    values.freeze(territory=territory, period=past, by=authority_head, at=NOON)
    stage.entry(foreign_school, day=past.first)
    stage.entry(school, day=past.first)
    compute(region, "I18", period=past)
    assert value_of("I18", territory, past) == (0, None)
    assert value_of("I18", foreign_school.territory, past) == (1, None)


def test_a_running_period_is_not_frozen_nor_by_a_methodist(
    territory: Territory, authority_head: User, methodist: User
) -> None:
    with pytest.raises(values.PeriodNotOver, match=r"31\.08\.2026"):
        values.freeze(territory=territory, period=YEAR, by=authority_head, at=NOON)
    with pytest.raises(Exception, match="закрывают начальник управления"):
        values.freeze(territory=territory, period=YEAR, by=methodist, at=NOON)


def test_what_plans_know_is_recorded_and_a_computed_indicator_is_not(
    territory: Territory, school: Organisation
) -> None:
    told = [
        values.Recording(school, values.Figure(3, 4)), values.Recording(None, values.Figure(9, 12))
    ]  # fmt: skip
    done = stage.definition("I19")
    for _ in range(2):
        values.record(
            definition=done, territory=territory, period=YEAR, recordings=told, at=NOON
        )
    assert value_of("I19", school) == (3, 4)
    assert value_of("I19", territory) == (9, 12)
    with pytest.raises(definitions.WrongDefinition, match="по реестрам"):
        values.record(
            definition=stage.definition("I04"), territory=territory, period=YEAR,
            recordings=told, at=NOON,
        )  # fmt: skip


def test_a_year_is_computed_with_its_parts_that_have_begun(
    territory: Territory, school: Organisation
) -> None:
    stage.entry(school, "training", "course", parts=[(school, stage.person(school))], hours=36)
    values.recompute_year(territory, SchoolYear(2025), at=NOON)
    halves = periods_of("раз в полугодие", SchoolYear(2025))
    assert value_of("I24", territory, halves[1]) == (1, None)
    assert not Value.objects.filter(first=halves[2].first).exists()
    assert len(all_periods(SchoolYear(2025))) == 1 + 2 + 4 + 12


def test_the_version_of_the_data_is_the_last_change_of_its_registers(
    territory: Territory, school: Organisation
) -> None:
    stage.entry(school, changed_at=NOON - timedelta(days=3))
    compute(territory, "I18")
    assert value("I18", school).data_version == "2025-11-09T09:00:00"


def test_queries_do_not_grow_with_schools(
    territory: Territory, authority: Organisation, django_assert_max_num_queries: object
) -> None:
    from tests.factories import make_organisation

    those = [stage.definition(code) for code in ("I04", "I03", "I13")]
    for size in (3, 30):
        for _ in range(size):
            school = make_organisation(territory)
            stage.listed(school)
            stage.entry(authority, parts=[(school, stage.person(school))])
        with django_assert_max_num_queries(34):  # type: ignore[operator]
            values.recompute(territory, YEAR, at=NOON, only=those)
