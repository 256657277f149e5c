"""The index: fitted once on a region, applied to years, honest where it cannot be given."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from opora.domain.context import queries
from opora.domain.context.models import Campaign, ContextRun, ContextScale, ContextScore
from opora.domain.context.services import index
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from tests import factories
from tests.domain.context.conftest import AS_OF, DUE, Filled
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
SCHOOLS = 12


@pytest.fixture
def schools(territory: Territory) -> list[Organisation]:
    return [factories.make_organisation(territory) for _ in range(SCHOOLS)]


@pytest.fixture
def passports(campaign: Campaign, schools: list[Organisation], filled: Filled) -> None:
    for place, school in enumerate(schools):
        filled(campaign, school, hard=place / (SCHOOLS - 1), pupils=100 + 20 * place)


@pytest.fixture
def run(region: Territory, passports: None, keeper: User) -> ContextRun:
    return index.compute(root=region, year=2026, by=keeper, at=NOON)


def test_a_harder_context_has_fewer_points(
    run: ContextRun, schools: list[Organisation]
) -> None:
    points = {one.school_id: one.points for one in run.scores.all()}

    told = [points[one.pk] for one in schools]
    assert told == sorted(told, reverse=True)  # type: ignore[type-var]


def test_contributions_add_up_to_the_points(run: ContextRun) -> None:
    for score in run.scores.all():
        added = sum(one["adds"] for one in score.items)
        assert score.points == pytest.approx(50 + added, abs=0.02)


def test_groups_follow_fixed_cuts_and_chances_add_up(run: ContextRun) -> None:
    assert {one.group for one in run.scores.all()} == {1, 2, 3, 4}
    for score in run.scores.all():
        assert sum(score.chances) == pytest.approx(1, abs=1e-3)


def test_the_same_passports_give_the_run_that_is_there(
    run: ContextRun, region: Territory, keeper: User
) -> None:
    assert index.compute(root=region, year=2026, by=keeper, at=NOON) == run
    assert ContextScale.objects.count() == 1


def test_a_later_year_is_measured_on_the_scale_of_the_first(
    run: ContextRun, territory: Territory, schools: list[Organisation], keeper: User, filled: Filled
) -> None:  # fmt: skip
    later = Campaign.objects.create(
        territory=territory, year=2027, as_of=AS_OF.replace(year=2026),
        due=DUE.replace(year=2026), opened_by=keeper, opened_at=NOON,
    )  # fmt: skip
    filled(later, schools[0], hard=1.0)
    again = index.compute(root=run.root, year=2027, by=keeper, at=NOON)

    assert again.scale == run.scale
    assert again.scores.get().group == 1


def test_a_new_scale_needs_a_reason(
    run: ContextRun, region: Territory, regional_coordinator: User
) -> None:
    by = regional_coordinator
    with pytest.raises(index.IndexRefused, match="почему"):
        index.refit(root=region, year=2026, reason=" ", by=by, at=NOON)

    again = index.refit(root=region, year=2026, reason="Новый перечень", by=by, at=NOON)
    assert again.scale.number == 2


def test_one_municipality_does_not_change_the_scale_of_all(
    run: ContextRun, region: Territory, keeper: User
) -> None:
    with pytest.raises(NotAllowed, match="одна на всю территорию"):
        index.refit(root=region, year=2026, reason="Так", by=keeper, at=NOON)


def test_a_region_of_few_schools_gets_no_scale_and_a_reason(
    region: Territory, campaign: Campaign, own: Organisation, keeper: User, filled: Filled
) -> None:
    filled(campaign, own, hard=0.5)
    with pytest.raises(index.IndexRefused, match="не меньше десяти"):
        index.compute(root=region, year=2026, by=keeper, at=NOON)


def test_a_year_without_passports_is_refused(region: Territory, keeper: User) -> None:
    with pytest.raises(index.IndexRefused, match="ни один паспорт"):
        index.compute(root=region, year=2024, by=keeper, at=NOON)


def test_a_school_with_many_gaps_has_no_index(
    passports: None, campaign: Campaign, own: Organisation, filled: Filled, keeper: User
) -> None:
    passport = filled(campaign, own, hard=0.5)
    passport.values.filter(item__in=["C01", "C02", "C03", "C04"]).update(
        number=None, absent="?"
    )
    root = campaign.territory.parent
    assert root is not None
    run = index.compute(root=root, year=2026, by=keeper, at=NOON)

    score = run.scores.get(school=own)
    assert (score.points, score.group, score.missing) == (None, None, 4)


def test_a_scale_is_the_same_after_it_was_kept(run: ContextRun) -> None:
    content = run.scale.content

    assert index.scale_content(index.scale_of(content)) == content


def test_similar_schools_are_the_neighbours_and_never_the_school_itself(
    run: ContextRun, schools: list[Organisation]
) -> None:
    score = run.scores.get(school=schools[5])
    near = queries.similar_schools(score, count=2)

    assert {one.score.school_id for one in near} <= {one.pk for one in schools[3:8]}
    assert score.school_id not in {one.score.school_id for one in near}


def test_a_school_sees_its_own_score_only(run: ContextRun, schools: list[Organisation]) -> None:
    head = factories.make_member(schools[0], Role.SCHOOL_HEAD)

    assert ContextScore.objects.visible_to(head, on=TODAY).get().school == schools[0]
    assert ContextRun.objects.visible_to(head, on=TODAY).exists()


def test_the_four_fields() -> None:
    assert queries.quadrant(38, 0.9, cut=43) == queries.AT_RISK
    assert queries.quadrant(38, 0.1, cut=43) == queries.RESILIENT
    assert queries.quadrant(38, 0.5, cut=43) == queries.EXPECTED
    assert queries.quadrant(60, 0.9, cut=43) == queries.HIDDEN
    assert queries.quadrant(None, 0.9, cut=43) is None


def test_completeness_counts_in_as_many_queries_for_any_number_of_schools(
    campaign: Campaign, passports: None, own: Organisation,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    with django_assert_num_queries(2):
        told = queries.completeness(campaign, on=TODAY)
    with django_assert_num_queries(2):
        lines = queries.school_lines(campaign, on=TODAY)

    assert (told.schools, told.handed_in, told.missing) == (SCHOOLS + 1, SCHOOLS, 1)
    assert [one.school for one in lines if one.passport is None] == [own]
